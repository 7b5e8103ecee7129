using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

/// <summary>
/// What rewritten cells call: polls, and waits that can be interrupted. It stands in an assembly of its own so that cells see the class, and
/// users of the C# kernel's assembly do not.
/// </summary>
/// <remarks>
/// A poll is one read of a static field and a call that always throws: the compiler keeps such a call out of the loop, and the loop at full
/// speed; a call that might return would cost a tight loop its registers. So a poll cannot ask whose thread it is on. Instead each cell has
/// a flag of its own: an interrupt sets those of the running cell and of the cells that it calls, and background work of others goes on.
/// </remarks>
public static class __InterruptPoint
{
    /// <summary>Ends the running cell's waits.</summary>
    public static CancellationToken Token;

    /// <summary>What the cell's <c>using</c> declarations hold.</summary>
    public static readonly Stack<object?> ToDispose = new();

    /// <summary>Keeps values until the cell has ended.</summary>
    public static void DisposeAtEnd(params object?[] values)
    {
        foreach (var value in values)
        {
            ToDispose.Push(value);
        }
    }

    /// <summary>
    /// Waits for a task on the cell's own thread, so that the code after an await stays on it: what a library keeps by thread (gradient
    /// mode, scopes) holds through the cell, and the wait can be interrupted.
    /// </summary>
    public static T Here<T>(T awaitable) => awaitable;

    /// <inheritdoc cref="Here{T}(T)"/>
    public static Task Here(Task task)
    {
        Wait(task);
        return task;
    }

    /// <inheritdoc cref="Here{T}(T)"/>
    public static Task<T> Here<T>(Task<T> task)
    {
        Wait(task);
        return task;
    }

    /// <inheritdoc cref="Here{T}(T)"/>
    public static Task Here(ValueTask task) => Here(task.AsTask());

    /// <inheritdoc cref="Here{T}(T)"/>
    public static Task<T> Here<T>(ValueTask<T> task) => Here(task.AsTask());

    /// <inheritdoc cref="Here{T}(T)"/>
    public static ConfiguredTaskAwaitable Here(ConfiguredTaskAwaitable awaitable)
    {
        Wait(awaitable.GetAwaiter(), awaitable.GetAwaiter().IsCompleted);
        return awaitable;
    }

    /// <inheritdoc cref="Here{T}(T)"/>
    public static ConfiguredTaskAwaitable<T> Here<T>(ConfiguredTaskAwaitable<T> awaitable)
    {
        Wait(awaitable.GetAwaiter(), awaitable.GetAwaiter().IsCompleted);
        return awaitable;
    }

    /// <inheritdoc cref="Here{T}(T)"/>
    public static ConfiguredValueTaskAwaitable Here(ConfiguredValueTaskAwaitable awaitable)
    {
        Wait(awaitable.GetAwaiter(), awaitable.GetAwaiter().IsCompleted);
        return awaitable;
    }

    /// <inheritdoc cref="Here{T}(T)"/>
    public static ConfiguredValueTaskAwaitable<T> Here<T>(ConfiguredValueTaskAwaitable<T> awaitable)
    {
        Wait(awaitable.GetAwaiter(), awaitable.GetAwaiter().IsCompleted);
        return awaitable;
    }

    /// <inheritdoc cref="Here{T}(T)"/>
    public static Task Here(YieldAwaitable awaitable)
    {
        Thread.Yield();
        return Task.CompletedTask;
    }

    /// <summary>What <c>await foreach</c> at top level loops over: as <see cref="Here{T}(T)"/> for each element.</summary>
    public static T Each<T>(T source) => source;

    /// <inheritdoc cref="Each{T}(T)"/>
    [OverloadResolutionPriority(1)]
    public static IAsyncEnumerable<T> Each<T>(IAsyncEnumerable<T> source) => new Elements<T>(source);

    /// <inheritdoc cref="Each{T}(T)"/>
    [OverloadResolutionPriority(1)]
    public static IAsyncEnumerable<T> Each<T>(ConfiguredCancelableAsyncEnumerable<T> source) => new Elements<T>(Plain(source));

    private static async IAsyncEnumerable<T> Plain<T>(ConfiguredCancelableAsyncEnumerable<T> source)
    {
        await foreach (var element in source)
        {
            yield return element;
        }
    }

    private static void Wait(Task task)
    {
        if (!task.IsCompleted)
        {
            Task.WaitAny([task], Token);
        }
    }

    private static void Wait<TAwaiter>(TAwaiter awaiter, bool isCompleted)
        where TAwaiter : ICriticalNotifyCompletion
    {
        if (!isCompleted)
        {
            var done = new ManualResetEventSlim();
            awaiter.UnsafeOnCompleted(done.Set);
            done.Wait(Token);
        }
    }

    private static void Throw() => throw new Interrupted();

    /// <summary>Ends an interrupted cell.</summary>
    public sealed class Interrupted() : OperationCanceledException("The cell was interrupted.");

    /// <summary>The flag of one cell's top level, or of its functions.</summary>
    /// <typeparam name="TNumber">The cell's number, written with the digits below, in <see cref="Functions{TNumber}"/> for its functions:
    /// each type has statics of its own.</typeparam>
    public static class Cell<TNumber>
    {
        /// <summary>The cell is to end.</summary>
        public static volatile bool Flag;

        /// <summary>Throws when the cell is to end.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Poll()
        {
            if (Flag)
            {
                Throw();
            }
        }
    }

    /// <summary>The functions of a cell, which later cells may call: what ends its top level for good leaves them alone.</summary>
    /// <typeparam name="TNumber">The cell's number.</typeparam>
    public struct Functions<TNumber>;

    public struct D0<T>;
    public struct D1<T>;
    public struct D2<T>;
    public struct D3<T>;
    public struct D4<T>;
    public struct D5<T>;
    public struct D6<T>;
    public struct D7<T>;
    public struct D8<T>;
    public struct D9<T>;
    public struct D10<T>;
    public struct D11<T>;
    public struct D12<T>;
    public struct D13<T>;
    public struct D14<T>;
    public struct D15<T>;
}
