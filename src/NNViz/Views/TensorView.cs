using NNViz.Html;
using NNViz.Tensors;
using TorchSharp;

namespace NNViz.Views;

/// <summary>
/// Any tensor: one line of facts with a histogram, and the picture that fits its rank: a number, a line, a heatmap, slices with sliders.
/// A snapshot: the tensor may change or be disposed afterwards.
/// </summary>
public sealed class TensorView : View
{
    private const int MostText = 64; // values that the text view writes out

    private readonly TensorHeader _header;
    private readonly View? _picture;
    private readonly string? _text;

    private TensorView(TensorHeader header, View? picture, string? text) => (_header, _picture, _text) = (header, picture, text);

    /// <summary>The view of any tensor: of every dtype, layout and device, empty or without values.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="options">Axes, labels, colours.</param>
    /// <exception cref="InvalidOperationException">The tensor has been disposed.</exception>
    /// <exception cref="ArgumentException">The options do not fit the tensor.</exception>
    public static TensorView From(torch.Tensor tensor, HeatmapOptions? options = null)
    {
        if (Unreadable(tensor) is { } reason)
        {
            return new TensorView(TensorHeader.Of(tensor, null), null, reason);
        }

        using var scope = torch.NewDisposeScope();
        torch.Tensor given = tensor;
        tensor = DTypes.IsQuantised(tensor.dtype) ? Quantised.Values(tensor) : tensor;
        TensorStats stats = TensorStats.Of(tensor);
        TensorHeader header = TensorHeader.Of(given, stats);
        string? values = tensor.numel() <= MostText && tensor.numel() > 0 ? TensorText.Of(tensor) : null;
        return tensor.numel() switch
        {
            0 => new TensorView(header, null, "It has no values."),
            1 => new TensorView(header, null, values),
            _ => new TensorView(header, PictureOf(tensor, options ?? new HeatmapOptions(), stats.Moments), values),
        };
    }

    /// <inheritdoc/>
    public override void WriteHtml(HtmlWriter html)
    {
        _header.WriteHtml(html);
        if (_picture is not null)
        {
            _picture.WriteHtml(html);
        }
        else if (_text is not null)
        {
            html.Element("p", _text, ("style", "font-size:1.3em"));
        }
    }

    /// <inheritdoc/>
    public override void WriteText(TextWriter text)
    {
        text.Write(_header);
        if (_text is not null)
        {
            text.Write($"\n{_text}");
        }
    }

    private static View PictureOf(torch.Tensor tensor, HeatmapOptions options, Moments moments) =>
        !CellGrid.IsMatrix(tensor.shape) ? LineView.From(tensor, options)
        : tensor.is_complex() ? ComplexView.From(tensor, options)
        : HeatmapView.From(tensor, options, HeatmapView.CentreOf(moments));

    // Why there are no values to show; null: there are.
    private static string? Unreadable(torch.Tensor tensor) =>
        tensor.IsInvalid ? throw new InvalidOperationException(
            "The tensor has been disposed. Keep what a DisposeScope or a Sequential disposes with alias().DetachFromDisposeScope().")
        : tensor.is_meta ? "It has a shape but no values: it lies on the meta device."
        : null;
}
