using System.Globalization;
using System.Runtime.CompilerServices;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>Modules of one tensor in order: each is called (with its hooks) on the result of the one before.</summary>
    public class Sequential : nn.Module<Tensor, Tensor>
    {
        /// <summary>Named modules in order.</summary>
        protected internal Sequential(params (string name, nn.Module<Tensor, Tensor> submodule)[] modules)
            : base(nameof(Sequential))
        {
            foreach (var (name, module) in modules)
                append(name, module);
        }

        /// <summary>Modules in order, named by their index.</summary>
        protected internal Sequential(params nn.Module<Tensor, Tensor>[] modules)
            : base(nameof(Sequential))
        {
            foreach (var module in modules)
                append(module);
        }

        /// <summary>How many modules it holds.</summary>
        public int Count => _internal_submodules.Count;

        /// <summary>The module at a position.</summary>
        [IndexerName("SequentialItems")]
        public nn.IModule<Tensor, Tensor> this[int index] => (nn.IModule<Tensor, Tensor>)_internal_submodules[index].Item2;

        /// <summary>The modules from start to end, end excluded; null is the first or last.</summary>
        [IndexerName("SequentialItems")]
        public Sequential this[(int? start, int? end) index] => Slice(index.start ?? 0, index.end ?? Count);

        /// <summary>The modules in a range.</summary>
        [IndexerName("SequentialItems")]
        public Sequential this[Range index] => Slice(index.Start.GetOffset(Count), index.End.GetOffset(Count));

        /// <inheritdoc/>
        public override void train(bool on = true) => base.train(on);

        /// <inheritdoc/>
        public override IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_persistent = true) =>
            base.named_buffers(recurse, include_persistent);

        /// <summary>Adds a module under its index.</summary>
        public Sequential append(nn.IModule<Tensor, Tensor> module) => append(Count.ToString(CultureInfo.InvariantCulture), module);

        /// <summary>Adds a module under a name.</summary>
        /// <exception cref="ArgumentException">The name is taken.</exception>
        public Sequential append(string name, nn.IModule<Tensor, Tensor> module)
        {
            _internal_submodules.Add(name, (nn.Module)module);
            return this;
        }

        private Sequential Slice(int start, int end)
        {
            if (start < 0 || start > Count || end < 0 || end > Count)
                throw new IndexOutOfRangeException($"The range {start}..{end} is not within the {Count} modules of this Sequential.");
            var slice = new Sequential(Array.Empty<nn.Module<Tensor, Tensor>>());
            for (var k = start; k < end; k++)
                slice.append(_internal_submodules[k].Item1, this[k]);
            return slice;
        }

        /// <summary>
        /// Calls the modules in order and disposes the results between them; without modules, the input under a second handle.
        /// </summary>
        public override Tensor forward(Tensor tensor)
        {
            if (Count == 0)
                return tensor.alias();
            var result = this[0].call(tensor);
            for (var k = 1; k < Count; k++)
            {
                var next = this[k].call(result);
                result.Dispose();
                result = next;
            }
            return result;
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>An empty Sequential.</summary>
            public static Sequential Sequential() => new(Array.Empty<Module<Tensor, Tensor>>());

            /// <summary>Modules in order, named by their index.</summary>
            public static Sequential Sequential(params Module<Tensor, Tensor>[] modules) => new(modules);

            /// <summary>Named modules in order.</summary>
            public static Sequential Sequential(params (string name, Module<Tensor, Tensor> submodule)[] modules) => new(modules);

            /// <summary>Named modules in order.</summary>
            public static Sequential Sequential(params Tuple<string, Module<Tensor, Tensor>>[] modules) =>
                Sequential((IEnumerable<Tuple<string, Module<Tensor, Tensor>>>)modules);

            /// <summary>Modules in order, named by their index.</summary>
            public static Sequential Sequential(IEnumerable<Module<Tensor, Tensor>> modules) => new([.. modules]);

            /// <summary>Named modules in order.</summary>
            public static Sequential Sequential(IEnumerable<(string name, Module<Tensor, Tensor> submodule)> modules) => new([.. modules]);

            /// <summary>Named modules in order.</summary>
            public static Sequential Sequential(IEnumerable<Tuple<string, Module<Tensor, Tensor>>> modules) =>
                new([.. modules.Select(module => (module.Item1, module.Item2))]);
        }
    }
}
