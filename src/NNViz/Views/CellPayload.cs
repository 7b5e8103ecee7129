using System.Text.Json;
using NNViz.Html;
using NNViz.Images;

namespace NNViz.Views;

/// <summary>Cells and colour scales as the widgets "tensor", "gallery" and "overlay" take them.</summary>
internal static class CellPayload
{
    /// <summary>Up to this many cells are sent as they are; more are rounded to <see cref="Steps"/> steps.</summary>
    public const int MostExact = 128 * 128;

    // The three highest codes of a byte pair are −∞, +∞ and NaN.
    private const int Steps = ushort.MaxValue - 3;

    /// <summary>
    /// Writes the property "cells", and "quantised" where the cells were rounded: then a cell's value is low + step · code, off by half a
    /// step at most, and the lowest and the highest value are exact.
    /// </summary>
    /// <param name="json">The writer, inside the payload's object.</param>
    /// <param name="cells">Row-major.</param>
    /// <param name="shape">The sizes, whose product is the number of cells.</param>
    /// <returns>The step; 0 where the cells were not rounded.</returns>
    public static double WriteCells(this Utf8JsonWriter json, ReadOnlySpan<double> cells, params ReadOnlySpan<int> shape)
    {
        if (cells.Length <= MostExact)
        {
            WriteExact(json, cells, shape);
            return 0;
        }

        (double low, double high) = Range(cells);
        double step = high > low ? (high / Steps) - (low / Steps) : 0;
        var codes = new ushort[cells.Length];
        for (int i = 0; i < codes.Length; i++)
        {
            codes[i] = Code(cells[i], low, step);
        }

        json.WriteArray<ushort>("cells", codes, shape);
        json.WriteStartObject("quantised");
        json.WriteNumber("low", low);
        json.WriteNumber("step", step);
        json.WriteEndObject();
        return step;
    }

    /// <summary>Writes a colour scale: bounds, 256 colours, and the colours of what the scale cannot show.</summary>
    public static void WriteScale(this Utf8JsonWriter json, string name, ColorScale scale)
    {
        json.WriteStartObject(name);
        json.WriteScaleContent(scale);
        json.WriteEndObject();
    }

    /// <summary>Writes several colour scales, one for each tile.</summary>
    public static void WriteScales(this Utf8JsonWriter json, string name, IEnumerable<ColorScale> scales)
    {
        json.WriteStartArray(name);
        foreach (ColorScale scale in scales)
        {
            json.WriteStartObject();
            json.WriteScaleContent(scale);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteScaleContent(this Utf8JsonWriter json, ColorScale scale)
    {
        json.WriteNumber("low", scale.Low);
        json.WriteNumber("high", scale.High);
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

    private static ushort Code(double value, double low, double step) => value switch
    {
        double.NaN => ushort.MaxValue,
        double.PositiveInfinity => ushort.MaxValue - 1,
        double.NegativeInfinity => ushort.MaxValue - 2,
        _ => step > 0 ? (ushort)Math.Clamp(Math.Round((value - low) / step), 0, Steps) : (ushort)0,
    };
}
