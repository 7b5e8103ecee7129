using System.Text.Json.Nodes;

namespace NNViz.Views;

/// <summary>
/// Parts several JSON values into what all have in common and what each adds, so that frames that differ in a little cost a little. The front end puts them
/// together again: of objects member by member; of arrays, whose additions stand under <c>$</c>, entry by entry.
/// </summary>
internal static class CommonJson
{
    private const int MostEntries = 64;

    /// <summary>The common part (null where there is none) and each value's addition (null where it adds nothing).</summary>
    public static (JsonNode? Common, JsonNode?[] Additions) Split(IReadOnlyList<JsonNode?> values)
    {
        if (values.All(value => JsonNode.DeepEquals(value, values[0])))
        {
            return (values[0]?.DeepClone(), new JsonNode?[values.Count]);
        }
        return values.All(value => value is JsonObject) ? SplitObjects([.. values.Cast<JsonObject>()])
            : values.All(value => value is JsonArray list
                && list.Count == ((JsonArray)values[0]!).Count && list.Count <= MostEntries && list.All(entry => entry is JsonObject or JsonArray))
            ? SplitArrays([.. values.Cast<JsonArray>()])
            : (null, [.. values.Select(value => value?.DeepClone())]);
    }

    private static (JsonNode?, JsonNode?[]) SplitObjects(JsonObject[] values)
    {
        var common = new JsonObject();
        JsonObject[] additions = [.. values.Select(_ => new JsonObject())];
        foreach (string name in values.SelectMany(value => value.Select(member => member.Key)).Distinct().ToArray())
        {
            if (!values.All(value => value.ContainsKey(name)))
            {
                foreach (var (value, addition) in values.Zip(additions).Where(pair => pair.First.ContainsKey(name)))
                {
                    addition[name] = value[name]?.DeepClone();
                }
                continue;
            }
            var (shared, own) = Split([.. values.Select(value => value[name])]);
            if (shared is not null || own.All(one => one is null))
            {
                common[name] = shared;
            }
            foreach (var (addition, one) in additions.Zip(own).Where(pair => pair.Second is not null))
            {
                addition[name] = one;
            }
        }
        return (common, [.. additions.Select(addition => addition.Count == 0 ? null : addition)]);
    }

    private static (JsonNode?, JsonNode?[]) SplitArrays(JsonArray[] values)
    {
        var common = new JsonArray();
        JsonObject[] additions = [.. values.Select(_ => new JsonObject())];
        for (int i = 0; i < values[0].Count; i++)
        {
            var (shared, own) = Split([.. values.Select(value => value[i])]);
            common.Add(shared);
            foreach (var (addition, one) in additions.Zip(own).Where(pair => pair.Second is not null))
            {
                addition[i.ToString(System.Globalization.CultureInfo.InvariantCulture)] = one;
            }
        }
        return (common, [.. additions.Select(addition => addition.Count == 0 ? null : new JsonObject { ["$"] = addition })]);
    }
}
