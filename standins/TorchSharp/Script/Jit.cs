using System.Text;

namespace TorchSharp;

/// <summary>How the results of a TorchScript method stand together.</summary>
internal enum ScriptStructure
{
    Single, Tuple, List,
}

public static partial class torch
{
    /// <summary>TorchScript: modules saved by <c>torch.jit.save</c> in Python, run as they are.</summary>
    public static unsafe partial class jit
    {
        /// <summary>Writes a module so that <c>load</c> and Python read it.</summary>
        public static void save(ScriptModule module, string filename)
        {
            fixed (byte* path = Encoding.UTF8.GetBytes(filename + '\0'))
                Native.Check(Native.ts_script_save(module.Module, path));
        }

        private static nint Opened(string filename, DeviceType device)
        {
            InitializeDeviceType(device);
            if (!File.Exists(filename))
                throw new FileNotFoundException($"no file '{Path.GetFullPath(filename)}'", filename);
            nint module;
            fixed (byte* path = Encoding.UTF8.GetBytes(filename + '\0'))
                Native.Check(Native.ts_script_load(path, &module));
            return module;
        }

        private static nint Opened(byte[] bytes, DeviceType device)
        {
            InitializeDeviceType(device);
            nint module;
            fixed (byte* data = bytes)
                Native.Check(Native.ts_script_load_bytes(data, bytes.LongLength, &module));
            return module;
        }
    }
}
