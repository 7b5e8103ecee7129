using System.Text;

namespace TorchSharp;

public static partial class torch
{
    public static unsafe partial class jit
    {
        /// <summary>Compiles functions from a text of TorchScript: <c>def twice(x): return 2 * x</c>.</summary>
        /// <exception cref="System.Runtime.InteropServices.ExternalException">The text is no TorchScript; the message says where.</exception>
        public static CompilationUnit compile(string script)
        {
            nint module;
            fixed (byte* source = Encoding.UTF8.GetBytes(script + "\n\0"))
                Native.Check(Native.ts_script_compile(source, &module));
            return new CompilationUnit(new ScriptModule(module));
        }

        /// <summary>Functions of TorchScript.</summary>
        public class CompilationUnit : IDisposable
        {
            private readonly ScriptModule functions;

            internal CompilationUnit(ScriptModule functions) => this.functions = functions;

            /// <summary>Calls a function; arguments and results are those of <see cref="ScriptModule.invoke(string, object[])"/>.</summary>
            /// <exception cref="System.Runtime.InteropServices.ExternalException">There is no such function, or it throws.</exception>
            public object invoke(string name, params object[] objs) => functions.invoke(name, objs);

            /// <inheritdoc cref="invoke(string, object[])"/>
            public TResult invoke<TResult>(string name, params object[] inputs) => functions.invoke<TResult>(name, inputs);

            /// <inheritdoc cref="invoke(string, object[])"/>
            public TResult invoke<T, TResult>(string name, params T[] inputs) => functions.invoke<T, TResult>(name, inputs);

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
                if (disposing)
                    functions.Dispose();
            }
        }
    }
}
