namespace NNViz.Projections;

/// <summary>
/// Points of the plane in a tree of squares, so that far ones act together (Barnes and Hut 1986). The nodes lie in the order of a walk that enters
/// each square before its quarters; each knows where the walk goes on when it does not enter.
/// </summary>
internal sealed class QuadTree
{
    // Points closer than 2⁻⁴⁰ of the whole are taken as one.
    private const int Deepest = 40;

    private readonly List<Node> _nodes = [];
    private readonly double[] _x, _y;
    private readonly int[] _order;
    private readonly double _thetaSquared;

    /// <param name="x">Horizontal places.</param>
    /// <param name="y">Vertical places, as many.</param>
    /// <param name="theta">A square acts as one point where it is narrower than so many times its distance; 0: never, up to 0.7.</param>
    public QuadTree(double[] x, double[] y, double theta)
    {
        (_x, _y, _thetaSquared) = (x, y, theta * theta);
        _order = [.. Enumerable.Range(0, x.Length)];
        (double left, double bottom) = (x.Min(), y.Min());
        double width = Math.Max(Math.Max(x.Max() - left, y.Max() - bottom), double.Epsilon);
        Add(0, x.Length, (left + (width / 2), bottom + (width / 2)), width, 0);
    }

    /// <summary>All points, those of a square together: asked for in this order, one finds what it needs where its neighbour left it in the cache.</summary>
    public IReadOnlyList<int> Order => _order;

    /// <summary>How all other points push one: Σ q² (pᵢ − pⱼ) and Σ q, with q = 1/(1 + |pᵢ − pⱼ|²).</summary>
    public (double X, double Y, double Sum) Repulsion(int point)
    {
        (double fx, double fy, double sum) = (0, 0, 0);
        (double x, double y) = (_x[point], _y[point]);
        ReadOnlySpan<Node> nodes = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_nodes);
        for (int i = 0; i < nodes.Length;)
        {
            ref readonly Node node = ref nodes[i];
            (double dx, double dy) = (x - node.X, y - node.Y);
            double squared = (dx * dx) + (dy * dy);
            bool isLeaf = node.Next == i + 1;
            if (!isLeaf && node.WidthSquared >= _thetaSquared * squared)
            {
                i++;
                continue;
            }

            double q = 1 / (1 + squared), all = node.Count * q;
            (sum, fx, fy) = (sum + all, fx + (all * q * dx), fy + (all * q * dy));
            i = node.Next;
        }

        // The point met itself, at no distance.
        return (fx, fy, sum - 1);
    }

    // The points order[from..to] lie in the square.
    private void Add(int from, int to, (double X, double Y) middle, double width, int depth)
    {
        int index = _nodes.Count;
        (double sumX, double sumY) = (0, 0);
        for (int i = from; i < to; i++)
        {
            (sumX, sumY) = (sumX + _x[_order[i]], sumY + _y[_order[i]]);
        }

        int count = to - from;
        _nodes.Add(default);
        if (count > 1 && depth < Deepest)
        {
            int top = Split(from, to, i => _y[i] < middle.Y);
            foreach ((int first, int end, int up) in new[] { (from, top, -1), (top, to, 1) })
            {
                int right = Split(first, end, i => _x[i] < middle.X);
                foreach ((int start, int stop, int side) in new[] { (first, right, -1), (right, end, 1) })
                {
                    if (stop > start)
                    {
                        Add(start, stop, (middle.X + (side * width / 4), middle.Y + (up * width / 4)), width / 2, depth + 1);
                    }
                }
            }
        }

        _nodes[index] = new Node(sumX / count, sumY / count, count, width * width, _nodes.Count);
    }

    // Those for which it holds come first.
    private int Split(int from, int to, Predicate<int> holds)
    {
        int next = from;
        for (int i = from; i < to; i++)
        {
            if (holds(_order[i]))
            {
                (_order[next], _order[i]) = (_order[i], _order[next]);
                next++;
            }
        }

        return next;
    }

    /// <summary>A square that holds points.</summary>
    /// <param name="X">The mean of its points.</param>
    /// <param name="Y">The mean of its points.</param>
    /// <param name="Count">How many they are.</param>
    /// <param name="WidthSquared">Of the square.</param>
    /// <param name="Next">Where the walk goes on when it does not enter; the node after this one where there is nothing to enter.</param>
    private readonly record struct Node(double X, double Y, int Count, double WidthSquared, int Next);
}
