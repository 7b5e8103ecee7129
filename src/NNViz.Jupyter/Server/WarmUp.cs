using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;
using NNViz.Jupyter.Session;

namespace NNViz.Jupyter.Server;

/// <summary>Loads and compiles what the first cell will need, while the user still reads the notebook. Leaves no variable, shows nothing,
/// and gives way as soon as a cell is waiting.</summary>
internal static class WarmUp
{
    /// <summary>From what every cell needs to what many do.</summary>
    private static readonly string[] Cells =
    [
        "$\"{1}\"",
        """
        ((Func<int, List<int>>)(n =>
        {
            var list = new List<int>();
            for (var i = 0; i < n; i++)
                list.Add(i);
            return list.Where(x => x > 0).Select(x => 2 * x).ToList();
        }))(3)
        """,
        "await Task.FromResult(new[] { new { Name = \"a\", Value = 1.5 } })",
    ];

    /// <summary>Runs until done or until <paramref name="enough"/> says so.</summary>
    public static async Task RunAsync(CSharpSession session, Func<bool> enough)
    {
        foreach (var cell in Cells)
            if (!enough())
                _ = await session.EvaluateAsync(cell).ConfigureAwait(false);
        if (!enough())
            _ = await session.RequestAsync<CompletionsProduced>(new RequestCompletions("Console.", new LinePosition(0, 8)))
                .ConfigureAwait(false);
        if (!enough())
            _ = await session.RequestAsync<HoverTextProduced>(new RequestHoverText("Console", new LinePosition(0, 3)))
                .ConfigureAwait(false);
    }
}
