namespace TorchSharp;

public static partial class torch
{
    public unsafe partial class Tensor
    {
        private TensorInfo Info
        {
            get
            {
                TensorInfo info;
                Native.Check(Native.ts_tensor_info(Handle, &info));
                return info;
            }
        }

        /// <summary>The number of axes.</summary>
        public long Dimensions => Info.Rank;
        public long dim() => Info.Rank;
        public long ndim => Info.Rank;

        public long NumberOfElements => Info.Elements;
        public long numel() => Info.Elements;

        /// <summary>Bytes of one element.</summary>
        public long ElementSize => dtype.ElementSize();
        public long element_size() => dtype.ElementSize();

        /// <summary>The extent of each axis.</summary>
        public long[] shape
        {
            get
            {
                var info = Info;
                var result = new ReadOnlySpan<long>(info.Sizes, (int)info.Rank).ToArray();
                GC.KeepAlive(this);
                return result;
            }
        }

        public long[] size() => shape;
        public long size(int dim) => shape[Axis(dim)];

        /// <summary>For each axis, the elements of storage from one index to the next.</summary>
        public long[] stride()
        {
            var info = Info;
            if (info.Strides == null)
                throw new InvalidOperationException("a sparse tensor has no strides");
            var result = new ReadOnlySpan<long>(info.Strides, (int)info.Rank).ToArray();
            GC.KeepAlive(this);
            return result;
        }

        public long stride(int dim) => stride()[Axis(dim)];
        public long storage_offset() => Info.StorageOffset;

        public ScalarType dtype => (ScalarType)Info.ScalarType;

        public Device device
        {
            get
            {
                var info = Info;
                return Device.Of((DeviceType)info.DeviceType, info.DeviceIndex);
            }
        }

        public DeviceType device_type => (DeviceType)Info.DeviceType;
        public int device_index => Info.DeviceIndex;

        public bool is_cpu() => device_type == DeviceType.CPU;
        public bool is_cuda => device_type == DeviceType.CUDA;
        public bool is_meta => device_type == DeviceType.META;
        public bool is_sparse => Info.Layout == 1;
        public bool is_contiguous() => Info.IsContiguous != 0;
        public bool is_leaf => Info.IsLeaf != 0;
        public bool is_floating_point() => torch.is_floating_point(dtype);
        public bool is_complex() => torch.is_complex(dtype);
        public bool is_integral() => torch.is_integral(dtype);

        /// <summary>How often the data was changed in place; autograd compares it with the count at the time of saving.</summary>
        internal long Version => Info.Version;

        internal bool IsInference => Info.IsInference != 0;

        private int Axis(int dim)
        {
            long rank = Info.Rank;
            if (dim < -rank || dim >= rank)
                throw new ArgumentOutOfRangeException(nameof(dim), dim, $"a tensor of {rank} axes has indices {-rank} to {rank - 1}");
            return (int)(dim < 0 ? dim + rank : dim);
        }
    }
}
