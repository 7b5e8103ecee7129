using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NNViz.Diagnosis;

/// <summary>How remedies are tried.</summary>
public sealed record RemedyOptions
{
    /// <summary>Which to try; null: those of the diagnosis, or, where it has none, other learning rates and fresh weights.</summary>
    public IReadOnlyList<Remedy>? Remedies { get; init; }

    /// <summary>A diagnosis that was made before; null: it is made on the first batch.</summary>
    public NetDiagnosis? Diagnosis { get; init; }

    /// <summary>The most remedies that are tried of a diagnosis.</summary>
    public int MostRemedies { get; init; } = 5;

    /// <summary>Steps of training for each candidate; 200 by default.</summary>
    public int Steps { get; init; } = 200;

    /// <summary>The learning rate that the network is trained with.</summary>
    public double LearningRate { get; init; } = 0.01;

    /// <summary>Makes the optimizer for parameters and a learning rate; plain gradient descent by default.</summary>
    public Func<IEnumerable<Parameter>, double, optim.Optimizer> Optimizer { get; init; } = (parameters, rate) => optim.SGD(parameters, rate);

    /// <summary>The seed of fresh weights and of dropout, the same for each candidate.</summary>
    public long Seed { get; init; }

    /// <summary>Ends the trial between two steps.</summary>
    public CancellationToken Cancellation { get; init; }
}
