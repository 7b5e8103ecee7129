using static TorchSharp.torch;

namespace TorchSharp;

public static partial class torchvision
{
    public static partial class transforms
    {
        public static partial class functional
        {
            /// <summary>Rotation, shift, scale and shear about the middle.</summary>
            /// <inheritdoc cref="affine(Tensor, IList{float}, float, IList{int}, float, InterpolationMode, float?)"/>
            public static Tensor affine(
                Tensor img, float shear, float angle = 0, IList<int>? translate = null, float scale = 1,
                InterpolationMode interpolation = InterpolationMode.Nearest, float? fill = null) =>
                affine(img, [shear, 0], angle, translate, scale, interpolation, fill);

            /// <summary>Rotation, shift, scale and shear about the middle.</summary>
            /// <param name="img">[..., C, H, W].</param>
            /// <param name="shear">Degrees along x and y.</param>
            /// <param name="angle">Degrees, clockwise.</param>
            /// <param name="translate">Pixels to the right and down.</param>
            /// <param name="scale">The factor.</param>
            /// <param name="interpolation">Nearest or Bilinear.</param>
            /// <param name="fill">The value outside of the image.</param>
            public static Tensor affine(
                Tensor img, IList<float>? shear = null, float angle = 0, IList<int>? translate = null, float scale = 1,
                InterpolationMode interpolation = InterpolationMode.Nearest, float? fill = null) => WrappedTensorDisposeScope(() =>
            {
                var (_, h, w) = get_dimensions(img);
                var (sx, sy) = shear is { Count: > 0 } ? (shear[0], shear[^1]) : (0f, 0f);
                var (tx, ty) = translate is { Count: > 1 } ? (translate[0], translate[1]) : (0, 0);
                var grid = AffineGrid(img, Inverse((0, 0), angle, (tx, ty), scale, (sx, sy)), (w, h));
                return Resample(img, grid, interpolation, fill is { } value ? [value] : null);
            });

            /// <summary>Shear, in degrees, and shift, in pixels, that leave the upper left corner's lines where they are.</summary>
            internal static Tensor Slanted(
                Tensor img, (double X, double Y) shear, (int X, int Y) shift, InterpolationMode interpolation, IList<float>? fill) =>
                WrappedTensorDisposeScope(() =>
                {
                    var (_, h, w) = get_dimensions(img);
                    var matrix = Inverse((-w * 0.5, -h * 0.5), 0, (shift.X, shift.Y), 1, shear);
                    return Resample(img, AffineGrid(img, matrix, (w, h)), interpolation, fill);
                });

            /// <summary>Turns about the middle or another point.</summary>
            /// <param name="img">[..., C, H, W].</param>
            /// <param name="angle">Degrees, counter-clockwise.</param>
            /// <param name="interpolation">Nearest or Bilinear.</param>
            /// <param name="expand">Whether the result grows so that nothing is cut off.</param>
            /// <param name="center">x and y in pixels from the upper left.</param>
            /// <param name="fill">The values outside of the image, one or one for each channel.</param>
            public static Tensor rotate(
                Tensor img, float angle, InterpolationMode interpolation = InterpolationMode.Nearest, bool expand = false,
                (int, int)? center = null, IList<float>? fill = null) => WrappedTensorDisposeScope(() =>
            {
                var (_, h, w) = get_dimensions(img);
                var middle = center is { } c ? (c.Item1 - w * 0.5, c.Item2 - h * 0.5) : (0, 0);
                var matrix = Inverse(middle, -angle, (0, 0), 1, (0, 0));
                return Resample(img, AffineGrid(img, matrix, expand ? Extent(matrix, w, h) : (w, h)), interpolation, fill);
            });

            /// <summary>Moves four points to four others.</summary>
            /// <param name="img">[..., C, H, W].</param>
            /// <param name="startpoints">Four points x, y of the image.</param>
            /// <param name="endpoints">Where they go.</param>
            /// <param name="interpolation">Nearest or Bilinear.</param>
            /// <param name="fill">The values outside of the image, one or one for each channel.</param>
            public static Tensor perspective(
                Tensor img, IList<IList<int>> startpoints, IList<IList<int>> endpoints,
                InterpolationMode interpolation = InterpolationMode.Bilinear, IList<float>? fill = null) => WrappedTensorDisposeScope(() =>
            {
                var (_, h, w) = get_dimensions(img);
                var c = PerspectiveCoefficients(startpoints, endpoints);
                var places = Places(Precise(img), w, h, 0.5, 0.5);
                var numerator = places.bmm(Scaled(img, new[,] { { c[0], c[1], c[2] }, { c[3], c[4], c[5] } }));
                var denominator = places.matmul(tensor(new[,] { { c[6] }, { c[7] }, { 1.0 } }).to_type(places.dtype));
                return Resample(img, (numerator / denominator - 1).reshape(1, h, w, 2), interpolation, fill);
            });

            /// <summary>The eight coefficients of the map from end points to start points.</summary>
            private static double[] PerspectiveCoefficients(IList<IList<int>> from, IList<IList<int>> to)
            {
                var equations = new double[8, 8];
                for (var k = 0; k < 4; k++)
                {
                    double[] x = [to[k][0], to[k][1], 1, 0, 0, 0, -from[k][0] * to[k][0], -from[k][0] * to[k][1]];
                    double[] y = [0, 0, 0, to[k][0], to[k][1], 1, -from[k][1] * to[k][0], -from[k][1] * to[k][1]];
                    for (var column = 0; column < 8; column++)
                        (equations[2 * k, column], equations[2 * k + 1, column]) = (x[column], y[column]);
                }
                var values = from.Take(4).SelectMany(point => point.Select(coordinate => (double)coordinate)).ToArray();
                return linalg.solve(tensor(equations), tensor(values)).data<double>().ToArray();
            }

            /// <summary>The inverse of rotate, shear, scale about a centre, then shift: 2×3, in pixels from the middle.</summary>
            private static double[,] Inverse((double X, double Y) centre, double angle, (double X, double Y) shift, double scale,
                (double X, double Y) shear)
            {
                var (rotation, sx, sy) = (double.DegreesToRadians(angle), double.DegreesToRadians(shear.X),
                    double.DegreesToRadians(shear.Y));
                var a = Math.Cos(rotation - sy) / Math.Cos(sy);
                var b = -Math.Cos(rotation - sy) * Math.Tan(sx) / Math.Cos(sy) - Math.Sin(rotation);
                var c = Math.Sin(rotation - sy) / Math.Cos(sy);
                var d = -Math.Sin(rotation - sy) * Math.Tan(sx) / Math.Cos(sy) + Math.Cos(rotation);
                var (x, y) = (-centre.X - shift.X, -centre.Y - shift.Y);
                return new[,]
                {
                    { d / scale, -b / scale, centre.X + (d * x - b * y) / scale },
                    { -c / scale, a / scale, centre.Y + (-c * x + a * y) / scale },
                };
            }

            /// <summary>Pixels (x, y, 1) as [h·w, 3], the first at the given place.</summary>
            private static Tensor Places(ScalarType type, long w, long h, double left, double top)
            {
                var x = arange(0L, w, type).add(left).unsqueeze(0).expand(h, w);
                var y = arange(0L, h, type).add(top).unsqueeze(1).expand(h, w);
                return stack([x, y, ones(h, w, type)], -1).reshape(1, h * w, 3);
            }

            // In the image's own precision, as in torchvision: it decides which pixel is the nearest where two are as near.
            private static Tensor AffineGrid(Tensor img, double[,] matrix, (long W, long H) to) =>
                Places(Precise(img), to.W, to.H, 0.5 - to.W * 0.5, 0.5 - to.H * 0.5).bmm(Scaled(img, matrix)).reshape(1, to.H, to.W, 2);

            /// <summary>A map 2×3 to pixels as one [1, 3, 2] to -1…1.</summary>
            private static Tensor Scaled(Tensor img, double[,] matrix)
            {
                var (_, h, w) = get_dimensions(img);
                return (tensor(matrix).to_type(Precise(img)).t() / tensor(new[] { 0.5 * w, 0.5 * h }).to_type(Precise(img))).unsqueeze(0);
            }

            /// <summary>Width and height that hold the whole turned image.</summary>
            private static (long, long) Extent(double[,] matrix, long w, long h)
            {
                (double X, double Y)[] corners = [(-0.5 * w, -0.5 * h), (-0.5 * w, 0.5 * h), (0.5 * w, 0.5 * h), (0.5 * w, -0.5 * h)];
                long Length(int row, double half)
                {
                    // Rounded to four digits, so that a right angle does not add a pixel.
                    var values = corners.Select(p => Math.Round(matrix[row, 0] * p.X + matrix[row, 1] * p.Y + matrix[row, 2] + half,
                        4)).ToList();
                    return (long)(Math.Ceiling(values.Max()) - Math.Floor(values.Min()));
                }
                return (Length(0, w * 0.5), Length(1, h * 0.5));
            }

            private static Tensor Resample(Tensor img, Tensor grid, InterpolationMode mode, IList<float>? fill)
            {
                if (mode is not (InterpolationMode.Nearest or InterpolationMode.Bilinear))
                    throw new ArgumentException($"Interpolation mode {mode} is not possible here; use Nearest or Bilinear.");
                var sampling = mode == InterpolationMode.Nearest ? GridSampleMode.Nearest : GridSampleMode.Bilinear;
                return OnBatches(img, ScalarType.Float32, batch =>
                {
                    var places = grid.to_type(batch.dtype).expand(batch.shape[0], -1, -1, -1);
                    var result = nn.functional.grid_sample(batch, places, sampling, align_corners: false);
                    if (fill is not { Count: > 0 })
                        return result;
                    // How much of each pixel comes from within the image.
                    var inside = nn.functional.grid_sample(ones_like(batch), places, sampling, align_corners: false);
                    var outside = tensor(fill.ToArray()).to(batch).reshape(1, -1, 1, 1).expand_as(result);
                    return mode == InterpolationMode.Nearest ? where(inside.lt(0.5), outside,
                        result) : result * inside + (1 - inside) * outside;
                });
            }
        }
    }
}
