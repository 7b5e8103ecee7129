using System.Collections;
using System.Reflection;
using NNViz.Attributions;
using NNViz.Networks;
using NNViz.Training;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using Module = TorchSharp.torch.nn.Module;

namespace NNViz.Tests.Attributions;

/// <summary>Whatever is explained, and however it ends, the net, the input and the random generator are bit by bit as before.</summary>
public class NoTraceTests
{
    public static TheoryData<string> Methods => [.. EveryMethod.All.Keys];

    [Theory]
    [MemberData(nameof(Methods))]
    public void AfterSuccess(string method) => Unchanged(EveryMethod.DelicateNet(), (net, x) => EveryMethod.All[method](net, x, null, Checked()));

    /// <summary>All methods but the one that has no target.</summary>
    public static TheoryData<string> OfATarget => [.. EveryMethod.All.Keys.Where(method => method != nameof(NetExtensions.LayerActivation))];

    [Theory]
    [MemberData(nameof(OfATarget))]
    public void AfterAWrongTarget(string method) => Unchanged(EveryMethod.DelicateNet(), (net, x) =>
    {
        var wrong = Assert.ThrowsAny<ArgumentException>(() => EveryMethod.All[method](net, x, 7, Checked()));
        Assert.Contains("class 7", wrong.Message, StringComparison.Ordinal);
        Assert.Contains("0 to 2", wrong.Message, StringComparison.Ordinal);
    });

    [Theory]
    [MemberData(nameof(Methods))]
    public void AfterANetThatThrows(string method) => Unchanged(new ThrowsAfterConv2(), (net, x) =>
    {
        var named = Assert.Throws<ForwardException>(() => EveryMethod.All[method](net, x, 1, Checked()));
        Assert.Equal("the net's own trouble", Assert.IsType<InvalidOperationException>(named.InnerException).Message);
    });

    /// <summary>In the middle: while the net is in its third pass, of one row.</summary>
    [Theory]
    [MemberData(nameof(ManyPasses))]
    public void AfterANetThatThrowsInTheMiddle(string method)
    {
        using var net = new Interrupting(EveryMethod.DelicateNet(), 3, () => throw new InvalidOperationException("the net's own trouble"));
        Unchanged(net, (_, x) => Assert.Equal("the net's own trouble", Assert.Throws<InvalidOperationException>(() => EveryMethod.All[method](net, x, 1, Checked() with { MemoryBudget = 1 })).Message));
    }

    public static TheoryData<string> ManyPasses => [.. Batched];

    public static TheoryData<string, int> Interrupted => [.. EveryMethod.All.Keys.Select(method => (method, 0)), .. Batched.Select(method => (method, 3))];

    /// <summary>The methods that run the net in many batches, and can stop between two.</summary>
    internal static readonly string[] Batched =
    [
        "Occlusion", "FeatureAblation", "FeaturePermutation", "Lime", "KernelShap", "ShapleySampling", "ShapleyExact", "Rise", "IntegratedGradients", "SmoothGrad",
        "SmoothGradSquared", "VarGrad", "GradientShap", "DeepLift", "LayerDeepLift",
        "ScoreCam", "AblationCam", "LayerIntegratedGradients", "LayerConductance", "InternalInfluence", "NeuronConductance",
    ];

    /// <summary>Cancelled before it began, or in the middle: while the net is in its third pass.</summary>
    [Theory]
    [MemberData(nameof(Interrupted))]
    public void AfterCancellation(string method, int pass)
    {
        using var source = new CancellationTokenSource();
        using var net = new Interrupting(EveryMethod.DelicateNet(), pass, source.Cancel);
        if (pass == 0)
        {
            source.Cancel();
        }
        // A budget of one byte: one row a batch.
        var options = Checked() with { MemoryBudget = 1, Cancellation = source.Token };
        Unchanged(net, (_, x) =>
        {
            Assert.ThrowsAny<OperationCanceledException>(() => EveryMethod.All[method](net, x, 1, options));
            Assert.Equal(pass, net.Passes);
        });
    }

    /// <summary>
    /// All methods in turn: not one tensor and not one hook more, and of the C library's memory, which scatters by some megabytes, less than what the first layer puts
    /// out once for each call. On one thread: what the allocator keeps grows with those that ask it.
    /// </summary>
    [Fact]
    public void AThousandExplanationsGrowNothing()
    {
        using var threads = new Threads(1);
        using var net = EveryMethod.DelicateNet();
        using var x = new Noise(8).Normal(zeros(32, 1, 8, 8));
        var options = new ExplainOptions { Checks = false, Steps = 2 };
        void Rounds(int count)
        {
            for (var i = 0; i < count * EveryMethod.All.Count; i++)
            {
                EveryMethod.All.Values.ElementAt(i % EveryMethod.All.Count)(net, x, null, options);
            }
        }
        // The first rounds fill what is filled once: compiled code, libtorch's own tables, the allocator's lists.
        Rounds(6);
        var (tensors, hooks, bytes) = (Living.Tensors(), Hooks(net), NativeMemory.InUse());
        Rounds(20);
        Assert.InRange(Living.Tensors(), 0, tensors);
        Assert.Equal(hooks, Hooks(net));
        if (NativeMemory.InUse() - bytes is { } growth)
        {
            const long activation = 32 * 4 * 6 * 6 * sizeof(float);
            Assert.InRange(growth, long.MinValue, 20 * EveryMethod.All.Count * activation);
        }
    }

    private static int Hooks(Module<Tensor, Tensor> net) => LayerTree.Of(net).Layers.Sum(layer => Hooks(layer.Module));

    private static ExplainOptions Checked() => new() { Checks = true, CheckTime = TimeSpan.FromMilliseconds(200), Create = () => EveryMethod.DelicateNet().Weighted(12) };

    private static void Unchanged(Module<Tensor, Tensor> net, Action<Module<Tensor, Tensor>, Tensor> explain)
    {
        using var _ = net;
        using var x = new Noise(22).Normal(zeros(2, 1, 8, 8)).abs().requires_grad_();
        // A graph of the user's, held across the call, and gradients that are already there.
        net.get_parameter("conv2.weight")!.grad = ones_like(net.get_parameter("conv2.weight")!);
        var pending = net.get_parameter("fc.weight")!.square().sum() + x.square().sum();
        var before = Snapshot(net, x);
        explain(net, x);
        Assert.Equal(before, Snapshot(net, x));
        pending.backward();
        Approx.Equal([.. (2 * x.detach()).data<float>()], [.. x.grad!.data<float>()]);
    }

    private static List<string> Snapshot(Module net, Tensor x)
    {
        static string Bits(Tensor? t) => t is null ? "none" : Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(t.detach().cpu().contiguous().bytes.ToArray()));
        var lines = new List<string> { $"rng {Bits(get_rng_state())}", $"input {Bits(x)} {x.requires_grad} {Bits(x.grad)}", $"grad mode {is_grad_enabled()}" };
        lines.AddRange(net.named_parameters().Select(p => $"{p.name} {Bits(p.parameter)} {p.parameter.requires_grad} {Bits(p.parameter.grad)}"));
        lines.AddRange(net.named_buffers().Select(b => $"{b.name} {Bits(b.buffer)}"));
        lines.AddRange(LayerTree.Of(net).Layers.Select(l => $"{l.Name} training {l.Module.training} hooks {Hooks(l.Module)} in place {l.Module.GetType().GetProperty("inplace")?.GetValue(l.Module)}"));
        return lines;
    }

    private static int Hooks(Module module) => module.GetType().GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.FlattenHierarchy)
        .Where(field => field.Name.EndsWith("_hooks", StringComparison.Ordinal)).Sum(field => ((ICollection)field.GetValue(module)!).Count);

    /// <summary>The delicate net, which asks for an end while it runs.</summary>
    private sealed class Interrupting : Module<Tensor, Tensor>
    {
        private readonly TorchSharp.Modules.Sequential inner;
        private readonly (int Pass, Action Then) at;

        public Interrupting(Module<Tensor, Tensor> net, int pass, Action then) : base(nameof(Interrupting))
        {
            (inner, at) = ((TorchSharp.Modules.Sequential)net, (pass, then));
            // Under their own names, as the tests of all methods ask for them.
            foreach (var (name, child) in inner.named_children())
            {
                register_module(name, child);
            }
        }

        public int Passes { get; private set; }

        public override Tensor forward(Tensor x)
        {
            if (++Passes == at.Pass)
            {
                at.Then();
            }
            return inner.forward(x);
        }
    }

    private sealed class ThrowsAfterConv2 : Module<Tensor, Tensor>
    {
        private readonly Module<Tensor, Tensor> conv1 = Conv2d(1, 4, 3);
        private readonly Module<Tensor, Tensor> relu1 = ReLU(inplace: true);
        private readonly Module<Tensor, Tensor> conv2 = Conv2d(4, 6, 3);
        private readonly Module<Tensor, Tensor> fc = Linear(6, 3);

        public ThrowsAfterConv2() : base(nameof(ThrowsAfterConv2))
        {
            RegisterComponents();
            train();
        }

        public override Tensor forward(Tensor x)
        {
            conv2.call(relu1.call(conv1.call(x)));
            throw new InvalidOperationException("the net's own trouble");
        }
    }
}
