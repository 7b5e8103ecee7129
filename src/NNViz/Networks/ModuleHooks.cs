using System.Collections.Concurrent;
using System.Linq.Expressions;
using static TorchSharp.torch;

namespace NNViz.Networks;

/// <summary>Told before and after each call of a module.</summary>
internal interface IModuleObserver
{
    void Before(object?[] inputs);

    /// <summary>Gives back what the caller is to get: <paramref name="result"/>, or a tensor of equal values.</summary>
    object? After(object?[] inputs, object? result);
}

/// <summary>
/// The forward hooks on the modules of some layers, until disposed: the only place that registers any.
/// Modules may have whatever arity and types: <c>Module&lt;T, R&gt;</c> takes a <c>Func&lt;Module, T, R, R&gt;</c>,
/// a module of two inputs one with two, and so on up to six. The delegates are built to measure, once for each type, so that there is one
/// implementation for all.
/// </summary>
internal sealed class ModuleHooks : IDisposable
{
    private static readonly ConcurrentDictionary<Type, Func<IModuleObserver, Delegate>> Factories = new();

    private readonly List<object> removers = [];

    private ModuleHooks()
    {
    }

    /// <summary>
    /// Whether hooks can be put on the module: it derives from a module with input and output types (a plain container does not).
    /// </summary>
    public static bool CanHook(nn.Module module) => HookableBase(module) is not null;

    /// <summary>Puts a hook before and one after the <c>call</c> of each layer that can be hooked.</summary>
    /// <param name="layers">The layers.</param>
    /// <param name="observer">Makes what is told of a layer's calls.</param>
    public static ModuleHooks Attach(IEnumerable<Layer> layers, Func<Layer, IModuleObserver> observer)
    {
        var hooks = new ModuleHooks();
        try
        {
            foreach (var layer in layers)
            {
                hooks.Add(layer.Module, () => observer(layer));
            }
            return hooks;
        }
        catch
        {
            hooks.Dispose();
            throw;
        }
    }

    /// <summary>Takes the hooks off.</summary>
    public void Dispose()
    {
        foreach (var remover in removers)
        {
            remover.GetType().GetMethod("remove")!.Invoke(remover, null);
        }
        removers.Clear();
    }

    private void Add(nn.Module module, Func<IModuleObserver> make)
    {
        if (HookableBase(module) is { } hookable)
        {
            var (types, observer) = (hookable.GetGenericArguments(), make());
            removers.Add(Register(module, hookable, "register_forward_pre_hook", types[0], observer));
            removers.Add(Register(module, hookable, "register_forward_hook", types[1], observer));
        }
    }

    /// <summary><c>nn.HookableModule&lt;TPre, TPost&gt;</c>, or its counterpart for TorchScript modules.</summary>
    private static Type? HookableBase(nn.Module module)
    {
        for (var type = module.GetType(); type is not null; type = type.BaseType)
        {
            if (type.Name is "HookableModule`2" or "HookableScriptModule`2")
            {
                return type;
            }
        }
        return null;
    }

    private static object Register(nn.Module module, Type hookable, string method, Type hookType, IModuleObserver observer)
    {
        var hook = Factories.GetOrAdd(hookType, type => Build(type, isPost: method == "register_forward_hook"))(observer);
        return hookable.GetMethod(method, [hookType])!.Invoke(module, [hook])!;
    }

    /// <summary>
    /// Before: (module, input…) → { observer.Before([input…]); return input, or null for "unchanged" where there are several }.
    /// After: (module, input…, result) → (TResult)observer.After([input…], result).
    /// </summary>
    private static Func<IModuleObserver, Delegate> Build(Type hookType, bool isPost)
    {
        var invoke = hookType.GetMethod("Invoke")!;
        var parameters = invoke.GetParameters().Select(parameter => Expression.Parameter(parameter.ParameterType)).ToArray();
        var observer = Expression.Parameter(typeof(IModuleObserver));
        var inputs = parameters[1..(isPost ? ^1 : ^0)];
        var array = Expression.NewArrayInit(typeof(object), inputs.Select(input => Expression.Convert(input, typeof(object))));
        Expression body = isPost
            ? Expression.Convert(Expression.Call(observer, nameof(IModuleObserver.After), null, array,
                Expression.Convert(parameters[^1], typeof(object))), invoke.ReturnType)
            : Expression.Block(
                Expression.Call(observer, nameof(IModuleObserver.Before), null, array),
                inputs.Length == 1 ? parameters[^1] : Expression.Default(invoke.ReturnType));
        var hook = Expression.Lambda(hookType, body, parameters);
        return Expression.Lambda<Func<IModuleObserver, Delegate>>(Expression.Convert(hook, typeof(Delegate)), observer).Compile();
    }
}
