using System.Globalization;
using NNViz.Networks;
using NNViz.Tensors;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NNViz.Training;

/// <summary>How a loss landscape is measured.</summary>
public sealed record LandscapeOptions
{
    /// <summary>1: along one direction; 2 (the default): over the plane of two.</summary>
    public int Dimensions { get; init; } = 2;

    /// <summary>
    /// Points along a direction, odd so that the network itself is one of them, 3 to 201; 21 by default.
    /// The loss is taken Points^Dimensions times.
    /// </summary>
    public int Points { get; init; } = 21;

    /// <summary>From −Range to Range; at 1 a filter has been changed by as much as it is long. Above 0; 1 by default.</summary>
    public double Range { get; init; } = 1;

    /// <summary>The seed of the directions; 0 by default.</summary>
    public int Seed { get; init; }

    /// <summary>Stops the measurement; the network is then as it was.</summary>
    public CancellationToken Cancellation { get; init; }
}

/// <summary>
/// The loss around a network's weights along random directions, each filter's part as long as the filter itself, so that landscapes of
/// different networks can be compared: θ + α·δ + β·η with δ ← δ / ‖δ‖ · ‖θ‖, filter by filter (Li, Xu, Taylor, Studer, Goldstein 2018,
/// section 4). Weights of one axis (biases, normalisations) stay. Immutable; holds no tensor.
/// </summary>
public sealed record LossLandscape
{
    private const double Tiny = 1e-10; // as in the authors' own code: a direction of length 0 stays 0

    private LossLandscape(IReadOnlyList<double> places, IReadOnlyList<double> losses, LandscapeOptions options) =>
        (Places, Losses, Options) = (places, losses, options);

    /// <summary>The values of α, and of β: ascending, 0 in the middle.</summary>
    public IReadOnlyList<double> Places { get; }

    /// <summary>The losses: [Points] over α, or [Points, Points] row-major, a row for each β. May be NaN or infinite far away.</summary>
    public IReadOnlyList<double> Losses { get; }

    /// <summary>How it was measured.</summary>
    public LandscapeOptions Options { get; }

    /// <summary>The loss of the network itself.</summary>
    public double Center => Losses[Losses.Count / 2];

    /// <summary>
    /// Measures. The network is run in eval mode without gradients, and is to the last bit as before afterwards. Its parameters are changed in place
    /// meanwhile: call a pending <c>backward()</c> first.
    /// </summary>
    /// <param name="net">The network.</param>
    /// <param name="inputs">What <c>net.call</c> takes.</param>
    /// <param name="loss">Makes one number of what the network returns.</param>
    /// <param name="options">How fine, how far, and the seed.</param>
    /// <exception cref="ArgumentException">An option is out of its range, the loss is not one number, or the network has no weight of two axes.</exception>
    /// <exception cref="ForwardException">The network threw; the message names the layer and the shapes.</exception>
    public static LossLandscape Of(nn.Module net, IReadOnlyList<object?> inputs, Func<object, Tensor> loss, LandscapeOptions? options = null)
    {
        options ??= new LandscapeOptions();
        Check(options);
        Parameter[] weights = [.. net.parameters().Where(parameter => parameter.dim() > 1 && parameter.is_floating_point())];
        if (weights.Length == 0)
        {
            throw new ArgumentException("The network has no weight of two axes or more, and so no direction to go in.", nameof(net));
        }
        using var state = NetState.Save(net);
        using var scope = NewDisposeScope();
        using var untracked = no_grad();
        using var random = new Generator((ulong)options.Seed);
        Tensor[] start = [.. weights.Select(weight => weight.detach().clone())];
        var held = LayerTree.Of(net).ParameterPlaces();
        Tensor[][] directions = [.. Enumerable.Range(0, options.Dimensions).Select(_ =>
            start.Zip(weights, (from, weight) => Direction(from, held.GetValueOrDefault(weight).Layer?.Module ?? net, random)).ToArray())];
        net.eval();
        try
        {
            double[] places = [.. Enumerable.Range(0, options.Points).Select(i => options.Range * ((2.0 * i / (options.Points - 1)) - 1))];
            places[options.Points / 2] = 0;
            double[][] steps = options.Dimensions == 1 ? [.. places.Select(a => new[] { a })] : [.. places.SelectMany(b => places.Select(a => new[] { a, b }))];
            return new LossLandscape(places, [.. steps.Select(step => Measure(step))], options);
        }
        finally
        {
            Move(weights, start, directions, []);
        }

        double Measure(double[] step)
        {
            options.Cancellation.ThrowIfCancellationRequested();
            using var inner = NewDisposeScope();
            Move(weights, start, directions, step);
            Tensor value = loss(NetCall.Named(net, inputs) ?? throw new ArgumentException("The network returned null."));
            return value.numel() == 1 ? value.Doubles().item<double>() : throw new ArgumentException(
                $"The loss has the shape {Words.Shape(value.shape)}, but has to be one number. Take its mean.", nameof(loss));
        }
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        var finite = Losses.Select((loss, index) => (At: index, Loss: loss))
            .Where(point => double.IsFinite(point.Loss)).DefaultIfEmpty((At: Losses.Count / 2, Loss: Center)).ToArray();
        var (at, lowest) = finite.MinBy(point => point.Loss);
        string place = Options.Dimensions == 1 ? $"α = {Words.Number(Places[at], 3)}"
            : $"α = {Words.Number(Places[at % Places.Count], 3)}, β = {Words.Number(Places[at / Places.Count], 3)}";
        return $"Loss {Words.Number(Center)} at the network, {Words.Number(finite.Max(point => point.Loss))} at most, "
            + $"{Words.Number(lowest)} at least ({place}); {Losses.Count} points, seed {Options.Seed}.";
    }

    private static void Check(LandscapeOptions options)
    {
        if (options.Dimensions is not (1 or 2))
        {
            throw new ArgumentException($"A landscape has 1 or 2 dimensions, not {options.Dimensions}.", nameof(options));
        }
        if (options.Points is < 3 or > 201 || options.Points % 2 == 0)
        {
            throw new ArgumentException($"Points is an odd number from 3 to 201, not {options.Points}.", nameof(options));
        }
        if (!(options.Range > 0) || !double.IsFinite(options.Range))
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"Range is above 0, not {options.Range}."), nameof(options));
        }
    }

    // Drawn on the CPU, so that it is the same on every device.
    private static Tensor Direction(Tensor weight, nn.Module holder, Generator generator)
    {
        using var inner = NewDisposeScope();
        Tensor random = randn(weight.shape, ScalarType.Float32, generator: generator).to(weight.dtype).to(weight.device);
        Tensor rows = FilterRows.Of(random, holder).flatten(1), filters = FilterRows.Of(weight, holder).flatten(1);
        Tensor scale = filters.norm(1, keepdim: true) / (rows.norm(1, keepdim: true) + Tiny);
        return FilterRows.Back(rows * scale, weight.shape, holder).MoveToOuterDisposeScope();
    }

    // From the start each time, so that errors do not add up; where a step is 0 the weights are the start's own bits.
    private static void Move(Tensor[] weights, Tensor[] start, Tensor[][] directions, double[] step)
    {
        using var inner = NewDisposeScope();
        foreach (var (i, weight) in weights.Index())
        {
            weight.copy_(start[i]);
            foreach (var (direction, length) in directions.Zip(step).Where(pair => pair.Second != 0))
            {
                weight.add_(direction[i], alpha: length);
            }
        }
    }

    /// <inheritdoc cref="Display.HtmlPort.Of"/>
    public string ToHtml() => Display.HtmlPort.Of(this);
}
