using System.Globalization;

namespace TorchSharp;

public static partial class torch
{
    public const TensorStringStyle julia = TensorStringStyle.Julia;
    public const TensorStringStyle numpy = TensorStringStyle.Numpy;
    public const TensorStringStyle csharp = TensorStringStyle.CSharp;

    /// <summary>How tensors print: one for the process.</summary>
    internal static class Printing
    {
        internal static TensorStringStyle Style = TensorStringStyle.Julia;
        internal static string FloatFormat = "g5", NewLine = Environment.NewLine;
        internal static int LineWidth = 100, MaxRows = 6, MaxColumns = 6;
    }

    /// <summary>The style that <c>str()</c> takes by default.</summary>
    public static TensorStringStyle TensorStringStyle
    {
        get => Printing.Style;
        set => Printing.Style = value is TensorStringStyle.Default
            ? throw new ArgumentException("the default style must be one of the others", nameof(value))
            : value;
    }

    /// <param name="precision">Digits after the point.</param>
    /// <param name="sci_mode">Whether numbers have exponents.</param>
    public static void set_printoptions(
        int precision, int? linewidth = null, string? newLine = null, bool sci_mode = false, int? maxRows = null, int? maxColumns = null) =>
        set_printoptions(
            null, (sci_mode ? "E" : "F") + precision.ToString(CultureInfo.InvariantCulture), linewidth, newLine, maxRows, maxColumns);

    /// <summary>Changes what is given; the rest stays.</summary>
    /// <param name="floatFormat">A .NET format string for numbers that are not integers.</param>
    /// <param name="linewidth">Characters in a line (Julia style).</param>
    /// <param name="maxRows">Rows before some are left out (numpy and C# styles).</param>
    public static void set_printoptions(
        TensorStringStyle? style = null, string? floatFormat = null, int? linewidth = null, string? newLine = null, int? maxRows = null,
        int? maxColumns = null)
    {
        Printing.Style = style ?? Printing.Style;
        Printing.FloatFormat = floatFormat ?? Printing.FloatFormat;
        Printing.NewLine = newLine ?? Printing.NewLine;
        Printing.LineWidth = linewidth ?? Printing.LineWidth;
        Printing.MaxRows = maxRows ?? Printing.MaxRows;
        Printing.MaxColumns = maxColumns ?? Printing.MaxColumns;
    }

    public partial class Tensor
    {
        /// <summary>Shape, type and device, like <c>[3x4], type = Float32, device = cpu</c>; for values see <c>str()</c>.</summary>
        public override string ToString() => handle == 0 ? "" : TensorPrinter.Metadata(this);

        /// <param name="disamb">Whether to print values.</param>
        public string ToString(
            bool disamb, string? fltFormat = null, int? width = null, CultureInfo? cultureInfo = null, string? newLine = null) =>
            disamb ? ToString(TensorStringStyle.Default, fltFormat, width, cultureInfo, newLine) : ToString();

        /// <param name="fltFormat">A .NET format string for numbers that are not integers.</param>
        /// <param name="width">Characters in a line (Julia style).</param>
        public string ToString(
            TensorStringStyle style, string? fltFormat = null, int? width = null, CultureInfo? cultureInfo = null, string? newLine = null)
        {
            var printer = new TensorPrinter(
                fltFormat ?? Printing.FloatFormat, width ?? Printing.LineWidth, cultureInfo ?? CultureInfo.CurrentCulture,
                newLine ?? Printing.NewLine);
            using var scope = NewDisposeScope();
            return (is_meta ? TensorStringStyle.Metadata : style == TensorStringStyle.Default ? Printing.Style : style) switch
            {
                TensorStringStyle.Metadata => TensorPrinter.Metadata(this),
                TensorStringStyle.Julia => printer.Julia(this),
                TensorStringStyle.Numpy => printer.Numpy(this),
                TensorStringStyle.CSharp => printer.CSharp(this),
                _ => throw new ArgumentOutOfRangeException(nameof(style), style, "no such style"),
            };
        }

        /// <summary>The values as nested lists of scalars; a scalar for a tensor without axes.</summary>
        public object tolist()
        {
            if (Dimensions == 0)
                return ToScalar();
            var result = new System.Collections.ArrayList();
            foreach (var part in unbind())
                using (part)
                    result.Add(part.tolist());
            return result;
        }
    }
}

public static partial class TensorExtensionMethods
{
    /// <summary>The values, in the style of <see cref="torch.TensorStringStyle"/> by default.</summary>
    public static string str(
        this torch.Tensor tensor, string? fltFormat = null, int? width = null, string? newLine = null, CultureInfo? cultureInfo = null,
        TensorStringStyle style = TensorStringStyle.Default) => tensor.ToString(style, fltFormat, width, cultureInfo, newLine);

    public static string jlstr(
        this torch.Tensor tensor, string? fltFormat = null, int? width = null, string? newLine = null, CultureInfo? cultureInfo = null) =>
        tensor.ToString(TensorStringStyle.Julia, fltFormat, width, cultureInfo, newLine);

    public static string npstr(
        this torch.Tensor tensor, string? fltFormat = "g5", int? width = 100, string? newLine = null, CultureInfo? cultureInfo = null) =>
        tensor.ToString(TensorStringStyle.Numpy, fltFormat, width, cultureInfo, newLine);

    public static string cstr(
        this torch.Tensor tensor, string? fltFormat = "g5", int? width = 100, string? newLine = null, CultureInfo? cultureInfo = null) =>
        tensor.ToString(TensorStringStyle.CSharp, fltFormat, width, cultureInfo, newLine);

    public static string metastr(this torch.Tensor tensor) => tensor.ToString(TensorStringStyle.Metadata);

    /// <summary>Writes the values to the console, and returns the tensor.</summary>
    public static torch.Tensor print(
        this torch.Tensor t, string? fltFormat = "g5", int? width = 100, string? newLine = null, CultureInfo? cultureInfo = null,
        TensorStringStyle style = TensorStringStyle.Default)
    {
        Console.WriteLine(t.ToString(style, fltFormat, width, cultureInfo, newLine));
        return t;
    }
}
