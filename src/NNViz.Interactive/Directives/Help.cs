using Microsoft.DotNet.Interactive.Directives;
using NNViz.Html;
using NNViz.Views;

namespace NNViz.Interactive.Directives;

/// <summary>What a command does and takes, from the directive's own description: the same that completion shows.</summary>
internal sealed class Help(KernelActionDirective directive) : View
{
    public static Help Of(KernelActionDirective directive) => new(directive);

    private string Name => directive.Parent is { } parent ? $"{parent.Name} {directive.Name}" : directive.Name;

    private IEnumerable<(string Name, string? Description)> Rows =>
        directive.Subcommands.Select(sub => ($"{directive.Name} {sub.Name}", sub.Description))
            .Concat(directive.Parameters.Select(parameter =>
                (parameter.AllowImplicitName ? parameter.Name[2..].ToUpperInvariant() : parameter.Name, (string?)parameter.Description)));

    public override void WriteHtml(HtmlWriter html)
    {
        using (html.Element("p"))
        {
            html.Element("code", Name);
            html.Text($"  {directive.Description}");
        }
        using (html.Element("table"))
        {
            foreach (var (name, description) in Rows)
            {
                using (html.Element("tr"))
                {
                    html.Element("td", name, ("style", "font-family:monospace;text-align:left"));
                    html.Element("td", description ?? "", ("style", "text-align:left"));
                }
            }
        }
    }

    public override void WriteText(TextWriter text)
    {
        text.WriteLine($"{Name}  {directive.Description}");
        foreach (var (name, description) in Rows)
        {
            text.WriteLine($"  {name}  {description}");
        }
    }
}
