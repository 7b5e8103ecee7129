#nullable enable
using System.Globalization;
using System.Text;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive;

/// <summary>Sends what a cell writes to the console to that cell, at once; all else goes where it went before.</summary>
internal static class ConsoleCapture
{
    private static readonly Lock Gate = new();
    private static TextWriter? _out;
    private static TextWriter? _error;

    /// <summary>Takes the console, again if somebody has set it to another writer since.</summary>
    public static void Install()
    {
        lock (Gate)
        {
            if (Console.Out != _out)
            {
                Console.SetOut(new Writer(Console.Out, (command, text) => new StandardOutputValueProduced(command, text)));
                _out = Console.Out;
            }
            if (Console.Error != _error)
            {
                Console.SetError(new Writer(Console.Error, (command, text) => new StandardErrorValueProduced(command, text)));
                _error = Console.Error;
            }
        }
    }

    private sealed class Writer(TextWriter outside, Func<KernelCommand, FormattedValue[], KernelEvent> toEvent)
        : TextWriter(CultureInfo.CurrentCulture)
    {
        public override Encoding Encoding => outside.Encoding;

        public override void Write(char value) => Write(value.ToString());

        public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

        public override void Write(ReadOnlySpan<char> buffer) => Write(buffer.ToString());

        public override void WriteLine() => Write(NewLine);

        public override void WriteLine(string? value) => Write(value + NewLine);

        public override void Write(string? value)
        {
            if (KernelInvocationContext.Current is { IsComplete: false } context)
            {
                if (!string.IsNullOrEmpty(value))
                {
                    context.Publish(toEvent(context.CurrentCommand, [new FormattedValue(PlainTextFormatter.MimeType, value)]));
                }
            }
            else
            {
                outside.Write(value);
            }
        }

        public override void Flush() => outside.Flush();
    }
}
