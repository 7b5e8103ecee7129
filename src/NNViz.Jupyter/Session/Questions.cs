using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;

namespace NNViz.Jupyter.Session;

/// <summary>Takes a cell's questions (<c>Kernel.GetInputAsync</c>, <c>Console.ReadLine</c>) to its front end.</summary>
internal static class Questions
{
    /// <summary>Registers the handlers on the root kernel and makes <see cref="Console.In"/> ask.</summary>
    public static void AddTo(CompositeKernel root, Func<ICellFrontend> frontend)
    {
        root.RegisterCommandHandler<RequestInput>((command, context) =>
        {
            context.Publish(new InputProduced(frontend().Ask(command.Prompt, command.IsPassword), command));
            return Task.CompletedTask;
        });
        root.RegisterCommandHandler<RequestInputs>((command, context) =>
        {
            var answers = command.Inputs.ToDictionary(
                i => i.GetPropertyNameForJsonSerialization(), i => frontend().Ask(i.Prompt ?? i.Name, i.TypeHint == "password"));
            context.Publish(new InputsProduced(answers, command));
            return Task.CompletedTask;
        });
        root.SetDefaultTargetKernelNameForCommand(typeof(RequestInput), root.Name);
        root.SetDefaultTargetKernelNameForCommand(typeof(RequestInputs), root.Name);
        Console.SetIn(TextReader.Synchronized(new FrontendReader(frontend)));
    }

    private sealed class FrontendReader(Func<ICellFrontend> frontend) : TextReader
    {
        private string _rest = "";

        public override string ReadLine()
        {
            if (_rest.Length == 0)
                return frontend().Ask("", isPassword: false);
            var line = _rest.TrimEnd('\n');
            _rest = "";
            return line;
        }

        public override int Peek() => _rest.Length > 0 ? _rest[0] : -1;

        public override int Read()
        {
            if (_rest.Length == 0)
                _rest = frontend().Ask("", isPassword: false) + "\n";
            var first = _rest[0];
            _rest = _rest[1..];
            return first;
        }
    }
}
