#nullable enable
using Microsoft.CodeAnalysis.Scripting;

namespace Microsoft.DotNet.Interactive.CSharp;

/// <summary>
/// Ends a cell that waits for what may never come, in an await of a kind that <see cref="InterruptPoint"/> does not know. The variables
/// that it has declared stay, as they do after an exception.
/// </summary>
internal sealed class EarlyEnd
{
    private readonly TaskCompletionSource<object> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="script">A compiled script.</param>
    public EarlyEnd(Script<object> script)
    {
        if (SubmissionCompiler.Runner is { } runner && runner.GetValue(script) is Func<object[], Task<object>> run)
        {
            runner.SetValue(script, (Func<object[], Task<object>>)(submissions => Watch(run(submissions))));
        }
    }

    /// <summary>The cell's own work, which may outlive it.</summary>
    public Task Work { get; private set; } = Task.CompletedTask;

    /// <summary>Ends the cell as an interrupt does, unless it has ended.</summary>
    public void Now() => _end.TrySetException(new OperationCanceledException("The cell was interrupted."));

    private Task<object> Watch(Task<object> work)
    {
        Work = work;
        return work.IsCompleted ? work : Task.WhenAny(work, _end.Task).Unwrap();
    }
}
