using System.Reflection;
using static TorchSharp.torch;

namespace NNViz.Networks;

/// <summary>Calls a network whose input types are known only when it runs.</summary>
internal static class NetCall
{
    /// <summary>Runs <c>net.call(inputs…)</c>. Optional and nullable inputs at the end may be left out.</summary>
    /// <exception cref="ArgumentException">The network does not take these inputs; the message says what it takes.</exception>
    public static object? Run(nn.Module net, IReadOnlyList<object?> inputs)
    {
        if (net is nn.Module<Tensor, Tensor> simple && inputs is [Tensor input])
        {
            return simple.call(input);
        }
        var calls = net.GetType().GetMethods(BindingFlags.Public | BindingFlags.Instance).Where(method => method.Name == "call").ToList();
        var call = calls.Where(method => Takes(method.GetParameters(), inputs)).OrderBy(method => method.GetParameters().Length)
            .FirstOrDefault()
            ?? throw DoesNotTake(net, calls, inputs);
        var arguments = call.GetParameters().Select((parameter, i) => i < inputs.Count
            ? inputs[i]
            : parameter.HasDefaultValue
            ? parameter.DefaultValue
            : null);
        return call.Invoke(net, BindingFlags.DoNotWrapExceptions, null, [.. arguments], null);
    }

    /// <summary>As <see cref="Run"/>; where the network throws, the message names the layer and the shapes.</summary>
    /// <exception cref="ArgumentException">The network does not take these inputs; the message says what it takes.</exception>
    /// <exception cref="ForwardException">The network threw.</exception>
    public static object? Named(nn.Module net, IReadOnlyList<object?> inputs)
    {
        try
        {
            return Run(net, inputs);
        }
        catch (Exception fault)
        {
            if (Located(net, inputs, fault) is { } located)
            {
                throw located;
            }
            throw;
        }
    }

    /// <summary>
    /// What a network threw, named by the layer that threw it: the network runs on the same inputs once more, in eval mode and under hooks,
    /// which leaves no trace. <see langword="null"/> where the fault was not the network's own: it does not take such inputs, the pass was
    /// cancelled, or the second run went well.
    /// </summary>
    public static ForwardException? Located(nn.Module net, IReadOnlyList<object?> inputs, Exception fault)
    {
        if (fault is OperationCanceledException or ForwardException)
        {
            return null;
        }
        try
        {
            using var capture = Capture.TryRun(net, inputs, new CaptureOptions { Keep = Keep.Shapes });
            return capture.Fault is null ? null : ForwardException.From(capture, fault);
        }
        catch (ArgumentException)
        {
            // It does not take such inputs, and the fault says so already.
            return null;
        }
    }

    /// <summary>
    /// Every tensor in an input or a result: itself, or those in a tuple, list or dictionary, in order, with their names. Only collections
    /// are looked into: going through a sequence that is produced as it is read would use it up.
    /// </summary>
    public static IEnumerable<(string Name, Tensor Value)> TensorsIn(object? value, string name) => value switch
    {
        Tensor tensor => tensor.IsInvalid ? [] : [(name, tensor)],
        string => [],
        System.Runtime.CompilerServices.ITuple tuple => Enumerable.Range(0, tuple.Length)
            .SelectMany(i => TensorsIn(tuple[i], $"{name}.{i}")),
        System.Collections.IDictionary map => map.Keys.Cast<object>().SelectMany(key => TensorsIn(map[key], $"{name}.{key}")),
        System.Collections.ICollection list => list.Cast<object?>().SelectMany((item, i) => TensorsIn(item, $"{name}.{i}")),
        _ => [],
    };

    private static bool Takes(ParameterInfo[] parameters, IReadOnlyList<object?> inputs) =>
        parameters.Length >= inputs.Count
        && parameters.Take(inputs.Count).Zip(inputs)
            .All(pair => pair.Second is { } value ? pair.First.ParameterType.IsInstanceOfType(value) : MayBeNull(pair.First.ParameterType))
        && parameters.Skip(inputs.Count)
            .All(parameter => parameter.HasDefaultValue || Nullable.GetUnderlyingType(parameter.ParameterType) is not null);

    private static bool MayBeNull(Type type) => !type.IsValueType || Nullable.GetUnderlyingType(type) is not null;

    private static ArgumentException DoesNotTake(nn.Module net, List<MethodInfo> calls, IReadOnlyList<object?> inputs)
    {
        var name = ModuleTypes.NameOf(net);
        var given = string.Join(", ", inputs.Select(input => input is null ? "null" : ModuleTypes.Describe(input.GetType())));
        var taken = calls.Select(call =>
            $"call({string.Join(", ", call.GetParameters().Select(parameter => ModuleTypes.Describe(parameter.ParameterType)))})")
                .Distinct();
        return new ArgumentException(calls.Count == 0
            ? $"{name} cannot be called: it derives from nn.Module without input and output types. Derive it from nn.Module<Tensor, Tensor>."
            : $"{name} was given ({given}), but takes {string.Join(" or ", taken)}.");
    }
}
