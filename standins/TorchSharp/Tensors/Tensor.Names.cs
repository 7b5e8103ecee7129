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
        public Tensor rename(IEnumerable<string?>? names) => Anew.Call(this).rename_(names);

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

        private const string Others = "...";
        private static readonly Op Anew = new("alias"), AlignTo = new("align_to"), AlignToOthers = new("align_to.ellipsis_idx");
        private static readonly Op RefineNames = new("refine_names");
        private static readonly Op FlattenAxes = new("flatten.DimnameList"), UnflattenNamed = new("unflatten.Dimname");

        /// <summary>
        /// The tensor with its axes in this order; a name that it lacks becomes an axis of size 1, "..." stands for those not named here.
        /// </summary>
        public Tensor align_to(params string[] names)
        {
            int others = Array.IndexOf(names, Others);
            return others < 0 ? AlignTo.Call(this, Qualified(names))
                : AlignToOthers.Call(this, Qualified(names.Where(name => name != Others)), others);
        }

        /// <inheritdoc cref="align_to(string[])"/>
        public Tensor align_to(IEnumerable<string> names) => align_to(names.ToArray());

        /// <summary>The tensor with names for axes that have none; "..." stands for the axes between, which keep theirs.</summary>
        /// <exception cref="System.Runtime.InteropServices.ExternalException">An axis has another name already.</exception>
        public Tensor refine_names(params string[] names)
        {
            int others = Array.IndexOf(names, Others);
            if (others < 0)
                return RefineNames.Call(this, Qualified(names));
            int kept = (int)Dimensions - (names.Length - 1);
            if (kept < 0)
                throw new ArgumentException($"{names.Length - 1} names besides '...' for a tensor of {Dimensions} axes", nameof(names));
            var own = this.names[others..(others + kept)];
            return RefineNames.Call(this, Qualified([.. names[..others], .. own, .. names[(others + 1)..]]));
        }

        /// <inheritdoc cref="refine_names(string[])"/>
        public Tensor refine_names(IEnumerable<string> names) => refine_names(names.ToArray());

        /// <summary>The tensor with adjacent axes, in their order, joined into one of the given name.</summary>
        public Tensor flatten(IList<string> dims, string out_dim) => FlattenAxes.Call(this, Qualified(dims), Qualified(out_dim));

        /// <summary>The tensor with an axis split into several, each with its name and size.</summary>
        public Tensor unflatten(string dim, params (string, long)[] sizes) =>
            UnflattenNamed.Call(this, Qualified(dim), Array.ConvertAll(sizes, s => s.Item2), Qualified(sizes.Select(s => s.Item1)));

        /// <summary>Names as operators take them; an axis without a name is a wildcard.</summary>
        private static string[] Qualified(IEnumerable<string> names) => [.. names.Select(Qualified)];

        private static string Qualified(string name) => "dimname::" + (name.Length == 0 ? "*" : name);

        private string? NameOf(int axis)
        {
            byte* text;
            Native.Check(Native.ts_tensor_name(Handle, axis, &text));
            return Marshal.PtrToStringUTF8((nint)text);
        }
    }
}
