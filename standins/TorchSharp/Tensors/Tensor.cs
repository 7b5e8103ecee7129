using static TorchSharp.torch;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>
    /// A tensor of libtorch. Freed by <see cref="Dispose()"/>, by its <see cref="DisposeScope"/>, or by the finalizer.
    /// </summary>
    public partial class Tensor : IScoped
    {
        private static long live, peak;

        /// <summary>The native tensor; zero once disposed, and for an undefined result.</summary>
        internal nint handle;

        internal Tensor(nint handle, bool register = true)
        {
            this.handle = handle;
            if (handle == 0)
                return;
            long now = Interlocked.Increment(ref live);
            if (now > peak)
                peak = now;
            if (register)
                DisposeScopeManager.OfThread.Register(this);
        }

        DisposeScope? IScoped.OwningDisposeScope { get; set; }
        LifetimeStatistics IScoped.Statistics => DisposeScopeManager.Statistics.TensorStatistics;
        private DisposeScope? Owner => ((IScoped)this).OwningDisposeScope;

        ~Tensor() => Dispose(false);

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            nint owned = Interlocked.Exchange(ref handle, 0);
            if (owned == 0)
                return;
            DisposeScopeManager.Unregister(this);
            Interlocked.Decrement(ref live);
            Native.ts_tensor_free(owned);
        }

        /// <summary>The native handle.</summary>
        /// <exception cref="InvalidOperationException">The tensor is disposed or undefined.</exception>
        public IntPtr Handle => handle != 0 ? handle
            : throw new InvalidOperationException(
                "Tensor invalid -- empty handle: it was disposed (by itself or by its DisposeScope) or is undefined.");

        /// <summary>Whether the tensor is disposed or undefined.</summary>
        public bool IsInvalid => handle == 0;

        /// <summary>A tensor over a native handle, which it owns from now on.</summary>
        public static Tensor UnsafeCreateTensor(IntPtr handle) => new(handle);

        /// <summary>Gives the native handle away; this object is invalid afterwards.</summary>
        public IntPtr DecoupleFromNativeHandle()
        {
            nint owned = Handle;
            GC.SuppressFinalize(this);
            Interlocked.Decrement(ref live);
            handle = 0;
            return owned;
        }

        /// <summary>The same native tensor under a second handle.</summary>
        public Tensor alias() => new(Native.ts_tensor_alias(Handle));

        /// <summary>Tensor objects alive in this process.</summary>
        public static long TotalCount => Interlocked.Read(ref live);

        /// <summary>The most tensor objects that were alive at one time.</summary>
        public static long PeakCount => Interlocked.Read(ref peak);

        /// <summary>Hands the tensor to the scope around its own, or detaches it where there is none.</summary>
        public Tensor MoveToOuterDisposeScope()
        {
            Owner?.MoveToOuter(this);
            return this;
        }

        public Tensor MoveToOtherDisposeScope(Tensor other) => MoveToOtherDisposeScope(other.Owner);

        public Tensor MoveToOtherDisposeScope(DisposeScope? other)
        {
            if (Owner is null)
                other?.Attach(this);
            else
                Owner.MoveToOther(other, this);
            return this;
        }

        /// <summary>Takes the tensor out of its scope: it lives until it is disposed or collected.</summary>
        public Tensor DetachFromDisposeScope()
        {
            Owner?.Detach(this);
            return this;
        }

        [Obsolete("The method name misspells 'Detach.' Use 'DetachFromDisposeScope' instead.", false)]
        public Tensor DetatchFromDisposeScope() => DetachFromDisposeScope();

        /// <summary>A name for the reader.</summary>
        public string? name { get; set; }

        /// <summary>Calls an operator that changes this tensor; the result is this tensor.</summary>
        private Tensor InPlace(Op op, params ReadOnlySpan<Arg> args)
        {
            op.Run(args);
            return this;
        }
    }

    /// <summary>Opens a scope that disposes what is created on this thread until its end.</summary>
    public static DisposeScope NewDisposeScope() => DisposeScopeManager.OfThread.Open();

    /// <summary>The innermost open scope of this thread.</summary>
    public static DisposeScope? CurrentDisposeScope => DisposeScopeManager.OfThread.Current;

    /// <summary>Evaluates in a scope of its own; only the result stays.</summary>
    public static Tensor WrappedTensorDisposeScope(Func<Tensor> expr)
    {
        using var scope = NewDisposeScope();
        return expr().MoveToOuterDisposeScope();
    }
}
