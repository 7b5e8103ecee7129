using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;
using static TorchSharp.torch;

namespace Standins.Tests;

/// <summary>Debian's python3-torch, the source of expected numbers: one process for the whole run.</summary>
internal static class PyTorch
{
    private static readonly Lock Gate = new();
    private static readonly Dictionary<ScalarType, string> Names = new()
    {
        [ScalarType.Float32] = "float32",
        [ScalarType.Float64] = "float64",
        [ScalarType.Int64] = "int64",
        [ScalarType.Int32] = "int32",
        [ScalarType.Int16] = "int16",
        [ScalarType.Int8] = "int8",
        [ScalarType.Byte] = "uint8",
        [ScalarType.Bool] = "bool",
        [ScalarType.ComplexFloat32] = "complex64",
        [ScalarType.ComplexFloat64] = "complex128",
        [ScalarType.Float16] = "float16",
    };

    private static readonly StringBuilder Warnings = new();

    private static Process? server;
    private static bool? hasVision;

    /// <summary>Runs code that fills the dictionary <c>out</c>; skips the test where python3-torch is not installed.</summary>
    public static Answer Run(string code, params (string Name, Tensor Value)[] inputs)
    {
        var request = new JsonObject
        {
            ["code"] = code,
            ["inputs"] = new JsonObject(inputs.Select(input => KeyValuePair.Create(input.Name, (JsonNode?)Encode(input.Value)))),
        };
        lock (Gate)
        {
            server ??= Start();
            server.StandardInput.WriteLine(request.ToJsonString());
            server.StandardInput.Flush();
            var line = server.StandardOutput.ReadLine()
                ?? throw new InvalidOperationException($"python3 ended: {Warnings}");
            var response = JsonNode.Parse(line)!;
            return response["error"] is { } error
                ? throw new InvalidOperationException($"{error}\nin:\n{code}")
                : new Answer(response["out"]!.AsObject());
        }
    }

    /// <summary>As <see cref="Run"/>, for code that imports torchvision; skips the test where it is not installed.</summary>
    public static Answer RunVision(string code, params (string Name, Tensor Value)[] inputs)
    {
        lock (Gate)
            hasVision ??= Run("import importlib.util as u; out['there'] = u.find_spec('torchvision') is not None").Get<bool>("there");
        if (hasVision is false)
            Assert.Skip("python3-torchvision is not installed (apt-get install python3-torchvision)");
        return Run(code, inputs);
    }

    private static Process Start()
    {
        foreach (var python in new[] { "/usr/bin/python3", "python3" })
        {
            var start = new ProcessStartInfo(python)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "PyTorch", "server.py"));
            var process = Process.Start(start)!;
            // Read as it comes: a full pipe would stop Python.
            process.ErrorDataReceived += (_, line) => Warnings.AppendLine(line.Data);
            process.BeginErrorReadLine();
            process.StandardInput.WriteLine("""{"code": "", "inputs": {}}""");
            process.StandardInput.Flush();
            if (process.StandardOutput.ReadLine() is not null)
            {
                AppDomain.CurrentDomain.ProcessExit += (_, _) => process.StandardInput.Close();
                return process;
            }
        }
        Assert.Skip("python3-torch is not installed (apt-get install python3-torch)");
        throw new UnreachableException();
    }

    private static JsonObject Encode(Tensor tensor)
    {
        using var values = tensor.detach().cpu().contiguous();
        using var stream = new MemoryStream();
        values.WriteBytesToStream(stream);
        return new JsonObject
        {
            ["dtype"] = Names[tensor.dtype],
            ["shape"] = new JsonArray([.. tensor.shape.Select(size => (JsonNode)size)]),
            ["data"] = Convert.ToBase64String(stream.ToArray()),
        };
    }

    /// <summary>What the code left in <c>out</c>.</summary>
    internal sealed class Answer(JsonObject values)
    {
        public IEnumerable<string> Names => values.Select(entry => entry.Key);

        /// <summary>A tensor.</summary>
        public Tensor this[string name]
        {
            get
            {
                var value = values[name] ?? throw new KeyNotFoundException($"Python gave no '{name}'; it gave {string.Join(", ", Names)}");
                var type = PyTorch.Names.Single(entry => entry.Value == value["dtype"]!.GetValue<string>()).Key;
                var tensor = empty(value["shape"]!.Deserialize<long[]>()!, type);
                using var stream = new MemoryStream(Convert.FromBase64String(value["data"]!.GetValue<string>()));
                tensor.ReadBytesFromStream(stream);
                return tensor;
            }
        }

        /// <summary>A number, text or list.</summary>
        public T Get<T>(string name) => values[name]!.Deserialize<T>()!;
    }
}
