using System.Numerics;
using System.Runtime.InteropServices;

namespace NNViz.Tensors;

/// <summary>Moments of float32 without a copy as doubles: range and zeros are found in single precision, which is exact, sums are taken in double precision.</summary>
internal static class SingleMoments
{
    /// <summary>As <see cref="Moments.Of(ReadOnlySpan{double}, double)"/>.</summary>
    public static Moments Of(ReadOnlySpan<float> values, double shift)
    {
        if (values.IsEmpty)
        {
            return Moments.None;
        }
        if (!double.IsFinite(shift))
        {
            shift = float.IsFinite(values[0]) ? values[0] : 0;
        }
        var lanes = new Lanes();
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(values);
        var shifts = new Vector<double>(shift);
        foreach (ref readonly var vector in vectors)
        {
            lanes.Add(vector, shifts);
        }
        var (min, max) = (double.PositiveInfinity, double.NegativeInfinity);
        for (var lane = 0; lane < Vector<float>.Count; lane++)
        {
            (min, max) = (Math.Min(min, lanes.Min[lane]), Math.Max(max, lanes.Max[lane]));
        }
        var (deviations, squares, zeros) = (Vector.Sum(lanes.Deviations), Vector.Sum(lanes.Squares), (long)Vector.Sum(lanes.Zeros));
        foreach (var value in values[(vectors.Length * Vector<float>.Count)..])
        {
            var deviation = value - shift;
            (min, max, deviations, squares) = (Math.Min(min, value), Math.Max(max, value), deviations + deviation, squares + (deviation * deviation));
            zeros += value == 0 ? 1 : 0;
        }
        var mean = deviations / values.Length;
        return double.IsFinite(squares)
            ? new Moments(values.Length, zeros, 0, 0, 0, min, max, shift + mean, Math.Max(0, squares - (mean * deviations)))
            : Moments.Of(Array.ConvertAll(values.ToArray(), value => (double)value), shift);
    }

    /// <summary>Running sums, several values side by side.</summary>
    private struct Lanes()
    {
        public Vector<float> Min = new(float.PositiveInfinity);
        public Vector<float> Max = new(float.NegativeInfinity);
        public Vector<int> Zeros = Vector<int>.Zero;
        private Vector<double> lowDeviations = Vector<double>.Zero, highDeviations = Vector<double>.Zero;
        private Vector<double> lowSquares = Vector<double>.Zero, highSquares = Vector<double>.Zero;

        public readonly Vector<double> Deviations => lowDeviations + highDeviations;

        public readonly Vector<double> Squares => lowSquares + highSquares;

        public void Add(Vector<float> values, Vector<double> shift)
        {
            Min = Vector.MinNative(Min, values);
            Max = Vector.MaxNative(Max, values);
            Zeros -= Vector.Equals(values, Vector<float>.Zero);
            Vector.Widen(values, out var low, out var high);
            (low, high) = (low - shift, high - shift);
            lowDeviations += low;
            highDeviations += high;
            lowSquares += low * low;
            highSquares += high * high;
        }
    }
}
