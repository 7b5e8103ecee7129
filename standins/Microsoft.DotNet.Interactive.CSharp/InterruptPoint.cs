#nullable enable
using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.ExceptionServices;

namespace Microsoft.DotNet.Interactive.CSharp;

/// <summary>
/// The class that rewritten cells call (see <see cref="PollRewriter"/>). It is source, compiled as the notebook's first submission: cells
/// see the
/// class without a public type in this assembly.
/// </summary>
/// <remarks>
/// A poll is one read of a static field and a call that always throws: the compiler keeps such a call out of the loop, and the loop at full
/// speed; a
/// call that might return would cost a tight loop its registers. So a poll cannot ask whose thread it is on. Instead there are several
/// flags, which
/// the cells use in turn: an interrupt sets the running cell's, and background work of earlier cells goes on.
/// </remarks>
internal sealed class InterruptPoint
{
    public const string ClassName = "__InterruptPoint";
    public const string AwaitCall = ClassName + ".Here";
    public const string DisposeCall = ClassName + ".DisposeAtEnd";

    private const int Flags = 32;

    /// <summary>The exceptions of interrupts; each notebook of the process has its own.</summary>
    private static readonly ConcurrentDictionary<Type, bool> Interrupts = new();

    private readonly FieldInfo[] _flags;
    private readonly FieldInfo _token;

    /// <param name="compiled">The class as compiled from <see cref="Source"/>.</param>
    public InterruptPoint(Type compiled)
    {
        _flags = [.. Enumerable.Range(0, Flags).Select(i => compiled.GetField($"Flag{i}")!)];
        _token = compiled.GetField("Token")!;
        ToDispose = (Stack<object?>)compiled.GetField("ToDispose")!.GetValue(null)!;
        EndThreadsQuietly(compiled.GetNestedType("Interrupted")!);
    }

    /// <summary><c>Here</c> waits for a task on the cell's own thread, so that the code after an await stays on it: what a library keeps by
    /// thread
    /// (gradient mode, scopes) holds through the cell, and the wait can be interrupted.</summary>
    public static string Source { get; } = $$"""
        static class {{ClassName}}
        {
            public sealed class Interrupted : System.OperationCanceledException
            {
                public Interrupted() : base("The cell was interrupted.") { }
            }

            public static System.Threading.CancellationToken Token;

            public static readonly System.Collections.Generic.Stack<object> ToDispose = new();

            public static void DisposeAtEnd(params object[] values) { foreach (var value in values) ToDispose.Push(value); }

            static void Throw() => throw new Interrupted();

            {{string.Join("\n    ", Enumerable.Range(0, Flags).Select(i => $$"""
                public static volatile bool Flag{{i}};
                [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.AggressiveInlining)]
                public static void Poll{{i}}() { if (Flag{{i}}) Throw(); }
                """))}}

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

    /// <summary>The values that <see cref="UsingDeclarations"/> have declared.</summary>
    public Stack<object?> ToDispose { get; }

    /// <summary>The statement for the polls of the n-th cell.</summary>
    public static string PollCall(int cell) => $"{ClassName}.Poll{cell % Flags}();";

    /// <summary>A cell begins, and its awaits end with the token; or it has ended, and nothing is interrupted any more.</summary>
    public void Arm(CancellationToken token)
    {
        Set(_flags, false);
        _token.SetValue(null, token);
    }

    /// <summary>The polls of the n-th cell throw from now on.</summary>
    public void Request(int cell) => Set([_flags[cell % Flags]], true);

    /// <summary>The polls of all cells throw: what runs is a function of an earlier one.</summary>
    public void RequestEverywhere() => Set(_flags, true);

    private static void Set(FieldInfo[] flags, bool value)
    {
        foreach (var flag in flags)
        {
            flag.SetValue(null, value);
        }
    }

    /// <summary>A thread that an interrupted cell has started ends too; without this its exception would end the process.</summary>
    private static void EndThreadsQuietly(Type interrupted)
    {
        if (Interrupts.IsEmpty)
        {
            try
            {
                ExceptionHandling.SetUnhandledExceptionHandler(exception => Interrupts.ContainsKey(exception.GetType()));
            }
            catch (InvalidOperationException)
            {
                // The host has a handler of its own, and decides.
            }
        }
        Interrupts[interrupted] = true;
    }
}
