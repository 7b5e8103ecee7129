using NNViz.Html;
using NNViz.Images;
using TorchSharp;

namespace NNViz.Views;

/// <summary>A complex tensor: magnitude, phase, real and imaginary part, one of them at a time.</summary>
public sealed class ComplexView : View
{
    private static readonly string[] Names = ["magnitude", "phase", "real part", "imaginary part"];

    private readonly HeatmapView[] _parts;

    private ComplexView(HeatmapView[] parts) => _parts = parts;

    /// <summary>The view of <paramref name="tensor"/>: complex, of two axes or more.</summary>
    public static ComplexView From(torch.Tensor tensor, HeatmapOptions? options = null)
    {
        options ??= new HeatmapOptions();
        using torch.Tensor plain = tensor.detach(), magnitude = plain.abs(), phase = plain.angle(), real = plain.real, imaginary = plain.imag;
        HeatmapView Part(torch.Tensor part, HeatmapOptions own) => HeatmapView.From(part, own, centre: 0, HeatmapView.MostCells / Names.Length);
        var cyclic = options with { Range = (-MathF.PI, MathF.PI), Colormap = Colormap.Phase };
        return new ComplexView([Part(magnitude, options), Part(phase, cyclic), Part(real, options), Part(imaginary, options)]);
    }

    /// <inheritdoc/>
    public override void WriteHtml(HtmlWriter html)
    {
        html.Widget("panels", _parts[0].StaticPicture(), json => PanelsPart.Write(json, [("show", Names)], (panel, i) =>
            PanelsPart.Widget(panel, "tensor", _parts[i].WritePayload)));
        foreach ((string name, HeatmapView part) in Names.Zip(_parts))
        {
            if (part.Note is { } note)
            {
                html.Note($"{name}: {note}");
            }
        }
    }

    /// <inheritdoc/>
    public override void WriteText(TextWriter text) => text.Write("Magnitude, phase (−π … π), real and imaginary part as heatmaps.");
}
