using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using NNViz.Jupyter.Protocol;

namespace NNViz.Jupyter.Server;

/// <summary>The cells of this session, for history_request. Earlier sessions are not kept.</summary>
internal sealed class History
{
    private const int Session = 1;
    private readonly List<(int Line, string Code)> _cells = [];

    public void Add(int line, string code) => _cells.Add((line, code));

    /// <summary>The reply of a history_request of access type <c>tail</c>, <c>range</c> or <c>search</c>.</summary>
    public JsonObject Reply(Message request)
    {
        var found = request.Text("hist_access_type") switch
        {
            "range" => Range(request.Number("session"), request.Number("start"), request.Number("stop", int.MaxValue)),
            "search" => Search(request),
            _ => _cells.TakeLast(request.Number("n", int.MaxValue)),
        };
        var output = request.Flag("output");
        return new JsonObject { ["status"] = "ok", ["history"] = new JsonArray([.. found.Select(c => Entry(c, output))]) };
    }

    /// <summary>Session 0 is the current one, -1 the one before it, as in IPython.</summary>
    private IEnumerable<(int Line, string Code)> Range(int session, int start, int stop) =>
        session is 0 or Session ? _cells.Where(c => c.Line >= start && c.Line < stop) : [];

    private IEnumerable<(int Line, string Code)> Search(Message request)
    {
        var glob = request.Text("pattern", "*");
        var pattern = new Regex("^" + Regex.Escape(glob).Replace("\\*", ".*", StringComparison.Ordinal)
            .Replace("\\?", ".", StringComparison.Ordinal) + "$", RegexOptions.Singleline);
        var found = _cells.Where(c => pattern.IsMatch(c.Code));
        if (request.Flag("unique"))
            found = found.GroupBy(c => c.Code).Select(g => g.Last()).OrderBy(c => c.Line);
        return found.TakeLast(request.Number("n", int.MaxValue));
    }

    private static JsonNode Entry((int Line, string Code) cell, bool output) =>
        new JsonArray(Session, cell.Line, output ? new JsonArray(cell.Code, null) : JsonValue.Create(cell.Code));
}
