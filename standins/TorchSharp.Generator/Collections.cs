using System.Text;

namespace TorchSharp.Generator;

/// <summary>Writes the modules that are lists or dictionaries: of modules and of parameters.</summary>
internal static class Collections
{
    public static string Emit()
    {
        var code = new StringBuilder("namespace TorchSharp.Modules\n{\n");
        code.Append(List("ModuleList<T>", "ModuleList", "T", " where T : nn.Module", "_internal_submodules", "register_module"));
        code.Append(List("ParameterList", "ParameterList", "Parameter", "", "_internal_params", "register_parameter"));
        code.Append(Dictionary("ModuleDict<T>", "ModuleDict", "T", " where T : nn.Module", "_internal_submodules", "register_module"));
        code.Append(Dictionary("ParameterDict", "ParameterDict", "Parameter", "", "_internal_params", "register_parameter"));
        return code.Append("}\n").ToString();
    }

    private static string List(string type, string name, string item, string where, string store, string register) => $$"""
            /// <summary>A list that is a module: its elements are registered under their index.</summary>
            public class {{type}} : nn.Module, IList<{{item}}>{{where}}
            {
                /// <summary>A list of the given elements.</summary>
                public {{name}}(params {{item}}[] {{(item == "T" ? "modules" : "parameters")}}) : base("{{name}}") =>
                    extend({{(item == "T" ? "modules" : "parameters")}});

                /// <summary>The element at a position.</summary>
                public {{item}} this[int index]
                {
                    get => ({{item}}){{store}}[index].Item2;
                    set => Edit(list => list[index] = value);
                }

                /// <summary>How many elements it has.</summary>
                public int Count => {{store}}.Count;

                /// <summary>False.</summary>
                public bool IsReadOnly => false;

                /// <summary>Appends an element.</summary>
                public void Add({{item}} item) => {{register}}(Count.ToString(System.Globalization.CultureInfo.InvariantCulture), item);

                /// <summary>Appends elements.</summary>
                public void append(params {{item}}[] parameters) => extend(parameters);

                /// <summary>Appends elements.</summary>
                public void extend(IEnumerable<{{item}}> {{(item == "T" ? "modules" : "parameters")}})
                {
                    foreach (var item in {{(item == "T" ? "modules" : "parameters")}})
                        Add(item);
                }

                /// <summary>Removes all elements without disposing them.</summary>
                public void Clear() => {{store}}.clear();

                /// <summary>Whether the element is there.</summary>
                public bool Contains({{item}} item) => IndexOf(item) >= 0;

                /// <summary>The element's position, or -1.</summary>
                public int IndexOf({{item}} item) => Items().FindIndex(other => ReferenceEquals(other, item));

                /// <summary>Puts an element at a position; those after it move.</summary>
                public void Insert(int index, {{item}} item) => Edit(list => list.Insert(index, item));

                /// <summary>Removes an element without disposing it; those after it move.</summary>
                public bool Remove({{item}} item)
                {
                    var index = IndexOf(item);
                    if (index >= 0)
                        RemoveAt(index);
                    return index >= 0;
                }

                /// <summary>Removes the element at a position without disposing it.</summary>
                public void RemoveAt(int index) => Edit(list => list.RemoveAt(index));

                /// <summary>Copies the elements.</summary>
                public void CopyTo({{item}}[] array, int arrayIndex) => Items().CopyTo(array, arrayIndex);

                /// <summary>The elements in order.</summary>
                public IEnumerator<{{item}}> GetEnumerator() => Items().GetEnumerator();

                System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();

                private List<{{item}}> Items() => [.. {{store}}.values().Cast<{{item}}>()];

                /// <summary>Changes the list and registers the elements anew, since their names are their positions.</summary>
                private void Edit(Action<List<{{item}}>> change)
                {
                    var items = Items();
                    change(items);
                    Clear();
                    extend(items);
                }
            }


        """;

    private static string Dictionary(string type, string name, string item, string where, string store, string register) => $$"""
            /// <summary>A dictionary that is a module: its values are registered under their keys, in the order of insertion.</summary>
            public class {{type}} : nn.Module, IDictionary<string, {{item}}>, IList<(string, {{item}})>{{where}}
            {
                /// <summary>An empty dictionary.</summary>
                public {{name}}() : base("{{name}}") { }

                /// <summary>The value of a key; setting a new key appends it.</summary>
                public {{item}} this[string key]
                {
                    get => ({{item}}){{store}}[key];
                    set => {{store}}[key] = value;
                }

                /// <summary>The pair at a position.</summary>
                public (string, {{item}}) this[int index]
                {
                    get => ({{store}}[index].Item1, ({{item}}){{store}}[index].Item2);
                    set => {{store}}[index] = value;
                }

                /// <summary>How many pairs it has.</summary>
                public int Count => {{store}}.Count;

                /// <summary>False.</summary>
                public bool IsReadOnly => false;

                /// <summary>The keys in order.</summary>
                public ICollection<string> Keys => {{store}}.Keys;

                /// <summary>The values in order.</summary>
                public ICollection<{{item}}> Values => [.. values()];

                /// <summary>Adds a value under a new key.</summary>
                public void Add(string key, {{item}} value) => {{register}}(key, value);

                /// <inheritdoc cref="Add(string, {{item}})"/>
                public void Add((string, {{item}}) item) => Add(item.Item1, item.Item2);

                /// <inheritdoc cref="Add(string, {{item}})"/>
                public void Add(KeyValuePair<string, {{item}}> item) => Add(item.Key, item.Value);

                /// <summary>Puts a pair at a position.</summary>
                public void Insert(int index, (string, {{item}}) item) => {{store}}.Insert(index, item);

                /// <summary>Removes all pairs without disposing the values.</summary>
                public void Clear() => {{store}}.clear();

                /// <summary>Removes all pairs without disposing the values.</summary>
                public void clear() => {{store}}.clear();

                /// <summary>Whether the key has a value.</summary>
                public bool ContainsKey(string key) => {{store}}.ContainsKey(key);

                /// <summary>Whether the pair is there.</summary>
                public bool Contains((string, {{item}}) item) => IndexOf(item) >= 0;

                /// <summary>Whether the pair is there.</summary>
                public bool Contains(KeyValuePair<string, {{item}}> item) => IndexOf((item.Key, item.Value)) >= 0;

                /// <summary>The pair's position, or -1.</summary>
                public int IndexOf((string, {{item}}) item) =>
                    Pairs().FindIndex(pair => pair.Item1 == item.Item1 && ReferenceEquals(pair.Item2, item.Item2));

                /// <summary>Removes a key without disposing its value.</summary>
                public bool Remove(string key) => {{store}}.Remove(key);

                /// <summary>Removes a pair without disposing its value.</summary>
                public bool Remove((string, {{item}}) item) => Contains(item) && Remove(item.Item1);

                /// <summary>Removes a pair without disposing its value.</summary>
                public bool Remove(KeyValuePair<string, {{item}}> item) => Remove((item.Key, item.Value));

                /// <summary>Removes the pair at a position without disposing its value.</summary>
                public void RemoveAt(int index) => {{store}}.RemoveAt(index);

                /// <summary>The key's value where there is one.</summary>
                public bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out {{item}} value)
                {
                    var found = {{store}}.TryGetValue(key, out var stored);
                    value = ({{item}})stored!;
                    return found;
                }

                /// <summary>The pairs in order.</summary>
                public IEnumerator<(string, {{item}})> items() => GetEnumerator();

                /// <summary>The keys in order.</summary>
                public IEnumerable<string> keys() => {{store}}.keys();

                /// <summary>The values in order.</summary>
                public IEnumerable<{{item}}> values() => {{store}}.values().Cast<{{item}}>();

                /// <summary>Copies the pairs.</summary>
                public void CopyTo((string, {{item}})[] array, int arrayIndex) => Pairs().CopyTo(array, arrayIndex);

                /// <summary>Copies the pairs.</summary>
                public void CopyTo(KeyValuePair<string, {{item}}>[] array, int arrayIndex) =>
                    Pairs().ConvertAll(pair => KeyValuePair.Create(pair.Item1, pair.Item2)).CopyTo(array, arrayIndex);

                /// <summary>The pairs in order.</summary>
                public IEnumerator<(string, {{item}})> GetEnumerator() => Pairs().GetEnumerator();

                IEnumerator<KeyValuePair<string, {{item}}>> IEnumerable<KeyValuePair<string, {{item}}>>.GetEnumerator() =>
                    Pairs().Select(pair => KeyValuePair.Create(pair.Item1, pair.Item2)).GetEnumerator();

                System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();

                private List<(string, {{item}})> Pairs() => [.. {{store}}.Pairs().Select(pair => (pair.Item1, ({{item}})pair.Item2))];
            }


        """;
}
