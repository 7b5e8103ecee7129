using System.Text.Json;
using NNViz.Html;
using NNViz.Images;
using TorchSharp;

namespace NNViz.Views;

/// <summary>A tensor as pictures, grey or red, green and blue, as the net's data are; a batch as a gallery.</summary>
public sealed class ImageView : View
{
    private const int SmallestSide = 160, Gap = 2, SheetWidth = 720, SmallestTile = 48;
    private const int MostPixels = 1 << 18, MostBytes = 96 * 1024;

    private readonly ImageBatch _images;
    private readonly IReadOnlyList<string>? _titles;
    private readonly string _noun, _what;
    private readonly int _columns;
    private readonly Raster _sheet;
    private readonly byte[] _png;

    private ImageView(ImageBatch images, ImageOptions options, string of)
    {
        int count = images.Pictures.Count, width = images.Pictures[0].Width;
        _columns = Math.Clamp(SheetWidth / (Math.Max(width, SmallestTile) + Gap), 1, count);
        _sheet = Tiles.Grid(images.Pictures, _columns, Gap, new Rgb(127, 127, 127));
        _png = Png.Encode(_sheet);
        (_images, _titles, _noun, _what) = (images, options.Titles, options.Noun, $"{Words.Count(count, options.Noun)} of a {of} tensor");
    }

    /// <summary>What was left out, cut off or not a number, in words; null: nothing.</summary>
    public string? Note => _images.Note;

    /// <summary>The pictures themselves, all of one size.</summary>
    public IReadOnlyList<Raster> Pictures => _images.Pictures;

    /// <summary>The view of a tensor [H, W], [C, H, W], [N, C, H, W], or with the channels last; C is 1 (grey) or 3 (red, green, blue).</summary>
    /// <exception cref="ArgumentException">The tensor has no such shape, or the options do not fit it.</exception>
    public static ImageView From(torch.Tensor tensor, ImageOptions? options = null)
    {
        options ??= new ImageOptions();
        for (int most = MostPixels; ; most /= 2)
        {
            ImageBatch images = ImageBatch.Of(tensor, options, most);
            int count = images.Pictures.Count;
            if (options.Titles is { } titles && titles.Count < count)
            {
                throw new ArgumentException($"{titles.Count} titles were given for {Words.Count(count, options.Noun)}. Give one for each.");
            }

            var view = new ImageView(images, options, Words.Shape(tensor.shape));
            if (view._png.Length <= MostBytes)
            {
                return view;
            }
        }
    }

    /// <inheritdoc/>
    public override void WriteHtml(HtmlWriter html)
    {
        (int smallest, int side) = (Pictures.Count == 1 ? SmallestSide : SmallestTile, Math.Max(Pictures[0].Width, Pictures[0].Height));
        int factor = Math.Max(1, smallest / side);
        var picture = Picture.Png(factor > 1 ? Png.Encode(_sheet.Scale(factor)) : _png, _sheet.Width * factor, _sheet.Height * factor, _what);
        if (Pictures.Count == 1)
        {
            html.Picture(picture);
        }
        else
        {
            html.Widget("gallery", picture, WritePayload);
        }

        if (Note is not null)
        {
            html.Note(Note);
        }
    }

    /// <inheritdoc/>
    public override void WriteText(TextWriter text) => text.Write(Note is null ? _what : $"{_what}. {Note}");

    private void WritePayload(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartObject("tile");
        json.WriteNumber("width", Pictures[0].Width);
        json.WriteNumber("height", Pictures[0].Height);
        json.WriteEndObject();
        json.WriteNumber("count", Pictures.Count);
        json.WriteStartObject("sprite");
        json.WriteString("src", "data:image/png;base64," + Convert.ToBase64String(_png));
        json.WriteNumber("columns", _columns);
        json.WriteNumber("gap", Gap);
        json.WriteEndObject();
        json.WriteString("noun", _noun);
        if (_titles is not null)
        {
            json.WriteStrings("titles", _titles.Take(Pictures.Count));
        }

        json.WriteString("alt", _what);
        json.WriteEndObject();
    }
}
