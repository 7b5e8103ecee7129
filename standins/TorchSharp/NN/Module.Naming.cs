using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            /// <summary>The direct sub-modules with their names, in the order of registration.</summary>
            public virtual IEnumerable<(string name, Module module)> named_children() => _internal_submodules;

            /// <summary>
            /// All modules below this one with dotted names; this one is left out. All children come first, then each child's
            /// own sub-modules (PyTorch's order differs: it descends into each child at once).
            /// </summary>
            public virtual IEnumerable<(string name, Module module)> named_modules()
            {
                foreach (var child in named_children())
                {
                    yield return child;
                }

                foreach (var (childName, child) in named_children())
                {
                    foreach (var (name, module) in child.named_modules())
                    {
                        yield return ($"{childName}.{name}", module);
                    }
                }
            }

            /// <summary>Parameters with dotted names, each tensor once: own first, then those of each sub-module.</summary>
            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true) =>
                Distinct(_internal_params, recurse, child => child.named_parameters(true));

            /// <summary>Buffers with dotted names, each tensor once: own first, then those of each sub-module.</summary>
            /// <param name="recurse">Whether to include the sub-modules'.</param>
            /// <param name="include_nonpersistent">Whether to include buffers that are not saved.</param>
            public virtual IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_nonpersistent = true)
            {
                var own = _internal_buffers.Pairs().Where(entry => entry.Item2.Item2 || include_nonpersistent)
                    .Select(entry => (entry.Item1, entry.Item2.Item1));
                return Distinct(own, recurse, child => child.named_buffers(true, include_nonpersistent));
            }

            private IEnumerable<(string, T)> Distinct<T>(
                IEnumerable<(string, T)> own, bool recurse, Func<Module, IEnumerable<(string, T)>> ofChild)
                where T : Tensor
            {
                var seen = new HashSet<Tensor>(ReferenceEqualityComparer.Instance);
                foreach (var (name, tensor) in own)
                {
                    if (!tensor.IsInvalid && seen.Add(tensor))
                    {
                        yield return (name, tensor);
                    }
                }

                foreach (var (childName, child) in recurse ? named_children() : [])
                {
                    foreach (var (name, tensor) in ofChild(child))
                    {
                        if (seen.Add(tensor))
                        {
                            yield return ($"{childName}.{name}", tensor);
                        }
                    }
                }
            }

            /// <summary>The parameters, each once.</summary>
            public virtual IEnumerable<Parameter> parameters(bool recurse = true) =>
                named_parameters(recurse).Select(entry => entry.parameter);

            /// <summary>The buffers, each once.</summary>
            public virtual IEnumerable<Tensor> buffers(bool recurse = true, bool include_nonpersistent = true) =>
                named_buffers(recurse, include_nonpersistent).Select(entry => entry.buffer);

            /// <summary>All modules below this one, in the order of <see cref="named_modules"/>.</summary>
            public virtual IEnumerable<Module> modules() => named_modules().Select(entry => entry.module);

            /// <summary>The direct sub-modules.</summary>
            public virtual IEnumerable<Module> children() => named_children().Select(entry => entry.module);

            /// <summary>Whether a parameter of that dotted name exists here or below.</summary>
            public virtual bool has_parameter(string target) =>
                _internal_params.ContainsKey(target) || OnChild(target, static (child, rest) => child.has_parameter(rest));

            /// <summary>Whether a buffer of that dotted name exists here or below.</summary>
            public virtual bool has_buffer(string target) =>
                _internal_buffers.ContainsKey(target) || OnChild(target, static (child, rest) => child.has_buffer(rest));

            /// <summary>The parameter of that dotted name, or null.</summary>
            public virtual Parameter? get_parameter(string target) =>
                GetParameterOrNull(target) ?? OnChild(target, static (child, rest) => child.get_parameter(rest));

            /// <summary>The buffer of that dotted name, or null.</summary>
            public virtual Tensor? get_buffer(string target) =>
                GetBufferOrNull(target) ?? OnChild(target, static (child, rest) => child.get_buffer(rest));

            /// <summary>Asks the child that the first part of a dotted name names for the rest of it.</summary>
            private T? OnChild<T>(string target, Func<Module, string, T> ask)
            {
                var dot = target.IndexOf('.');
                if (dot < 0)
                {
                    return default;
                }

                var child = named_children().FirstOrDefault(entry => entry.name == target[..dot]).module;
                return child is null ? default : ask(child, target[(dot + 1)..]);
            }
        }
    }
}
