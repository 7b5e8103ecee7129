using System.Globalization;
using System.Reflection;

namespace NNViz.Training;

/// <summary>Reads the metrics out of a record or an anonymous object.</summary>
internal static class LoggedValues
{
    /// <summary>The public numeric properties of <paramref name="metrics"/>, by name, in the order of declaration.</summary>
    /// <exception cref="ArgumentException">There is no numeric property.</exception>
    public static (string Name, double Value)[] Of(object metrics)
    {
        var properties = metrics.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.GetIndexParameters().Length == 0)
            .ToArray();
        var values = properties
            .Where(property => IsNumber(property.PropertyType))
            .Select(property => (property.Name, Convert.ToDouble(property.GetValue(metrics), CultureInfo.InvariantCulture)))
            .ToArray();
        if (values.Length > 0)
        {
            return values;
        }
        var found = properties.Length == 0
            ? "it has no public property"
            : "it has " + string.Join(", ", properties.Select(property => $"{property.Name} ({property.PropertyType.Name})"));
        throw new ArgumentException(
            $"No metric in a {metrics.GetType().Name}: {found}. "
            + $"Log numbers, for example history.Log(step, new {{ loss = loss.item<float>() }}).",
            nameof(metrics));
    }

    private static bool IsNumber(Type type) =>
        !type.IsEnum && Type.GetTypeCode(type) is >= TypeCode.SByte and <= TypeCode.Decimal;
}
