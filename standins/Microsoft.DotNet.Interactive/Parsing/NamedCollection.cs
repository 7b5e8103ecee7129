#nullable enable
using System.Collections;

namespace Microsoft.DotNet.Interactive.Parsing;

/// <summary>A collection in order of addition, found by name, whose owner checks each addition.</summary>
internal sealed class NamedCollection<T>(Func<T, string> nameOf, Action<T, IReadOnlyCollection<T>> onAdding) : ICollection<T>
    where T : class
{
    private readonly List<T> _items = [];

    public int Count => _items.Count;

    public bool IsReadOnly => false;

    public T? Find(string name) => _items.Find(item => nameOf(item) == name);

    public void Add(T item)
    {
        onAdding(item, _items);
        _items.Add(item);
    }

    public void AddRange(IEnumerable<T>? items)
    {
        foreach (var item in items ?? [])
        {
            Add(item);
        }
    }

    public void Clear() => _items.Clear();

    public bool Contains(T item) => _items.Contains(item);

    public void CopyTo(T[] array, int arrayIndex) => _items.CopyTo(array, arrayIndex);

    public bool Remove(T item) => _items.Remove(item);

    public IEnumerator<T> GetEnumerator() => _items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
