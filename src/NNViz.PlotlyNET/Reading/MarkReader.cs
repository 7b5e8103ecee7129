using NNViz.Plotly;

namespace NNViz.PlotlyNET.Reading;

/// <summary>
/// Lines over whole panels with a word to them, and the panels' titles: what a figure has of a layout's shapes and annotations.
/// </summary>
internal sealed class MarkReader(PanelMap panels, Node layout, List<string> leftOut)
{
    private readonly List<Node> _notes = [.. layout.Parts("annotations")];

    /// <summary>The marks; shapes of other kinds are left out.</summary>
    public IReadOnlyList<Mark> Marks()
    {
        var marks = new List<Mark>();
        foreach (var (index, shape) in layout.Parts("shapes").Index())
        {
            if (MarkOf(shape) is { } mark)
            {
                marks.Add(mark);
            }
            else
            {
                leftOut.Add(FormattableString.Invariant($"shape {index} ({shape.Text("type")})"));
            }
            shape.IgnoreAll();
        }
        return marks;
    }

    /// <summary>A panel's title: a note above its middle.</summary>
    public string? TitleOf(PanelKey key)
    {
        double middle = (panels.Left(key) + panels.Right(key)) / 2, top = 1 - panels.Top(key);
        bool IsAt(Node n, double x, double y) => Math.Abs((n.Number("x") ?? -1) - x) < 0.1 && Math.Abs((n.Number("y") ?? -1) - y) < 0.1;
        var note = _notes.Find(n => (n.Text("xref"), n.Text("yref")) == ($"{key.X} domain", $"{key.Y} domain") && IsAt(n, 0.5, 1))
            ?? _notes.Find(n => (n.Text("xref"), n.Text("yref")) == ("paper", "paper") && IsAt(n, middle, top));
        return note is null ? null : Take(note);
    }

    /// <summary>Names the notes that are neither a mark's nor a title.</summary>
    public void Finish()
    {
        foreach (Node note in _notes)
        {
            leftOut.Add($"the note '{note.Words("text")}'");
            note.IgnoreAll();
        }
    }

    private Mark? MarkOf(Node shape)
    {
        foreach (bool vertical in (bool[])[true, false])
        {
            (string along, string across) = vertical ? ("x", "y") : ("y", "x");
            string axis = shape.Text(along + "ref") ?? along, other = shape.Text(across + "ref") ?? across;
            bool Has(PanelKey k) => (vertical ? k.X : k.Y) == axis && (other == "paper" || other == (vertical ? k.Y : k.X) + " domain");
            var key = panels.Keys.FirstOrDefault(Has);
            bool straight = shape.Text("type") == "line" && shape.Number(along + "0") == shape.Number(along + "1");
            if (straight && key is not null && shape.Number(along + "0") is { } at)
            {
                string words = TextOf(along, axis, at) ?? shape.Part("label").Words("text") ?? "";
                return new Mark(at, words) { Vertical = vertical, Panel = panels.IndexOf(key) };
            }
        }
        return null;
    }

    // The note at the line. Shapes give a number of a logarithmic axis as it is, notes give its logarithm.
    private string? TextOf(string along, string axis, double at)
    {
        double place = panels.Axis(axis).Text("type") == "log" ? Math.Log10(at) : at;
        bool IsAt(double? x) => x is { } there && Math.Abs(there - place) <= 1e-12 * Math.Abs(place);
        var note = _notes.Find(n => n.Text(along + "ref") == axis && IsAt(n.Number(along)));
        return note is null ? null : Take(note);
    }

    private string Take(Node note)
    {
        _notes.Remove(note);
        note.IgnoreAll();
        return note.Words("text") ?? "";
    }
}
