using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Directives;
using NNViz.Networks;

namespace NNViz.Interactive.Directives;

/// <summary><c>#!nnviz</c> and its subcommands, a file each.</summary>
internal static class NNVizDirective
{
    public static void AddTo(Kernel root)
    {
        var nnviz = new KernelActionDirective("#!nnviz", "See inside neural networks: hook, unhook, show, explain, watch, unwatch, about");
        var variables = new Variables(root);
        Add<NNVizHook>(HookDirective.Create(variables), (command, _) => HookDirective.Run(command, variables));
        Add<NNVizUnhook>(UnhookDirective.Create(variables), (command, _) => UnhookDirective.Run(command, variables));
        Add<NNVizShow>(ShowDirective.Create(variables), (command, _) => ShowDirective.Run(command, variables));
        Add<NNVizExplain>(ExplainDirective.Create(variables), (command, context) => ExplainDirective.Run(command, context.CancellationToken, variables));
        Add<NNVizWatch>(WatchDirective.Create(variables), (command, _) => WatchDirective.Run(command, variables));
        Add<NNVizUnwatch>(UnwatchDirective.Create(variables), (command, _) => UnwatchDirective.Run(command, variables));
        Add<NNVizAbout>(AboutDirective.Create(), (_, _) => AboutDirective.Run());
        root.AddDirective<NNVizHelp>(nnviz, (_, context) =>
        {
            context.Display((object)Help.Of(nnviz));
            return Task.CompletedTask;
        });

        void Add<TCommand>(KernelActionDirective directive, Func<TCommand, KernelInvocationContext, object> run) where TCommand : NNVizCommand
        {
            directive.Parameters.Add(new KernelDirectiveParameter("--help", "say what this command does") { Flag = true });
            nnviz.Subcommands.Add(directive);
            root.AddDirective<TCommand>(directive, (command, context) =>
            {
                Run(directive, command, context, run);
                return Task.CompletedTask;
            });
        }
    }

    // What a command returns is shown; what it cannot do is said in one line, without a stack.
    private static void Run<TCommand>(KernelActionDirective directive, TCommand command, KernelInvocationContext context,
        Func<TCommand, KernelInvocationContext, object> run) where TCommand : NNVizCommand
    {
        try
        {
            context.Display(command.Help ? Help.Of(directive) : run(command, context));
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or ForwardException)
        {
            context.Fail(context.Command, message: e.Message);
        }
    }
}
