using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>The settings of a transformer's layers.</summary>
internal sealed record TransformerOptions(long Size, long Heads, long Feedforward, double Dropout, nn.Activations Activation)
{
    public AttentionOptions Attention => new(Size, Heads, Dropout);
}

/// <summary>
/// A layer of an encoder, or with attention to a memory of a decoder, normalised after each sum. Its parameters belong to a module, under a
/// prefix: transformers show no sub-modules.
/// </summary>
internal sealed class TransformerBlock
{
    private readonly nn.Module owner;
    private readonly string prefix;
    private readonly TransformerOptions options;
    private readonly AttentionCore own;
    private readonly AttentionCore? memory;

    /// <summary>Adds the parameters, drawn as PyTorch does.</summary>
    internal TransformerBlock(nn.Module owner, string prefix, TransformerOptions options, bool decodes)
    {
        (this.owner, this.prefix, this.options) = (owner, prefix, options);
        own = new AttentionCore(owner, prefix + "self_attn.", options.Attention);
        memory = decodes ? new AttentionCore(owner, prefix + "multihead_attn.", options.Attention) : null;
        AddLinear("linear1", options.Size, options.Feedforward);
        AddLinear("linear2", options.Feedforward, options.Size);
        foreach (var norm in decodes ? ["norm1", "norm2", "norm3"] : new[] { "norm1", "norm2" })
            AddNorm(owner, prefix + norm, options.Size);
    }

    /// <summary>Adds the weight 1 and the bias 0 of a layer normalisation.</summary>
    internal static void AddNorm(nn.Module owner, string name, long size)
    {
        owner.SetParameter(name + ".weight", nn.Parameter(ones([size])));
        owner.SetParameter(name + ".bias", nn.Parameter(zeros([size])));
    }

    private void AddLinear(string name, long inputs, long outputs)
    {
        var layer = nn.Linear(inputs, outputs);
        owner.SetParameter($"{prefix}{name}.weight", layer.weight);
        owner.SetParameter($"{prefix}{name}.bias", layer.bias);
    }

    private Tensor Get(string name) => owner.GetParameterOrNull(prefix + name)!;

    /// <summary>What may be attended to in the sequence itself and in the memory; null lets everything through.</summary>
    internal sealed record Masks(Tensor? Own, Tensor? OwnPadding, Tensor? Memory = null, Tensor? MemoryPadding = null);

    /// <summary>[L, N, E] to the same shape; a decoder looks at <paramref name="remembered"/> [S, N, E].</summary>
    internal Tensor Run(Tensor x, Tensor? remembered, Masks masks)
    {
        using var scope = NewDisposeScope();
        x = Norm("norm1", x + Drop(own.Attend(x, x, x, new(masks.OwnPadding, masks.Own, false)).Output));
        if (memory is not null)
            x = Norm("norm2", x + Drop(memory.Attend(x, remembered!, remembered!, new(masks.MemoryPadding, masks.Memory, false)).Output));
        var hidden = nn.functional.linear(x, Get("linear1.weight"), Get("linear1.bias"));
        hidden = options.Activation == nn.Activations.GELU ? nn.functional.gelu(hidden) : nn.functional.relu(hidden);
        var fed = nn.functional.linear(Drop(hidden), Get("linear2.weight"), Get("linear2.bias"));
        return Norm(memory is null ? "norm2" : "norm3", x + Drop(fed)).MoveToOuterDisposeScope();
    }

    private Tensor Drop(Tensor x) => options.Dropout > 0 ? nn.functional.dropout(x, options.Dropout, owner.training) : x;

    private Tensor Norm(string name, Tensor x) => nn.functional.layer_norm(x, [options.Size], Get(name + ".weight"), Get(name + ".bias"));
}

/// <summary>Layers one after the other, with a normalisation at the end where they belong to a whole transformer.</summary>
internal sealed class TransformerStack
{
    private readonly nn.Module owner;
    private readonly string prefix;
    private readonly long size;
    private readonly TransformerBlock[] layers;

    /// <summary>Layers that all begin with the values of the first.</summary>
    /// <param name="owner">Gets the parameters.</param>
    /// <param name="prefix">Put before their names.</param>
    /// <param name="count">How many layers.</param>
    /// <param name="options">The settings.</param>
    /// <param name="decodes">Whether the layers look at a memory.</param>
    internal TransformerStack(nn.Module owner, string prefix, long count, TransformerOptions options, bool decodes)
    {
        (this.owner, this.prefix, size) = (owner, prefix, options.Size);
        // Only the first layer's values are drawn: the others must not move the random sequence on.
        layers = [.. Enumerable.Range(0, (int)count).Select(k => k == 0 ? Make(k) : WithoutDrawing(() => Make(k)))];
        for (var k = 1; k < count; k++)
            Copy($"{prefix}layers.0.", owner, $"{prefix}layers.{k}.");

        TransformerBlock Make(int k) => new(owner, $"{prefix}layers.{k}.", options, decodes);
    }

    private static T WithoutDrawing<T>(Func<T> make)
    {
        using var state = Generator.Default.get_state();
        var made = make();
        Generator.Default.set_state(state);
        return made;
    }

    /// <summary>Gives every layer the values of a layer of its own kind.</summary>
    internal void Fill(nn.Module layer)
    {
        for (var k = 0; k < layers.Length; k++)
            Copy("", layer, $"{prefix}layers.{k}.");
    }

    private void Copy(string from, nn.Module source, string to)
    {
        using (no_grad())
        {
            foreach (var (name, value) in source.named_parameters(false).Where(entry => entry.name.StartsWith(from,
                StringComparison.Ordinal)).ToList())
                owner.GetParameterOrNull(to + name[from.Length..])!.copy_(value);
        }
    }

    /// <summary>Adds a normalisation at the end.</summary>
    internal void AddNorm() => TransformerBlock.AddNorm(owner, prefix + "norm", size);

    /// <summary>[L, N, E] through all layers.</summary>
    internal Tensor Run(Tensor x, Tensor? remembered, TransformerBlock.Masks masks)
    {
        using var scope = NewDisposeScope();
        x = layers.Aggregate(x, (value, layer) => layer.Run(value, remembered, masks));
        if (owner.GetParameterOrNull(prefix + "norm.weight") is { } weight)
            x = nn.functional.layer_norm(x, [size], weight, owner.GetParameterOrNull(prefix + "norm.bias"));
        return x.MoveToOuterDisposeScope();
    }
}
