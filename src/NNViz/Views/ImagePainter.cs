using NNViz.Images;
using NNViz.Tensors;

namespace NNViz.Views;

/// <summary>Turns numbers [N, C, H, W] into RGB, and keeps account of those that black … white does not hold.</summary>
internal sealed class ImagePainter
{
    private readonly ImageOptions _options;
    private readonly float[] _values;
    private readonly int _channels, _height, _width;
    private readonly (double Black, double White) _range;
    private long _outside, _notANumber;

    public ImagePainter(ImageOptions options, bool integers, HostTensor values)
    {
        (_options, _values) = (options, values.ToSingles());
        (_channels, _height, _width) = ((int)values.Shape[1], (int)values.Shape[2], (int)values.Shape[3]);
        _range = options.Range ?? (0, integers ? 255 : 1);
    }

    /// <summary>What was cut off or is not a number among the pictures painted so far; null: nothing.</summary>
    public string? Note
    {
        get
        {
            string cut = _outside == 0 ? "" : $"{Words.Percent((double)_outside / _values.Length)} of the values lie outside "
                + $"{Words.Number(_range.Black)} (black) … {Words.Number(_range.White)} (white) and are cut off there"
                + (_options.Mean is null ? ": give Mean and Std if they are normalised, or Normalize.MinMax, or a Range." : ".");
            string odd = _notANumber == 0 ? "" : $"{Words.Count(_notANumber, "pixel")} not a number: magenta.";
            string note = string.Join(" ", new[] { cut, odd }.Where(part => part.Length > 0));
            return note.Length > 0 ? note : null;
        }
    }

    /// <summary>One picture.</summary>
    public Raster Paint(int index)
    {
        int size = _height * _width, start = index * _channels * size;
        double[] values = new double[_channels * size];
        for (int i = 0; i < values.Length; i++)
        {
            int channel = i / size;
            values[i] = (_values[start + i] * (_options.Std?[channel] ?? 1)) + (_options.Mean?[channel] ?? 0);
        }

        (double black, double white) = RangeOf(values);
        var raster = new Raster(_width, _height);
        for (int i = 0; i < size; i++)
        {
            double red = values[i], green = values[(_channels > 1 ? size : 0) + i], blue = values[(_channels > 1 ? 2 * size : 0) + i];
            bool isNumber = double.IsFinite(red) && double.IsFinite(green) && double.IsFinite(blue);
            _notANumber += isNumber ? 0 : 1;
            raster[i % _width, i / _width] = isNumber
                ? new Rgb(Byte(red, black, white), Byte(green, black, white), Byte(blue, black, white))
                : ColorScale.NaNColor;
        }

        return raster;
    }

    private (double Black, double White) RangeOf(double[] values)
    {
        if (_options.Normalize == Normalize.MinMax && _options.Range is null)
        {
            ColorScale scale = ColorScale.For(values, Normalize.MinMax);
            return (scale.Low, scale.High);
        }

        double slack = (_range.White - _range.Black) * 1e-6; // (v − mean) / std and back is not exact
        _outside += values.Count(v => v < _range.Black - slack || v > _range.White + slack);
        return _range;
    }

    private static byte Byte(double value, double black, double white) =>
        (byte)Math.Round(255 * Math.Clamp(white > black ? (value - black) / (white - black) : 0.5, 0, 1));
}
