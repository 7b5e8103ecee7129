using System.Globalization;
using System.Text;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>The text of tensors in TorchSharp's three styles. Runs in a scope of the caller's, which frees the slices.</summary>
internal sealed class TensorPrinter(string floatFormat, int width, CultureInfo culture, string newLine)
{
    private const string Ellipsis = "...";

    /// <summary>Brackets and separators of a style that nests; text between rows grows with the rank in numpy's style.</summary>
    private sealed record Style(char Open, char Close, string AfterValue, Func<long, string> BetweenRows, Func<long, string> AfterGap);

    public static string Metadata(Tensor t) => $"[{string.Join('x', t.shape)}], type = {t.dtype}, device = {t.device}";

    public string Numpy(Tensor t)
    {
        string Lines(long rank) => string.Concat(Enumerable.Repeat(newLine, (int)rank - 1));
        return Nested(t, t.Dimensions, new('[', ']', "", Lines, Lines));
    }

    public string CSharp(Tensor t)
    {
        string head = Metadata(t) + ", value = ";
        if (t.Dimensions == 0)
            return head + Value(t);
        var (type, suffix) = t.dtype switch
        {
            ScalarType.Byte => ("byte", ""),
            ScalarType.Int8 => ("sbyte", ""),
            ScalarType.Int16 => ("short", ""),
            ScalarType.Int32 => ("int", ""),
            ScalarType.Int64 => ("long", "L"),
            ScalarType.Float16 => ("float16", "f"),
            ScalarType.BFloat16 => ("bfloat16", "f"),
            ScalarType.Float32 => ("float", "f"),
            ScalarType.Float64 => ("double", ""),
            ScalarType.ComplexFloat32 => ("complex32", ""),
            ScalarType.ComplexFloat64 => ("complex64", ""),
            _ => ("bool", ""),
        };
        var style = new Style('{', '}', suffix, _ => "," + newLine, _ => newLine);
        bool isDeep = t.Dimensions > 1;
        string inner = isDeep ? newLine + " " + Rows(t, t.Dimensions, style) + newLine : Row(t, suffix);
        return $"{head}{(isDeep ? newLine : "")}{type} [{new string(',', (int)t.Dimensions - 1)}] {{{inner}}}";
    }

    public string Julia(Tensor t)
    {
        var text = new StringBuilder(Metadata(t));
        switch (t.Dimensions)
        {
            case 0:
                return text.Append(", value = ").Append(Value(t)).ToString();
            case 1:
                Matrix(text.Append(newLine), [t]);
                break;
            case 2:
                Matrix(text.Append(newLine), t.unbind());
                break;
            default:
                Slices(text, t, "");
                break;
        }
        return text.ToString();
    }

    /// <summary>Each matrix under a line that tells which it is: <c>[0,1,..,..] =</c>.</summary>
    private void Slices(StringBuilder text, Tensor t, string index)
    {
        long k = 0;
        foreach (var part in t.unbind())
        {
            string place = index + (k++).ToString(CultureInfo.InvariantCulture) + ",";
            if (part.Dimensions > 2)
                Slices(text, part, place);
            else
                Matrix(text.Append(newLine).Append("[" + place + "..,..] =").Append(newLine), part.unbind());
        }
    }

    /// <summary>Rows in columns of equal width, cut at the width of a line.</summary>
    private void Matrix(StringBuilder text, Tensor[] rows)
    {
        if (rows.Length == 0)
            return;
        var cells = Array.ConvertAll(rows, Cells);
        int columns = cells.Min(row => row.Count);
        var widths = Enumerable.Range(0, columns).Select(c => cells.Max(row => row[c].Length)).ToArray();
        foreach (var row in cells)
        {
            for (int c = 0; c < columns; c++)
                text.Append(' ').Append(row[c].PadLeft(widths[c]));
            if (columns < rows[0].shape[0])
                text.Append(' ').Append(Ellipsis);
            text.Append(newLine);
        }
    }

    private List<string> Cells(Tensor row)
    {
        var cells = new List<string>();
        int left = width;
        for (long c = 0; c < row.shape[0]; c++)
        {
            string cell = Value(row[c]);
            if (left - cell.Length - Ellipsis.Length - 1 < 0)
                break;
            cells.Add(cell);
            left -= cell.Length + 1;
        }
        return cells;
    }

    private string Nested(Tensor t, long rank, Style style) => t.Dimensions switch
    {
        0 => Value(t),
        1 => style.Open + Row(t, style.AfterValue) + style.Close,
        _ => style.Open + Rows(t, rank, style) + style.Close,
    };

    private string Row(Tensor t, string afterValue)
    {
        var (head, tail) = Shown(t.shape[0], Printing.MaxColumns);
        string List(IEnumerable<long> indices) => string.Join(", ", indices.Select(k => Value(t[k]) + afterValue));
        return tail is null ? List(head) : List(head) + ", " + Ellipsis + " " + List(tail);
    }

    private string Rows(Tensor t, long rank, Style style)
    {
        var (head, tail) = Shown(t.shape[0], Printing.MaxRows);
        string indent = new(' ', (int)(rank - t.Dimensions)), childIndent = indent + " ", between = style.BetweenRows(t.Dimensions);
        string List(IEnumerable<long> indices) => string.Join(between, indices.Select(k => (k == 0 ? "" : childIndent) + Nested(t[k],
            rank, style)));
        return tail is null ? List(head) : List(head) + between + indent + " " + Ellipsis + style.AfterGap(t.Dimensions) + List(tail);
    }

    /// <summary>The indices at both ends; no second part where all are shown.</summary>
    private static (IEnumerable<long> Head, IEnumerable<long>? Tail) Shown(long count, int most)
    {
        static IEnumerable<long> Range(long start, long length) => Enumerable.Range(0, (int)length).Select(k => start + k);
        int tail = most / 2;
        return count <= most ? (Range(0, count), null) : (Range(0, most - tail), Range(count - tail, tail));
    }

    private string Value(Tensor t)
    {
        var value = t.ToScalar();
        return t.dtype switch
        {
            ScalarType.Bool => value.ToBoolean().ToString(culture),
            ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Float32 => value.ToSingle().ToString(floatFormat, culture),
            ScalarType.Float64 => value.ToDouble().ToString(floatFormat, culture),
            ScalarType.ComplexFloat32 => Complex((float)value.Complex.Real, (float)value.Complex.Imaginary),
            ScalarType.ComplexFloat64 => Complex(value.Complex.Real, value.Complex.Imaginary),
            _ => value.ToInt64().ToString(CultureInfo.InvariantCulture),
        };
    }

    /// <summary>A part that is zero is left out; both are not.</summary>
    private string Complex<T>(T real, T imaginary) where T : System.Numerics.INumber<T>
    {
        string realText = real.ToString(floatFormat, culture), imaginaryText = imaginary.ToString(floatFormat, culture) + "i";
        return T.IsZero(imaginary) ? realText : T.IsZero(real) ? imaginaryText : realText + "+" + imaginaryText;
    }
}
