namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Op Slice = new("slice.Tensor"), Select = new("select.int"), Unsqueeze = new("unsqueeze");
        private static readonly Op Index = new("index.Tensor"), IndexPut = new("index_put_"), Copy = new("copy_");

        public Tensor this[params TensorIndex[] indices]
        {
            get => index(indices);
            set => Assign(value, indices, false);
        }

        public Tensor this[params Tensor[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        public Tensor this[params long[] indices]
        {
            get => index(Indices(indices));
            set => Assign(value, Indices(indices), false);
        }

        public Tensor this[long i1]
        {
            get => Select.Call(this, 0, i1);
            set => Assign(value, [i1], false);
        }

        public Tensor this[long i1, long i2]
        {
            get => index([i1, i2]);
            set => Assign(value, [i1, i2], false);
        }

        public Tensor this[long i1, long i2, long i3]
        {
            get => index([i1, i2, i3]);
            set => Assign(value, [i1, i2, i3], false);
        }

        public Tensor this[long i1, long i2, long i3, long i4]
        {
            get => index([i1, i2, i3, i4]);
            set => Assign(value, [i1, i2, i3, i4], false);
        }

        public Tensor this[long i1, long i2, long i3, long i4, long i5]
        {
            get => index([i1, i2, i3, i4, i5]);
            set => Assign(value, [i1, i2, i3, i4, i5], false);
        }

        public Tensor this[long i1, long i2, long i3, long i4, long i5, long i6]
        {
            get => index([i1, i2, i3, i4, i5, i6]);
            set => Assign(value, [i1, i2, i3, i4, i5, i6], false);
        }

        /// <summary>As <c>t[…]</c> in Python: numbers, slices and new axes give a view; masks and index tensors give a copy.</summary>
        public Tensor index(params TensorIndex[] indices)
        {
            var (view, advanced) = View(indices);
            if (advanced.Length == 0)
                return view;
            using (view)
                return Index.Call(view, advanced);
        }

        public Tensor index(params Tensor[] indices) => Index.Call(this, indices);

        public Tensor index_put_(Tensor value, params Tensor[] indices) => index_put_(value, indices, false);
        public Tensor index_put_(Tensor value, params TensorIndex[] indices) => Assign(value, indices, false);
        public Tensor index_put_(Tensor value, TensorIndex[] indices, bool accumulate = false) => Assign(value, indices, accumulate);
        public Tensor index_put_(Tensor value, Tensor[] indices, bool accumulate = false) =>
            InPlace(IndexPut, this, indices, value, accumulate);

        public Tensor index_put_(Scalar value, params TensorIndex[] indices)
        {
            using var one = torch.full(Array.Empty<long>(), value, dtype, device);
            return Assign(one, indices, false);
        }

        public Tensor index_put_(Scalar value, params Tensor[] indices)
        {
            using var one = torch.full(Array.Empty<long>(), value, dtype, device);
            return index_put_(one, indices, false);
        }

        private Tensor Assign(Tensor value, TensorIndex[] indices, bool accumulate)
        {
            var (view, advanced) = View(indices);
            using (view)
            {
                if (advanced.Length > 0)
                    IndexPut.Run(view, advanced, value, accumulate);
                else if (accumulate)
                    view.add_(value);
                else
                    Copy.Run(view, LeadingOnesDropped(value, view.Dimensions));
            }
            return this;
        }

        /// <summary>Python lets a value have leading axes of extent 1 more than the place it goes to.</summary>
        private static Tensor LeadingOnesDropped(Tensor value, long rank)
        {
            var extents = value.shape;
            int extra = 0;
            while (extents.Length - extra > rank && extents[extra] == 1)
                extra++;
            return extra == 0 ? value : value.view(extents[extra..]);
        }

        private static TensorIndex[] Indices(long[] indices) => Array.ConvertAll(indices, i => (TensorIndex)i);

        /// <summary>
        /// Applies what gives a view. The second result has, for each axis of the view, the tensor that selects on it, or null; it is
        /// empty where nothing is left to select.
        /// </summary>
        private (Tensor View, Tensor[] Advanced) View(TensorIndex[] indices)
        {
            using var scope = NewDisposeScope();
            var view = alias();
            var advanced = new List<Tensor?>();
            int axis = 0;
            for (int k = 0; k < indices.Length; k++)
            {
                var entry = indices[k];
                switch (entry.kind)
                {
                    case TensorIndex.Kind.Single:
                        view = Select.Call(view, axis, entry.start);
                        break;
                    case TensorIndex.Kind.Slice:
                        if (entry.start is not null || entry.stop is not null || entry.step is not null)
                            view = Slice.Call(view, axis, entry.start, entry.stop, entry.step ?? 1);
                        axis++;
                        break;
                    case TensorIndex.Kind.None:
                        view = Unsqueeze.Call(view, axis++);
                        break;
                    case TensorIndex.Kind.Ellipsis:
                        axis += (int)view.Dimensions - axis - indices[(k + 1)..].Sum(AxesTaken);
                        break;
                    case TensorIndex.Kind.Bool:
                        view = Unsqueeze.Call(view, axis);
                        axis = Place(torch.tensor(new[] { entry.start != 0 }), axis, 1, advanced);
                        break;
                    default:
                        axis = Place(entry.tensor!, axis, AxesTaken(entry), advanced);
                        break;
                }
            }
            view.MoveToOuterDisposeScope();
            foreach (var tensor in advanced)
                tensor?.MoveToOuterDisposeScope();
            return (view, [.. advanced!]);
        }

        /// <summary>Notes that a tensor selects on an axis; gives the axis after those that it takes.</summary>
        private static int Place(Tensor selector, int axis, int taken, List<Tensor?> advanced)
        {
            while (advanced.Count < axis)
                advanced.Add(null);
            advanced.Add(selector);
            return axis + taken;
        }

        /// <summary>The axes of the indexed tensor that an entry stands for; a mask stands for as many as it has.</summary>
        private static int AxesTaken(TensorIndex index) => index.kind switch
        {
            TensorIndex.Kind.None or TensorIndex.Kind.Bool => 0,
            TensorIndex.Kind.Tensor => index.tensor!.dtype is ScalarType.Bool or ScalarType.Byte ? Math.Max(1,
            (int)index.tensor.Dimensions) : 1,
            _ => 1,
        };
    }
}
