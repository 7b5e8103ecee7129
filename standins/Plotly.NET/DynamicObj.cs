using System.Dynamic;
using Microsoft.FSharp.Core;

namespace DynamicObj;

/// <summary>An object whose properties are given at run time: what all parts of a chart are. JSON holds them in the order in which they were set.</summary>
public class DynamicObj : DynamicObject
{
    private readonly Dictionary<string, object> _values = [];
    private readonly List<string> _order = [];

    /// <summary>Sets a property: the one that the class declares, else one of the given name.</summary>
    public void SetValue<c>(string name, c value)
    {
        if (Declared(name) is { } declared)
        {
            declared.SetValue(this, value);
        }
        else
        {
            if (_values.TryAdd(name, value))
            {
                _order.Add(name);
            }
            _values[name] = value;
        }
    }

    /// <summary>The value of a property, or none.</summary>
    public FSharpOption<object> TryGetValue(string name) =>
        Declared(name) is { } declared ? FSharpOption<object>.Some(declared.GetValue(this))
        : _values.TryGetValue(name, out var value) ? FSharpOption<object>.Some(value)
        : null;

    /// <summary>The value of a property where it is of the type, or none.</summary>
    public FSharpOption<a> TryGetTypedValue<a>(string name) => TryGetValue(name)?.Value is a typed ? FSharpOption<a>.Some(typed) : null;

    /// <summary>Takes a property away; false where there was none.</summary>
    public bool Remove(string name) => _values.Remove(name) && _order.Remove(name);

    /// <summary>The properties that were set, after those that the class declares where they are wanted.</summary>
    public IEnumerable<KeyValuePair<string, object>> GetProperties(bool includeInstanceProperties)
    {
        var declared = includeInstanceProperties ? GetType().GetProperties().Select(property => property.Name) : [];
        return declared.Concat(_order).Select(name => KeyValuePair.Create(name, TryGetValue(name).Value)).ToArray();
    }

    /// <summary>Sets all properties that were set here on another object.</summary>
    public void CopyDynamicPropertiesTo(DynamicObj target)
    {
        foreach (var (name, value) in GetProperties(false))
        {
            target.SetValue(name, value);
        }
    }

    public override IEnumerable<string> GetDynamicMemberNames() => GetProperties(true).Select(property => property.Key);

    public override bool TryGetMember(GetMemberBinder binder, out object result)
    {
        var found = TryGetValue(binder.Name);
        result = found?.Value;
        return found is not null;
    }

    public override bool TrySetMember(SetMemberBinder binder, object value)
    {
        SetValue(binder.Name, value);
        return true;
    }

    /// <summary>Sets what <paramref name="second"/> holds on <paramref name="first"/>; where both hold an object, these are combined alike.</summary>
    internal static T Combine<T>(T first, DynamicObj second)
        where T : DynamicObj
    {
        foreach (var (name, value) in second.GetProperties(false))
        {
            var both = first.TryGetValue(name)?.Value is DynamicObj left && value is DynamicObj right ? Combine(left, right) : value;
            first.SetValue(name, both);
        }
        return first;
    }

    private System.Reflection.PropertyInfo Declared(string name) => GetType().GetProperty(name);
}
