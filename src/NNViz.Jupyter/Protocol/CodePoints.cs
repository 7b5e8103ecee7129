namespace NNViz.Jupyter.Protocol;

/// <summary>Jupyter counts a position in Unicode code points, .NET in UTF-16 units; they differ after a character outside the basic
/// plane.</summary>
internal static class CodePoints
{
    /// <summary>The UTF-16 index of the code point <paramref name="position"/>; positions outside the text are moved to its ends.</summary>
    public static int ToUtf16(string text, int position)
    {
        var index = 0;
        for (; position > 0 && index < text.Length; position--)
            index += WidthAt(text, index);
        return index;
    }

    /// <summary>The number of code points before the UTF-16 index.</summary>
    public static int FromUtf16(string text, int index)
    {
        var count = 0;
        for (var i = 0; i < Math.Min(index, text.Length); i += WidthAt(text, i))
            count++;
        return count;
    }

    private static int WidthAt(string text, int index) =>
        char.IsHighSurrogate(text[index]) && index + 1 < text.Length && char.IsLowSurrogate(text[index + 1]) ? 2 : 1;
}
