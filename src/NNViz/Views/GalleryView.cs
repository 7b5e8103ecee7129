using NNViz.Html;
using TorchSharp;

namespace NNViz.Views;

/// <summary>The slices of a tensor over its last two axes as small heatmaps: channels, kernels, heads. Sorted, paged, one of them enlarged.</summary>
public sealed class GalleryView : View
{
    private readonly TileSet _tiles;

    private GalleryView(TileSet tiles) => _tiles = tiles;

    /// <summary>The view of <paramref name="tensor"/>, for example [C, H, W] or [N, C, H, W].</summary>
    /// <exception cref="ArgumentException">The tensor has fewer than two axes or no values, or the titles do not fit.</exception>
    public static GalleryView From(torch.Tensor tensor, GalleryOptions? options = null)
    {
        if (tensor.dim() < 2 || tensor.numel() == 0)
        {
            throw new ArgumentException(
                $"A gallery shows slices of two axes; the tensor has the shape {Words.Shape(tensor.shape)}. Reshape it to [tiles, rows, columns].");
        }

        return new GalleryView(TileSet.Of(tensor, options ?? new GalleryOptions()));
    }

    /// <inheritdoc/>
    public override void WriteHtml(HtmlWriter html)
    {
        html.Widget("gallery", _tiles.StaticPicture(), _tiles.WritePayload);
        if (_tiles.Note is { } note)
        {
            html.Note(note);
        }
    }

    /// <inheritdoc/>
    public override void WriteText(TextWriter text) => text.Write(_tiles.Note is { } note ? $"{_tiles.Alt}. {note}" : _tiles.Alt + ".");
}
