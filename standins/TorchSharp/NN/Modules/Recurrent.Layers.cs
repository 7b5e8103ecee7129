using System.Globalization;
using static TorchSharp.torch;
using PackedSequence = TorchSharp.torch.nn.utils.rnn.PackedSequence;

namespace TorchSharp.Modules;

/// <summary>Long short-term memory: input and (h0, c0) to (output, h, c). [L, N, in], h and c [layers·directions, N, hidden].</summary>
public sealed class LSTM : nn.Module<Tensor, (Tensor, Tensor)?, (Tensor, Tensor, Tensor)>
{
    private static readonly Op OnTensor = new("lstm.input"), OnPacked = new("lstm.data");
    private readonly RecurrentOptions options;

    internal LSTM(RecurrentOptions options, Device? device, ScalarType? dtype)
        : base(nameof(LSTM))
    {
        this.options = options;
        options.AddParameters(this, gates: 4, device, dtype);
    }

    /// <inheritdoc/>
    public override (Tensor, Tensor, Tensor) forward(Tensor input, (Tensor, Tensor)? h0_c0 = null)
    {
        var results = options.Run(OnTensor, this, input, [h0_c0?.Item1, h0_c0?.Item2]);
        return (results[0], results[1], results[2]);
    }

    /// <summary>Runs the layer with its hooks.</summary>
    public new (Tensor, Tensor, Tensor) call(Tensor input, (Tensor, Tensor)? h0_c0 = null) => base.call(input, h0_c0);

    /// <summary>Runs the layer on a packed sequence, without hooks.</summary>
    public (PackedSequence, Tensor, Tensor) call(PackedSequence input, (Tensor, Tensor)? h0_c0 = null)
    {
        var (output, states) = options.Run(OnPacked, this, input, [h0_c0?.Item1, h0_c0?.Item2]);
        return (output, states[0], states[1]);
    }

    /// <summary>Nothing to do on the CPU: weights are used where they lie.</summary>
    public void flatten_parameters()
    {
    }
}

/// <summary>Gated recurrent unit: input and h0 to (output, h). [L, N, in], h [layers·directions, N, hidden].</summary>
public sealed class GRU : nn.Module<Tensor, Tensor?, (Tensor, Tensor)>
{
    private static readonly Op OnTensor = new("gru.input"), OnPacked = new("gru.data");
    private readonly RecurrentOptions options;

    internal GRU(RecurrentOptions options, Device? device, ScalarType? dtype)
        : base(nameof(GRU))
    {
        this.options = options;
        options.AddParameters(this, gates: 3, device, dtype);
    }

    /// <inheritdoc/>
    public override (Tensor, Tensor) forward(Tensor input, Tensor? h0 = null)
    {
        var results = options.Run(OnTensor, this, input, [h0]);
        return (results[0], results[1]);
    }

    /// <summary>Runs the layer with its hooks.</summary>
    public new (Tensor, Tensor) call(Tensor input, Tensor? h0 = null) => base.call(input, h0);

    /// <summary>Runs the layer on a packed sequence, without hooks.</summary>
    public (PackedSequence, Tensor) call(PackedSequence input, Tensor? h0 = null)
    {
        var (output, states) = options.Run(OnPacked, this, input, [h0]);
        return (output, states[0]);
    }

    /// <inheritdoc cref="LSTM.flatten_parameters"/>
    public void flatten_parameters()
    {
    }
}

/// <summary>Elman's recurrent layer with tanh or ReLU: input and h0 to (output, h). [L, N, in], h [layers·directions, N, hidden].</summary>
public sealed class RNN : nn.Module<Tensor, Tensor?, (Tensor, Tensor)>
{
    private static readonly Dictionary<nn.NonLinearities, (Op OnTensor, Op OnPacked)> Operators = new()
    {
        [nn.NonLinearities.Tanh] = (new("rnn_tanh.input"), new("rnn_tanh.data")),
        [nn.NonLinearities.ReLU] = (new("rnn_relu.input"), new("rnn_relu.data")),
    };

    private readonly RecurrentOptions options;
    private readonly nn.NonLinearities nonLinearity;

    internal RNN(RecurrentOptions options, nn.NonLinearities nonLinearity, Device? device, ScalarType? dtype)
        : base(nameof(RNN))
    {
        (this.options, this.nonLinearity) = (options, nonLinearity);
        options.AddParameters(this, gates: 1, device, dtype);
    }

    /// <inheritdoc/>
    public override (Tensor, Tensor) forward(Tensor input, Tensor? h0)
    {
        var results = options.Run(Operators[nonLinearity].OnTensor, this, input, [h0]);
        return (results[0], results[1]);
    }

    /// <summary>Runs the layer with its hooks.</summary>
    public new (Tensor, Tensor) call(Tensor input, Tensor? h0 = null) => base.call(input, h0);

    /// <summary>Runs the layer on a packed sequence, without hooks.</summary>
    public (PackedSequence, Tensor) call(PackedSequence input, Tensor? h0 = null)
    {
        var (output, states) = options.Run(Operators[nonLinearity].OnPacked, this, input, [h0]);
        return (output, states[0]);
    }

    /// <inheritdoc cref="LSTM.flatten_parameters"/>
    public void flatten_parameters()
    {
    }

    /// <summary>The weight [hidden, in] of a layer on its input.</summary>
    public Parameter? get_weight_ih(long idx) => OfLayer("weight_ih", idx);

    /// <summary>The weight [hidden, hidden] of a layer on its state.</summary>
    public Parameter? get_weight_hh(long idx) => OfLayer("weight_hh", idx);

    /// <summary>The bias [hidden] of a layer's input, or null.</summary>
    public Parameter? get_bias_ih(long idx) => OfLayer("bias_ih", idx);

    /// <summary>The bias [hidden] of a layer's state, or null.</summary>
    public Parameter? get_bias_hh(long idx) => OfLayer("bias_hh", idx);

    private Parameter? OfLayer(string name, long idx) => GetParameterOrNull($"{name}_l{idx.ToString(CultureInfo.InvariantCulture)}");
}
