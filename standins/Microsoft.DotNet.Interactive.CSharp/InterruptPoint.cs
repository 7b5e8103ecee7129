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
/// speed; a call that might return would cost a tight loop its registers. So a poll cannot ask whose thread it is on. Instead each cell has
/// a flag of its own: an interrupt sets those of the running cell and of the cells that it calls, and background work of others goes on.
/// </remarks>
internal sealed class InterruptPoint
{
    public const string ClassName = "__InterruptPoint";
    public const string AwaitCall = ClassName + ".Here";
    public const string DisposeCall = ClassName + ".DisposeAtEnd";

    private const int Digits = 16;

    /// <summary>The exceptions of interrupts; each notebook of the process has its own.</summary>
    private static readonly ConcurrentDictionary<Type, bool> Interrupts = new();

    private readonly Lock _gate = new();
    private readonly Type _compiled;
    private readonly FieldInfo _token;
    private readonly List<FieldInfo> _raised = [];

    /// <param name="compiled">The class as compiled from <see cref="Source"/>.</param>
    public InterruptPoint(Type compiled)
    {
        _compiled = compiled;
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

            // A cell's number, as a type: each has statics of its own.
            {{string.Concat(Enumerable.Range(0, Digits).Select(i => $"public struct D{i}<T> {{ }} "))}}

            public static class Cell<TNumber>
            {
                public static volatile bool Flag;

                [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.AggressiveInlining)]
                public static void Poll() { if (Flag) Throw(); }
            }

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
    public static string PollCall(int cell)
    {
        var number = "int";
        for (var rest = cell; rest > 0; rest /= Digits)
        {
            number = $"{ClassName}.D{rest % Digits}<{number}>";
        }
        return $"{ClassName}.Cell<{number}>.Poll();";
    }

    /// <summary>A cell begins, and its awaits end with the token; or it has ended, and nothing is interrupted any more.</summary>
    public void Arm(CancellationToken token)
    {
        lock (_gate)
        {
            _raised.ForEach(flag => flag.SetValue(null, false));
            _raised.Clear();
        }
        _token.SetValue(null, token);
    }

    /// <summary>The polls of these cells throw from now on, unless the cell that is to be interrupted has ended.</summary>
    public void Request(IEnumerable<int> cells, CancellationToken ended)
    {
        lock (_gate)
        {
            foreach (var flag in ended.IsCancellationRequested ? [] : cells.Select(FlagOf))
            {
                flag.SetValue(null, true);
                _raised.Add(flag);
            }
        }
    }

    private FieldInfo FlagOf(int cell)
    {
        var number = typeof(int);
        for (var rest = cell; rest > 0; rest /= Digits)
        {
            number = _compiled.GetNestedType($"D{rest % Digits}`1")!.MakeGenericType(number);
        }
        return _compiled.GetNestedType("Cell`1")!.MakeGenericType(number).GetField("Flag")!;
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
