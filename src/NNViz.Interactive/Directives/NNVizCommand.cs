using Microsoft.DotNet.Interactive.Commands;

namespace NNViz.Interactive.Directives;

/// <summary>What every <c>#!nnviz</c> command takes. The names of these classes are keys in the kernel's JSON and must be unique in it.</summary>
public abstract class NNVizCommand : KernelDirectiveCommand
{
    /// <summary>Only say what the command does.</summary>
    public bool Help { get; set; }
}

/// <summary>A command about a network.</summary>
public abstract class NNVizNetCommand : NNVizCommand
{
    /// <summary>The variable that holds the network.</summary>
    public string? Net { get; set; }
}

/// <summary><c>#!nnviz</c> alone: lists the subcommands.</summary>
public sealed class NNVizHelp : NNVizCommand;
