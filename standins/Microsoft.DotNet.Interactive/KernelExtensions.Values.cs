using System.Net;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Directives;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;
using Microsoft.DotNet.Interactive.Parsing;
using Microsoft.DotNet.Interactive.ValueSharing;

namespace Microsoft.DotNet.Interactive;

/// <content>#!set, #!share, #!who, #!whos.</content>
public static partial class KernelExtensions
{
    private const string SetValueDescription = "Text, @input:prompt to be asked for it, or @kernel:name for another kernel's value.";

    private static readonly string[] MimeTypes = [JsonFormatter.MimeType, HtmlFormatter.MimeType, PlainTextFormatter.MimeType];

    /// <summary>Adds <c>#!set</c> and <c>#!share</c>, which bring values into this kernel.</summary>
    public static T UseValueSharing<T>(this T kernel)
        where T : Kernel
    {
        var set = new KernelActionDirective("#!set", "Sets a value in the current kernel")
        {
            Parameters =
            [
                new("--name", "The name of the value to be created in the current kernel.") { Required = true },
                new KernelDirectiveParameter("--value", SetValueDescription) { Required = true }
                    .AddCompletions(completions => AddValueNamesAsync(kernel, completions, (owner, name) => $"@{owner}:{name}")),
                new("--byref", "Shares the object itself, not a copy.") { Flag = true },
                new KernelDirectiveParameter("--mime-type", "The MIME type by which the value is copied.").AddCompletions(() => MimeTypes),
            ],
            CreateCommand = CreateSetCommand,
        };
        var share = new KernelActionDirective("#!share", "Get a value from one kernel and create a copy (or a reference) in another.")
        {
            Parameters =
            [
                new KernelDirectiveParameter("--name", "The name of the value to share.") { AllowImplicitName = true }
                    .AddCompletions(completions => AddValueNamesAsync(kernel, completions, (_, name) => name)),
                new KernelDirectiveParameter("--from", "The name of the kernel to get the value from.") { Required = true }
                    .AddCompletions(() => ValueOwners(kernel).Select(owner => owner.Name)),
                new("--as", "The name to give the value in the importing kernel."),
                new KernelDirectiveParameter("--mime-type", "Share the value as text of the MIME type.").AddCompletions(() => MimeTypes),
            ],
            CreateCommand = bound => new SetDirectiveCommand
            {
                Name = bound.Text("--as") ?? bound.Text("--name"),
                SourceKernel = bound.Text("--from"),
                SourceName = bound.Text("--name"),
                MimeType = bound.Text("--mime-type"),
            },
        };
        kernel.AddDirective<SetDirectiveCommand>(set, SetValueAsync);
        kernel.AddDirective<SetDirectiveCommand>(share, SetValueAsync);
        return kernel;
    }

    /// <summary>Adds <c>#!who</c> and <c>#!whos</c>, which list the kernel's values.</summary>
    public static TKernel UseWho<TKernel>(this TKernel kernel)
        where TKernel : Kernel
    {
        if (kernel.SupportsCommandType(typeof(RequestValueInfos)) && kernel.SupportsCommandType(typeof(RequestValue)))
        {
            kernel.AddDirective(
                new KernelActionDirective("#!who", "Display the names of the current top-level variables."),
                (_, context) => ShowValuesAsync(context, detailed: false));
            kernel.AddDirective(
                new KernelActionDirective("#!whos", "Display the names of the current top-level variables and their values."),
                (_, context) => ShowValuesAsync(context, detailed: true));
        }
        return kernel;
    }

    private static KernelCommand CreateSetCommand(BoundDirective bound)
    {
        var byRef = bound.Flag("--byref");
        var mimeType = bound.Text("--mime-type");
        if (byRef && mimeType is not null)
        {
            return bound.Error("DNI303", "The --mime-type and --byref options cannot be used together.", "--mime-type");
        }
        var input = bound.Input("--value");
        var source = bound.Source("--value");
        return new SetDirectiveCommand
        {
            Name = bound.Text("--name"),
            Value = input is { IsPassword: true } ? new PasswordString(bound.Text("--value"))
                : source is null || byRef ? bound.Value("--value")
                : null,
            FormattedValue = source?.FormattedValue,
            MimeType = mimeType,
        };
    }

    private static async Task SetValueAsync(SetDirectiveCommand command, KernelInvocationContext context)
    {
        var (value, formatted) = (command.Value, command.FormattedValue);
        if (command.SourceKernel is { } name)
        {
            var owner = context.HandlingKernel.FindKernelByName(name)
                ?? throw new InvalidOperationException($"There is no kernel '{name}' to get the value '{command.SourceName}' from.");
            var result = await owner.SendAsync(new RequestValue(command.SourceName, command.MimeType, owner.Name));
            if (result.Events.OfType<ValueProduced>().SingleOrDefault() is not { } produced)
            {
                context.Fail(context.Command, message: (result.Events[^1] as CommandFailed)?.Message);
                return;
            }
            (value, formatted) = (command.MimeType is null ? produced.Value : null, produced.FormattedValue);
        }
        await context.HandlingKernel.SendAsync(new SendValue(command.Name, value, formatted, context.HandlingKernel.Name));
    }

    private static async Task ShowValuesAsync(KernelInvocationContext context, bool detailed)
    {
        var kernel = context.HandlingKernel;
        var infos = await ValueInfosAsync(kernel);
        if (!detailed)
        {
            context.DisplayAs(
                $"<div>{string.Join("\t ", infos.Select(info => WebUtility.HtmlEncode(info.Name)))}</div>", HtmlFormatter.MimeType);
            return;
        }
        var rows = new List<string>();
        foreach (var info in infos)
        {
            var result = await kernel.SendAsync(new RequestValue(info.Name, PlainTextFormatter.MimeType, kernel.Name));
            var text = result.Events.OfType<ValueProduced>().FirstOrDefault()?.FormattedValue.Value;
            rows.Add($"<tr><td>{WebUtility.HtmlEncode(info.Name)}</td><td>{WebUtility.HtmlEncode(info.TypeName)}</td>"
                + $"<td><div class=\"dni-plaintext\"><pre>{WebUtility.HtmlEncode(text)}</pre></div></td></tr>");
        }
        context.DisplayAs(
            $"<table><thead><tr><th>Variable</th><th>Type</th><th>Value</th></tr></thead><tbody>{string.Concat(rows)}</tbody></table>",
            HtmlFormatter.MimeType);
    }

    private static async Task<IReadOnlyCollection<KernelValueInfo>> ValueInfosAsync(Kernel kernel)
    {
        var result = await kernel.SendAsync(new RequestValueInfos(kernel.Name));
        return result.Events.OfType<ValueInfosProduced>().FirstOrDefault()?.ValueInfos ?? [];
    }

    private static IEnumerable<Kernel> ValueOwners(Kernel kernel) => kernel.ParentKernel?.ChildKernels
        .Where(other => other != kernel && other.SupportsCommandType(typeof(RequestValueInfos))) ?? [];

    private static async Task AddValueNamesAsync(
        Kernel kernel, KernelDirectiveCompletionContext completions, Func<string, string, string> format)
    {
        foreach (var owner in ValueOwners(kernel))
        {
            foreach (var info in (await ValueInfosAsync(owner)).OrderBy(info => info.Name, StringComparer.Ordinal))
            {
                completions.CompletionItems.Add(new CompletionItem(format(owner.Name, info.Name), "Parameter"));
            }
        }
    }

    /// <summary>A value for the kernel that handles it: given, or to be fetched from another kernel.</summary>
    private sealed class SetDirectiveCommand : KernelCommand
    {
        public string Name { get; init; }

        public object Value { get; init; }

        public FormattedValue FormattedValue { get; init; }

        public string SourceKernel { get; init; }

        public string SourceName { get; init; }

        public string MimeType { get; init; }
    }
}
