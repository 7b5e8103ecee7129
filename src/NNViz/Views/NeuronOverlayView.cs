using System.Text.Json;
using NNViz.Html;
using NNViz.Images;
using NNViz.Networks;
using NNViz.Plotly;

namespace NNViz.Views;

/// <summary>A neuron's output laid over its input, by sample and neuron; all on one colour scale, in the layer's own numbers.</summary>
public sealed class NeuronOverlayView : View
{
    private const int RowRoom = 660, BarRoom = 80, Gap = 8, LabelHeight = 16, MostTile = 110, Columns = 4, StaticSamples = 4;

    private readonly NeuronOverlay _result;
    private readonly InputPictures _pictures;
    private readonly ColorScale _scale;
    private readonly double[] _outputs;
    private readonly int _samples, _neurons, _rows, _columns;

    internal NeuronOverlayView(NeuronOverlay result)
    {
        (_result, _outputs) = (result, result.Outputs.ToDoubles());
        (_samples, _neurons, _rows, _columns) =
            ((int)result.Outputs.Shape[0], (int)result.Outputs.Shape[1], (int)result.Outputs.Shape[2], (int)result.Outputs.Shape[3]);
        _pictures = InputPictures.Of(result.Inputs, (_samples, _neurons), new ImageOptions());
        _samples = Math.Min(_samples, _pictures.Pictures.Count);
        _scale = AttributionMaps.ScaleOf(_outputs, _outputs.Any(value => value < 0));
    }

    /// <inheritdoc/>
    public override void WriteHtml(HtmlWriter html)
    {
        html.Widget("scrubber", StaticPicture(), json => AttributionFrames.WriteScrubber(json, _samples,
            [($"{_result.Layer} over the input", "panels", WritePanels)]));
        foreach (string line in Notes())
        {
            html.Note(line);
        }
    }

    /// <inheritdoc/>
    public override void WriteText(TextWriter text) => text.Write(string.Join('\n', _result.Neurons.Select((neuron, n) =>
        $"{_result.Layer} neuron {neuron}: highest output "
            + $"{string.Join(", ", Enumerable.Range(0, _samples).Select(sample => $"{Words.Number(Map(sample, n).Max(), 3)} on sample {sample}"))}")));

    private double[] Map(int sample, int neuron)
    {
        int size = _rows * _columns;
        return _outputs[(((sample * _neurons) + neuron) * size)..(((sample * _neurons) + neuron + 1) * size)];
    }

    private IEnumerable<string> Notes()
    {
        string few = _neurons < _result.SourceNeurons ? $" {_neurons} of {Words.Count(_result.SourceNeurons, "neuron")}, the highest output first." : "";
        yield return $"Each cell is one of {_rows}×{_columns} places of {_result.Layer}, stretched over the input. One colour scale for all.{few}";
        if (_pictures.Note is { } note)
        {
            yield return $"{char.ToUpperInvariant(note[0])}{note[1..]}.";
        }
    }

    private void WritePanels(Utf8JsonWriter json, int sample) => PanelsPart.Write(json, [("neuron", [.. _result.Neurons.Select(neuron => $"{neuron}")])],
        (panel, neuron) => PanelsPart.Widget(panel, "overlay", payload => AttributionFrames.WriteOverlay(payload, new OverlayPart
        {
            Picture = _pictures.Pictures[sample],
            Place = _pictures.Place,
            Alt = $"input, sample {sample}",
            Cells = Map(sample, neuron),
            Rows = _rows,
            Columns = _columns,
            Scale = _scale,
        })));

    private Picture StaticPicture()
    {
        int samples = Math.Min(_samples, StaticSamples), across = Math.Min(_neurons, Columns) + 1;
        double side = Math.Min(MostTile, ((RowRoom - BarRoom) / (double)across) - Gap), height = side * _pictures.Place.Height / _pictures.Place.Width;
        string alt = $"Outputs of neurons {string.Join(", ", _result.Neurons.Take(across - 1))} of {_result.Layer} "
            + $"laid over their inputs, colours from {Words.Number(_scale.Low)} to {Words.Number(_scale.High)}";
        (int w, int h) = ((int)((across * (side + Gap)) + BarRoom), (int)Math.Max(100, Math.Ceiling((samples * (height + Gap)) + LabelHeight)));
        using var canvas = new SvgCanvas(w, h, alt, (rgb, width, rows) => Png.DataUri(Raster.FromPixels(width, rows, rgb)));
        for (int column = 0; column < across; column++)
        {
            canvas.Text(new Spot(column * (side + Gap), 11), column == 0 ? "input" : $"neuron {_result.Neurons[column - 1]}", new TextStyle(Size: 11));
            for (int sample = 0; sample < samples; sample++)
            {
                Raster input = _pictures.Pictures[sample];
                AttributionPicture.Draw(canvas, column == 0 ? input : AttributionPicture.Blend(input, Map(sample, column - 1), (_rows, _columns), _scale),
                    new Box(column * (side + Gap), LabelHeight + (sample * (height + Gap)), side, height));
            }
        }

        new ColorBar("", _scale.Low, _scale.High, ColorStops.Of(_scale.Map)).Draw(canvas, new Box(w - BarRoom + 6, LabelHeight, 10, Math.Max(78, side)));
        return Picture.Svg(canvas.ToString()!, w, h, alt);
    }
}
