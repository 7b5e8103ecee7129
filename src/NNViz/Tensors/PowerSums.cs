using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NNViz.Tensors;

/// <summary>Range, Σ(x − shift), Σ(x − shift)² and zeros, several elements side by side. The squares are not finite where an element is not.</summary>
internal readonly record struct PowerSums(double Min, double Max, double Deviations, double Squares, long Zeros)
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static PowerSums Of(ReadOnlySpan<double> values, double shift)
    {
        var lanes = MemoryMarshal.Cast<double, Vector<double>>(values);
        var (even, odd, shifts) = (new Sums(), new Sums(), new Vector<double>(shift));
        var (low, high) = (new Vector<double>(double.PositiveInfinity), new Vector<double>(double.NegativeInfinity));
        var zeros = Vector<long>.Zero;
        var i = 0;
        // Several sets of sums, so that one addition need not wait for the other.
        for (; i + 1 < lanes.Length; i += 2)
        {
            var (a, b) = (lanes[i], lanes[i + 1]);
            low = Vector.MinNative(low, Vector.MinNative(a, b));
            high = Vector.MaxNative(high, Vector.MaxNative(a, b));
            zeros -= Vector.Equals(a, Vector<double>.Zero) + Vector.Equals(b, Vector<double>.Zero);
            even.Add(a - shifts);
            odd.Add(b - shifts);
        }
        return Sums.Of(even, odd, (Lowest(low), -Lowest(-high), Vector.Sum(zeros))).With(values[(i * Vector<double>.Count)..], shift);
    }

    /// <summary>The sums are taken in double precision; range and zeros need none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static PowerSums Of(ReadOnlySpan<float> values, double shift)
    {
        var lanes = MemoryMarshal.Cast<float, Vector<float>>(values);
        var (first, second, third, fourth, shifts) = (new Sums(), new Sums(), new Sums(), new Sums(), new Vector<double>(shift));
        var (low, high) = (new Vector<float>(float.PositiveInfinity), new Vector<float>(float.NegativeInfinity));
        var zeros = Vector<int>.Zero;
        var i = 0;
        for (; i + 1 < lanes.Length; i += 2)
        {
            var (a, b) = (lanes[i], lanes[i + 1]);
            low = Vector.MinNative(low, Vector.MinNative(a, b));
            high = Vector.MaxNative(high, Vector.MaxNative(a, b));
            zeros -= Vector.Equals(a, Vector<float>.Zero) + Vector.Equals(b, Vector<float>.Zero);
            first.Add(Vector.WidenLower(a) - shifts);
            second.Add(Vector.WidenUpper(a) - shifts);
            third.Add(Vector.WidenLower(b) - shifts);
            fourth.Add(Vector.WidenUpper(b) - shifts);
        }
        Span<double> rest = stackalloc double[values.Length - (i * Vector<float>.Count)];
        for (var r = 0; r < rest.Length; r++)
        {
            rest[r] = values[^(rest.Length - r)];
        }
        return Sums.Of(first + third, second + fourth, (Lowest(low), -Lowest(-high), Vector.Sum(zeros))).With(rest, shift);
    }

    private PowerSums With(ReadOnlySpan<double> rest, double shift)
    {
        var (min, max, deviations, squares, zeros) = this;
        foreach (var value in rest)
        {
            var deviation = value - shift;
            (min, max, deviations, squares) = (Math.Min(min, value), Math.Max(max, value), deviations + deviation, squares + (deviation * deviation));
            zeros += value == 0 ? 1 : 0;
        }
        return new(min, max, deviations, squares, zeros);
    }

    private static double Lowest<T>(Vector<T> lanes)
        where T : INumber<T>
    {
        var lowest = double.PositiveInfinity;
        for (var i = 0; i < Vector<T>.Count; i++)
        {
            lowest = Math.Min(lowest, double.CreateTruncating(lanes[i]));
        }
        return lowest;
    }

    /// <summary>Sums of a stream of lanes and of their squares.</summary>
    private struct Sums
    {
        private Vector<double> deviations, squares;

        public static PowerSums Of(in Sums a, in Sums b, (double Min, double Max, long Zeros) rest) =>
            new(rest.Min, rest.Max, Vector.Sum(a.deviations + b.deviations), Vector.Sum(a.squares + b.squares), rest.Zeros);

        public static Sums operator +(in Sums a, in Sums b) => new() { deviations = a.deviations + b.deviations, squares = a.squares + b.squares };

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(Vector<double> deviation)
        {
            deviations += deviation;
            squares = Vector.MultiplyAddEstimate(deviation, deviation, squares);
        }
    }
}
