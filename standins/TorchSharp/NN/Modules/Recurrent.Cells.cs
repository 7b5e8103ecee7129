using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>What the recurrent cells share: four parameters and one step over [N, in] or [in].</summary>
internal static class Cell
{
    internal static void AddParameters(nn.Module cell, int gates, long inputSize, long hiddenSize, bool bias, (Device?, ScalarType?) target)
    {
        var bound = 1 / Math.Sqrt(hiddenSize);
        var (device, dtype) = target;
        cell.SetParameter("weight_ih", nn.UniformParameter([gates * hiddenSize, inputSize], bound, device, dtype));
        cell.SetParameter("weight_hh", nn.UniformParameter([gates * hiddenSize, hiddenSize], bound, device, dtype));
        if (!bias)
            return;
        cell.SetParameter("bias_ih", nn.UniformParameter([gates * hiddenSize], bound, device, dtype));
        cell.SetParameter("bias_hh", nn.UniformParameter([gates * hiddenSize], bound, device, dtype));
    }

    /// <summary>One step from the states (zeros where null) to the next.</summary>
    internal static Tensor[] Step(Op op, nn.Module cell, Tensor input, params Tensor?[] states)
    {
        using var scope = NewDisposeScope();
        var unbatched = input.dim() == 1;
        if (unbatched)
        {
            input = input.unsqueeze(0);
            states = [.. states.Select(state => state?.unsqueeze(0))];
        }
        var hidden = cell.GetParameterOrNull("weight_hh")!.shape[1];
        var given = states.Select(state => state ?? zeros([input.shape[0], hidden], input.dtype, input.device)).ToArray();
        var results = op.CallMany(
            input,
            given.Length == 1 ? given[0] : given,
            cell.GetParameterOrNull("weight_ih"),
            cell.GetParameterOrNull("weight_hh"),
            cell.GetParameterOrNull("bias_ih"),
            cell.GetParameterOrNull("bias_hh"));
        return [.. results.Select(result => (unbatched ? result.squeeze(0) : result).MoveToOuterDisposeScope())];
    }
}

/// <summary>One step of an LSTM: [N, in] and (h, c) to the next (h, c).</summary>
public sealed class LSTMCell : nn.Module<Tensor, (Tensor, Tensor)?, (Tensor, Tensor)>
{
    private static readonly Op Operator = new("lstm_cell");

    internal LSTMCell(long inputSize, long hiddenSize, bool bias, Device? device, ScalarType? dtype)
        : base(nameof(LSTMCell)) => Cell.AddParameters(this, 4, inputSize, hiddenSize, bias, (device, dtype));

    /// <summary>[4·hidden, in].</summary>
    public Parameter? weight_ih { get => GetParameterOrNull(nameof(weight_ih)); set => SetParameter(nameof(weight_ih), value); }

    /// <summary>[4·hidden, hidden].</summary>
    public Parameter? weight_hh { get => GetParameterOrNull(nameof(weight_hh)); set => SetParameter(nameof(weight_hh), value); }

    /// <summary>[4·hidden], or null.</summary>
    public Parameter? bias_ih { get => GetParameterOrNull(nameof(bias_ih)); set => SetParameter(nameof(bias_ih), value); }

    /// <summary>[4·hidden], or null.</summary>
    public Parameter? bias_hh { get => GetParameterOrNull(nameof(bias_hh)); set => SetParameter(nameof(bias_hh), value); }

    /// <inheritdoc/>
    public override (Tensor, Tensor) forward(Tensor input, (Tensor, Tensor)? h0_c0)
    {
        var results = Cell.Step(Operator, this, input, h0_c0?.Item1, h0_c0?.Item2);
        return (results[0], results[1]);
    }

    /// <summary>Runs the cell with its hooks.</summary>
    public new (Tensor, Tensor) call(Tensor input, (Tensor, Tensor)? h0_c0 = null) => base.call(input, h0_c0);
}

/// <summary>One step of a GRU: [N, in] and h to the next h.</summary>
public sealed class GRUCell : nn.Module<Tensor, Tensor?, Tensor>
{
    private static readonly Op Operator = new("gru_cell");

    internal GRUCell(long inputSize, long hiddenSize, bool bias, Device? device, ScalarType? dtype)
        : base(nameof(GRUCell)) => Cell.AddParameters(this, 3, inputSize, hiddenSize, bias, (device, dtype));

    /// <summary>[3·hidden, in].</summary>
    public Parameter? weight_ih { get => GetParameterOrNull(nameof(weight_ih)); set => SetParameter(nameof(weight_ih), value); }

    /// <summary>[3·hidden, hidden].</summary>
    public Parameter? weight_hh { get => GetParameterOrNull(nameof(weight_hh)); set => SetParameter(nameof(weight_hh), value); }

    /// <summary>[3·hidden], or null.</summary>
    public Parameter? bias_ih { get => GetParameterOrNull(nameof(bias_ih)); set => SetParameter(nameof(bias_ih), value); }

    /// <summary>[3·hidden], or null.</summary>
    public Parameter? bias_hh { get => GetParameterOrNull(nameof(bias_hh)); set => SetParameter(nameof(bias_hh), value); }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input, Tensor? h0 = null) => Cell.Step(Operator, this, input, h0)[0];
}

/// <summary>One step of Elman's recurrence with tanh or ReLU: [N, in] and h to the next h.</summary>
public sealed class RNNCell : nn.Module<Tensor, Tensor?, Tensor>
{
    private static readonly Op Tanh = new("rnn_tanh_cell"), ReLU = new("rnn_relu_cell");
    private readonly nn.NonLinearities nonLinearity;

    internal RNNCell(long inputSize, long hiddenSize, nn.NonLinearities nonLinearity, bool bias, Device? device, ScalarType? dtype)
        : base(nameof(RNNCell))
    {
        this.nonLinearity = nonLinearity;
        Cell.AddParameters(this, 1, inputSize, hiddenSize, bias, (device, dtype));
    }

    /// <summary>[hidden, in].</summary>
    public Parameter? weight_ih { get => GetParameterOrNull(nameof(weight_ih)); set => SetParameter(nameof(weight_ih), value); }

    /// <summary>[hidden, hidden].</summary>
    public Parameter? weight_hh { get => GetParameterOrNull(nameof(weight_hh)); set => SetParameter(nameof(weight_hh), value); }

    /// <summary>[hidden], or null.</summary>
    public Parameter? bias_ih { get => GetParameterOrNull(nameof(bias_ih)); set => SetParameter(nameof(bias_ih), value); }

    /// <summary>[hidden], or null.</summary>
    public Parameter? bias_hh { get => GetParameterOrNull(nameof(bias_hh)); set => SetParameter(nameof(bias_hh), value); }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input, Tensor? h0 = null) =>
        Cell.Step(nonLinearity == nn.NonLinearities.Tanh ? Tanh : ReLU, this, input, h0)[0];
}
