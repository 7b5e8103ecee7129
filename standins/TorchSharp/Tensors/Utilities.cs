namespace TorchSharp;

public static partial class torch
{
    public static string __version__ => typeof(torch).Assembly.GetName().Version!.ToString(3);

    public static bool is_tensor(object obj) => obj is Tensor;
    public static long numel(Tensor input) => input.numel();

    /// <summary>Whether values of a type can be put into another without an explicit conversion: not from complex to real, real to integral, integral to bool.</summary>
    public static bool can_cast(ScalarType from, ScalarType to) => Kind(from) <= Kind(to);

    private static int Kind(ScalarType type) => type == ScalarType.Bool ? 0 : is_integral(type) ? 1 : is_floating_point(type) ? 2 : 3;

    /// <summary>The shape that tensors of these shapes have together.</summary>
    /// <exception cref="ArgumentException">They do not fit.</exception>
    public static Size broadcast_shapes(params long[][] shapes)
    {
        var result = new long[shapes.Length == 0 ? 0 : shapes.Max(s => s.Length)];
        Array.Fill(result, 1);
        foreach (var shape in shapes)
        {
            for (int k = 1; k <= shape.Length; k++)
            {
                long extent = shape[^k];
                if (extent != 1 && result[^k] != 1 && extent != result[^k])
                    throw new ArgumentException($"shapes {string.Join(", ", shapes.Select(s => $"[{string.Join(", ", s)}]"))} do not broadcast: {extent} and {result[^k]} meet");
                result[^k] = extent == 1 ? result[^k] : extent;
            }
        }
        return new Size(result);
    }

    /// <summary>A random number from [0, 1).</summary>
    public static double rand_float(Generator? generator = null) => Drawn(rand(1, generator: generator));

    /// <summary>A random number of the standard normal distribution.</summary>
    public static double randn_float(Generator? generator = null) => Drawn(randn(1, generator: generator));

    public static bool randint_bool(Generator? generator = null) => randint_long(0, 2, generator) != 0;
    public static int randint_int(int high, Generator? generator = null) => (int)randint_long(0, high, generator);
    public static int randint_int(int low, int high, Generator? generator = null) => (int)randint_long(low, high, generator);
    public static long randint_long(long high, Generator? generator = null) => randint_long(0, high, generator);

    /// <summary>A random number of <paramref name="low"/> to before <paramref name="high"/>.</summary>
    public static long randint_long(long low, long high, Generator? generator = null)
    {
        using var one = randint(low, high, new long[] { 1 }, generator: generator);
        return one.item<long>();
    }

    private static double Drawn(Tensor one)
    {
        using (one)
            return one.ToDouble();
    }

    /// <summary>Random numbers: the members of <see cref="torch"/> under the name of Python's module.</summary>
    public static class random
    {
        public static Generator manual_seed(long seed) => torch.manual_seed(seed);
        public static Tensor get_rng_state() => torch.get_rng_state();
        public static void set_rng_state(Tensor new_state) => torch.set_rng_state(new_state);
        public static long seed() => torch.seed();
        public static long initial_seed() => torch.initial_seed();
    }

    public partial class Tensor
    {
        /// <summary>The element at a row-major number, whatever the strides are.</summary>
        public T ReadCpuValue<T>(long i) where T : unmanaged
        {
            using var values = data<T>();
            return values.ElementAt(i);
        }

        public byte ReadCpuByte(long i) => ReadCpuValue<byte>(i);
        public sbyte ReadCpuSByte(long i) => ReadCpuValue<sbyte>(i);
        public short ReadCpuInt16(long i) => ReadCpuValue<short>(i);
        public int ReadCpuInt32(long i) => ReadCpuValue<int>(i);
        public long ReadCpuInt64(long i) => ReadCpuValue<long>(i);
        public float ReadCpuSingle(long i) => ReadCpuValue<float>(i);
        public double ReadCpuDouble(long i) => ReadCpuValue<double>(i);
        public bool ReadCpuBool(long i) => ReadCpuValue<bool>(i);
        public float ReadCpuFloat16(long i) => (float)ReadCpuValue<Half>(i);

        public float ReadCpuBFloat16(long i)
        {
            using var single = to(ScalarType.Float32);
            return single.ReadCpuSingle(i);
        }
    }
}
