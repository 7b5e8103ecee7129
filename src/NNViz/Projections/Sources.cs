using System.Numerics;
using System.Runtime.InteropServices;

namespace NNViz.Projections;

/// <summary>Points of some weight that push others. To be filled again and again; not thread-safe.</summary>
internal sealed class Sources
{
    private double[] _x = new double[256], _y = new double[256], _weights = new double[256];
    private int _count;

    /// <summary>Forgets all.</summary>
    public void Clear() => _count = 0;

    /// <summary>One point of some weight.</summary>
    public void Add(double x, double y, double weight)
    {
        Room(1);
        (_x[_count], _y[_count], _weights[_count]) = (x, y, weight);
        _count++;
    }

    /// <summary>Points of weight 1.</summary>
    public void Add(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        Room(x.Length);
        x.CopyTo(_x.AsSpan(_count));
        y.CopyTo(_y.AsSpan(_count));
        _weights.AsSpan(_count, x.Length).Fill(1);
        _count += x.Length;
    }

    /// <summary>Σ w q² (p − pⱼ) and Σ w q at a place, with q = 1/(1 + |p − pⱼ|²).</summary>
    public (double X, double Y, double Sum) PushOn(double x, double y)
    {
        // What is behind the last one weighs nothing.
        int lanes = (_count + Vector<double>.Count - 1) / Vector<double>.Count;
        _weights.AsSpan(_count, (lanes * Vector<double>.Count) - _count).Clear();
        ReadOnlySpan<Vector<double>> xs = MemoryMarshal.Cast<double, Vector<double>>(_x)[..lanes];
        ReadOnlySpan<Vector<double>> ys = MemoryMarshal.Cast<double, Vector<double>>(_y)[..lanes];
        ReadOnlySpan<Vector<double>> weights = MemoryMarshal.Cast<double, Vector<double>>(_weights)[..lanes];
        var (px, py) = (new Vector<double>(x), new Vector<double>(y));
        var (fx, fy, sum) = (Vector<double>.Zero, Vector<double>.Zero, Vector<double>.Zero);
        for (int i = 0; i < xs.Length; i++)
        {
            Vector<double> dx = px - xs[i], dy = py - ys[i];
            Vector<double> q = Vector<double>.One / (Vector<double>.One + (dx * dx) + (dy * dy)), all = weights[i] * q, force = all * q;
            sum += all;
            fx += force * dx;
            fy += force * dy;
        }

        return (Vector.Sum(fx), Vector.Sum(fy), Vector.Sum(sum));
    }

    // A whole vector more than needed, for the ones that weigh nothing. Those are finite numbers, whatever was there before.
    private void Room(int more)
    {
        int needed = _count + more + Vector<double>.Count;
        if (needed > _x.Length)
        {
            int size = Math.Max(needed, 2 * _x.Length);
            Array.Resize(ref _x, size);
            Array.Resize(ref _y, size);
            Array.Resize(ref _weights, size);
        }
    }
}
