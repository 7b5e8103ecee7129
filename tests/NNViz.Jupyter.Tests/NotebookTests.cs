using System.Text.Json.Nodes;
using NNViz.Jupyter.Notebooks;
using NNViz.Jupyter.Session;
using Xunit;

namespace NNViz.Jupyter.Tests;

public sealed class DibFormatTests
{
    private const string Dib = """
        #!meta

        {"kernelInfo":{"defaultKernelName":"csharp","items":[{"name":"csharp"},{"name":"mysql","languageName":"sql","aliases":["db"]}]}}

        #!markdown

        # Title

        #!csharp

        #!time
        var x = 1;

        x

        #!c#
        2
        #!db
        select 1
        #!value --name data
        hello
        """;

    [Fact]
    public void Cells_languages_and_magics_are_told_apart()
    {
        var cells = DibFormat.Read(Dib).Cells;
        Assert.Equal(
            [("markdown", "csharp", "# Title"), ("code", "csharp", "#!time\nvar x = 1;\n\nx"), ("code", "csharp", "2"),
                ("code", "db", "select 1"), ("code", "value", "#!value --name data\nhello")],
            cells.Select(c => (c.Kind, c.Language, c.Source)));
    }

    [Theory]
    [InlineData("1 + 1")]
    [InlineData("\uFEFF1 + 1\r\n")]
    [InlineData("#!csharp\n\n1 + 1\n")]
    public void Text_without_a_selector_is_CSharp(string text) =>
        Assert.Equal(("code", "csharp", "1 + 1"), Assert.Single(DibFormat.Read(text).Cells.Select(c => (c.Kind, c.Language, c.Source))));

    [Fact]
    public void An_empty_file_has_no_cells() => Assert.Empty(DibFormat.Read("").Cells);
}

public sealed class NotebookFileTests
{
    [Fact]
    public void What_is_unknown_is_kept()
    {
        const string Json = """{"cells":[{"cell_type":"code","source":["a\n","b"],"metadata":{"x":1},"custom":true,"outputs":[],"execution_count":null}],"metadata":{"mine":[1]},"nbformat":4,"nbformat_minor":2}""";
        var notebook = NotebookFile.Parse(Json, "n.ipynb");
        Assert.Equal("a\nb", notebook.Cells[0].Source);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Json), JsonNode.Parse(notebook.ToJson())));
    }

    [Theory]
    [InlineData("{}", "nbformat")]
    [InlineData("""{"nbformat":3,"worksheets":[]}""", "jupyter nbconvert")]
    [InlineData("[]", "not a notebook")]
    [InlineData("{", "not a notebook")]
    public void Other_formats_are_refused_by_name(string json, string expected)
    {
        var error = Assert.Throws<InvalidDataException>(() => NotebookFile.Parse(json, "old.ipynb"));
        Assert.Contains("old.ipynb", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", new string[0])]
    [InlineData("a", new[] { "a" })]
    [InlineData("a\n", new[] { "a\n" })]
    [InlineData("a\n\nb", new[] { "a\n", "\n", "b" })]
    public void Text_is_stored_as_lines(string text, string[] lines)
    {
        var stored = NotebookCell.Lines(text);
        Assert.Equal(lines, stored.Select(l => l!.GetValue<string>()));
        Assert.Equal(text, NotebookCell.Joined(stored));
    }

    [Theory]
    [InlineData("polyglot_notebook", "kernelName")]
    [InlineData("dotnet_interactive", "language")]
    public void A_cells_language_is_read_from_either_front_ends_metadata(string key, string field)
    {
        var json = NotebookCell.Create("code", null, "x", "1");
        json["metadata"]![key] = new JsonObject { [field] = "html" };
        Assert.Equal("html", new NotebookCell(json).Language);
    }
}

public sealed class CellOutputsTests
{
    private readonly NotebookCell _cell = new(NotebookCell.Create("code", "csharp", "x", "1"));
    private readonly Dictionary<string, List<JsonObject>> _displays = [];

    private static MimeBundle Plain(string text) => new MimeBundle().With("text/plain", text);

    private string[] After(params Output[] outputs)
    {
        var collected = new CellOutputs(_cell, 3, _displays);
        collected.Begin();
        foreach (var output in outputs)
            collected.Add(output);
        collected.Settle();
        return [.. _cell.Outputs.Select(o =>
            $"{o!["output_type"]}:{o["name"]}{NotebookCell.Joined(o["text"] ?? o["data"]?["text/plain"] ?? o["ename"])}")];
    }

    [Fact]
    public void Streams_of_one_name_are_joined() => Assert.Equal(["stream:stdoutab", "stream:stderrc", "stream:stdoutd"], After(
        new StreamOutput("stdout", "a"), new StreamOutput("stdout", "b"), new StreamOutput("stderr", "c"),
            new StreamOutput("stdout", "d")));

    [Fact]
    public void An_update_changes_every_place_where_the_value_was_displayed_also_in_earlier_cells()
    {
        _ = After(new DisplayOutput(Plain("old"), "d1"), new DisplayOutput(Plain("other"), "d2"), new DisplayOutput(Plain("old"), "d1"));
        var later = new CellOutputs(new NotebookCell(NotebookCell.Create("code", "csharp", "y", "2")), 4, _displays);
        later.Begin();
        later.Add(new UpdateOutput(Plain("new"), "d1"));
        Assert.Equal(["new", "other", "new"], _cell.Outputs.Select(o => NotebookCell.Joined(o!["data"]!["text/plain"])));
        Assert.DoesNotContain("transient", _cell.Json.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Clear_removes_at_once_or_with_the_next_output()
    {
        Assert.Empty(After(new StreamOutput("stdout", "a"), new ClearOutput(false)));
        Assert.Equal(["stream:stdouta"], After(new StreamOutput("stdout", "a"), new ClearOutput(true)));
        Assert.Equal(["stream:stdoutb"], After(new StreamOutput("stdout", "a"), new ClearOutput(true), new StreamOutput("stdout", "b")));
    }

    [Fact]
    public void Results_and_errors_are_stored_as_nbformat_wants_them()
    {
        Assert.Equal(["execute_result:42", "error:Oops"], After(new ResultOutput(Plain("42")), new ErrorOutput("Oops", "why", ["line"])));
        Assert.Equal(3, _cell.Outputs[0]!["execution_count"]!.GetValue<int>());
        Assert.Equal("line", _cell.Outputs[1]!["traceback"]![0]!.GetValue<string>());
    }
}

public sealed class ParametersTests
{
    [Theory]
    [InlineData("3", "3")]
    [InlineData("-2", "-2")]
    [InlineData("0.001", "0.001d")]
    [InlineData("1e-3", "0.001d")]
    [InlineData("true", "true")]
    [InlineData("3000000000", "3000000000")]
    [InlineData("a \"b\" \\ c", "\"a \\\"b\\\" \\\\ c\"")]
    [InlineData("", "\"\"")]
    [InlineData("NaN", "\"NaN\"")]
    public void Values_become_literals(string value, string literal) => Assert.Equal(literal, Parameters.Literal(value));

    [Fact]
    public void The_cell_goes_after_the_defaults_or_first()
    {
        var values = Parameters.Parse(["epochs=3", "path=/a=b"]);
        var plain = NotebookFile.Create([NotebookCell.Create("code", null, "a", "1")]);
        Assert.Equal("var epochs = 3;\nvar path = \"/a=b\";", Parameters.Inject(plain, values).Cells[0].Source);
        var tagged = NotebookCell.Create("code", null, "var epochs = 1;", "2");
        tagged["metadata"]!["tags"] = new JsonArray("parameters");
        var notebook = NotebookFile.Create([NotebookCell.Create("markdown", null, "#", "1"), tagged,
            NotebookCell.Create("code", null, "epochs", "3")]);
        Assert.Equal(["#", "var epochs = 1;", "var epochs = 3;\nvar path = \"/a=b\";", "epochs"],
            Parameters.Inject(notebook, values).Cells.Select(c => c.Source));
    }

    /// <summary>A notebook that was run with parameters before, as papermill and this program write it.</summary>
    [Theory]
    [InlineData(5, "injected-parameters")]
    [InlineData(4, null)]
    public void New_values_replace_the_cell_of_an_earlier_run(int minor, string? id)
    {
        static JsonObject Tagged(string source, string id, string tag)
        {
            var cell = NotebookCell.Create("code", null, source, id);
            cell["metadata"]!["tags"] = new JsonArray(tag);
            return cell;
        }
        var notebook = NotebookFile.Create([Tagged("var epochs = 1;", "1", "parameters"), NotebookCell.Create("markdown", null, "# Run", "2"),
            Tagged("var epochs = 2;", "3", "injected-parameters"), NotebookCell.Create("code", null, "epochs", "4")]);
        notebook.Root["nbformat_minor"] = minor;
        var cells = Parameters.Inject(notebook, Parameters.Parse(["epochs=3"])).Cells;
        Assert.Equal(["var epochs = 1;", "# Run", "var epochs = 3;", "epochs"], cells.Select(c => c.Source));
        Assert.True(cells[2].HasTag("injected-parameters"));
        Assert.Equal(id, (string?)cells[2].Json["id"]);
    }

    [Fact]
    public void The_id_of_the_cell_is_its_own()
    {
        var notebook = NotebookFile.Create([NotebookCell.Create("code", null, "a", "injected-parameters"),
            NotebookCell.Create("code", null, "b", "injected-parameters-2")]);
        Assert.Equal("injected-parameters-3", (string?)Parameters.Inject(notebook, Parameters.Parse(["epochs=3"])).Cells[0].Json["id"]);
    }

    [Theory]
    [InlineData("novalue")]
    [InlineData("=1")]
    [InlineData("a b=1")]
    public void A_bad_argument_is_named(string argument) =>
        Assert.Contains(argument, Assert.Throws<ArgumentException>(() => Parameters.Parse([argument])).Message, StringComparison.Ordinal);
}

public sealed class AnsiTests
{
    [Theory]
    [InlineData("a<b", "a&lt;b")]
    [InlineData("\e[31mred\e[0m plain", "<span class=\"ansi-red\">red</span> plain")]
    [InlineData("\e[1;31mx", "<span class=\"ansi-b\"><span class=\"ansi-red\">x</span></span>")]
    [InlineData("\e[2Kgone\e[?25l", "gone")]
    [InlineData("10%\r100%\ndone", "100%\ndone")]
    [InlineData("abcdef\rxy", "xycdef")]
    [InlineData("a\r\nb", "a\nb")]
    public void Colours_become_spans_and_a_carriage_return_overwrites(string text, string html) => Assert.Equal(html, Ansi.ToHtml(text));

    [Fact]
    public void Plain_text_has_no_escapes() => Assert.Equal("red x", Ansi.ToPlain("\e[31mred\e[0m x"));
}

public sealed class PackageLinesTests
{
    [Theory]
    [InlineData("#r \"nuget: A\"\nvar x = 1;")]
    [InlineData("#!time\nvar x = 1;")]
    [InlineData("#!markdown\n#r \"nuget: A\"\n#!mine")]
    public void Cells_that_need_no_split_stay_whole(string code) => Assert.Equal([code], PackageLines.Split(code, ["markdown"]));

    [Fact]
    public void Packages_come_first_and_every_line_keeps_its_number() => Assert.Equal(
        ["#r \"nuget: A\"\n\n\n#i \"nuget: /feed\"", "\n#!mine\nvar x = 1;\n"],
        PackageLines.Split("#r \"nuget: A\"\n#!mine\nvar x = 1;\n#i \"nuget: /feed\"", ["markdown"]));
}
