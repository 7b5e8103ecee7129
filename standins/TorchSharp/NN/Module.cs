using System.Collections.Concurrent;
using System.Reflection;
using TorchSharp.Modules;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>
        /// A node of a network: parameters, buffers and sub-modules under names. Layers derive from the generic
        /// <c>Module&lt;T,TResult&gt;</c> and its siblings, which add <c>forward</c>, <c>call</c> and hooks.
        /// </summary>
        public partial class Module : IDisposable
        {
            /// <summary>What <see cref="GetName"/> returns: usually the layer's type.</summary>
            protected string? name;

            /// <summary>Own sub-modules, in the order of registration.</summary>
            protected OrderedDict<string, Module> _internal_submodules = new();

            /// <summary>Own buffers, each with whether it is saved.</summary>
            protected OrderedDict<string, (Tensor, bool)> _internal_buffers = new();

            /// <summary>Own parameters, in the order of registration.</summary>
            protected OrderedDict<string, Parameter> _internal_params = new();

            private static readonly ConcurrentDictionary<Type, FieldInfo[]> ComponentFields = new();
            private bool componentsRegistered;
            private bool disposed;

            /// <summary>A module without components; <paramref name="name"/> is what <see cref="GetName"/> returns.</summary>
            protected Module(string name) => this.name = name;

            /// <summary>Whether the module is in training mode; new modules are.</summary>
            public virtual bool training { get; private set; } = true;

            /// <summary>The name given at construction, for the library's layers the type's name.</summary>
            public virtual string GetName() => string.IsNullOrEmpty(name) ? GetType().Name : name;

            /// <summary>Switches this module and all below it to training (or with <c>false</c> evaluation) mode.</summary>
            public virtual void train(bool train = true)
            {
                training = train;
                foreach (var child in children())
                {
                    child.train(train);
                }
            }

            /// <summary>Switches this module and all below it to evaluation mode.</summary>
            public virtual void eval() => train(false);

            /// <summary>Calls <paramref name="fn"/> on every module below this one, children first, then on this one.</summary>
            public virtual Module apply(Action<Module> fn)
            {
                foreach (var child in children())
                {
                    child.apply(fn);
                }

                fn(this);
                return this;
            }

            /// <summary>
            /// Drops the gradients of all parameters, or with <paramref name="set_to_none"/> false fills them with zeros.
            /// </summary>
            public virtual void zero_grad(bool set_to_none = true)
            {
                foreach (var parameter in parameters())
                {
                    using var grad = parameter.grad;
                    if (grad is null)
                    {
                        continue;
                    }

                    if (set_to_none)
                    {
                        parameter.grad = null;
                    }
                    else
                    {
                        grad.zero_();
                    }
                }
            }

            /// <summary>
            /// Registers every field that holds a module, a parameter or a tensor, the derived class's fields first, under the
            /// field's name (or its <see cref="ComponentNameAttribute"/>). A module calls it at the end of its constructor.
            /// </summary>
            protected virtual void RegisterComponents()
            {
                if (componentsRegistered)
                {
                    return;
                }

                foreach (var field in FieldsOf(GetType()))
                {
                    var component = field.ComponentName();
                    if (!IsRegistered(component))
                    {
                        Register(component, field.GetValue(this));
                    }
                }

                componentsRegistered = true;
            }

            private bool IsRegistered(string component) =>
                _internal_submodules.ContainsKey(component) || _internal_params.ContainsKey(component)
                || _internal_buffers.ContainsKey(component);

            private void Register(string component, object? value)
            {
                switch (value)
                {
                    case Module module: register_module(component, module); break;
                    case Parameter parameter: register_parameter(component, parameter); break;
                    case Tensor tensor: register_buffer(component, tensor); break;
                }
            }

            private static FieldInfo[] FieldsOf(Type type) => ComponentFields.GetOrAdd(type, static top =>
            {
                var fields = new Dictionary<string, FieldInfo>();
                for (var t = top; t is not null && t != typeof(Module); t = t.BaseType)
                {
                    foreach (var field in t.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance))
                    {
                        fields.TryAdd(field.Name, field);
                    }
                }

                return [.. fields.Values];
            });

            /// <summary>Disposes the parameters, the buffers and all sub-modules.</summary>
            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            /// <summary>Disposes the components when <paramref name="disposing"/>; finalizers of the tensors do it otherwise.</summary>
            protected virtual void Dispose(bool disposing)
            {
                if (!disposing || disposed)
                {
                    return;
                }

                disposed = true;
                foreach (var (buffer, _) in _internal_buffers.values())
                {
                    buffer.DetachFromDisposeScope().Dispose();
                }

                foreach (var parameter in _internal_params.values())
                {
                    parameter.DetachFromDisposeScope().Dispose();
                }

                foreach (var child in _internal_submodules.values())
                {
                    child.Dispose();
                }
            }
        }
    }
}
