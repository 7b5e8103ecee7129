using System.Globalization;

namespace TorchSharp;

public enum DeviceType
{
    CPU = 0,
    CUDA = 1,
    MKLDNN = 2,
    OPENGL = 3,
    OPENCL = 4,
    IDEEP = 5,
    HIP = 6,
    FPGA = 7,
    MSNPU = 8,
    XLA = 9,
    MPS = 13,
    META = 14,
}

public static partial class torch
{
    /// <summary>A kind of device and, where there are several, which: <c>cpu</c>, <c>cuda:0</c>. Index -1 is the current one.</summary>
    public class Device
    {
        public Device(DeviceType deviceType, int index = -1)
        {
            type = deviceType;
            this.index = index;
        }

        public Device(string deviceType, int index = -1) : this(Parse(deviceType).type, index) { }

        /// <summary>The CUDA device of an index.</summary>
        public Device(int index) : this(DeviceType.CUDA, index) { }

        public Device(string description) : this(Parse(description).type, Parse(description).index) { }

        public DeviceType type { get; }
        public int index { get; }

        public static implicit operator Device(string description) => new(description);

        public override string ToString() => type.ToString().ToLowerInvariant() + (index < 0 ? "" : $":{index}");

        internal static Device Of(DeviceType type, int index) => type == DeviceType.CPU ? CPU : type == DeviceType.META ? META : new(type, index);

        private static (DeviceType type, int index) Parse(string description)
        {
            string[] parts = description.Split(':');
            int index = -1;
            if (parts.Length > 2
                || (parts.Length == 2 && !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out index))
                || !Enum.TryParse<DeviceType>(parts[0], ignoreCase: true, out var type))
            {
                throw new ArgumentException(
                    $"'{description}' is no device; write one of {string.Join(", ", Enum.GetNames<DeviceType>()).ToLowerInvariant()}, with an index like cuda:0",
                    nameof(description));
            }
            return (type, index);
        }
    }

    public static readonly Device CPU = new(DeviceType.CPU);
    public static readonly Device META = new(DeviceType.META);
    public static Device CUDA => new(DeviceType.CUDA);
    public static Device MPS => new(DeviceType.MPS);

    public static Device device(string description) => new(description);
    public static Device device(string deviceType, int index = -1) => new(deviceType, index);
    public static Device device(DeviceType deviceType, int index = -1) => new(deviceType, index);
    public static Device device(int index) => new(index);

    private static Device defaultDevice = CPU;

    public static Device get_default_device() => defaultDevice;
    public static void set_default_device(Device device) => defaultDevice = device;
    public static void set_default_device(string device) => defaultDevice = new Device(device);

    /// <summary>The device itself, or the default device for null.</summary>
    /// <exception cref="NotSupportedException">This libtorch has no support for the device.</exception>
    public static Device InitializeDevice(Device? device)
    {
        device ??= defaultDevice;
        InitializeDeviceType(device.type);
        return device;
    }

    /// <exception cref="NotSupportedException">This libtorch has no support for the device.</exception>
    public static void InitializeDeviceType(DeviceType deviceType)
    {
        if (!TryInitializeDeviceType(deviceType))
            throw new NotSupportedException($"this libtorch has no support for {deviceType}; it has CPU and META");
    }

    public static bool TryInitializeDeviceType(DeviceType deviceType) => deviceType is DeviceType.CPU or DeviceType.META;

    public static bool cuda_is_available() => false;
    public static bool mps_is_available() => false;
}
