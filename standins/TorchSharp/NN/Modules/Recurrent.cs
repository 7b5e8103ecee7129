using System.Globalization;
using static TorchSharp.torch;
using PackedSequence = TorchSharp.torch.nn.utils.rnn.PackedSequence;

namespace TorchSharp.Modules;

/// <summary>
/// The settings of RNN, LSTM and GRU, and what they share: parameters, initial states, batch dimension, packed sequences.
/// </summary>
internal sealed record RecurrentOptions(long InputSize, long HiddenSize, long NumLayers, bool Bias, bool BatchFirst, double Dropout,
    bool Bidirectional)
{
    /// <summary>States: one for each layer and direction.</summary>
    private long Rows => NumLayers * (Bidirectional ? 2 : 1);

    /// <summary>Adds weight_ih, weight_hh, bias_ih, bias_hh for each layer and direction, uniform within ±1/√HiddenSize.</summary>
    internal void AddParameters(nn.Module module, int gates, Device? device, ScalarType? dtype)
    {
        var bound = 1 / Math.Sqrt(HiddenSize);
        for (var row = 0L; row < Rows; row++)
        {
            var layer = Bidirectional ? row / 2 : row;
            var suffix = $"_l{layer.ToString(CultureInfo.InvariantCulture)}" + (Bidirectional && row % 2 == 1 ? "_reverse" : "");
            var inputs = layer == 0 ? InputSize : HiddenSize * (Bidirectional ? 2 : 1);
            module.SetParameter("weight_ih" + suffix, nn.UniformParameter([gates * HiddenSize, inputs], bound, device, dtype));
            module.SetParameter("weight_hh" + suffix, nn.UniformParameter([gates * HiddenSize, HiddenSize], bound, device, dtype));
            if (!Bias)
                continue;
            module.SetParameter("bias_ih" + suffix, nn.UniformParameter([gates * HiddenSize], bound, device, dtype));
            module.SetParameter("bias_hh" + suffix, nn.UniformParameter([gates * HiddenSize], bound, device, dtype));
        }
    }

    /// <summary>
    /// Runs an operator of the form (input, states, parameters, …): [L, N, in] (or batch first, or [L, in]) to the outputs and last states.
    /// </summary>
    internal Tensor[] Run(Op op, nn.Module module, Tensor input, Tensor?[] states)
    {
        using var scope = NewDisposeScope();
        var unbatched = input.dim() == 2;
        var batchAt = BatchFirst ? 0 : 1;
        if (unbatched)
        {
            input = input.unsqueeze(batchAt);
            states = [.. states.Select(state => state?.unsqueeze(1))];
        }
        var given = states.Select(state => state ?? zeros([Rows, input.shape[batchAt], HiddenSize], input.dtype, input.device)).ToArray();
        var results = op.CallMany(
            input, StateArgument(given), Parameters(module), Bias, NumLayers, Dropout, module.training, Bidirectional, BatchFirst);
        if (unbatched)
            results = [.. results.Select((result, k) => result.squeeze(k == 0 ? batchAt : 1))];
        return [.. results.Select(result => result.MoveToOuterDisposeScope())];
    }

    /// <summary>The same for a packed sequence; states are in the order of the sequences as they were before sorting.</summary>
    internal (PackedSequence, Tensor[]) Run(Op op, nn.Module module, PackedSequence input, Tensor?[] states)
    {
        using var scope = NewDisposeScope();
        var batch = input.batch_sizes[0].item<long>();
        var given = states.Select(state => state is null
            ? zeros([Rows, batch, HiddenSize], input.data.dtype, input.data.device)
            : input.Sorted(state)).ToArray();
        var results = op.CallMany(
            input.data, input.batch_sizes, StateArgument(given), Parameters(module), Bias, NumLayers, Dropout, module.training,
            Bidirectional);
        var last = results[1..].Select(state => input.Unsorted(state).MoveToOuterDisposeScope()).ToArray();
        return (input.With(results[0]).MoveToOuterDisposeScope(), last);
    }

    /// <summary>LSTM's operators take a list of states, the others one state.</summary>
    private static Arg StateArgument(Tensor[] states) => states.Length == 1 ? states[0] : states;

    private static Tensor[] Parameters(nn.Module module) => [.. module.parameters(false)];
}
