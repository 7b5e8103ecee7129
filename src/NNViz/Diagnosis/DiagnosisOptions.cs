using NNViz.Training;
using static TorchSharp.torch;

namespace NNViz.Diagnosis;

/// <summary>What else a diagnosis may look at. The more it is given, the more it checks.</summary>
public sealed record DiagnosisOptions
{
    /// <summary>What the network is to answer for the batch: classes [N] as whole numbers, or targets.</summary>
    public Tensor? Labels { get; init; }

    /// <summary>Further inputs, over which a unit must be silent to count as dead. The network is run on each once, in eval mode.</summary>
    public IEnumerable<Tensor>? Batches { get; init; }

    /// <summary>What training has logged so far.</summary>
    public TrainingHistory? History { get; init; }

    /// <summary>The optimizer, for its kind and learning rate; it makes no step.</summary>
    public optim.Optimizer? Optimizer { get; init; }

    /// <summary>The metric of the training loss; by default the first whose name speaks of a loss and not of validation.</summary>
    public string? LossName { get; init; }

    /// <summary>The metric of the validation loss; by default the loss that a validation or test set was asked for.</summary>
    public string? ValidationLossName { get; init; }
}
