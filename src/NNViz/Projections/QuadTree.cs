using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace NNViz.Projections;

/// <summary>
/// Points of the plane in a tree of squares, so that far ones act together (Barnes and Hut 1986). The points of a smallest square are answered
/// together: what acts on them is listed once for all of them, and the list is then summed several at a time. The answers are the same bits on any
/// number of cores.
/// </summary>
internal sealed class QuadTree
{
    // Points closer than 2⁻¹⁶ of the whole share a smallest square, however many they are.
    private const int Levels = 16;

    // A square of so few points is not divided: measured, a few more or less are as fast.
    private const int Few = 16;

    private readonly double[] _x, _y;
    private readonly MortonOrder _order;
    private readonly double _thetaSquared;
    private readonly List<Node> _nodes = [];
    private readonly List<int> _leaves = [];
    private readonly ConcurrentBag<Sources> _spare = [];
    private double _width;

    /// <param name="x">Horizontal places.</param>
    /// <param name="y">Vertical places, as many.</param>
    /// <param name="theta">A square acts as one point where it is narrower than so many times its distance; 0: never, up to 0.7.</param>
    public QuadTree(double[] x, double[] y, double theta)
    {
        (_x, _y, _thetaSquared) = (new double[x.Length], new double[x.Length], theta * theta);
        _order = new MortonOrder(x, y);
        Build();
    }

    /// <summary>Takes the points up again where they are now.</summary>
    public void Build()
    {
        _width = _order.Sort(_x, _y);
        _nodes.Clear();
        _leaves.Clear();
        Add(0, _x.Length, Levels);
    }

    /// <summary>How all other points push each: Σ q² (pᵢ − pⱼ) and Σ q, with q = 1/(1 + |pᵢ − pⱼ|²).</summary>
    /// <param name="x">Is filled with the horizontal sums.</param>
    /// <param name="y">Is filled with the vertical sums.</param>
    /// <param name="sum">Is filled with Σ q.</param>
    public void Repulsions(double[] x, double[] y, double[] sum) => Parallel.ForEach(Partitioner.Create(0, _leaves.Count), range =>
    {
        Sources sources = _spare.TryTake(out Sources? spare) ? spare : new Sources();
        ReadOnlySpan<Node> nodes = CollectionsMarshal.AsSpan(_nodes);
        for (int leaf = range.Item1; leaf < range.Item2; leaf++)
        {
            ref readonly Node group = ref nodes[_leaves[leaf]];
            Gather(sources, nodes, group);
            for (int i = group.From; i < group.To; i++)
            {
                int point = _order.Points[i];
                (x[point], y[point], double all) = sources.PushOn(_x[i], _y[i]);
                // The point met itself, at no distance.
                sum[point] = all - 1;
            }
        }

        _spare.Add(sources);
    });

    // What acts on the points of a square: far squares as one point each, near ones point by point.
    private void Gather(Sources sources, ReadOnlySpan<Node> nodes, in Node group)
    {
        sources.Clear();
        for (int i = 0; i < nodes.Length;)
        {
            ref readonly Node node = ref nodes[i];
            double dx = Math.Max(0, Math.Abs(node.X - group.Box.X) - group.Box.HalfX);
            double dy = Math.Max(0, Math.Abs(node.Y - group.Box.Y) - group.Box.HalfY);
            if (node.WidthSquared < _thetaSquared * ((dx * dx) + (dy * dy)))
            {
                sources.Add(node.X, node.Y, node.To - node.From);
                i = node.Next;
                continue;
            }

            if (node.Next == i + 1)
            {
                sources.Add(_x.AsSpan(node.From, node.To - node.From), _y.AsSpan(node.From, node.To - node.From));
            }

            i++;
        }
    }

    // The points from..to share all but the last 2 · level bits of their codes.
    private (double SumX, double SumY) Add(int from, int to, int level)
    {
        int index = _nodes.Count;
        double width = _width * Math.Pow(0.5, Levels - level);
        (double sumX, double sumY) = (0, 0);
        _nodes.Add(default);
        if (to - from <= Few || level == 0)
        {
            _leaves.Add(index);
            for (int i = from; i < to; i++)
            {
                (sumX, sumY) = (sumX + _x[i], sumY + _y[i]);
            }
        }
        else
        {
            for (int start = from, quarter = 0; quarter < 4 && start < to; quarter++)
            {
                int end = _order.EndOf(quarter, level - 1, start, to);
                if (end > start)
                {
                    (double x, double y) = Add(start, end, level - 1);
                    (sumX, sumY, start) = (sumX + x, sumY + y, end);
                }
            }
        }

        Box box = _nodes.Count == index + 1 ? BoxOf(from, to) : default;
        _nodes[index] = new Node(sumX / (to - from), sumY / (to - from), from, to, width * width, _nodes.Count, box);
        return (sumX, sumY);
    }

    private Box BoxOf(int from, int to)
    {
        (double left, double right, double bottom, double top) = (_x[from], _x[from], _y[from], _y[from]);
        for (int i = from + 1; i < to; i++)
        {
            (left, right, bottom, top) = (Math.Min(left, _x[i]), Math.Max(right, _x[i]), Math.Min(bottom, _y[i]), Math.Max(top, _y[i]));
        }

        return new((left + right) / 2, (bottom + top) / 2, (right - left) / 2, (top - bottom) / 2);
    }

    /// <summary>A square that holds points.</summary>
    /// <param name="X">The mean of its points.</param>
    /// <param name="Y">The mean of its points.</param>
    /// <param name="From">The first of its points, in the order of the tree.</param>
    /// <param name="To">The one after its last.</param>
    /// <param name="WidthSquared">Of the square.</param>
    /// <param name="Next">Where the walk goes on when it does not enter; the node after this one where there is nothing to enter.</param>
    /// <param name="Box">Of a smallest square, what its points fill.</param>
    private readonly record struct Node(double X, double Y, int From, int To, double WidthSquared, int Next, Box Box);

    /// <summary>What the points of a square fill: its middle, and half its size.</summary>
    private readonly record struct Box(double X, double Y, double HalfX, double HalfY);
}
