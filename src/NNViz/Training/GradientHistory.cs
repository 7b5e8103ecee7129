using NNViz.Networks;
using NNViz.Tensors;
using static TorchSharp.torch;

namespace NNViz.Training;

/// <summary>The gradients of a stretch of training steps.</summary>
/// <param name="First">The number of its first step, from 0.</param>
/// <param name="Count">How many steps.</param>
/// <param name="RootMeanSquares">
/// Of each parameter the root mean square of its gradient's elements over these steps; NaN where one was missing or not finite.
/// </param>
/// <param name="Norm">The norm of all parameters' gradients together, its root mean square over these steps.</param>
/// <param name="Largest">The largest such norm among these steps.</param>
public sealed record GradientStretch(long First, int Count, IReadOnlyList<double> RootMeanSquares, double Norm, double Largest)
{
    /// <summary>Both stretches as one.</summary>
    internal GradientStretch With(GradientStretch next) => new(First, Count + next.Count,
        [.. RootMeanSquares.Zip(next.RootMeanSquares, (a, b) => Together(a, next.Count, b))],
        Together(Norm, next.Count, next.Norm), Math.Max(Largest, next.Largest));

    private double Together(double a, int count, double b) => Math.Sqrt(((a * a * Count) + (b * b * count)) / (Count + count));
}

/// <summary>
/// The gradients of a network over its training, parameter by parameter. Memory is bounded: where <see cref="MostStretches"/> are full, neighbours become one.
/// Recording keeps no tensor. Thread-safe.
/// </summary>
public sealed class GradientHistory : Display.IGrowing
{
    /// <summary>The most stretches of steps.</summary>
    public const int MostStretches = 512;

    private readonly Lock _gate = new();
    private readonly List<(string Name, Tensor Parameter)> _parameters;
    private readonly List<GradientStretch> _stretches = [];
    private GradientStretch? _open;
    private int _stepsOfAStretch = 1;
    private long _steps;
    private string? _firstNonFinite;

    private GradientHistory(List<(string, Tensor)> parameters) => _parameters = parameters;

    /// <summary>The parameters' dotted names, in the order of the network.</summary>
    public IReadOnlyList<string> Names => [.. _parameters.Select(parameter => parameter.Name)];

    /// <summary>How many steps were recorded.</summary>
    public long Steps
    {
        get
        {
            lock (_gate)
            {
                return _steps;
            }
        }
    }

    /// <summary>The first step at which a gradient was not finite, and whose it was, in words; null where all were finite.</summary>
    public string? FirstNonFinite
    {
        get
        {
            lock (_gate)
            {
                return _firstNonFinite;
            }
        }
    }

    /// <summary>The stretches so far, each of as many steps as the others but for the last. A snapshot.</summary>
    public IReadOnlyList<GradientStretch> Stretches
    {
        get
        {
            lock (_gate)
            {
                return _open is null ? [.. _stretches] : [.. _stretches, _open];
            }
        }
    }

    /// <summary>A history of the parameters that <paramref name="net"/> has now.</summary>
    /// <exception cref="ArgumentException">It has none that is trained.</exception>
    public static GradientHistory Of(nn.Module net)
    {
        var parameters = LayerTree.Of(net).Layers.SelectMany(layer => layer.Parameters.Where(entry => entry.Value.requires_grad)
            .Select(entry => (layer.ParameterName(entry.Name), (Tensor)entry.Value))).ToList();
        return parameters.Count > 0 ? new(parameters) : throw new ArgumentException("The network has no parameter that is trained.");
    }

    /// <summary>Records the gradients as they are: after <c>loss.backward()</c>, before <c>optimizer.zero_grad()</c>.</summary>
    /// <exception cref="InvalidOperationException">The network holds no gradients.</exception>
    public void Record()
    {
        var squares = Measure();
        lock (_gate)
        {
            if (_firstNonFinite is null && Array.FindLastIndex(squares, square => !double.IsNaN(square) && !double.IsFinite(square)) is >= 0 and var bad)
            {
                // The gradient goes from the last layer to the first: the last one that has a bad gradient got it first.
                _firstNonFinite = $"step {_steps}: {_parameters[bad].Name}";
            }
            var norm = Math.Sqrt(squares.Where(square => !double.IsNaN(square)).Sum());
            var stretch = new GradientStretch(_steps++, 1,
                [.. squares.Select((square, i) => double.IsFinite(square) ? Math.Sqrt(square / Math.Max(1, _parameters[i].Parameter.numel())) : double.NaN)],
                norm, norm);
            Add(_open is null ? stretch : _open.With(stretch));
        }
    }

    private void Add(GradientStretch stretch)
    {
        _open = stretch;
        if (stretch.Count < _stepsOfAStretch)
        {
            return;
        }
        _stretches.Add(stretch);
        _open = null;
        if (_stretches.Count == MostStretches)
        {
            var merged = _stretches.Chunk(2).Select(pair => pair[0].With(pair[1])).ToList();
            _stretches.Clear();
            _stretches.AddRange(merged);
            _stepsOfAStretch *= 2;
        }
    }

    /// <summary>Σg² of each parameter: infinite where an element is not finite, NaN where there is no gradient. One reading for all on each device.</summary>
    private double[] Measure()
    {
        using var scope = NewDisposeScope();
        using var untracked = no_grad();
        var squares = new double[_parameters.Count];
        Array.Fill(squares, double.NaN);
        var gradients = _parameters.Select((parameter, i) => (Index: i, Gradient: parameter.Parameter.grad))
            .Where(entry => entry.Gradient is not null).ToList();
        if (gradients.Count == 0)
        {
            throw new InvalidOperationException("The network holds no gradients. Record after loss.backward() and before optimizer.zero_grad().");
        }
        var sums = stack(gradients.Select(entry => entry.Gradient!.detach().Doubles().square().sum().cpu()));
        foreach (var (place, square) in HostTensor.Copy(sums).ToDoubles().Index())
        {
            squares[gradients[place].Index] = double.IsFinite(square) ? square : double.PositiveInfinity;
        }
        return squares;
    }

    /// <inheritdoc cref="Display.HtmlPort.Of"/>
    public string ToHtml() => Display.HtmlPort.Of(this);
}
