using System.Runtime.InteropServices;
using System.Text;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class jit
    {
        /// <summary>
        /// A module of TorchScript. Its methods take and give tensors, numbers, texts and lists of tensors; several results come as a tuple
        /// of .NET, a list as an array of tensors. Children are plain script modules without hooks.
        /// </summary>
        public unsafe class ScriptModule : nn.Module
        {
            private static readonly Lock Names = new();
            private static readonly Dictionary<string, nint> Methods = [];
            private nint module;

            internal ScriptModule(nint module) : base(nameof(ScriptModule)) => this.module = module;

            ~ScriptModule() => Dispose(false);

            internal nint Module => module != 0 ? module : throw new ObjectDisposedException(nameof(ScriptModule));

            protected override void Dispose(bool disposing)
            {
                Native.ts_script_free(Interlocked.Exchange(ref module, 0));
                base.Dispose(disposing);
            }

            /// <summary>Calls <c>forward</c>.</summary>
            public object call(params object[] input) => forward(input);

            public object forward(params object[] input) => invoke("forward", input);

            /// <summary>Calls a method by name.</summary>
            /// <exception cref="ExternalException">There is no such method, or it throws.</exception>
            public object invoke(string name, params object[] objs)
            {
                var results = new Op(Module, Method(name)).CallMethod(out var structure, Array.ConvertAll(objs, Argument));
                var values = new object?[results.Length];
                for (int k = 0; k < values.Length; k++)
                    values[k] = Value(results[k]);
                GC.KeepAlive(this);
                return structure switch
                {
                    ScriptStructure.Tuple => ScriptValues.Tuple(values),
                    ScriptStructure.List when values.All(v => v is Tensor) => values.Cast<Tensor>().ToArray(),
                    ScriptStructure.List => values,
                    _ => values[0]!,
                };
            }

            public TResult invoke<TResult>(string name, params object[] inputs) => (TResult)invoke(name, inputs);
            public TResult invoke<T, TResult>(string name, params T[] inputs) => (TResult)invoke(name, [.. inputs.Cast<object>()]);

            public int GetNumberOfInputs() => Arity().Inputs;
            public int GetNumberOfOutputs() => Arity().Outputs;

            public override bool training
            {
                get
                {
                    int value;
                    Native.Check(Native.ts_script_training(Module, &value));
                    return value != 0;
                }
            }

            public override void train(bool on = true) => Native.Check(Native.ts_script_train(Module, on ? 1 : 0));
            public override void eval() => train(false);

            public override void zero_grad(bool set_to_none = true)
            {
                foreach (var (_, parameter) in named_parameters())
                {
                    if (set_to_none)
                        parameter.grad = null;
                    else
                        parameter.grad?.zero_();
                }
            }

            public override IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true) =>
                [.. Members(0, recurse).Select(m => (m.Name, new Parameter(m.Tensor, m.Tensor.requires_grad)))];

            public override IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true,
                bool include_nonpersistent = true) =>
                Members(1, recurse);

            /// <summary>All attributes that are tensors: parameters, buffers and others.</summary>
            public (string name, Tensor buffer)[] named_attributes(bool recurse = true) => [.. Members(2, recurse)];

            public void set_attribute(string name, Tensor buffer)
            {
                fixed (byte* text = Encoding.UTF8.GetBytes(name + '\0'))
                    Native.Check(Native.ts_script_set_attribute(Module, text, buffer.Handle));
            }

            public override IEnumerable<(string name, nn.Module module)> named_children()
            {
                var result = new List<(string, nn.Module)>();
                byte* name;
                nint child;
                for (int k = 0; ; k++)
                {
                    Native.Check(Native.ts_script_child(Module, k, &name, &child));
                    if (name == null)
                        return result;
                    result.Add((Marshal.PtrToStringUTF8((nint)name)!, new ScriptModule(child)));
                }
            }

            public override IEnumerable<(string name, nn.Module module)> named_modules() =>
                named_children().SelectMany(c => new[] { c }.Concat(c.module.named_modules().Select(m => ($"{c.name}.{m.name}",
                    m.module))));

            protected internal override nn.Module _to(Device device, ScalarType dtype, bool non_blocking)
            {
                InitializeDeviceType(device.type);
                return _to(dtype, non_blocking);
            }

            protected internal override nn.Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking)
            {
                InitializeDeviceType(deviceType);
                return this;
            }

            protected internal override nn.Module _to(ScalarType dtype, bool non_blocking)
            {
                Native.Check(Native.ts_script_move(Module, (int)dtype));
                return this;
            }

            private List<(string Name, Tensor Tensor)> Members(int kind, bool recurse)
            {
                var result = new List<(string, Tensor)>();
                byte* name;
                nint tensor;
                for (int k = 0; ; k++)
                {
                    Native.Check(Native.ts_script_member(Module, kind, recurse ? 1 : 0, k, &name, &tensor));
                    if (name == null)
                        return result;
                    result.Add((Marshal.PtrToStringUTF8((nint)name)!, new Tensor(tensor)));
                }
            }

            private (int Inputs, int Outputs) Arity()
            {
                int inputs, outputs;
                Native.Check(Native.ts_script_arity(Module, &inputs, &outputs));
                return (inputs, outputs);
            }

            /// <summary>The name as native text, made once for the life of the process.</summary>
            private static nint Method(string name)
            {
                lock (Names)
                {
                    if (!Methods.TryGetValue(name, out nint text))
                        Methods[name] = text = Marshal.StringToCoTaskMemUTF8(name);
                    return text;
                }
            }

            private static Arg Argument(object? value) => value switch
            {
                null => Arg.None,
                Tensor t => t,
                Tensor[] list => list,
                IList<Tensor> list => list.ToArray(),
                Scalar s => s,
                string s => s,
                bool b => b,
                int i => i,
                long i => i,
                float f => f,
                double d => d,
                long[] list => list,
                double[] list => list,
                _ => throw new ArgumentException($"TorchScript takes tensors, numbers, texts and lists of tensors, not {value.GetType()}"),
            };

            private static object? Value(NativeArg result) => result.Tag switch
            {
                ArgTag.Tensor => new Tensor((nint)result.Bits),
                ArgTag.Int => (Scalar)result.Bits,
                ArgTag.Bool => (Scalar)(result.Bits != 0),
                ArgTag.Double => (Scalar)result.Double,
                ArgTag.String => result.String,
                _ => null,
            };
        }
    }
}
