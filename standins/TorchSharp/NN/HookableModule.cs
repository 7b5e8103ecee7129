namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>
        /// The hooks of a module. Only <c>call</c> runs them, <c>forward</c> does not; in the order of registration.
        /// </summary>
        /// <typeparam name="TPreHook">Sees the module and its inputs and may return other inputs, or null to keep them.</typeparam>
        /// <typeparam name="TPostHook">Sees the module, inputs and result and may return another result, or null to keep it.</typeparam>
        public class HookableModule<TPreHook, TPostHook> : Module
        {
            /// <summary>Hooks before forward that see tensors.</summary>
            protected Dictionary<string, TPreHook> pre_hooks = [];

            /// <summary>Hooks after forward that see tensors.</summary>
            protected Dictionary<string, TPostHook> post_hooks = [];

            /// <summary>Hooks before forward, run before <see cref="pre_hooks"/>.</summary>
            protected Dictionary<string, Action<Module>> module_pre_hooks = [];

            /// <summary>Hooks after forward, run after <see cref="post_hooks"/>.</summary>
            protected Dictionary<string, Action<Module>> module_post_hooks = [];

            /// <inheritdoc/>
            protected HookableModule(string name)
                : base(name)
            {
            }

            /// <summary>Adds a hook that runs after forward and may replace the result.</summary>
            public HookRemover register_forward_hook(TPostHook hook) => Add(post_hooks, hook);

            /// <summary>Adds a hook that runs after forward and sees only the module.</summary>
            public HookRemover register_forward_hook(Action<Module> hook) => Add(module_post_hooks, hook);

            /// <summary>Adds a hook that runs before forward and may replace the inputs.</summary>
            public HookRemover register_forward_pre_hook(TPreHook hook) => Add(pre_hooks, hook);

            /// <summary>Adds a hook that runs before forward and sees only the module.</summary>
            public HookRemover register_forward_pre_hook(Action<Module> hook) => Add(module_pre_hooks, hook);

            private HookRemover Add<T>(Dictionary<string, T> hooks, T hook)
            {
                var key = Guid.NewGuid().ToString();
                hooks.Add(key, hook);
                return new HookRemover(this, key);
            }

            private protected void RunModuleHooks(Dictionary<string, Action<Module>> hooks)
            {
                foreach (var hook in hooks.Values)
                {
                    hook(this);
                }
            }

            private void Remove(string key)
            {
                pre_hooks.Remove(key);
                post_hooks.Remove(key);
                module_pre_hooks.Remove(key);
                module_post_hooks.Remove(key);
            }

            /// <summary>Takes one hook away again.</summary>
            public class HookRemover(HookableModule<TPreHook, TPostHook> module, string key)
            {
                /// <summary>Removes the hook; a second call does nothing.</summary>
                public void remove() => module.Remove(key);
            }
        }
    }
}
