using System.Collections.Concurrent;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Directives;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;
using Microsoft.DotNet.Interactive.Parsing;
using Microsoft.DotNet.Interactive.ValueSharing;

namespace Microsoft.DotNet.Interactive;

/// <summary>Keeps texts under names, for other kernels: <c>#!value --name x</c> and the text on the lines that follow.</summary>
public class KeyValueStoreKernel
    : Kernel, IKernelCommandHandler<RequestValue>, IKernelCommandHandler<RequestValueInfos>, IKernelCommandHandler<SendValue>,
      IKernelCommandHandler<SubmitCode>
{
    private readonly HttpClient _httpClient;
    private readonly ConcurrentDictionary<string, FormattedValue> _values = new();
    private KernelSpecifierDirective _directive;

    /// <param name="httpClient">Reads <c>--from-url</c>.</param>
    public KeyValueStoreKernel(string name = "value", HttpClient httpClient = null)
        : base(name)
    {
        _httpClient = httpClient;
        KernelInfo.DisplayName = $"{KernelInfo.LocalName} - Raw Value Storage";
        KernelInfo.Description = "Store raw text for sharing between subkernels";
    }

    public IReadOnlyDictionary<string, FormattedValue> Values => _values;

    public override KernelSpecifierDirective KernelSpecifierDirective => _directive ??= new($"#!{Name}", Name)
    {
        Description = "Stores the text that follows, or a file's, a URL's or the given value.",
        CreateCommand = CreateCommand,
        Parameters =
        [
            new("--name", "The name of the value to create.") { Required = true },
            new("--from-url", "A URL whose content will be stored."),
            new("--from-file", "A file whose contents will be stored.") { TypeHint = "file" },
            new("--from-value", "The value itself; @input:prompt asks for it."),
            new("--mime-type", "The MIME type of the value."),
        ],
    };

    internal override bool AcceptsUnknownDirectives => true;

    Task IKernelCommandHandler<RequestValueInfos>.HandleAsync(RequestValueInfos command, KernelInvocationContext context)
    {
        KernelValueInfo[] infos = [.. _values.Select(value => new KernelValueInfo(value.Key, value.Value, typeName: value.Value.MimeType))];
        context.Publish(new ValueInfosProduced(infos, command));
        return Task.CompletedTask;
    }

    Task IKernelCommandHandler<RequestValue>.HandleAsync(RequestValue command, KernelInvocationContext context)
    {
        if (_values.TryGetValue(command.Name, out var value))
        {
            context.Publish(new ValueProduced(null, command.Name, value, command));
        }
        else
        {
            context.Fail(command, message: $"Value '{command.Name}' not found in kernel {Name}");
        }
        return Task.CompletedTask;
    }

    Task IKernelCommandHandler<SendValue>.HandleAsync(SendValue command, KernelInvocationContext context)
    {
        _values[command.Name] = command.FormattedValue;
        context.Publish(new DisplayedValueProduced(command.FormattedValue.Value, command, [command.FormattedValue]));
        return Task.CompletedTask;
    }

    /// <summary>The text has been stored by the command of the directive before it.</summary>
    Task IKernelCommandHandler<SubmitCode>.HandleAsync(SubmitCode command, KernelInvocationContext context) => Task.CompletedTask;

    private KernelCommand CreateCommand(BoundDirective bound)
    {
        (string Name, string Value, string Code)[] given =
        [
            .. new[] { ("--from-url", "DNI209"), ("--from-file", "DNI208"), ("--from-value", "") }
                .Select(source => (source.Item1, bound.Text(source.Item1), source.Item2))
                .Where(source => source.Item2 is not null),
        ];
        if (given.Length > 1)
        {
            var code = (given[0].Name, given[1].Name) switch
            {
                ("--from-url", "--from-file") => "DNI205",
                ("--from-url", _) => "DNI206",
                _ => "DNI207",
            };
            return bound.Error(code, $"The {given[0].Name} and {given[1].Name} options cannot be used together.", given[1].Name);
        }
        if (given is [{ Code.Length: > 0 } source] && bound.FollowingText is not null)
        {
            return bound.Error(
                source.Code, $"The {source.Name} option cannot be used in combination with a content submission.", source.Name);
        }
        return new AnonymousKernelCommand((_, context) => StoreAsync(bound, context));
    }

    private async Task StoreAsync(BoundDirective bound, KernelInvocationContext context)
    {
        var mimeType = bound.Text("--mime-type");
        var text = bound.Text("--from-value") ?? bound.FollowingText;
        if (bound.Text("--from-file") is { } file)
        {
            text = await File.ReadAllTextAsync(file, context.CancellationToken);
        }
        else if (bound.Text("--from-url") is { } url)
        {
            (text, var contentType) = await DownloadAsync(url, context.CancellationToken);
            mimeType ??= contentType;
        }
        if (text is not null)
        {
            var formatted = new FormattedValue(mimeType ?? PlainTextFormatter.MimeType, text);
            await SendAsync(new SendValue(bound.Text("--name"), null, formatted, Name));
        }
    }

    private async Task<(string Text, string MimeType)> DownloadAsync(string url, CancellationToken cancellationToken)
    {
        var client = _httpClient ?? new HttpClient();
        using var response = await client.GetAsync(new Uri(url), cancellationToken);
        return (await response.Content.ReadAsStringAsync(cancellationToken), response.Content.Headers.ContentType?.MediaType);
    }
}
