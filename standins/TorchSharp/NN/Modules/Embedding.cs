using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>How an embedding looks up: what Embedding and EmbeddingBag share.</summary>
    internal sealed record EmbeddingOptions
    {
        public double? MaxNorm { get; init; }
        public double NormType { get; init; } = 2;
        public bool ScaleGradByFreq { get; init; }
        public bool Sparse { get; init; }
        public long PaddingIndex { get; init; } = -1;

        private static readonly Op Renorm = new("embedding_renorm_");

        /// <summary>Shortens the rows that are looked up to <see cref="MaxNorm"/>, in place.</summary>
        internal void Renormalize(Tensor weight, Tensor indices)
        {
            if (MaxNorm is not { } norm)
                return;
            using var contiguous = indices.contiguous();
            using (no_grad())
                Renorm.Run(weight, contiguous, norm, NormType);
        }
    }

    /// <summary>Rows of a table: indices [*] to vectors [*, embedding_dims].</summary>
    public sealed class Embedding : nn.Module<Tensor, Tensor>
    {
        private static readonly Op Lookup = new("embedding");
        private readonly EmbeddingOptions options;

        internal Embedding(Parameter weight, EmbeddingOptions options)
            : base(nameof(Embedding)) => (this.weight, this.options) = (weight, options);

        /// <summary>[num_embeddings, embedding_dims].</summary>
        public Parameter? weight { get => GetParameterOrNull(nameof(weight)); set => SetParameter(nameof(weight), value); }

        /// <inheritdoc/>
        public override Tensor forward(Tensor input)
        {
            options.Renormalize(weight!, input);
            return Lookup.Call(weight, input, options.PaddingIndex, options.ScaleGradByFreq, options.Sparse);
        }
    }

    /// <summary>Sums, means or maxima of rows of a table by bag: indices [N, L], or [I] with the offsets where bags begin.</summary>
    public sealed class EmbeddingBag : nn.Module<Tensor, Tensor?, Tensor?, Tensor>, nn.IModule<Tensor, Tensor, Tensor>
    {
        private static readonly Op Lookup = new("embedding_bag.padding_idx");
        private readonly EmbeddingOptions options;
        private readonly EmbeddingBagMode mode;
        private readonly bool includeLastOffset;

        internal EmbeddingBag(Parameter weight, EmbeddingOptions options, EmbeddingBagMode mode, bool includeLastOffset)
            : base(nameof(EmbeddingBag)) =>
            (this.weight, this.options, this.mode, this.includeLastOffset) = (weight, options, mode, includeLastOffset);

        /// <summary>[num_embeddings, embedding_dims].</summary>
        public Parameter? weight { get => GetParameterOrNull(nameof(weight)); set => SetParameter(nameof(weight), value); }

        /// <summary>Bags [N, L].</summary>
        public Tensor call(Tensor input) => call(input, null, null);

        /// <summary>Indices [I] of bags that begin at the offsets [B].</summary>
        public Tensor call(Tensor input, Tensor offsets) => call(input, offsets, null);

        /// <summary>Runs the layer with its hooks.</summary>
        /// <exception cref="ArgumentException">A 1-D input has no offsets, a 2-D input has, or the index types differ.</exception>
        public new Tensor call(Tensor input, Tensor? offsets, Tensor? perSampleWeights)
        {
            if (!is_integral(input.dtype))
                throw new ArgumentException($"The input must hold indices (Int32 or Int64); it is {input.dtype}.");
            if (offsets is not null && offsets.dtype != input.dtype)
                throw new ArgumentException($"The input ({input.dtype}) and the offsets ({offsets.dtype}) must have the same type.");
            if (input.dim() == 1 == offsets is null)
                throw new ArgumentException(
                    $"A 1-D input needs offsets and a 2-D input takes none; the input has {input.dim()} dimensions.");
            return base.call(input, offsets, perSampleWeights);
        }

        /// <inheritdoc/>
        public override Tensor forward(Tensor input, Tensor? offsets, Tensor? perSampleWeights)
        {
            using var scope = NewDisposeScope();
            if (input.dim() == 2)
            {
                offsets = arange(0L, input.numel(), input.shape[1], input.dtype, input.device);
                input = input.reshape(-1);
                perSampleWeights = perSampleWeights?.reshape(-1);
            }
            options.Renormalize(weight!, input);
            var padding = options.PaddingIndex >= 0 ? options.PaddingIndex : (long?)null;
            var results = Lookup.CallMany(
                weight, input, offsets, options.ScaleGradByFreq, (long)mode, options.Sparse, perSampleWeights, includeLastOffset, padding);
            return results[0].MoveToOuterDisposeScope();
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>
            /// A table of vectors, drawn from the standard normal distribution; the row at padding_idx is zero and stays so.
            /// </summary>
            public static Embedding Embedding(
                long num_embeddings, long embedding_dims, long? padding_idx = null, double? max_norm = null, double norm_type = 2,
                bool scale_grad_by_freq = false, bool sparse = false, Device? device = null, ScalarType? dtype = null) =>
                new(Table(num_embeddings, embedding_dims, padding_idx, device, dtype), new()
                {
                    MaxNorm = max_norm,
                    NormType = norm_type,
                    ScaleGradByFreq = scale_grad_by_freq,
                    Sparse = sparse,
                    PaddingIndex = Row(padding_idx, num_embeddings),
                });

            /// <summary>A table of given vectors [num_embeddings, embedding_dims], trained only without freeze.</summary>
            public static Embedding Embedding_from_pretrained(
                Tensor embeddings, bool freeze = true, long? padding_idx = null, double? max_norm = null, double norm_type = 2,
                bool scale_grad_by_freq = false, bool sparse = false, Device? device = null, ScalarType? dtype = null) =>
                new(Given(embeddings, freeze, device, dtype), new()
                {
                    MaxNorm = max_norm,
                    NormType = norm_type,
                    ScaleGradByFreq = scale_grad_by_freq,
                    Sparse = sparse,
                    PaddingIndex = Row(padding_idx, embeddings.shape[0]),
                });

            /// <summary>A table of vectors that are combined by bag.</summary>
            public static EmbeddingBag EmbeddingBag(
                long num_embeddings, long embedding_dims, double? max_norm = null, double norm_type = 2, bool scale_grad_by_freq = false,
                EmbeddingBagMode mode = EmbeddingBagMode.Mean, bool sparse = false, bool include_last_offset = false,
                long padding_index = -1, Device? device = null, ScalarType? dtype = null)
            {
                var weight = Table(num_embeddings, embedding_dims, padding_index < 0 ? null : padding_index, device, dtype);
                var options = new EmbeddingOptions
                {
                    MaxNorm = max_norm,
                    NormType = norm_type,
                    ScaleGradByFreq = scale_grad_by_freq,
                    Sparse = sparse,
                    PaddingIndex = padding_index,
                };
                return new EmbeddingBag(weight, options, mode, include_last_offset);
            }

            /// <summary>A table of given vectors that are combined by bag, trained only without freeze.</summary>
            public static EmbeddingBag EmbeddingBag_from_pretrained(
                Tensor embeddings, bool freeze = true, double? max_norm = null, double norm_type = 2, bool scale_grad_by_freq = false,
                EmbeddingBagMode mode = EmbeddingBagMode.Mean, bool sparse = false, bool include_last_offset = false,
                long padding_index = -1, Device? device = null, ScalarType? dtype = null)
            {
                var options = new EmbeddingOptions
                {
                    MaxNorm = max_norm,
                    NormType = norm_type,
                    ScaleGradByFreq = scale_grad_by_freq,
                    Sparse = sparse,
                    PaddingIndex = padding_index,
                };
                return new EmbeddingBag(Given(embeddings, freeze, device, dtype), options, mode, include_last_offset);
            }

            /// <summary>The row of an index that may count from the end; -1 where there is none.</summary>
            private static long Row(long? index, long rows) => index is < 0 ? rows + index.Value : index ?? -1;

            private static Parameter Table(long rows, long columns, long? padding, Device? device, ScalarType? dtype)
            {
                var weight = Parameter(empty([rows, columns], dtype, device));
                init.normal_(weight);
                if (padding is { } row)
                {
                    using var zero = weight.detach().select(0, row);
                    zero.zero_();
                }
                return weight;
            }

            private static Parameter Given(Tensor embeddings, bool freeze, Device? device, ScalarType? dtype) =>
                Parameter(embeddings.detach().to(dtype ?? embeddings.dtype, device ?? embeddings.device), !freeze);
        }
    }
}
