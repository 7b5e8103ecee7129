namespace TorchSharp;

public static partial class torch
{
    /// <summary>A source of random numbers; the same seed gives the sequence that libtorch gives everywhere.</summary>
    public unsafe class Generator : IDisposable
    {
        private readonly bool isDefault;

        public Generator(ulong seed = 0, Device? device = null)
        {
            this.device = InitializeDevice(device);
            Handle = Native.ts_generator_new(seed);
        }

        private Generator(bool isDefault)
        {
            this.isDefault = isDefault;
            device = CPU;
        }

        ~Generator() => Dispose(false);

        /// <summary>What operators draw from where no generator is given.</summary>
        public static Generator Default { get; } = new(isDefault: true);

        /// <summary>The native generator; zero for the default one.</summary>
        public IntPtr Handle { get; private set; }

        public Device device { get; }

        public long initial_seed() => (long)Native.ts_generator_seed(Live());

        /// <summary>Starts the sequence of a seed.</summary>
        public Generator manual_seed(long seed)
        {
            Native.Check(Native.ts_generator_set_seed(Live(), (ulong)seed));
            return this;
        }

        /// <summary>Starts the sequence of a seed taken from the system, and returns the seed.</summary>
        public long seed()
        {
            long fresh = System.Random.Shared.NextInt64();
            manual_seed(fresh);
            return fresh;
        }

        /// <summary>The state as a tensor of bytes.</summary>
        public Tensor get_state()
        {
            nint state;
            Native.Check(Native.ts_generator_state(Live(), &state));
            return new Tensor(state);
        }

        public void set_state(Tensor value) => Native.Check(Native.ts_generator_set_state(Live(), value.Handle));

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            nint owned = Handle;
            Handle = 0;
            Native.ts_generator_free(owned);
        }

        private nint Live() => Handle != 0 || isDefault ? Handle : throw new ObjectDisposedException(nameof(Generator));
    }

    /// <summary>Starts the sequence of a seed in the default generator.</summary>
    public static Generator manual_seed(long seed)
    {
        Native.Check(Native.ts_manual_seed((ulong)seed));
        return Generator.Default;
    }

    /// <summary>Starts the sequence of a seed taken from the system, and returns the seed.</summary>
    public static long seed() => Generator.Default.seed();
    public static long initial_seed() => Generator.Default.initial_seed();
    public static Tensor get_rng_state() => Generator.Default.get_state();
    public static void set_rng_state(Tensor new_state) => Generator.Default.set_state(new_state);

    /// <summary>Threads that one operator uses.</summary>
    public static int get_num_threads() => Native.ts_threads();
    public static void set_num_threads(int num) => Native.Check(Native.ts_set_threads(num));

    /// <summary>Threads that run operators side by side.</summary>
    public static int get_num_interop_threads() => Native.ts_interop_threads();
    public static void set_num_interop_threads(int num) => Native.Check(Native.ts_set_interop_threads(num));
}
