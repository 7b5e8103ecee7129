using System.Globalization;
using System.Text;

namespace NNViz.Jupyter.Session;

/// <summary>Takes what is written to the console outside of .NET Interactive's own capture (after a cell has ended, from a comm's handler)
/// to the cell that it belongs to.</summary>
internal sealed class CellWriter(string name, Func<ICellFrontend?> frontend, TextWriter outside) : TextWriter(CultureInfo.InvariantCulture)
{
    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => Write(value.ToString());

    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    public override void Write(ReadOnlySpan<char> buffer) => Write(buffer.ToString());

    public override void WriteLine(string? value) => Write(value + NewLine);

    public override void Write(string? value)
    {
        if (frontend() is { } cell)
            cell.Show(new StreamOutput(name, value ?? ""));
        else
            outside.Write(value);
    }
}
