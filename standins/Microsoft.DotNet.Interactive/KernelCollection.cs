using System.Collections;

namespace Microsoft.DotNet.Interactive;

/// <summary>The children of a composite kernel, found by name, alias or address.</summary>
public class KernelCollection : IReadOnlyCollection<Kernel>
{
    private readonly CompositeKernel _compositeKernel;
    private readonly List<Kernel> _kernels = [];
    private readonly Dictionary<string, Kernel> _byName = [];

    public KernelCollection(CompositeKernel compositeKernel) => _compositeKernel = compositeKernel;

    public int Count => _kernels.Count;

    public bool TryGetByAlias(string alias, out Kernel kernel) => _byName.TryGetValue(alias, out kernel);

    public bool TryGetByUri(Uri uri, out Kernel kernel)
    {
        kernel = _kernels.Find(child => child.KernelInfo.Uri == uri || child.KernelInfo.RemoteUri == uri);
        return kernel is not null;
    }

    public IEnumerator<Kernel> GetEnumerator() => _kernels.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal void Add(Kernel kernel)
    {
        var names = kernel.KernelInfo.NameAndAliases;
        if (names.FirstOrDefault(_byName.ContainsKey) is { } taken)
        {
            throw new ArgumentException($"Alias '{taken}' is already in use.");
        }
        kernel.KernelInfo.Uri = new Uri(_compositeKernel.KernelInfo.Uri, kernel.Name);
        _kernels.Add(kernel);
        foreach (var name in names)
        {
            _byName.Add(name, kernel);
        }
    }
}
