using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;
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

    /// <summary>What cells most often show.</summary>
    private static readonly object[] Values = ["text", new List<int> { 1 }, new[] { new { Name = "a", Value = 1.5 } }];

    /// <summary>Runs until done or until <paramref name="enough"/> says so.</summary>
    public static void Run(Lazy<CSharpSession> session, Func<bool> enough)
    {
        try
        {
            // While the compiler starts, which takes one processor, another learns to show values.
            var cells = Task.Run(() => CompileAsync(session.Value, enough));
            foreach (var value in Values)
                foreach (var format in (string[])["text/html", "text/plain"])
                    _ = value.ToDisplayString(format);
            cells.GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The first cell meets the same error and shows it.
        }
    }

    private static async Task CompileAsync(CSharpSession session, Func<bool> enough)
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
