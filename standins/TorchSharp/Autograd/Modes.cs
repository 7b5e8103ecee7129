namespace TorchSharp;

/// <summary>Sets the grad mode of this thread until it is disposed.</summary>
internal sealed class GradModeScope : IDisposable
{
    private readonly int before = Native.ts_grad_enabled();
    private bool isDisposed;

    internal GradModeScope(bool enabled) => Native.ts_set_grad_enabled(enabled ? 1 : 0);

    public void Dispose()
    {
        if (!isDisposed)
            Native.ts_set_grad_enabled(before);
        isDisposed = true;
    }
}

/// <summary>Inference mode of this thread until it is disposed, which must happen on the same thread.</summary>
internal sealed class InferenceModeScope(bool enabled) : IDisposable
{
    private nint scope = Native.ts_inference_enter(enabled ? 1 : 0);

    public void Dispose()
    {
        nint open = Interlocked.Exchange(ref scope, 0);
        if (open != 0)
            Native.ts_inference_leave(open);
    }
}

/// <summary>
/// Anomaly detection: backward passes tell which operation of the forward pass was at fault. Of the whole process until it is disposed.
/// </summary>
public class AnomalyMode : IDisposable
{
    private readonly bool enabledBefore = IsEnabled, checkBefore = ShouldCheckNaN;
    private bool isDisposed;

    public AnomalyMode(bool enabled, bool check_nan = true) => Native.ts_anomaly(enabled ? 1 : 0, check_nan ? 1 : 0);

    public static bool IsEnabled => Native.ts_anomaly_enabled() != 0;

    /// <summary>Whether a NaN in a gradient is an error.</summary>
    public static bool ShouldCheckNaN => Native.ts_anomaly_checks_nan() != 0;

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (!isDisposed)
            Native.ts_anomaly(enabledBefore ? 1 : 0, checkBefore ? 1 : 0);
        isDisposed = true;
    }
}

public static partial class torch
{
    /// <summary>No gradients on this thread until the result is disposed.</summary>
    public static IDisposable no_grad() => new GradModeScope(false);

    public static IDisposable enable_grad(bool enabled = true) => new GradModeScope(enabled);
    public static IDisposable set_grad_enabled(bool mode = true) => new GradModeScope(mode);
    public static bool is_grad_enabled() => Native.ts_grad_enabled() != 0;

    /// <summary>As no_grad, and tensors made here never take part in gradients.</summary>
    public static IDisposable inference_mode(bool mode = true) => new InferenceModeScope(mode);
    public static bool is_inference_mode_enabled() => Native.ts_inference_enabled() != 0;
}
