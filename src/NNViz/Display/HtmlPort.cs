namespace NNViz.Display;

/// <summary>Through which results become HTML without knowing of views; Views fills it when the assembly is loaded.</summary>
internal static class HtmlPort
{
    private static int frontEndCame;

    /// <summary>Writes a result as one output, without the front end.</summary>
    internal static Func<object, string>? Write { get; set; }

    /// <summary>Draws a result; with true only where its view has a picture.</summary>
    internal static Func<object, bool, object>? Draw { get; set; }

    /// <summary>The front end itself.</summary>
    internal static Func<string>? FrontEnd { get; set; }

    /// <summary>Says that the front end came another way (NNViz.Interactive brings it to the notebook): results then leave it out.</summary>
    internal static void FrontEndIsThere() => Volatile.Write(ref frontEndCame, 1);

    /// <summary>
    /// The result as HTML with its picture, for hosts that ask a result for it (Verso) and for pages of one's own. The first of a process brings the front end
    /// with it, about a megabyte, that makes this and all later ones interactive; without it, and where no script runs, the picture stands. It comes once a
    /// process: where that first output is gone, or for a second page, put <see cref="Html.Assets.LoaderHtml"/> before the others, or write
    /// a page that is whole with <see cref="Html.HtmlDocument.Page"/>.
    /// </summary>
    public static string Of(object result)
    {
        string html = (Write ?? throw NoViews())(result);
        return Interlocked.Exchange(ref frontEndCame, 1) == 0 ? FrontEnd!() + html : html;
    }

    /// <summary>The result as it looks now: an object that a cell shows like the result, and that stays so whatever becomes of the result.</summary>
    /// <param name="result">The result.</param>
    /// <param name="needsPicture">Whether a view without a picture is refused; else its text is kept.</param>
    /// <exception cref="ArgumentException">There is no view of such a result, or its view has no picture and needs one.</exception>
    internal static object Drawn(object result, bool needsPicture) => (Draw ?? throw NoViews())(result, needsPicture);

    private static InvalidOperationException NoViews() => new("The views are not there: is NNViz.dll whole?");
}
