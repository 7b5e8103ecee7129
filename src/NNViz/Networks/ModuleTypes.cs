using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace NNViz.Networks;

/// <summary>Words for modules: their type, and the settings they were made with.</summary>
internal static class ModuleTypes
{
    /// <summary>Settings that go without saying, by name and text; everything else is said.</summary>
    private static readonly HashSet<(string, string)> Defaults =
    [
        ("stride", "1"), ("dilation", "1"), ("groups", "1"), ("padding", "0"), ("output_padding", "0"), ("padding_mode", "Zeros"),
            ("transposed", "false"),
        ("transposed", "true"), ("eps", "1E-05"), ("momentum", "0.1"), ("affine", "true"), ("elementwise_affine", "true"),
            ("track_running_stats", "true"),
        ("inplace", "false"), ("ceil_mode", "false"), ("count_include_pad", "true"), ("start_dim", "1"), ("end_dim", "-1"),
            ("training", "true"), ("training", "false"),
    ];

    /// <summary>Pairs of settings that read as one: from → to.</summary>
    private static readonly (string From, string To)[] Arrows = [("in_channels", "out_channels"), ("in_features", "out_features"),
        ("in1_features", "out_features")];

    /// <summary>The module's type without generic marks, for example <c>Conv2d</c>.</summary>
    public static string NameOf(nn.Module module) => Plain(module.GetType().Name);

    /// <summary>A type as C# writes it, for messages: <c>(Tensor, Tensor)?</c>.</summary>
    public static string Describe(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner)
        {
            return Describe(inner) + "?";
        }
        var arguments = string.Join(", ", type.GetGenericArguments().Select(Describe));
        return typeof(ITuple).IsAssignableFrom(type) && type.IsValueType
            ? $"({arguments})"
            : arguments.Length == 0
            ? type.Name
            : $"{Plain(type.Name)}<{arguments}>";
    }

    /// <summary>Whether TorchSharp itself defines the module, rather than the user.</summary>
    public static bool IsBuiltIn(nn.Module module) => module.GetType().Assembly == typeof(nn.Module).Assembly;

    /// <summary>
    /// The settings of one of TorchSharp's own layers, defaults left out: <c>1 → 32, kernel_size 3×3, padding 1×1</c>. Empty for a user's
    /// module and for one that holds others.
    /// </summary>
    public static string Settings(nn.Module module)
    {
        if (!IsBuiltIn(module) || module.children().Any())
        {
            return "";
        }
        var settings = module.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.CanRead && property.GetIndexParameters().Length == 0 && !property.PropertyType.IsByRefLike)
            .Select(property => (property.Name, Value: Text(Read(property, module))))
            .Where(setting => setting.Value.Length > 0 && !Defaults.Contains((setting.Name, Unrepeated(setting.Value))))
            .ToList();
        foreach (var (from, to) in Arrows)
        {
            var (first, last) = (settings.FindIndex(setting => setting.Name == from), settings.FindIndex(setting => setting.Name == to));
            if (first >= 0 && last >= 0)
            {
                var arrow = ("", $"{settings[first].Value} → {settings[last].Value}");
                settings = [arrow, .. settings.Where(setting => setting.Name != from && setting.Name != to)];
            }
        }
        return settings.Count > 0
            ? string.Join(", ", settings.Select(setting => $"{setting.Name} {setting.Value}".Trim()))
            : SettingsFromShapes(module);
    }

    /// <summary>Embeddings and the native recurrent layers have no properties; their parameters' shapes tell.</summary>
    private static string SettingsFromShapes(nn.Module module)
    {
        var shapes = module.named_parameters().ToDictionary(entry => entry.name, entry => entry.parameter.shape);
        if (!shapes.TryGetValue("weight_ih_l0", out var input) || !shapes.TryGetValue("weight_hh_l0", out var hidden))
        {
            return shapes.TryGetValue("weight", out var weight) ? Text(weight) : "";
        }
        var directions = shapes.ContainsKey("weight_ih_l0_reverse") ? 2 : 1;
        var layers = shapes.Keys.Count(name => name.StartsWith("weight_ih_l", StringComparison.Ordinal)) / directions;
        return string.Create(CultureInfo.InvariantCulture,
            $"{input[1]} → {hidden[1]}{(layers > 1 ? $", {layers} layers" : "")}{(directions > 1 ? ", bidirectional" : "")}");
    }

    private static string Plain(string typeName) => typeName.Split('`')[0];

    /// <summary><c>1×1</c> as <c>1</c>, so that one default covers all ranks.</summary>
    private static string Unrepeated(string value) => value.Split('×').Distinct().ToArray() is [var only] ? only : value;

    private static object? Read(PropertyInfo property, nn.Module module)
    {
        try
        {
            return property.GetValue(module);
        }
        catch (TargetInvocationException)
        {
            // A setting that cannot be read is one that cannot be shown.
            return null;
        }
    }

    private static string Text(object? value) => value switch
    {
        null or Tensor or nn.Module => "",
        bool flag => flag ? "true" : "false",
        Enum or long or int or double or float => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        ITuple tuple => string.Join("×", Enumerable.Range(0, tuple.Length).Select(i => Text(tuple[i]))),
        long[] or int[] or double[] => string.Join("×", ((IEnumerable)value).Cast<object>().Select(Text)),
        _ => "",
    };
}
