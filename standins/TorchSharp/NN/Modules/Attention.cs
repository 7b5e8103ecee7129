using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>
    /// Multi-head attention (Vaswani et al. 2017): query [L, N, E], key [S, N, kdim] and value [S, N, vdim] to the output [L, N, E] and
    /// the weights averaged over heads [N, L, S] (an invalid tensor without need_weights). Its parameters stand in no sub-modules.
    /// </summary>
    public sealed class MultiheadAttention : nn.Module<Tensor, Tensor, Tensor, Tensor?, bool, Tensor?, Tuple<Tensor, Tensor>>
    {
        private readonly AttentionCore core;

        internal MultiheadAttention(AttentionOptions options)
            : base(nameof(MultiheadAttention)) => core = new AttentionCore(this, "", options);

        /// <summary>Runs the layer with its hooks.</summary>
        /// <param name="query">[L, N, E].</param>
        /// <param name="key">[S, N, kdim].</param>
        /// <param name="value">[S, N, vdim].</param>
        /// <param name="key_padding_mask">[N, S]: true (or, where it is not Bool, −∞ to add) at keys to leave out.</param>
        /// <param name="need_weights">Whether the weights are wanted.</param>
        /// <param name="attn_mask">[L, S] or [N·heads, L, S]: true where a query must not look, or numbers to add.</param>
        public new Tuple<Tensor, Tensor> call(
            Tensor query, Tensor key, Tensor value, Tensor? key_padding_mask = null, bool need_weights = true, Tensor? attn_mask = null) =>
            base.call(query, key, value, key_padding_mask, need_weights, attn_mask);

        /// <inheritdoc/>
        public override Tuple<Tensor, Tensor> forward(
            Tensor query, Tensor key, Tensor value, Tensor? key_padding_mask, bool need_weights, Tensor? attn_mask)
        {
            var (output, weights) = core.Attend(query, key, value, new(key_padding_mask, attn_mask, need_weights));
            return Tuple.Create(output, weights ?? new Tensor(0, register: false));
        }
    }

    /// <summary>The settings of an attention layer; key and value dimensions are the embedding's where they are null.</summary>
    internal sealed record AttentionOptions(long Embedding, long Heads, double Dropout = 0)
    {
        public bool Bias { get; init; } = true;
        public bool AddBiasKeyValue { get; init; }
        public bool AddZeroAttention { get; init; }
        public long? KeyDimension { get; init; }
        public long? ValueDimension { get; init; }
    }

    /// <summary>What may be attended to, and whether the weights are wanted.</summary>
    internal sealed record AttentionMasks(Tensor? KeyPadding, Tensor? Pairs, bool NeedWeights);

    /// <summary>Attention whose parameters belong to a module, under a prefix: MultiheadAttention has one, a transformer many.</summary>
    internal sealed class AttentionCore
    {
        private readonly nn.Module owner;
        private readonly string prefix;
        private readonly AttentionOptions options;

        /// <summary>Adds the parameters, drawn as PyTorch does.</summary>
        internal AttentionCore(nn.Module owner, string prefix, AttentionOptions options)
        {
            (this.owner, this.prefix, this.options) = (owner, prefix, options);
            var (size, bias) = (options.Embedding, options.Bias);
            if (options.Heads <= 0 || size % options.Heads != 0)
                throw new ArgumentException($"The embedding's size {size} must be divisible by the number of heads, {options.Heads}.");
            var projection = nn.Linear(size, size, bias);
            if (options.KeyDimension is null && options.ValueDimension is null)
                Add("in_proj_weight", Xavier(3 * size, size));
            else
                AddProjections(size);
            if (bias)
                Add("in_proj_bias", nn.Parameter(zeros([3 * size])));
            foreach (var name in options.AddBiasKeyValue ? ["bias_k", "bias_v"] : Array.Empty<string>())
                Add(name, (Parameter)nn.init.xavier_normal_(nn.Parameter(empty([1, 1, size]))));
            Add("out_proj.weight", projection.weight);
            if (bias)
                Add("out_proj.bias", (Parameter)nn.init.zeros_(projection.bias!));
        }

        private void AddProjections(long size)
        {
            Add("q_proj_weight", Xavier(size, size));
            Add("k_proj_weight", Xavier(size, options.KeyDimension ?? size));
            Add("v_proj_weight", Xavier(size, options.ValueDimension ?? size));
        }

        private static Parameter Xavier(long rows, long columns) =>
            (Parameter)nn.init.xavier_uniform_(nn.Parameter(empty([rows, columns])));

        private void Add(string name, Parameter parameter) => owner.SetParameter(prefix + name, parameter);

        private Parameter? Get(string name) => owner.GetParameterOrNull(prefix + name);

        /// <summary>The output [L, N, E] and, if wanted, the averaged weights [N, L, S].</summary>
        internal (Tensor Output, Tensor? Weights) Attend(Tensor query, Tensor key, Tensor value, AttentionMasks masks)
        {
            using var scope = NewDisposeScope();
            var (length, batch) = (query.shape[0], query.shape[1]);
            var (q, k, v) = Project(query, key, value);
            var added = Get("bias_k") is null ? 0 : 1;
            if (added == 1)
                (k, v) = (cat([k, Get("bias_k")!.repeat(1, batch, 1)]), cat([v, Get("bias_v")!.repeat(1, batch, 1)]));
            (q, k, v) = (ByHead(q, batch), ByHead(k, batch), ByHead(v, batch));
            if (options.AddZeroAttention)
            {
                added++;
                var zero = zeros([k.shape[0], 1, k.shape[2]], k.dtype, k.device);
                (k, v) = (cat([k, zero], 1), cat([v, zero], 1));
            }
            var scores = q.mul(1 / Math.Sqrt(q.shape[2])).bmm(k.transpose(1, 2));
            if (Mask(masks, batch, added, scores) is { } mask)
                scores = scores + mask;
            var weights = scores.softmax(-1);
            var kept = options.Dropout > 0 ? nn.functional.dropout(weights, options.Dropout, owner.training) : weights;
            var joined = kept.bmm(v).transpose(0, 1).reshape(length, batch, options.Embedding);
            var output = nn.functional.linear(joined, Get("out_proj.weight")!, Get("out_proj.bias"));
            var mean = masks.NeedWeights ? kept.view(batch, options.Heads, length, -1).mean([1]) : null;
            return (output.MoveToOuterDisposeScope(), mean?.MoveToOuterDisposeScope());
        }

        private (Tensor, Tensor, Tensor) Project(Tensor query, Tensor key, Tensor value)
        {
            var weights = Get("in_proj_weight")?.chunk(3, 0) ?? [Get("q_proj_weight")!, Get("k_proj_weight")!, Get("v_proj_weight")!];
            var biases = Get("in_proj_bias")?.chunk(3, 0) ?? new Tensor?[3];
            return (
                nn.functional.linear(query, weights[0], biases[0]),
                nn.functional.linear(key, weights[1], biases[1]),
                nn.functional.linear(value, weights[2], biases[2]));
        }

        /// <summary>[L, N, E] as [N·heads, L, E/heads].</summary>
        private Tensor ByHead(Tensor projected, long batch) =>
            projected.contiguous().view(-1, batch * options.Heads, options.Embedding / options.Heads).transpose(0, 1);

        /// <summary>Both masks as numbers to add to the scores [N·heads, L, S], zero for keys that the layer itself added.</summary>
        private Tensor? Mask(AttentionMasks masks, long batch, int added, Tensor scores)
        {
            var pairs = masks.Pairs is { } given ? nn.functional.pad(Additive(given, scores), [0, added]) : null;
            if (masks.KeyPadding is not { } padding)
                return pairs;
            var keys = nn.functional.pad(Additive(padding, scores), [0, added]);
            var byHead = keys.view(batch, 1, 1, -1).expand(-1, options.Heads, -1, -1).reshape(batch * options.Heads, 1, -1);
            return pairs is null ? byHead : pairs + byHead;
        }

        private static Tensor Additive(Tensor mask, Tensor scores) => mask.dtype == ScalarType.Bool
            ? zeros_like(mask, scores.dtype).masked_fill(mask, double.NegativeInfinity)
            : mask.to_type(scores.dtype);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <inheritdoc cref="Modules.MultiheadAttention"/>
            public static MultiheadAttention MultiheadAttention(
                long embedded_dim, long num_heads, double dropout = 0, bool bias = true, bool add_bias_kv = false,
                bool add_zero_attn = false, long? kdim = null, long? vdim = null) => new(new(embedded_dim, num_heads, dropout)
                {
                    Bias = bias,
                    AddBiasKeyValue = add_bias_kv,
                    AddZeroAttention = add_zero_attn,
                    KeyDimension = kdim,
                    ValueDimension = vdim,
                });
        }
    }
}
