using static TorchSharp.torch;

namespace NNViz.Tests;

/// <summary>As many threads of torch's until it is disposed of: how many there are says what memory they keep, and those that wait for work take processor time.</summary>
internal sealed class Threads : IDisposable
{
    private readonly int before = get_num_threads();

    public Threads(int count) => set_num_threads(count);

    public void Dispose() => set_num_threads(before);
}
