using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>A layer of an encoder (Vaswani et al. 2017): [L, N, E] to the same shape.</summary>
    public sealed class TransformerEncoderLayer : nn.Module<Tensor, Tensor>, nn.IModule<Tensor, Tensor, Tensor>, nn.IModule<Tensor,
        Tensor, Tensor, Tensor>
    {
        private readonly TransformerBlock block;

        internal TransformerEncoderLayer(TransformerOptions options)
            : base(nameof(TransformerEncoderLayer)) => (Options, block) = (options,
                new TransformerBlock(this, "", options, decodes: false));

        internal TransformerOptions Options { get; }

        /// <inheritdoc/>
        public override Tensor forward(Tensor src) => block.Run(src, null, new(null, null));

        /// <summary>With a mask [L, L], true or −∞ where a place must not look. Runs no hooks, as in TorchSharp.</summary>
        public Tensor call(Tensor src, Tensor src_mask) => block.Run(src, null, new(src_mask, null));

        /// <summary>With a mask [L, L] and one for the keys [N, L]. Runs no hooks, as in TorchSharp.</summary>
        public Tensor call(Tensor src, Tensor src_mask, Tensor src_key_padding_mask) =>
            block.Run(src, null, new(src_mask, src_key_padding_mask));
    }

    /// <summary>A layer of a decoder (Vaswani et al. 2017): [L, N, E] and a memory [S, N, E] to [L, N, E].</summary>
    public sealed class TransformerDecoderLayer
        : nn.Module<Tensor, Tensor, Tensor?, Tensor?, Tensor?, Tensor?, Tensor>, nn.IModule<Tensor, Tensor, Tensor>
    {
        private readonly TransformerBlock block;

        internal TransformerDecoderLayer(TransformerOptions options)
            : base(nameof(TransformerDecoderLayer)) => (Options, block) = (options, new TransformerBlock(this, "", options, decodes: true));

        internal TransformerOptions Options { get; }

        /// <inheritdoc/>
        public override Tensor forward(
            Tensor tgt, Tensor memory, Tensor? tgt_mask, Tensor? memory_mask, Tensor? tgt_key_padding_mask,
            Tensor? memory_key_padding_mask) =>
            block.Run(tgt, memory, new(tgt_mask, tgt_key_padding_mask, memory_mask, memory_key_padding_mask));

        /// <summary>Without masks.</summary>
        public Tensor call(Tensor tgt, Tensor memory) => base.call(tgt, memory, null, null, null, null);

        /// <summary>With masks: true or −∞ where a place must not look, [L, L], [L, S], and for keys [N, L], [N, S].</summary>
        public new Tensor call(
            Tensor tgt, Tensor memory, Tensor? tgt_mask, Tensor? memory_mask = null, Tensor? tgt_key_padding_mask = null,
            Tensor? memory_key_padding_mask = null) =>
            base.call(tgt, memory, tgt_mask, memory_mask, tgt_key_padding_mask, memory_key_padding_mask);
    }

    /// <summary>An encoder of several layers: [L, N, E] to the same shape.</summary>
    public sealed class TransformerEncoder
        : nn.Module<Tensor, Tensor?, Tensor?, Tensor>, nn.IModule<Tensor, Tensor, Tensor>, nn.IModule<Tensor, Tensor>
    {
        private readonly TransformerStack stack;

        /// <summary>The activation inside the layers.</summary>
        public enum Activations
        {
            ReLU = 0,
            GELU = 1,
        }

        internal TransformerEncoder(TransformerEncoderLayer layer, long count)
            : base(nameof(TransformerEncoder))
        {
            stack = new TransformerStack(this, "", count, layer.Options, decodes: false);
            stack.Fill(layer);
        }

        /// <inheritdoc/>
        public override Tensor forward(Tensor src, Tensor? src_mask, Tensor? src_key_padding_mask) =>
            stack.Run(src, null, new(src_mask, src_key_padding_mask));

        /// <summary>Without masks.</summary>
        public Tensor call(Tensor src) => base.call(src, null, null);

        /// <summary>With a mask [L, L], true or −∞ where a place must not look.</summary>
        public Tensor call(Tensor src, Tensor src_mask) => base.call(src, src_mask, null);
    }

    /// <summary>A decoder of several layers: [L, N, E] and a memory [S, N, E] to [L, N, E].</summary>
    public sealed class TransformerDecoder : nn.Module<Tensor, Tensor, Tensor?, Tensor?, Tensor?, Tensor?, Tensor>
    {
        private readonly TransformerStack stack;

        internal TransformerDecoder(TransformerDecoderLayer layer, long count)
            : base(nameof(TransformerDecoder))
        {
            stack = new TransformerStack(this, "", count, layer.Options, decodes: true);
            stack.Fill(layer);
        }

        /// <inheritdoc/>
        public override Tensor forward(
            Tensor tgt, Tensor memory, Tensor? tgt_mask, Tensor? memory_mask = null, Tensor? tgt_key_padding_mask = null,
            Tensor? memory_key_padding_mask = null) =>
            stack.Run(tgt, memory, new(tgt_mask, tgt_key_padding_mask, memory_mask, memory_key_padding_mask));

        /// <summary>Without masks.</summary>
        public Tensor call(Tensor tgt, Tensor memory) => base.call(tgt, memory, null, null, null, null);

        /// <summary>With masks: true or −∞ where a place must not look, [L, L], [L, S], and for keys [N, L], [N, S].</summary>
        public new Tensor call(
            Tensor tgt, Tensor memory, Tensor? tgt_mask, Tensor? memory_mask = null, Tensor? tgt_key_padding_mask = null,
            Tensor? memory_key_padding_mask = null) =>
            base.call(tgt, memory, tgt_mask, memory_mask, tgt_key_padding_mask, memory_key_padding_mask);
    }

    /// <summary>An encoder and a decoder: source [S, N, E] and target [T, N, E] to [T, N, E].</summary>
    public sealed class Transformer : nn.Module<Tensor, Tensor, Tensor>
    {
        private readonly TransformerStack encoder, decoder;

        internal Transformer(TransformerOptions options, long encoders, long decoders)
            : base(nameof(Transformer))
        {
            encoder = new TransformerStack(this, "encoder.", encoders, options, decodes: false);
            encoder.AddNorm();
            decoder = new TransformerStack(this, "decoder.", decoders, options, decodes: true);
            decoder.AddNorm();
            foreach (var parameter in parameters().Where(parameter => parameter.dim() > 1))
                nn.init.xavier_uniform_(parameter);
        }

        /// <inheritdoc/>
        public override Tensor forward(Tensor src, Tensor tgt) => call(src, tgt, null);

        /// <summary>With masks: true or −∞ where a place must not look. Runs no hooks, as in TorchSharp.</summary>
        /// <param name="src">[S, N, E].</param>
        /// <param name="tgt">[T, N, E].</param>
        /// <param name="src_mask">[S, S].</param>
        /// <param name="tgt_mask">[T, T].</param>
        /// <param name="memory_mask">[T, S].</param>
        /// <param name="src_key_padding_mask">[N, S].</param>
        /// <param name="tgt_key_padding_mask">[N, T].</param>
        /// <param name="memory_key_padding_mask">[N, S].</param>
        public Tensor call(
            Tensor src, Tensor tgt, Tensor? src_mask, Tensor? tgt_mask = null, Tensor? memory_mask = null,
            Tensor? src_key_padding_mask = null, Tensor? tgt_key_padding_mask = null, Tensor? memory_key_padding_mask = null)
        {
            using var memory = encoder.Run(src, null, new(src_mask, src_key_padding_mask));
            return decoder.Run(tgt, memory, new(tgt_mask, tgt_key_padding_mask, memory_mask, memory_key_padding_mask));
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <inheritdoc cref="Modules.TransformerEncoderLayer"/>
            public static TransformerEncoderLayer TransformerEncoderLayer(
                long d_model = 512, long nhead = 8, long dim_feedforward = 2048, double dropout = 0.1,
                Activations activation = Activations.ReLU) =>
                new(new(d_model, nhead, dim_feedforward, dropout, activation));

            /// <inheritdoc cref="Modules.TransformerDecoderLayer"/>
            public static TransformerDecoderLayer TransformerDecoderLayer(
                long d_model = 512, long nhead = 8, long dim_feedforward = 2048, double dropout = 0.1,
                Activations activation = Activations.ReLU) =>
                new(new(d_model, nhead, dim_feedforward, dropout, activation));

            /// <summary>An encoder whose layers are copies of one.</summary>
            public static TransformerEncoder TransformerEncoder(TransformerEncoderLayer encoder_layer, long num_layers) =>
                new(encoder_layer, num_layers);

            /// <summary>A decoder whose layers are copies of one.</summary>
            public static TransformerDecoder TransformerDecoder(TransformerDecoderLayer decoder_layer, long num_layers) =>
                new(decoder_layer, num_layers);

            /// <inheritdoc cref="Modules.Transformer"/>
            public static Transformer Transformer(
                long d_model = 512, long nhead = 8, long num_encoder_layers = 6, long num_decoder_layers = 6, long dim_feedforward = 2048,
                double dropout = 0.1, Activations activation = Activations.ReLU) =>
                new(new(d_model, nhead, dim_feedforward, dropout, activation), num_encoder_layers, num_decoder_layers);
        }
    }
}
