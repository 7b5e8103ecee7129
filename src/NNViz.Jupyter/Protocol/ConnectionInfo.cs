using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace NNViz.Jupyter.Protocol;

/// <summary>The connection file that a front end writes for a kernel: where to bind and the key that signs messages.</summary>
/// <param name="Transport"><c>tcp</c> or <c>ipc</c>.</param>
/// <param name="Ip">A loopback address, or the path prefix of the sockets for <c>ipc</c>.</param>
/// <param name="Ports">The port of each channel; 0 lets the system choose.</param>
/// <param name="Key">The HMAC-SHA256 key; empty means unsigned messages.</param>
internal sealed record ConnectionInfo(string Transport, string Ip, IReadOnlyDictionary<string, int> Ports, byte[] Key)
{
    /// <summary>The keys of the connection file that name a port.</summary>
    public static readonly string[] PortNames = ["shell_port", "control_port", "stdin_port", "iopub_port", "hb_port"];

    /// <summary>Reads a connection file.</summary>
    /// <exception cref="InvalidDataException">A field is missing or not supported; the message names it and the fix.</exception>
    public static ConnectionInfo Read(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        var root = document.RootElement;
        var scheme = Text(root, "signature_scheme", "hmac-sha256");
        var transport = Text(root, "transport", "tcp");
        var ip = Text(root, "ip", "127.0.0.1");
        if (scheme != "hmac-sha256")
            throw new InvalidDataException($"{path}: signature_scheme is '{scheme}'; this kernel signs with hmac-sha256 only.");
        if (transport is not ("tcp" or "ipc"))
            throw new InvalidDataException($"{path}: transport is '{transport}'; this kernel offers tcp and ipc.");
        if (transport == "tcp")
            ip = Loopback(ip, path);
        return new ConnectionInfo(transport, ip, PortNames.ToDictionary(n => n, n => Port(root, n, path)),
            Encoding.UTF8.GetBytes(Text(root, "key", "")));
    }

    /// <summary>The libzmq endpoint of a channel, for example <c>tcp://127.0.0.1:5555</c> or <c>ipc:///run/kernel-1</c>.</summary>
    public string Endpoint(string portName)
    {
        var port = Ports[portName];
        return Transport == "ipc" ? $"ipc://{Ip}-{port}" : $"tcp://{Ip}:{(port == 0 ? "*" : port.ToString(CultureInfo.InvariantCulture))}";
    }

    /// <summary>Whether users other than the owner may read the file, which holds the key.</summary>
    public static bool IsReadableByOthers(string path) =>
        !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & (UnixFileMode.GroupRead | UnixFileMode.OtherRead)) != 0;

    private static string Loopback(string ip, string path)
    {
        if (ip == "localhost")
            return "127.0.0.1";
        return IPAddress.TryParse(ip, out var address) && IPAddress.IsLoopback(address)
            ? ip
            : throw new InvalidDataException(
                $"{path}: ip is '{ip}'; this kernel binds to loopback addresses only (127.0.0.1). Tunnel the ports to reach it from elsewhere.");
    }

    private static string Text(JsonElement root, string name, string missing) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : missing;

    private static int Port(JsonElement root, string name, string path) =>
        root.TryGetProperty(name, out var value) && value.TryGetInt32(out var port)
            ? port
            : throw new InvalidDataException(
                $"{path}: '{name}' is missing or not a number; a connection file has {string.Join(", ", PortNames)}.");
}
