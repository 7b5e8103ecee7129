using System.Globalization;
using System.Text.Json;

namespace NNViz.Views;

/// <summary>An axis of cells: cell i stands for the tensor's entries from i · Step on, or for entry Indices[i].</summary>
/// <param name="Name">What the axis is.</param>
/// <param name="Size">Entries in the tensor.</param>
/// <param name="Step">Entries of a cell; the last cell may have fewer.</param>
internal sealed record CellAxis(string Name, long Size, int Step = 1)
{
    /// <summary>The entries that there are where some were left out.</summary>
    public IReadOnlyList<long>? Indices { get; init; }

    /// <summary>A word for each cell.</summary>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>Cells.</summary>
    public int Count => Indices?.Count ?? (int)((Size + Step - 1) / Step);

    /// <summary>The axis with a word for each entry of the tensor.</summary>
    /// <exception cref="ArgumentException">There are more or fewer words than entries.</exception>
    public CellAxis Labelled(IReadOnlyList<string>? labels)
    {
        if (labels is null)
        {
            return this;
        }

        if (labels.Count != Size)
        {
            throw new ArgumentException($"{labels.Count} labels were given for the {Size} entries of {Name}. Give one for each.", nameof(labels));
        }

        string LabelOf(int cell)
        {
            int last = Math.Min((cell + 1) * Step, labels.Count) - 1;
            return last > cell * Step ? $"{labels[cell * Step]}…{labels[last]}" : labels[last];
        }

        return this with { Labels = [.. Enumerable.Range(0, Count).Select(LabelOf)] };
    }

    /// <summary>Writes the axis as the widgets take it.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("name", Name);
        json.WriteNumber("size", Size);
        json.WriteNumber("step", Step);
        if (Indices is not null)
        {
            json.WriteStartArray("indices");
            foreach (long index in Indices)
            {
                json.WriteNumberValue(index);
            }

            json.WriteEndArray();
        }

        if (Labels is not null)
        {
            json.WriteStrings("labels", Labels);
        }

        json.WriteEndObject();
    }

    /// <summary>The word or the number of a cell.</summary>
    public string LabelOf(int cell) =>
        Labels?[cell] ?? (Indices?[cell] ?? (long)cell * Step).ToString(CultureInfo.InvariantCulture);
}
