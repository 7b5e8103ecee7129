using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Marks modules without parameters and buffers.</summary>
public interface IParameterLessModule
{
    internal static InvalidOperationException Refusal(nn.Module module, string kind, string name) =>
        new($"{module.GetName()} is declared parameter-less: it can't have a {kind} ('{name}'). Derive from nn.Module instead.");
}
