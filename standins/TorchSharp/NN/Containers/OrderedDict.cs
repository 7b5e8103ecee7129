using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace TorchSharp.Utils;

/// <summary>A dictionary that keeps the order of insertion and is also a list of its pairs.</summary>
public class OrderedDict<TKey, TValue> : IDictionary<TKey, TValue>, IList<(TKey, TValue)>
    where TKey : notnull
{
    private readonly OrderedDictionary<TKey, TValue> entries = [];

    /// <summary>How many pairs it holds.</summary>
    public int Count => entries.Count;

    /// <summary>False.</summary>
    public bool IsReadOnly => false;

    /// <summary>The keys in order.</summary>
    public ICollection<TKey> Keys => entries.Keys;

    /// <summary>The values in the order of their keys.</summary>
    public ICollection<TValue> Values => entries.Values;

    /// <summary>The value of a key; setting a new key appends it.</summary>
    public TValue this[TKey key]
    {
        get => entries[key];
        set => entries[key] = value;
    }

    /// <summary>The pair at a position.</summary>
    public (TKey, TValue) this[int index]
    {
        get => (entries.GetAt(index).Key, entries.GetAt(index).Value);
        set => entries.SetAt(index, value.Item1, value.Item2);
    }

    /// <summary>Appends a pair.</summary>
    /// <exception cref="ArgumentException">The key is there already.</exception>
    public void Add(TKey key, TValue value) => entries.Add(key, value);

    /// <inheritdoc cref="Add(TKey, TValue)"/>
    public void Add((TKey, TValue) item) => entries.Add(item.Item1, item.Item2);

    /// <inheritdoc cref="Add(TKey, TValue)"/>
    public void Add(KeyValuePair<TKey, TValue> item) => entries.Add(item.Key, item.Value);

    /// <summary>Puts a pair at a position.</summary>
    public void Insert(int index, (TKey, TValue) item) => entries.Insert(index, item.Item1, item.Item2);

    /// <summary>Removes all pairs.</summary>
    public void Clear() => entries.Clear();

    /// <summary>Removes all pairs.</summary>
    public void clear() => entries.Clear();

    /// <summary>Whether the key has a value.</summary>
    public bool ContainsKey(TKey key) => entries.ContainsKey(key);

    /// <summary>Whether the pair is there.</summary>
    public bool Contains((TKey, TValue) item) => IndexOf(item) >= 0;

    /// <inheritdoc cref="Contains(ValueTuple{TKey, TValue})"/>
    public bool Contains(KeyValuePair<TKey, TValue> item) => IndexOf((item.Key, item.Value)) >= 0;

    /// <summary>The pair's position, or -1.</summary>
    public int IndexOf((TKey, TValue) item)
    {
        var index = entries.IndexOf(item.Item1);
        return index >= 0 && EqualityComparer<TValue>.Default.Equals(entries.GetAt(index).Value, item.Item2) ? index : -1;
    }

    /// <summary>Removes a key; false where it was not there.</summary>
    public bool Remove(TKey key) => entries.Remove(key);

    /// <summary>Removes a pair; false where it was not there.</summary>
    public bool Remove((TKey, TValue) item) => Contains(item) && entries.Remove(item.Item1);

    /// <inheritdoc cref="Remove(ValueTuple{TKey, TValue})"/>
    public bool Remove(KeyValuePair<TKey, TValue> item) => Remove((item.Key, item.Value));

    /// <summary>Removes the pair at a position.</summary>
    public void RemoveAt(int index) => entries.RemoveAt(index);

    /// <summary>The key's value where there is one.</summary>
    public bool TryGetValue(TKey key, [MaybeNullWhen(false)] out TValue value) => entries.TryGetValue(key, out value);

    /// <summary>The pairs in order.</summary>
    public IEnumerator<(TKey, TValue)> items() => GetEnumerator();

    /// <summary>The keys in order.</summary>
    public IEnumerable<TKey> keys() => entries.Keys;

    /// <summary>The values in order.</summary>
    public IEnumerable<TValue> values() => entries.Values;

    /// <summary>Copies the pairs in order.</summary>
    public void CopyTo((TKey, TValue)[] array, int arrayIndex) => Pairs().ToArray().CopyTo(array, arrayIndex);

    /// <inheritdoc cref="CopyTo(ValueTuple{TKey, TValue}[], int)"/>
    public void CopyTo(KeyValuePair<TKey, TValue>[] array, int arrayIndex) => entries.ToArray().CopyTo(array, arrayIndex);

    /// <summary>The pairs in order.</summary>
    public IEnumerator<(TKey, TValue)> GetEnumerator() => Pairs().GetEnumerator();

    IEnumerator<KeyValuePair<TKey, TValue>> IEnumerable<KeyValuePair<TKey, TValue>>.GetEnumerator() => entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The pairs in order, for queries, which can't tell the two kinds of pair apart.</summary>
    internal IEnumerable<(TKey, TValue)> Pairs() => entries.Select(entry => (entry.Key, entry.Value));
}
