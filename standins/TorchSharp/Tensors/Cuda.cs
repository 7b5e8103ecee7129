namespace TorchSharp;

public static partial class torch
{
    /// <summary>CUDA, which this libtorch does not have: code that asks first runs on the CPU.</summary>
    public static class cuda
    {
        public static bool is_available() => false;
        public static bool is_cudnn_available() => false;
        public static int device_count() => 0;

        /// <summary>Without devices there is nothing to seed.</summary>
        public static void manual_seed(long seed) { }

        /// <summary>Without devices there is nothing to seed.</summary>
        public static void manual_seed_all(long seed) { }

        /// <exception cref="NotSupportedException">Always: there is no device to wait for.</exception>
        public static void synchronize(Device? device = null) => InitializeDeviceType(DeviceType.CUDA);
    }
}
