#nullable enable
using System.Reflection;

namespace Microsoft.DotNet.Interactive.CSharp;

/// <summary>
/// The class that rewritten cells call (see <see cref="PollRewriter"/>). It is source, compiled as the notebook's first submission: cells see the
/// class without a public type in this assembly, and its check is one read of a static field, which costs a loop nothing measurable.
/// </summary>
internal sealed class InterruptPoint(Type compiled)
{
    public const string ClassName = "__InterruptPoint";
    public const string PollCall = ClassName + ".Poll();";
    public const string AwaitCall = ClassName + ".Here";

    /// <summary><c>Here</c> waits for a task on the cell's own thread, so that the code after an await stays on it: what a library keeps by thread
    /// (gradient mode, scopes) holds through the cell, and the wait can be interrupted.</summary>
    public const string Source = $$"""
        static class {{ClassName}}
        {
            public static volatile bool Requested;
            public static System.Action Stop;
            public static System.Threading.CancellationToken Token;

            [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.AggressiveInlining)]
            public static void Poll() { if (Requested) Stop(); }

            public static T Here<T>(T awaitable) => awaitable;
            public static System.Threading.Tasks.Task Here(System.Threading.Tasks.Task task) { Wait(task); return task; }
            public static System.Threading.Tasks.Task<T> Here<T>(System.Threading.Tasks.Task<T> task) { Wait(task); return task; }
            public static System.Threading.Tasks.Task Here(System.Threading.Tasks.ValueTask task) => Here(task.AsTask());
            public static System.Threading.Tasks.Task<T> Here<T>(System.Threading.Tasks.ValueTask<T> task) => Here(task.AsTask());

            static void Wait(System.Threading.Tasks.Task task)
            {
                if (!task.IsCompleted) System.Threading.Tasks.Task.WaitAny(new[] { task }, Token);
            }
        }
        typeof({{ClassName}})
        """;

    private readonly FieldInfo _requested = compiled.GetField("Requested")!;
    private readonly FieldInfo _stop = compiled.GetField("Stop")!;
    private readonly FieldInfo _token = compiled.GetField("Token")!;

    /// <summary>A cell begins: its awaits end with the token.</summary>
    public void Arm(CancellationToken token)
    {
        _requested.SetValue(null, false);
        _token.SetValue(null, token);
    }

    /// <summary>From now on polls call <paramref name="stop"/>, which throws where the cell shall stop.</summary>
    public void Request(Action stop)
    {
        _stop.SetValue(null, stop);
        _requested.SetValue(null, true);
    }
}
