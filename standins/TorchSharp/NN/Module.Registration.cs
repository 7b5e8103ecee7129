using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            /// <summary>Adds a buffer: a tensor that is part of the module's state but not trained.</summary>
            /// <param name="name">Its name in <c>state_dict</c>.</param>
            /// <param name="tensor">The values; the module owns them from now on.</param>
            /// <param name="persistent">False leaves it out of <c>state_dict</c> and of saved files.</param>
            /// <exception cref="ArgumentNullException">The tensor is null or disposed.</exception>
            /// <exception cref="InvalidOperationException">A buffer of that name exists.</exception>
            public virtual void register_buffer(string name, Tensor tensor, bool persistent = true)
            {
                if (tensor is null || tensor.IsInvalid)
                {
                    throw new ArgumentNullException(
                        nameof(tensor), $"Buffer '{name}' of {GetName()} needs a tensor; null or disposed was given.");
                }

                if (!_internal_buffers.TryAdd(name, (tensor, persistent)))
                {
                    throw new InvalidOperationException($"Tensor {name} is already registered in {GetName()}; choose another name.");
                }
            }

            /// <summary>Adds a parameter under a name.</summary>
            /// <exception cref="ArgumentNullException">The parameter is null or disposed.</exception>
            /// <exception cref="InvalidOperationException">A parameter of that name exists.</exception>
            public virtual void register_parameter(string name, Parameter param)
            {
                if (param is null || param.IsInvalid)
                {
                    throw new ArgumentNullException(
                        nameof(param), $"Parameter '{name}' of {GetName()} needs a tensor; null or disposed was given.");
                }

                if (!_internal_params.TryAdd(name, param))
                {
                    throw new InvalidOperationException($"Parameter {name} is already registered in {GetName()}; choose another name.");
                }
            }

            /// <summary>Adds a sub-module under a name and registers its components; null removes the name.</summary>
            /// <exception cref="ArgumentException">The name is empty or holds a dot.</exception>
            /// <exception cref="InvalidOperationException">A sub-module of that name exists.</exception>
            public virtual void register_module(string name, Module submodule)
            {
                if (submodule is null)
                {
                    _internal_submodules.Remove(name);
                    return;
                }

                if (string.IsNullOrEmpty(name) || name.Contains('.'))
                {
                    throw new ArgumentException($"A module's name can't be empty and can't contain \".\"; got: \"{name}\".");
                }

                if (_internal_submodules.ContainsKey(name))
                {
                    throw new InvalidOperationException($"Sub-module {name} is already registered in {GetName()}; choose another name.");
                }

                submodule.RegisterComponents();
                _internal_submodules.Add(name, submodule);
            }

            /// <summary>The same as <see cref="register_module"/>.</summary>
            public void add_module(string name, Module module) => register_module(name, module);

            /// <summary>Forgets all sub-modules without disposing them.</summary>
            protected void ClearModules() => _internal_submodules.clear();

            /// <summary>Adds or replaces a parameter; null removes the name.</summary>
            protected void ConditionallyRegisterParameter(string name, Tensor value) =>
                ConditionallyRegisterParameter(name, value as Parameter);

            /// <summary>Adds or replaces a parameter; null removes the name.</summary>
            protected void ConditionallyRegisterParameter(string name, Parameter? value)
            {
                if (value is null)
                {
                    _internal_params.Remove(name);
                }
                else
                {
                    _internal_params[name] = value;
                }
            }

            /// <summary>Adds or replaces a buffer; null removes the name.</summary>
            protected void ConditionallyRegisterBuffer(string name, Tensor? value, bool persistent = true)
            {
                if (value is null)
                {
                    _internal_buffers.Remove(name);
                }
                else
                {
                    _internal_buffers[name] = (value, persistent);
                }
            }

            /// <summary>
            /// The library's layers keep their tensors here instead of in fields: one place to read, replace, move and dispose.
            /// </summary>
            internal Parameter? GetParameterOrNull(string name) =>
                _internal_params.TryGetValue(name, out var parameter) ? parameter : null;

            /// <inheritdoc cref="GetParameterOrNull"/>
            internal void SetParameter(string name, Parameter? value)
            {
                var old = GetParameterOrNull(name);
                if (!ReferenceEquals(old, value))
                {
                    old?.Dispose();
                    value?.DetachFromDisposeScope();
                    ConditionallyRegisterParameter(name, value);
                }
            }

            /// <inheritdoc cref="GetParameterOrNull"/>
            internal Tensor? GetBufferOrNull(string name) =>
                _internal_buffers.TryGetValue(name, out var buffer) ? buffer.Item1 : null;

            /// <inheritdoc cref="GetParameterOrNull"/>
            internal void SetBuffer(string name, Tensor? value)
            {
                var old = GetBufferOrNull(name);
                if (!ReferenceEquals(old, value))
                {
                    old?.Dispose();
                    value?.DetachFromDisposeScope();
                    ConditionallyRegisterBuffer(name, value);
                }
            }
        }
    }
}
