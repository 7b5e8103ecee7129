namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>
        /// Initial values. Each function fills the tensor in place without autograd and returns it; random ones draw as PyTorch does.
        /// </summary>
        public static partial class init
        {
            /// <summary>Which connections count.</summary>
            public enum FanInOut
            {
                FanIn = 0,
                FanOut = 1,
            }

            /// <summary>What comes after the layer that is initialised.</summary>
            public enum NonlinearityType
            {
                Linear = 0,
                Conv1D = 1,
                Conv2D = 2,
                Conv3D = 3,
                ConvTranspose1D = 4,
                ConvTranspose2D = 5,
                ConvTranspose3D = 6,
                Sigmoid = 7,
                Tanh = 8,
                ReLU = 9,
                LeakyReLU = 10,
            }

            /// <summary>
            /// The factor that keeps the variance through a non-linearity; <paramref name="param"/> is LeakyReLU's slope.
            /// </summary>
            public static double calculate_gain(NonlinearityType nonlinearity, double param = 0) => nonlinearity switch
            {
                NonlinearityType.Tanh => 5.0 / 3.0,
                NonlinearityType.ReLU => Math.Sqrt(2),
                NonlinearityType.LeakyReLU => Math.Sqrt(2 / (1 + param * param)),
                _ => 1,
            };

            /// <summary>The inputs and outputs of one unit of a weight [out, in, kernel…].</summary>
            /// <exception cref="ArgumentException">The tensor has fewer than 2 dimensions.</exception>
            public static (long fanIn, long fanOut) CalculateFanInAndFanOut(Tensor tensor)
            {
                var shape = Weight(tensor).shape;
                var field = shape[2..].Aggregate(1L, (product, size) => product * size);
                return (shape[1] * field, shape[0] * field);
            }

            private static Tensor Weight(Tensor tensor) => tensor.dim() >= 2 ? tensor
                : throw new ArgumentException(
                    $"Fan in and fan out can not be computed for a tensor with fewer than 2 dimensions; it has {tensor.dim()}.");

            /// <summary>Runs an in-place change without autograd.</summary>
            private static Tensor Quietly(Tensor tensor, Action change)
            {
                using var scope = NewDisposeScope();
                using (no_grad())
                    change();
                return tensor;
            }

            /// <summary>One value everywhere.</summary>
            public static Tensor constant_(Tensor tensor, Scalar val) => Quietly(tensor, () => tensor.fill_(val));

            /// <summary>Zeros.</summary>
            public static Tensor zeros_(Tensor tensor) => Quietly(tensor, () => tensor.zero_());

            /// <summary>Ones.</summary>
            public static Tensor ones_(Tensor tensor) => Quietly(tensor, () => tensor.fill_(1));

            /// <summary>Uniform from low to high.</summary>
            public static Tensor uniform_(Tensor tensor, double low = 0, double high = 1, Generator? generator = null) =>
                Quietly(tensor, () => tensor.uniform_(low, high, generator));

            /// <summary>Normal with a mean and a standard deviation.</summary>
            public static Tensor normal_(Tensor tensor, double mean = 0, double std = 1, Generator? generator = null) =>
                Quietly(tensor, () => tensor.normal_(mean, std, generator));

            /// <summary>Normal, cut to a … b, by the inverse distribution function.</summary>
            public static Tensor trunc_normal_(
                Tensor tensor, double mean = 0, double std = 1, double a = -2, double b = 2,
                Generator? generator = null) => Quietly(tensor, () =>
            {
                // Uniform between the bounds' values of 2Φ−1, which erfinv turns into a standard normal over √2.
                using var bounds = torch.tensor(new[] { (a - mean) / (std * Math.Sqrt(2)), (b - mean) / (std * Math.Sqrt(2)) }).erf();
                tensor.uniform_(bounds[0].item<double>(), bounds[1].item<double>(), generator);
                tensor.erfinv_().mul_(std * Math.Sqrt(2)).add_(mean).clamp_(a, b);
            });

            /// <summary>The identity matrix.</summary>
            /// <exception cref="ArgumentException">The tensor is not a matrix.</exception>
            public static Tensor eye_(Tensor tensor)
            {
                if (tensor.dim() != 2)
                    throw new ArgumentException($"eye_ fills a matrix; the tensor has {tensor.dim()} dimensions.");
                return Quietly(tensor, () => tensor.copy_(eye(tensor.shape[0], tensor.shape[1], tensor.dtype, tensor.device)));
            }

            /// <summary>The kernel [out, in, …] that copies its input's channels: one at the centre of channel k of kernel k.</summary>
            /// <exception cref="ArgumentException">The tensor has not 3 to 5 dimensions.</exception>
            public static Tensor dirac_(Tensor tensor)
            {
                if (tensor.dim() is < 3 or > 5)
                    throw new ArgumentException($"dirac_ fills a kernel of 3, 4 or 5 dimensions; the tensor has {tensor.dim()}.");
                return Quietly(tensor, () =>
                {
                    tensor.zero_();
                    for (var k = 0L; k < Math.Min(tensor.shape[0], tensor.shape[1]); k++)
                    {
                        var centre = tensor.select(0, k).select(0, k);
                        while (centre.dim() > 0)
                            centre = centre.select(0, centre.shape[0] / 2);
                        centre.fill_(1);
                    }
                });
            }

            /// <summary>Uniform within ±gain·√(6/(fan_in + fan_out)) (Glorot and Bengio 2010).</summary>
            public static Tensor xavier_uniform_(Tensor tensor, double gain = 1)
            {
                var bound = Math.Sqrt(3) * XavierDeviation(tensor, gain);
                return uniform_(tensor, -bound, bound);
            }

            /// <summary>Normal with standard deviation gain·√(2/(fan_in + fan_out)) (Glorot and Bengio 2010).</summary>
            public static Tensor xavier_normal_(Tensor tensor, double gain = 1) => normal_(tensor, 0, XavierDeviation(tensor, gain));

            /// <inheritdoc cref="xavier_uniform_"/>
            public static Tensor glorot_uniform_(Tensor tensor, double gain = 1) => xavier_uniform_(tensor, gain);

            /// <inheritdoc cref="xavier_normal_"/>
            public static Tensor glorot_normal_(Tensor tensor, double gain = 1) => xavier_normal_(tensor, gain);

            private static double XavierDeviation(Tensor tensor, double gain)
            {
                var (fanIn, fanOut) = CalculateFanInAndFanOut(tensor);
                return gain * Math.Sqrt(2.0 / (fanIn + fanOut));
            }

            /// <summary>Uniform within ±gain·√(3/fan) (He et al. 2015).</summary>
            /// <param name="tensor">[out, in, kernel…].</param>
            /// <param name="a">LeakyReLU's slope.</param>
            /// <param name="mode">Which fan.</param>
            /// <param name="nonlinearity">What the gain is for.</param>
            public static Tensor kaiming_uniform_(
                Tensor tensor, double a = 0, FanInOut mode = FanInOut.FanIn, NonlinearityType nonlinearity = NonlinearityType.LeakyReLU)
            {
                var bound = Math.Sqrt(3) * KaimingDeviation(tensor, a, mode, nonlinearity);
                return uniform_(tensor, -bound, bound);
            }

            /// <summary>Normal with standard deviation gain/√fan (He et al. 2015).</summary>
            /// <inheritdoc cref="kaiming_uniform_"/>
            public static Tensor kaiming_normal_(
                Tensor tensor, double a = 0, FanInOut mode = FanInOut.FanIn, NonlinearityType nonlinearity = NonlinearityType.LeakyReLU) =>
                normal_(tensor, 0, KaimingDeviation(tensor, a, mode, nonlinearity));

            private static double KaimingDeviation(Tensor tensor, double a, FanInOut mode, NonlinearityType nonlinearity)
            {
                var (fanIn, fanOut) = CalculateFanInAndFanOut(tensor);
                return calculate_gain(nonlinearity, a) / Math.Sqrt(Math.Max(1, mode == FanInOut.FanIn ? fanIn : fanOut));
            }

            /// <summary>
            /// A matrix (all dimensions after the first joined) with orthonormal rows or columns, times gain (Saxe et al. 2013).
            /// </summary>
            public static Tensor orthogonal_(Tensor tensor, double gain = 1)
            {
                var shape = Weight(tensor).shape;
                return Quietly(tensor, () =>
                {
                    var columns = tensor.numel() / shape[0];
                    var random = empty([shape[0], columns], tensor.dtype, tensor.device).normal_();
                    var (q, r) = Qr.Call2(shape[0] < columns ? random.t() : random);
                    q = q.mul(r.diag().sign());
                    tensor.copy_((shape[0] < columns ? q.t() : q).reshape(shape)).mul_(gain);
                });
            }

            private static readonly Op Qr = new("linalg_qr");

            /// <summary>
            /// Normal with mean 0; in each column the fraction <paramref name="sparsity"/> of the rows, drawn at random, is zero.
            /// </summary>
            /// <exception cref="ArgumentException">The tensor is not a matrix.</exception>
            public static Tensor sparse_(Tensor tensor, double sparsity, double std = 0.01)
            {
                if (tensor.dim() != 2)
                    throw new ArgumentException($"sparse_ fills a matrix; the tensor has {tensor.dim()} dimensions.");
                return Quietly(tensor, () =>
                {
                    var (rows, columns) = (tensor.shape[0], tensor.shape[1]);
                    var zeros = (long)Math.Ceiling(sparsity * rows);
                    tensor.normal_(0, std);
                    for (var column = 0L; column < columns; column++)
                        tensor.select(1, column).index_fill_(0, randperm(rows).narrow(0, 0, zeros), 0);
                });
            }
        }
    }
}
