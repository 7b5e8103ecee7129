using System.Runtime.InteropServices;
using System.Text.Json;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NNViz.Tests.Networks;

/// <summary>The network A of the reference numbers: two convolutions and two dense layers on digits of 28×28.</summary>
internal sealed class NetA : nn.Module<Tensor, Tensor>
{
    private readonly Conv2d conv1 = nn.Conv2d(1, 32, 3);
    private readonly ReLU relu1 = nn.ReLU();
    private readonly MaxPool2d pool1 = nn.MaxPool2d(2);
    private readonly Conv2d conv2 = nn.Conv2d(32, 64, 3);
    private readonly ReLU relu2 = nn.ReLU();
    private readonly MaxPool2d pool2 = nn.MaxPool2d(2);
    private readonly Flatten flatten = nn.Flatten();
    private readonly Linear fc1 = nn.Linear(1600, 128);
    private readonly ReLU relu3 = nn.ReLU();
    private readonly Linear fc2 = nn.Linear(128, 10);

    public NetA()
        : base("A") => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        x = pool1.call(relu1.call(conv1.call(x)));
        x = pool2.call(relu2.call(conv2.call(x)));
        return fc2.call(relu3.call(fc1.call(flatten.call(x))));
    }

    /// <summary>With the reference weights; skips the test where they are not at hand.</summary>
    public static NetA Golden()
    {
        var net = new NetA();
        using var untracked = no_grad();
        foreach (var (name, parameter) in net.named_parameters())
        {
            parameter.copy_(Golden($"A/weights/{name}"));
        }
        net.eval();
        return net;
    }

    /// <summary>One array of the reference numbers.</summary>
    public static Tensor Golden(string name)
    {
        using var index = JsonDocument.Parse(File.ReadAllText(Shared.Path("golden/index.json")));
        var entry = index.RootElement.GetProperty("entries").EnumerateArray().First(entry => entry.GetProperty("name").GetString() == name);
        var shape = entry.GetProperty("shape").EnumerateArray().Select(length => length.GetInt64()).ToArray();
        var bytes = File.ReadAllBytes(Shared.Path("golden/" + entry.GetProperty("bin").GetString()));
        return tensor(MemoryMarshal.Cast<byte, float>(bytes).ToArray()).reshape(shape);
    }
}

/// <summary>Calls its second layer past the hooks, uses the third only when told, and its activation through the functional form.</summary>
internal sealed class NetWithShortcuts : nn.Module<Tensor, Tensor>
{
    private readonly Linear first = nn.Linear(4, 4);
    private readonly Linear second = nn.Linear(4, 4);
    private readonly Linear third = nn.Linear(4, 4);
    private readonly ReLU relu = nn.ReLU();

    public NetWithShortcuts()
        : base("shortcuts") => RegisterComponents();

    public bool UseThird { get; set; }

    public override Tensor forward(Tensor x)
    {
        x = relu.forward(second.forward(first.call(x)));
        return UseThird ? third.call(x) : x;
    }
}

/// <summary>Throws when told, between two layers.</summary>
internal sealed class NetThatThrows : nn.Module<Tensor, Tensor>
{
    private readonly Linear first = nn.Linear(4, 4);
    private readonly BatchNorm1d norm = nn.BatchNorm1d(4);
    private readonly Dropout dropout = nn.Dropout(0.5);
    private readonly Linear last = nn.Linear(4, 2);

    public NetThatThrows()
        : base("throws") => RegisterComponents();

    public bool Throws { get; set; } = true;

    public override Tensor forward(Tensor x)
    {
        x = dropout.call(norm.call(first.call(x)));
        return Throws ? throw new InvalidOperationException("out of luck") : last.call(x);
    }
}

/// <summary>A forward pass given as a function over named layers.</summary>
internal sealed class NetOf : nn.Module<Tensor, Tensor>
{
    private readonly Func<Tensor, Tensor> run;

    public NetOf(Func<Tensor, Tensor> run, params (string Name, nn.Module Layer)[] layers)
        : base("net")
    {
        this.run = run;
        foreach (var (name, layer) in layers)
        {
            register_module(name, layer);
        }
    }

    public override Tensor forward(Tensor x) => run(x);
}

/// <summary>A forward pass of two inputs and two outputs, one of them a plain number.</summary>
internal sealed class NetOfTwo : nn.Module<Tensor, (Tensor, Tensor)?, (Tensor Sum, Tensor Product)>
{
    public NetOfTwo()
        : base("two") => RegisterComponents();

    public override (Tensor Sum, Tensor Product) forward(Tensor x, (Tensor, Tensor)? others) =>
        others is var (a, b) ? (x + a + b, x * a * b) : (x, x);
}
