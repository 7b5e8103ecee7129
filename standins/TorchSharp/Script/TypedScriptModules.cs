namespace TorchSharp;

/// <summary>Results of TorchScript as values of .NET.</summary>
internal static class ScriptValues
{
    private static readonly Type[] Tuples =
    [
        typeof(ValueTuple<>), typeof(ValueTuple<,>), typeof(ValueTuple<,,>), typeof(ValueTuple<,,,>), typeof(ValueTuple<,,,,>),
        typeof(ValueTuple<,,,,,>), typeof(ValueTuple<,,,,,,>),
    ];

    /// <summary>A ValueTuple of the values' own types.</summary>
    /// <exception cref="NotSupportedException">There are more than seven, or none.</exception>
    public static object Tuple(object?[] values)
    {
        if (values.Length == 0 || values.Length > Tuples.Length)
            throw new NotSupportedException($"a tuple of {values.Length} has no counterpart in .NET");
        var types = Array.ConvertAll(values, v => v?.GetType() ?? typeof(object));
        return Activator.CreateInstance(Tuples[values.Length - 1].MakeGenericType(types), values)!;
    }
}

public static partial class torch
{
    public static partial class jit
    {
        /// <summary>A script module with hooks, which only <c>call</c> runs.</summary>
        public class HookableScriptModule<TPreHook, TPostHook> : ScriptModule
        {
            protected Dictionary<string, TPreHook> pre_hooks = [];
            protected Dictionary<string, TPostHook> post_hooks = [];

            internal HookableScriptModule(nint module) : base(module) { }

            /// <summary>Adds a hook that sees the inputs and may give others; null keeps them.</summary>
            public HookRemover register_forward_pre_hook(TPreHook hook) => Add(pre_hooks, hook);

            /// <summary>Adds a hook that sees inputs and result and may give another result; null keeps it.</summary>
            public HookRemover register_forward_hook(TPostHook hook) => Add(post_hooks, hook);

            private HookRemover Add<T>(Dictionary<string, T> hooks, T hook)
            {
                string key = Guid.NewGuid().ToString();
                hooks.Add(key, hook);
                return new HookRemover(this, key);
            }

            private void Remove(string key)
            {
                pre_hooks.Remove(key);
                post_hooks.Remove(key);
            }

            /// <summary>Takes one hook away again.</summary>
            public class HookRemover(HookableScriptModule<TPreHook, TPostHook> module, string key)
            {
                public void remove() => module.Remove(key);
            }
        }

        /// <summary>A script module of any number of tensors.</summary>
        public class ScriptModule<TResult> : ScriptModule, nn.IModule<Tensor[], TResult>
        {
            internal ScriptModule(nint module) : base(module) { }

            public TResult call(params Tensor[] input) => forward(input);
            public TResult forward(params Tensor[] tensor) => (TResult)base.forward([.. tensor]);
        }

        /// <summary>A script module of one argument.</summary>
        public class ScriptModule<T, TResult> :
            HookableScriptModule<Func<ScriptModule<T, TResult>, T, T>, Func<ScriptModule<T, TResult>, T, TResult, TResult>>,
            nn.IModule<T, TResult>
        {
            internal ScriptModule(nint module) : base(module) { }

            public TResult call(T input)
            {
                foreach (var hook in pre_hooks.Values)
                    input = hook(this, input) ?? input;
                var result = forward(input);
                foreach (var hook in post_hooks.Values)
                    result = hook(this, input, result) ?? result;
                return result;
            }

            public TResult forward(T tensor) => (TResult)base.forward(tensor!);
        }

        /// <summary>A script module of two arguments.</summary>
        public class ScriptModule<T1, T2, TResult> :
            HookableScriptModule<Func<ScriptModule<T1, T2, TResult>, T1, T2, (T1, T2)?>,
                Func<ScriptModule<T1, T2, TResult>, T1, T2, TResult, TResult>>,
            nn.IModule<T1, T2, TResult>
        {
            internal ScriptModule(nint module) : base(module) { }

            public TResult call(T1 input1, T2 input2)
            {
                foreach (var hook in pre_hooks.Values)
                    (input1, input2) = hook(this, input1, input2) ?? (input1, input2);
                var result = forward(input1, input2);
                foreach (var hook in post_hooks.Values)
                    result = hook(this, input1, input2, result) ?? result;
                return result;
            }

            public TResult forward(T1 input1, T2 input2) => (TResult)base.forward(input1!, input2!);
        }
    }
}
