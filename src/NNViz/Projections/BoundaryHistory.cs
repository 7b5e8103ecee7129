using System.Globalization;
using NNViz.Training;

namespace NNViz.Projections;

/// <summary>
/// Decision boundaries over a training, to be passed through: <c>history.Add(net.DecisionBoundary(x, labels), $"epoch {epoch}")</c>. Memory is bounded: of more
/// than <see cref="MostFrames"/> every second is let go. Thread-safe.
/// </summary>
public sealed class BoundaryHistory : Display.IGrowing
{
    /// <summary>The most boundaries that are kept.</summary>
    public const int MostFrames = 60;

    private readonly Lock _gate = new();
    private readonly Thinned<(string Step, DecisionBoundary Boundary)> _frames = new(MostFrames - 1);
    private DecisionBoundary? _first;

    /// <summary>The boundaries with what they are called, the first and the last among them. A snapshot.</summary>
    public IReadOnlyList<(string Step, DecisionBoundary Boundary)> Frames
    {
        get
        {
            lock (_gate)
            {
                return _frames.Items;
            }
        }
    }

    /// <summary>How many were added.</summary>
    public int Added
    {
        get
        {
            lock (_gate)
            {
                return (int)_frames.Added;
            }
        }
    }

    /// <summary>Adds the boundary as it is now.</summary>
    /// <param name="boundary">What <c>net.DecisionBoundary(x, labels)</c> gave, each time of the same samples.</param>
    /// <param name="step">What it is called; its number from 0 by default.</param>
    /// <exception cref="ArgumentException">It is of other samples, or of another plane, than those before.</exception>
    public void Add(DecisionBoundary boundary, string? step = null)
    {
        ArgumentNullException.ThrowIfNull(boundary);
        lock (_gate)
        {
            _first ??= boundary;
            if (!(_first.Points.SequenceEqual(boundary.Points) && _first.X.SequenceEqual(boundary.X)))
            {
                throw new ArgumentException(
                    "This boundary is of other samples, or of another plane, than those before. "
                    + "Give the same x and the same options each time.");
            }
            _frames.Add((step ?? _frames.Added.ToString(CultureInfo.InvariantCulture), boundary));
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Frames is { Count: > 0 } frames
        ? $"Decision boundaries from {frames[0].Step} to {frames[^1].Step}. Last: {frames[^1].Boundary}"
        : "No decision boundary yet: add net.DecisionBoundary(x, labels) during training.";

    /// <inheritdoc cref="Display.HtmlPort.Of"/>
    public string ToHtml() => Display.HtmlPort.Of(this);
}
