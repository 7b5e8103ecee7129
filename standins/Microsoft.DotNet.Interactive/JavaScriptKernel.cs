using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Connection;

namespace Microsoft.DotNet.Interactive;

/// <summary>Runs its submissions as scripts in the page.</summary>
public class JavaScriptKernel : Kernel, IKernelCommandHandler<SendValue>, IKernelCommandHandler<SubmitCode>
{
    public const string DefaultKernelName = "javascript";

    private static readonly JsonSerializerOptions ToScript = new()
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = JavaScriptEncoder.Default,
    };

    private readonly KernelClientBase _client;

    /// <param name="client">Takes the commands that this kernel has no handler for.</param>
    public JavaScriptKernel(KernelClientBase client = null)
        : base(DefaultKernelName)
    {
        _client = client;
        KernelInfo.LanguageName = "JavaScript";
    }

    /// <summary>Declares the value in the page, as a global variable that holds its JSON.</summary>
    public Task HandleAsync(SendValue command, KernelInvocationContext context) => command.Value is null
        ? Task.CompletedTask
        : FrontendEnvironment.ExecuteClientScript($"{command.Name} = {JsonSerializer.Serialize(command.Value, ToScript)};", context);

    Task IKernelCommandHandler<SubmitCode>.HandleAsync(SubmitCode command, KernelInvocationContext context) =>
        FrontendEnvironment.ExecuteClientScript(command.Code, context);

    protected override Func<TCommand, KernelInvocationContext, Task> CreateDefaultHandlerForCommandType<TCommand>() =>
        (command, _) => _client?.SendAsync(command) ?? Task.CompletedTask;
}
