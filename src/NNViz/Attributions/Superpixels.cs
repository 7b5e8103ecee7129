using NNViz.Tensors;
using static TorchSharp.torch;

namespace NNViz.Attributions;

/// <summary>
/// SLIC superpixels: k-means of colour and place, each centre looking only around itself. Achanta et al. 2012, doi:10.1109/TPAMI.2012.120.
/// Colours are the channels as they are, divided by their range over the image. No randomness.
/// </summary>
internal static class Superpixels
{
    private const int Rounds = 10;

    /// <summary>Region numbers from 0 for each image, Int64 <c>[N,1,H,W]</c>.</summary>
    public static Tensor Of(Tensor images, int count, double compactness)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        var (n, channels, height, width) = ((int)images.shape[0], (int)(images.shape[1..^2].Aggregate(1L, (a, b) => a * b)),
            (int)images.shape[^2], (int)images.shape[^1]);
        var values = HostTensor.Copy(images, long.MaxValue).ToSingles();
        var ids = new long[n * height * width];
        for (var i = 0; i < n; i++)
        {
            var image = new Image(values.AsMemory(i * channels * height * width, channels * height * width), channels, height, width);
            image.Segment(count, compactness).CopyTo(ids.AsSpan(i * height * width));
        }
        return tensor(ids, [n, .. Enumerable.Repeat(1L, (int)images.dim() - 3), height, width], device: images.device);
    }

    private sealed class Image(ReadOnlyMemory<float> values, int channels, int height, int width)
    {
        private readonly double scale = Range(values.Span);

        public long[] Segment(int count, double compactness)
        {
            var step = Math.Max(1, (int)Math.Round(Math.Sqrt((double)height * width / count)));
            var centres = Seeds(step);
            var label = new int[height * width];
            for (var round = 0; round < Rounds; round++)
            {
                Assign(centres, label, step, compactness / step);
                Centre(centres, label);
            }
            return Connected(label);
        }

        private List<double[]> Seeds(int step)
        {
            var seeds = new List<double[]>();
            for (var y = step / 2; y < height; y += step)
            {
                for (var x = step / 2; x < width; x += step)
                {
                    seeds.Add([y, x, .. Enumerable.Range(0, channels).Select(c => Value(c, y, x))]);
                }
            }
            return seeds;
        }

        private void Assign(List<double[]> centres, int[] label, int step, double weight)
        {
            var nearest = new double[label.Length];
            Array.Fill(nearest, double.PositiveInfinity);
            for (var k = 0; k < centres.Count; k++)
            {
                var centre = centres[k];
                var (top, left) = (Math.Max(0, (int)centre[0] - step), Math.Max(0, (int)centre[1] - step));
                for (var y = top; y <= Math.Min(height - 1, (int)centre[0] + step); y++)
                {
                    for (var x = left; x <= Math.Min(width - 1, (int)centre[1] + step); x++)
                    {
                        var distance = Distance(centre, y, x, weight);
                        if (distance < nearest[y * width + x])
                        {
                            (nearest[y * width + x], label[y * width + x]) = (distance, k);
                        }
                    }
                }
            }
        }

        private double Distance(double[] centre, int y, int x, double weight)
        {
            var place = (y - centre[0]) * (y - centre[0]) + (x - centre[1]) * (x - centre[1]);
            double colour = 0;
            for (var c = 0; c < channels; c++)
            {
                var difference = Value(c, y, x) - centre[c + 2];
                colour += difference * difference;
            }
            return colour / channels + weight * weight * place;
        }

        private void Centre(List<double[]> centres, int[] label)
        {
            var sums = centres.Select(c => new double[c.Length + 1]).ToArray();
            for (var i = 0; i < label.Length; i++)
            {
                var (sum, y, x) = (sums[label[i]], i / width, i % width);
                sum[0] += y;
                sum[1] += x;
                for (var c = 0; c < channels; c++)
                {
                    sum[c + 2] += Value(c, y, x);
                }
                sum[^1]++;
            }
            for (var k = 0; k < centres.Count; k++)
            {
                if (sums[k][^1] > 0)
                {
                    centres[k] = [.. sums[k][..^1].Select(s => s / sums[k][^1])];
                }
            }
        }

        /// <summary>Numbers the connected pieces; a piece under a quarter of the mean size joins the piece that it was reached from.</summary>
        private long[] Connected(int[] label)
        {
            var (ids, pieces) = (new long[label.Length], 0L);
            Array.Fill(ids, -1);
            var least = label.Length / (4 * Math.Max(1, label.Distinct().Count()));
            var queue = new List<int>();
            for (var start = 0; start < label.Length; start++)
            {
                if (ids[start] >= 0)
                {
                    continue;
                }
                var before = start % width > 0 ? ids[start - 1] : start >= width ? ids[start - width] : -1;
                queue.Clear();
                queue.Add(start);
                ids[start] = pieces;
                for (var q = 0; q < queue.Count; q++)
                {
                    foreach (var next in Neighbours(queue[q]))
                    {
                        if (ids[next] < 0 && label[next] == label[start])
                        {
                            ids[next] = pieces;
                            queue.Add(next);
                        }
                    }
                }
                if (queue.Count < least && before >= 0)
                {
                    queue.ForEach(i => ids[i] = before);
                }
                else
                {
                    pieces++;
                }
            }
            return ids;
        }

        private IEnumerable<int> Neighbours(int i)
        {
            if (i % width > 0)
            {
                yield return i - 1;
            }
            if (i % width < width - 1)
            {
                yield return i + 1;
            }
            if (i >= width)
            {
                yield return i - width;
            }
            if (i < width * (height - 1))
            {
                yield return i + width;
            }
        }

        private double Value(int channel, int y, int x) => values.Span[(channel * height + y) * width + x] * scale;

        private static double Range(ReadOnlySpan<float> values)
        {
            float low = float.PositiveInfinity, high = float.NegativeInfinity;
            foreach (var value in values)
            {
                (low, high) = (Math.Min(low, value), Math.Max(high, value));
            }
            return high > low ? 1 / (double)(high - low) : 1;
        }
    }
}
