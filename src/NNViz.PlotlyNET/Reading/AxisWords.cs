namespace NNViz.PlotlyNET.Reading;

/// <summary>The words of an axis in the order in which they come: each is the place 0, 1, 2, …</summary>
internal sealed class AxisWords
{
    private readonly List<string> _words = [];

    /// <summary>All words so far.</summary>
    public IReadOnlyList<string> All => _words;

    /// <summary>The place of a word.</summary>
    public double PlaceOf(string word)
    {
        int place = _words.IndexOf(word);
        if (place < 0)
        {
            place = _words.Count;
            _words.Add(word);
        }
        return place;
    }
}
