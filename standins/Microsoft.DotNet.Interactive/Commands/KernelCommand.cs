using System.Text.Json.Serialization;

namespace Microsoft.DotNet.Interactive.Commands;

/// <summary>A request to a kernel: what to do, for which kernel, and on whose behalf (<see cref="Parent"/>).</summary>
public abstract class KernelCommand : IEquatable<KernelCommand>
{
    private string _token;
    private int _children;

    protected KernelCommand(string targetKernelName = null) => TargetKernelName = targetKernelName;

    /// <summary>What <see cref="InvokeAsync"/> runs; the handling kernel sets it when nobody else did.</summary>
    [JsonIgnore]
    public KernelCommandInvocation Handler { get; set; }

    /// <summary>The command that caused this one, or null for a command that came from outside.</summary>
    [JsonIgnore]
    public KernelCommand Parent { get; private set; }

    /// <summary>Name or alias of the kernel that shall handle the command; null lets the root kernel choose.</summary>
    [JsonInclude]
    public string TargetKernelName { get; internal set; }

    /// <summary>Two commands are equal when they are one object or carry one token.</summary>
    public bool Equals(KernelCommand other) =>
        ReferenceEquals(this, other) || (_token is not null && _token == other?._token);

    /// <summary>The command's identity; a child's token is its parent's with ".n" appended.</summary>
    public string GetOrCreateToken() => _token ??= Parent is null
        ? Convert.ToBase64String(Guid.NewGuid().ToByteArray())
        : $"{Parent.GetOrCreateToken()}.{Interlocked.Increment(ref Parent._children)}";

    /// <summary>Gives the command its token, once.</summary>
    /// <exception cref="InvalidOperationException">The command has another token already.</exception>
    public void SetToken(string token)
    {
        if (_token is not null && _token != token)
        {
            throw new InvalidOperationException("Command token cannot be changed.");
        }
        _token = token;
    }

    /// <summary>
    /// Makes this command a child of another. Events of a child always reach its ancestors' observers here, whatever <paramref
    /// name="bubbleEvents"/> says.
    /// </summary>
    /// <exception cref="InvalidOperationException">The command has another parent already.</exception>
    public void SetParent(KernelCommand parent, bool bubbleEvents = false)
    {
        ArgumentNullException.ThrowIfNull(parent);
        if (Parent is not null && !Parent.Equals(parent))
        {
            throw new InvalidOperationException("Parent cannot be changed.");
        }
        Parent = parent;
        GetOrCreateToken();
    }

    /// <summary>Runs <see cref="Handler"/>.</summary>
    /// <exception cref="NoSuitableKernelException">No kernel has taken the command.</exception>
    public virtual Task InvokeAsync(KernelInvocationContext context) =>
        Handler is null ? throw new NoSuitableKernelException(this) : Handler(this, context);

    internal bool IsSelfOrDescendantOf(KernelCommand other)
    {
        for (var command = this; command is not null; command = command.Parent)
        {
            if (command.Equals(other))
            {
                return true;
            }
        }
        return false;
    }
}
