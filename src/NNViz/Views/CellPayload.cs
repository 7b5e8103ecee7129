using System.Numerics;
using System.Text.Json;
using NNViz.Html;
using NNViz.Images;

namespace NNViz.Views;

/// <summary>Cells and colour scales as the widgets "tensor", "gallery" and "overlay" take them.</summary>
internal static class CellPayload
{
    /// <summary>Up to this many cells are sent as they are.</summary>
    public const int MostExact = 128 * 128;

    // Up to this many cells are rounded to pairs of bytes, more to bytes. The three highest codes are −∞, +∞ and NaN.
    private const int MostPairs = 1 << 16;
    private const int Special = 3;

    /// <summary>
    /// Writes the property "cells", and "quantised" where the cells were rounded: then a cell's value is low + step · code, off by half a
    /// step at most, and the lowest and the highest value are exact.
    /// </summary>
    /// <param name="json">The writer, inside the payload's object.</param>
    /// <param name="cells">Row-major.</param>
    /// <param name="shape">The sizes, whose product is the number of cells.</param>
    public static void WriteCells(this Utf8JsonWriter json, ReadOnlySpan<double> cells, params ReadOnlySpan<int> shape)
    {
        if (cells.Length <= MostExact)
        {
            WriteExact(json, cells, shape);
            return;
        }

        WriteRoundedCells(json, cells, shape);
    }

    /// <summary>As <see cref="WriteCells"/>, rounded however few they are.</summary>
    public static void WriteRoundedCells(this Utf8JsonWriter json, ReadOnlySpan<double> cells, params ReadOnlySpan<int> shape)
    {
        (double low, double step) = (Range(cells).Low, StepOfRounded(cells));
        if (cells.Length <= MostPairs)
        {
            json.WriteArray("cells", Codes<ushort>(cells, low, step), shape);
        }
        else
        {
            json.WriteArray("cells", Codes<byte>(cells, low, step), shape);
        }

        json.WriteStartObject("quantised");
        json.WriteNumber("low", low);
        json.WriteNumber("step", step);
        json.WriteEndObject();
    }

    /// <summary>The step to which cells are rounded when they are written; 0: they are not.</summary>
    public static double StepOf(ReadOnlySpan<double> cells)
    {
        return cells.Length <= MostExact ? 0 : StepOfRounded(cells);
    }

    /// <summary>The step of <see cref="WriteRoundedCells"/>.</summary>
    public static double StepOfRounded(ReadOnlySpan<double> cells)
    {
        (double low, double high) = Range(cells);
        int steps = (cells.Length <= MostPairs ? ushort.MaxValue : byte.MaxValue) - Special;
        return (high / steps) - (low / steps); // high − low may overflow
    }

    /// <summary>Writes an array of strings.</summary>
    public static void WriteStrings(this Utf8JsonWriter json, string name, IEnumerable<string?> texts)
    {
        json.WriteStartArray(name);
        foreach (string? text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    /// <summary>Writes a colour scale: bounds, 256 colours, and the colours of what the scale cannot show.</summary>
    /// <param name="json">The writer, inside an object.</param>
    /// <param name="name">The property's name.</param>
    /// <param name="scale">The scale.</param>
    /// <param name="step">The step to which the cells were rounded: rounding must not carry one beyond the scale.</param>
    public static void WriteScale(this Utf8JsonWriter json, string name, ColorScale scale, double step = 0)
    {
        json.WriteStartObject(name);
        json.WriteScaleContent(scale, step);
        json.WriteEndObject();
    }

    /// <summary>Writes several colour scales, one for each tile.</summary>
    public static void WriteScales(this Utf8JsonWriter json, string name, IEnumerable<ColorScale> scales, double step = 0)
    {
        json.WriteStartArray(name);
        foreach (ColorScale scale in scales)
        {
            json.WriteStartObject();
            json.WriteScaleContent(scale, step);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteScaleContent(this Utf8JsonWriter json, ColorScale scale, double step)
    {
        json.WriteNumber("low", scale.Low - (step / 2));
        json.WriteNumber("high", scale.High + (step / 2));
        json.WriteBase64String("colors", scale.Map.Table.SelectMany(c => new[] { c.R, c.G, c.B }).ToArray());
        json.WriteString("nan", ColorScale.NaNColor.ToString());
        json.WriteString("positiveInfinity", ColorScale.PositiveInfinityColor.ToString());
        json.WriteString("negativeInfinity", ColorScale.NegativeInfinityColor.ToString());
        json.WriteString("above", ColorScale.AboveColor.ToString());
        json.WriteString("below", ColorScale.BelowColor.ToString());
    }

    // Singles where they say the same: half the size.
    private static void WriteExact(Utf8JsonWriter json, ReadOnlySpan<double> cells, ReadOnlySpan<int> shape)
    {
        var singles = new float[cells.Length];
        bool same = true;
        for (int i = 0; i < singles.Length; i++)
        {
            singles[i] = (float)cells[i];
            same &= singles[i] == cells[i] || double.IsNaN(cells[i]);
        }

        if (same)
        {
            json.WriteArray<float>("cells", singles, shape);
        }
        else
        {
            json.WriteArray("cells", cells, shape);
        }
    }

    private static (double Low, double High) Range(ReadOnlySpan<double> cells)
    {
        (double low, double high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (double value in cells)
        {
            if (double.IsFinite(value))
            {
                (low, high) = (Math.Min(low, value), Math.Max(high, value));
            }
        }

        return low <= high ? (low, high) : (0, 0);
    }

    private static ReadOnlySpan<T> Codes<T>(ReadOnlySpan<double> cells, double low, double step)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        int top = int.CreateChecked(T.MaxValue);
        var codes = new T[cells.Length];
        for (int i = 0; i < codes.Length; i++)
        {
            codes[i] = T.CreateChecked(cells[i] switch
            {
                double.NaN => top,
                double.PositiveInfinity => top - 1,
                double.NegativeInfinity => top - 2,
                _ => step > 0 ? (int)Math.Clamp(Math.Round((cells[i] - low) / step), 0, top - Special) : 0,
            });
        }

        return codes;
    }
}
