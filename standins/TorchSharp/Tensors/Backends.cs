namespace TorchSharp;

public static partial class torch
{
    /// <summary>Settings of the libraries behind the operators: kept, but followed only by devices that this libtorch lacks.</summary>
    public static class backends
    {
        private static bool Get(int which) => Native.ts_switch(which, -1) != 0;
        private static void Set(int which, bool value) => Native.ts_switch(which, value ? 1 : 0);

        /// <summary>Settings of CUDA.</summary>
        public static class cuda
        {
            /// <summary>Lets attention use the fused kernel.</summary>
            public static void enable_flash_sdp(bool enable) => Set(3, enable);

            /// <summary>Lets attention use the kernel made of other operators.</summary>
            public static void enable_math_sdp(bool enable) => Set(4, enable);

            /// <summary>Whether attention may use the fused kernel.</summary>
            public static bool flash_sdp_enabled() => Get(3);

            /// <summary>Whether attention may use the kernel made of other operators.</summary>
            public static bool math_sdp_enabled() => Get(4);

            /// <summary>Settings of matrix products.</summary>
            public static class matmul
            {
                /// <summary>Whether products of float32 may be computed in TF32.</summary>
                public static bool allow_tf32 { get => Get(0); set => Set(0, value); }

                /// <summary>Whether sums of products of float16 may be kept in float16.</summary>
                public static bool allow_fp16_reduced_precision_reduction { get => Get(2); set => Set(2, value); }
            }
        }

        /// <summary>Settings of cuDNN.</summary>
        public static class cudnn
        {
            /// <summary>Whether convolutions of float32 may be computed in TF32.</summary>
            public static bool allow_tf32 { get => Get(1); set => Set(1, value); }
        }
    }
}
