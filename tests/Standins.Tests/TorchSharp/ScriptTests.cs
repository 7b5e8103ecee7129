using System.Runtime.InteropServices;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Standins.Tests;

/// <summary>Modules that Python scripted and saved.</summary>
public sealed class ScriptTests : IDisposable
{
    private readonly string file = Path.Combine(Path.GetTempPath(), Guid.NewGuid() + ".pt");

    public void Dispose() => File.Delete(file);

    [Fact]
    public void RunsWhatPythonSaved()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(6);
        var x = rand(4, 3, generator: generator);
        var expected = PyTorch.Run($"""
            torch.manual_seed(6)
            m = torch.jit.script(nn.Sequential(nn.Linear(3, 5), nn.Dropout(0.5), nn.Tanh()).eval())
            m.save({Python(file)})
            out['y'] = m(x)
            out['names'] = [n for n, _ in m.named_parameters()]
            """, ("x", x));
        using var net = jit.load<Tensor, Tensor>(file);
        Close.To(expected["y"], net.call(x), 1e-6, "y");
        Assert.Equal(expected.Get<string[]>("names"), net.named_parameters().Select(p => p.name));
        Assert.Equal(["0", "1", "2"], net.named_children().Select(c => c.name));
        Assert.False(net.training);
        net.train();
        Assert.True(net.training);
        using var again = jit.load(File.ReadAllBytes(file));
        again.eval();
        Close.To(expected["y"], (Tensor)again.forward(x), 1e-6, "from bytes");
        Assert.Equal((1, 1), (again.GetNumberOfInputs(), again.GetNumberOfOutputs()));
    }

    [Fact]
    public void TuplesListsAndNumbersComeBack()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(6);
        var x = rand(4, 3, generator: generator);
        PyTorch.Run($"""
            import tempfile, os, importlib.util
            source = '''
            import torch
            from typing import List, Tuple
            class M(torch.nn.Module):
                def forward(self, x: torch.Tensor, n: int) -> Tuple[torch.Tensor, torch.Tensor]:
                    return x + n, x * n
                @torch.jit.export
                def parts(self, x: torch.Tensor) -> List[torch.Tensor]:
                    return [x[0], x[1]]
                @torch.jit.export
                def count(self, x: torch.Tensor) -> int:
                    return x.numel()
            '''
            path = os.path.join(tempfile.mkdtemp(), 'scripted.py')
            import textwrap
            open(path, 'w').write(textwrap.dedent(source))
            spec = importlib.util.spec_from_file_location('scripted', path)
            module = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(module)
            torch.jit.script(module.M()).save({Python(file)})
            """);
        using var net = jit.load<Tensor, int, (Tensor, Tensor)>(file);
        var (sum, product) = net.call(x, 2);
        Close.To(x + 2, sum, 1e-6, "sum");
        Close.To(x * 2, product, 1e-6, "product");
        Assert.Equal(2, net.invoke<Tensor[]>("parts", x).Length);
        Assert.Equal(12, net.invoke<Scalar>("count", x).ToInt64());
        Assert.Throws<ExternalException>(() => net.invoke("absent", x));
    }

    [Fact]
    public void HooksSeeAndReplace()
    {
        using var scope = NewDisposeScope();
        PyTorch.Run($"torch.jit.script(nn.ReLU()).save({Python(file)})");
        using var net = jit.load<Tensor, Tensor>(file);
        var remover = net.register_forward_hook((_, _, y) => y + 1);
        Assert.Equal(3f, net.call(tensor(2f)).item<float>());
        Assert.Equal(2f, net.forward(tensor(2f)).item<float>());
        remover.remove();
        Assert.Equal(2f, net.call(tensor(2f)).item<float>());
    }

    [Fact]
    public void ABrokenFileThrowsAndDoesNotEndTheProcess()
    {
        File.WriteAllText(file, "no archive");
        Assert.Throws<ExternalException>(() => jit.load(file));
        Assert.Throws<FileNotFoundException>(() => jit.load(file + ".absent"));
    }

    /// <summary>TorchSharp ends the process here.</summary>
    [Fact]
    public void AnUnknownOperatorThrowsAndDoesNotEndTheProcess()
    {
        PyTorch.Run($"""
            import zipfile
            torch.jit.script(nn.Sequential(nn.ReLU())).save({Python(file)})
            with zipfile.ZipFile({Python(file)}) as archive: parts = [(i, archive.read(i)) for i in archive.infolist()]
            changed = [data.replace(b'torch.relu(', b'torch.later_than_this(') if i.filename.endswith('.py') else data for i, data in parts]
            assert changed != [data for _, data in parts]
            with zipfile.ZipFile({Python(file)}, 'w') as archive:
                for (i, _), data in zip(parts, changed): archive.writestr(i.filename, data)
            """);
        var error = Assert.Throws<ExternalException>(() => jit.load<Tensor, Tensor>(file));
        Assert.Contains("later_than_this", error.Message, StringComparison.Ordinal);
        Assert.Throws<ExternalException>(() => jit.load(File.ReadAllBytes(file)));
    }

    private static string Python(string path) => "'" + path.Replace("\\", "\\\\", StringComparison.Ordinal) + "'";

    [Fact]
    public void FunctionsAreCompiledFromText()
    {
        using var scope = NewDisposeScope();
        using var unit = jit.compile("""
            def scaled(x, factor: float):
                return torch.relu(x) * factor

            def both(x, y):
                return scaled(x, 2.0), x + y
            """);
        var (x, y) = (tensor(new[] { -1f, 3 }), tensor(new[] { 1f, 1 }));
        Assert.Equal([0f, 1.5f], unit.invoke<Tensor>("scaled", x, 0.5).data<float>().ToArray());
        var (first, second) = unit.invoke<Tensor, (Tensor, Tensor)>("both", x, y);
        Assert.Equal([0f, 6], first.data<float>().ToArray());
        Assert.Equal([0f, 4], second.data<float>().ToArray());
        Assert.Throws<ExternalException>(() => unit.invoke("absent", x));
        var error = Assert.Throws<ExternalException>(() => jit.compile("def broken(x): return y"));
        Assert.Contains("y", error.Message, StringComparison.Ordinal);
    }
}
