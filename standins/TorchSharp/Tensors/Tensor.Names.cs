using System.Runtime.InteropServices;

namespace TorchSharp;

public static partial class torch
{
    public unsafe partial class Tensor
    {
        /// <summary>The names of the axes; an axis without a name gives an empty text.</summary>
        public string[] names
        {
            get
            {
                var result = new string[Dimensions];
                for (int k = 0; k < result.Length; k++)
                    result[k] = NameOf(k) ?? "";
                return result;
            }
        }

        public bool has_names() => Array.Exists(names, n => n.Length > 0);

        /// <summary>The tensor with other names of its axes; null takes all names away.</summary>
        public Tensor rename(IEnumerable<string?>? names) => Aten.view_as.Call(this, this).rename_(names);

        /// <summary>Names the axes in place; null takes all names away, a null entry leaves an axis without a name.</summary>
        public Tensor rename_(IEnumerable<string?>? names)
        {
            var texts = names?.Select(n => n is null or "*" or "" ? 0 : Marshal.StringToCoTaskMemUTF8(n)).ToArray();
            try
            {
                fixed (nint* pointers = texts)
                    Native.Check(Native.ts_tensor_rename(Handle, (byte**)pointers, texts?.Length ?? 0));
            }
            finally
            {
                Array.ForEach(texts ?? [], Marshal.FreeCoTaskMem);
            }
            return this;
        }

        private string? NameOf(int axis)
        {
            byte* text;
            Native.Check(Native.ts_tensor_name(Handle, axis, &text));
            return Marshal.PtrToStringUTF8((nint)text);
        }
    }
}
