using NNViz.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NNViz.Attributions;

/// <summary>
/// Which elements of the input are one feature, to be left in or out together. Without a mask, inputs of up to 64 elements and tables are taken element
/// by element, images by patches of a 7×7 grid, channels together, and sequences by 49 stretches: along the last axis where the first layer with weights
/// is a <c>Conv1d</c> (<c>[N,C,L]</c>), else along axis 1 (<c>[N,T,F]</c>). Several inputs share some 49 parts, and none has a feature in common.
/// A tensor of whole numbers converts by itself.
/// </summary>
public sealed class FeatureMask
{
    private const long FewElements = 64;
    private const long Parts = 49;
    private readonly Func<IReadOnlyList<Tensor>, Tensor[]> divide;

    private FeatureMask(string name, Func<IReadOnlyList<Tensor>, Tensor[]> divide) => (Name, this.divide) = (name, divide);

    /// <summary>The division in words.</summary>
    public string Name { get; }

    /// <summary>Every element is a feature.</summary>
    public static FeatureMask Elements { get; } = new("elements", inputs =>
    {
        long first = 0;
        return [.. inputs.Select(x =>
        {
            var size = x.numel() / x.shape[0];
            var ids = arange(first, first + size, ScalarType.Int64, x.device).reshape([1, .. x.shape[1..]]);
            first += size;
            return ids;
        })];
    });

    /// <summary>Patches of that many rows and columns over an image <c>[N,C,H,W]</c>; those at the right and lower edges may be smaller.</summary>
    public static FeatureMask Patches(long height, long width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        return new($"patches of {height}×{width}", inputs =>
        {
            var x = Image(inputs);
            var (rows, columns) = (x.shape[^2], x.shape[^1]);
            var row = arange(rows, ScalarType.Int64, x.device).div(height, RoundingMode.floor).unsqueeze(1);
            var column = arange(columns, ScalarType.Int64, x.device).div(width, RoundingMode.floor).unsqueeze(0);
            return [(row * ((columns + width - 1) / width) + column).reshape([1, .. Enumerable.Repeat(1L, (int)x.dim() - 3), rows, columns])];
        });
    }

    /// <summary>Stretches of that many places along one axis of a sequence; the last one may be shorter.</summary>
    /// <param name="length">Places in a stretch.</param>
    /// <param name="axis">2, the default, for sequences <c>[N,C,L]</c> of convolutions; 1 for <c>[N,T,F]</c> of recurrent nets and transformers.</param>
    public static FeatureMask Stretches(long length, int axis = 2)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(axis, 1);
        return new($"stretches of {length} along axis {axis}", inputs => inputs is [var x] && x.dim() > axis
            ? [arange(x.shape[axis], ScalarType.Int64, x.device).div(length, RoundingMode.floor)
                .reshape([.. x.shape.Select((size, at) => at == axis ? size : 1)])]
            : throw Unfit($"Stretches along axis {axis} divide one sequence [N, C, L] or [N, T, F]", inputs));
    }

    /// <summary>Superpixels of each image of its own (SLIC, Achanta et al. 2012): compact regions of like colour.</summary>
    /// <param name="count">About how many; more than one.</param>
    /// <param name="compactness">How much nearness counts against likeness of colour; larger is squarer.</param>
    public static FeatureMask Superpixels(int count = 50, double compactness = 0.2)
        => new($"about {count} superpixels", inputs => [Attributions.Superpixels.Of(Image(inputs), count, compactness)]);

    /// <summary>
    /// A mask for each input of the net, of whole numbers from 0, in a shape that spreads over <c>[N,…]</c>: equal numbers are one feature, across
    /// inputs too.
    /// </summary>
    public static FeatureMask Of(params Tensor[] masks) => new("a given mask", inputs => masks.Length == inputs.Count
        ? [.. inputs.Select((x, i) => masks[i].to(ScalarType.Int64).to(x.device))]
        : throw new ArgumentException($"The net has {inputs.Count} inputs and {masks.Length} feature masks were given; give one for each."));

    /// <summary>A mask of whole numbers.</summary>
    public static implicit operator FeatureMask(Tensor mask) => Of(mask);

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>The default for the inputs of a net.</summary>
    internal static FeatureMask Default(Subject subject)
    {
        // Convolutions have sequences [N, C, L], recurrent nets and transformers [N, T, F].
        var along = subject.Leaves.FirstOrDefault(UnitAxis.HasWeights)?.Module is Conv1d ? 2 : 1;
        FeatureMask[] parts = [.. subject.X.Select(x => DefaultOf(x, Parts / subject.X.Length, along))];
        return parts.Length == 1 ? parts[0] : new(string.Join(" and ", parts.Select(part => part.Name).Distinct()), all =>
        {
            long first = 0;
            return [.. parts.Zip(all, (part, x) =>
            {
                var ids = part.divide([x])[0] + first;
                first = ids.max().item<long>() + 1;
                return ids;
            })];
        });
    }

    /// <param name="x">One input of the net.</param>
    /// <param name="parts">About how many features; elements may be more.</param>
    /// <param name="along">The axis of the places of a sequence.</param>
    private static FeatureMask DefaultOf(Tensor x, long parts, int along)
    {
        long Length(int axis, double count) => (long)Math.Ceiling(x.shape[axis] / Math.Max(1, Math.Round(count)));
        var dimensions = (int)x.dim();
        return dimensions switch
        {
            _ when x.numel() / x.shape[0] <= FewElements => Elements,
            >= 4 => Patches(Length(dimensions - 2, Math.Sqrt(parts)), Length(dimensions - 1, Math.Sqrt(parts))),
            3 => Stretches(Length(along, parts), along),
            _ => Elements,
        };
    }

    internal Features For(IReadOnlyList<Tensor> inputs) => new(this, inputs, divide(inputs));

    private static Tensor Image(IReadOnlyList<Tensor> inputs) => inputs is [var x] && x.dim() >= 4
        ? x
        : throw Unfit("Patches and superpixels divide one image input [N, C, H, W]", inputs);

    private static ArgumentException Unfit(string what, IReadOnlyList<Tensor> inputs)
        => new($"{what}; given {string.Join(" and ", inputs.Select(x => Words.Shape(x.shape)))}. Give a mask, or FeatureMask.Elements.");
}

/// <summary>A feature mask on actual inputs.</summary>
internal sealed class Features
{
    private readonly Tensor[] masks;

    public Features(FeatureMask mask, IReadOnlyList<Tensor> inputs, Tensor[] divided)
    {
        Mask = mask;
        // [1,E] or [N,E]: a row of feature numbers, shared by the samples where it can be.
        masks = [.. divided.Zip(inputs, (ids, x) => Spread(ids, x))];
        Count = masks.Max(ids => ids.max().item<long>()) + 1;
        if (masks.Any(ids => ids.min().item<long>() < 0))
        {
            throw new ArgumentException("The numbers of a feature mask begin at 0; this one has negative numbers.");
        }
    }

    public FeatureMask Mask { get; }

    /// <summary>The number of features F.</summary>
    public long Count { get; }

    /// <summary>What to do where a method cannot take so many.</summary>
    public string Coarser =>
        $"{Mask} gives {Count} features. Give a coarser mask: "
        + "FeatureMask.Patches(rows, columns) or Superpixels(count) of an image, FeatureMask.Stretches(length) of a "
        + "sequence, a tensor of feature numbers for anything else";

    /// <summary>The inputs with only some features left in, the rest replaced by the baseline.</summary>
    /// <param name="x">Rows of the inputs, <c>[R,…]</c>.</param>
    /// <param name="baseline">As many rows.</param>
    /// <param name="keep">Which features each row keeps, Boolean <c>[R,F]</c>.</param>
    /// <param name="rows">The sample of each row.</param>
    public Tensor[] Keep(Tensor[] x, Tensor[] baseline, Tensor keep, Tensor rows)
        => [.. x.Select((input, i) => where(keep.gather(1, IdsOf(i, rows)).reshape(input.shape), input, baseline[i]))];

    /// <summary>The inputs with one feature of each row replaced by the baseline.</summary>
    public Tensor[] Without(Tensor[] x, Tensor[] baseline, Tensor feature, Tensor rows)
        => [.. x.Select((input, i) => where(IdsOf(i, rows).eq(feature.unsqueeze(1)).reshape(input.shape), baseline[i], input))];

    /// <summary>A value for each feature, <c>[N,F]</c>, laid over the elements of each input.</summary>
    public Tensor[] Lay(Tensor values, IReadOnlyList<Tensor> inputs)
        => [.. inputs.Select((x, i) => values.gather(1, masks[i].expand(x.shape[0], -1)).reshape(x.shape).to(x.is_floating_point() ? x.dtype : values.dtype))];

    private Tensor IdsOf(int input, Tensor rows)
        => masks[input].shape[0] == 1 ? masks[input].expand(rows.shape[0], -1) : masks[input].index_select(0, rows);

    /// <summary>One row of feature numbers for all samples, or one for each.</summary>
    private static Tensor Spread(Tensor ids, Tensor x)
    {
        var whole = ids.dim() == x.dim() - 1 ? ids.unsqueeze(0) : ids;
        var fits = whole.dim() == x.dim() && whole.shape.Zip(x.shape).All(size => size.First == size.Second || size.First == 1);
        return fits
            ? whole.expand([whole.shape[0], .. x.shape[1..]]).reshape(whole.shape[0], -1)
            : throw new ArgumentException($"A feature mask of {Words.Shape(ids.shape)} does not spread over the input {Words.Shape(x.shape)}.");
    }
}
