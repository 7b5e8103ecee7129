using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            /// <summary>The kind of device that the module was last moved to.</summary>
            protected DeviceType _deviceType = DeviceType.CPU;

            /// <summary>The index of that device; -1 for the default one.</summary>
            protected int _deviceIndex = -1;

            /// <summary>Converts and moves every floating-point or complex parameter and buffer, here and below.</summary>
            protected internal virtual Module _to(Device device, ScalarType dtype, bool non_blocking) => Move(dtype, device, non_blocking);

            /// <summary>Moves every parameter and buffer, here and below.</summary>
            protected internal virtual Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking) =>
                Move(null, new Device(deviceType, deviceType == DeviceType.CUDA ? deviceIndex : -1), non_blocking);

            /// <summary>Converts every floating-point or complex parameter and buffer, here and below.</summary>
            protected internal virtual Module _to(ScalarType dtype, bool non_blocking) => Move(dtype, null, non_blocking);

            /// <summary>Takes over the dtype and device of <paramref name="other"/>.</summary>
            public Module _to(Tensor other, bool non_blocking) => _to(other.device, other.dtype, non_blocking);

            private Module Move(ScalarType? dtype, Device? device, bool non_blocking)
            {
                if (dtype is { } type && !is_floating_point(type) && !is_complex(type))
                {
                    throw new ArgumentException(
                        $"nn.Module.to only accepts floating point or complex types, but got desired dtype={type}.");
                }

                if (device?.type == DeviceType.CUDA && !cuda_is_available())
                {
                    throw new InvalidOperationException("CUDA is not available.");
                }

                _toEpilog(dtype, device, non_blocking);
                return this;
            }

            /// <inheritdoc cref="_toEpilog(ScalarType?, Device, bool)"/>
            protected void _toEpilog(ScalarType dtype, bool non_blocking) => _toEpilog(dtype, null, non_blocking);

            /// <inheritdoc cref="_toEpilog(ScalarType?, Device, bool)"/>
            protected void _toEpilog(Device device, ScalarType dtype, bool non_blocking) =>
                _toEpilog((ScalarType?)dtype, device, non_blocking);

            /// <inheritdoc cref="_toEpilog(ScalarType?, Device, bool)"/>
            protected void _toEpilog(DeviceType deviceType, int deviceIndex, bool non_blocking) =>
                _toEpilog(null, new Device(deviceType, deviceIndex), non_blocking);

            /// <summary>
            /// Moves the sub-modules, then replaces each own parameter and buffer that changes, also in the field that holds it.
            /// </summary>
            protected virtual void _toEpilog(ScalarType? dtype, Device? device, bool non_blocking)
            {
                foreach (var child in children())
                {
                    MoveChild(child, dtype, device, non_blocking);
                }

                var fields = FieldsOf(GetType()).ToLookup(field => field.ComponentName());
                foreach (var (name, parameter) in _internal_params.Pairs().ToList())
                {
                    if (ReplaceParameter(dtype, device, parameter, out var moved))
                    {
                        fields[name].FirstOrDefault()?.SetValue(this, moved);
                        SetParameter(name, moved);
                    }
                }

                foreach (var (name, (buffer, persistent)) in _internal_buffers.Pairs().ToList())
                {
                    if (ReplaceBuffer(dtype, device, buffer, out var moved))
                    {
                        fields[name].FirstOrDefault()?.SetValue(this, moved);
                        ConditionallyRegisterBuffer(name, moved, persistent);
                    }
                }

                (_deviceType, _deviceIndex) = (device?.type ?? _deviceType, device?.index ?? _deviceIndex);
            }

            /// <summary>Calls the overload that fits, since sub-classes override them one by one.</summary>
            private static void MoveChild(Module child, ScalarType? dtype, Device? device, bool non_blocking)
            {
                if (device is null)
                {
                    child._to(dtype!.Value, non_blocking);
                }
                else if (dtype is null)
                {
                    child._to(device.type, device.index, non_blocking);
                }
                else
                {
                    child._to(device, dtype.Value, non_blocking);
                }
            }

            /// <summary>The parameter with another dtype or device, its gradient with it; false when nothing changes.</summary>
            protected static bool ReplaceParameter(ScalarType? dtype, Device? device, Parameter param, out Parameter? p)
            {
                var (type, place) = Target(dtype, device, param);
                p = null;
                if (type == param.dtype && place == param.device)
                {
                    return false;
                }

                // Without autograd the copy is a leaf that gradients accumulate in.
                using (no_grad())
                {
                    p = new Parameter(param.to(type, place), param.requires_grad);
                    p.DetachFromDisposeScope();
                    using var grad = param.grad;
                    if (grad is not null)
                    {
                        p.grad = grad.to(type, place);
                    }
                }

                return true;
            }

            /// <summary>The buffer with another dtype or device, the old one disposed; false when nothing changes.</summary>
            protected static bool ReplaceBuffer(ScalarType? dtype, Device? device, Tensor buffer, out Tensor? result)
            {
                var (type, place) = Target(dtype, device, buffer);
                result = null;
                if (type == buffer.dtype && place == buffer.device)
                {
                    return false;
                }

                result = buffer.to(type, place).DetachFromDisposeScope();
                buffer.Dispose();
                return true;
            }

            private static (ScalarType, Device) Target(ScalarType? dtype, Device? device, Tensor tensor)
            {
                var converts = is_floating_point(tensor.dtype) || is_complex(tensor.dtype);
                return (converts ? dtype ?? tensor.dtype : tensor.dtype, device ?? tensor.device);
            }

            /// <summary>The arguments, or the library's defaults where they are null.</summary>
            protected static (Device device, ScalarType dtype) GetDefaultDeviceAndType(Device? device = null, ScalarType? dtype = null) =>
                (device ?? get_default_device(), dtype ?? get_default_dtype());
        }
    }
}
