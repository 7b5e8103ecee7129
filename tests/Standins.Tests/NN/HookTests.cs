using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace Standins.Tests.NN;

/// <summary>The rules of hooks: only through call, null keeps, removable.</summary>
public sealed class HookTests
{
    [Fact]
    public void OnlyCallRunsHooks()
    {
        using var scope = NewDisposeScope();
        var linear = nn.Linear(2, 3);
        var seen = new List<string>();
        linear.register_forward_pre_hook((_, _) => { seen.Add("pre"); return null!; });
        linear.register_forward_hook((_, _, _) => { seen.Add("post"); return null!; });
        linear.register_forward_pre_hook((nn.Module _) => seen.Add("module pre"));
        linear.register_forward_hook((nn.Module _) => seen.Add("module post"));
        linear.forward(ones(1, 2));
        Assert.Empty(seen);
        linear.call(ones(1, 2));
        Assert.Equal(["module pre", "pre", "post", "module post"], seen);
    }

    [Fact]
    public void HooksReplaceInputsAndResults()
    {
        using var scope = NewDisposeScope();
        var relu = nn.ReLU();
        relu.register_forward_pre_hook((_, x) => x - 3);
        relu.register_forward_hook((_, x, y) => x + 10 * y);
        Assert.Equal([-2f, 22f], relu.call(tensor(new[] { 1f, 5f })).data<float>().ToArray());
    }

    [Fact]
    public void TheOperatorOfPipelinesCalls()
    {
        using var scope = NewDisposeScope();
        var relu = nn.ReLU();
        relu.register_forward_hook((_, _, y) => y * 2);
        Assert.Equal([0f, 6f], Tensor.op_MinusMinusGreater(tensor(new[] { -1f, 3f }), relu).data<float>().ToArray());
    }

    [Fact]
    public void ATupleReplacesSeveralInputsAndNullKeepsThem()
    {
        using var scope = NewDisposeScope();
        var loss = nn.L1Loss(nn.Reduction.Sum);
        var first = loss.register_forward_pre_hook((_, a, b) => (a * 2, b));
        loss.register_forward_pre_hook((_, _, _) => null);
        Assert.Equal(3, loss.call(tensor(new[] { 2f }), tensor(new[] { 1f })).item<float>());
        first.remove();
        first.remove();
        Assert.Equal(1, loss.call(tensor(new[] { 2f }), tensor(new[] { 1f })).item<float>());
    }

    [Fact]
    public void SequentialCallsAndDisposesWhatIsBetween()
    {
        using var scope = NewDisposeScope();
        var relu = nn.ReLU();
        Tensor? between = null;
        relu.register_forward_pre_hook((_, x) => between = x);
        var net = nn.Sequential(nn.Linear(2, 3), relu, nn.Linear(3, 1));
        var result = net.call(ones(4, 2));
        Assert.True(between!.IsInvalid);
        Assert.Equal([4L, 1], result.shape);
    }

    [Fact]
    public void AKeptAliasOutlivesTheNetAndHasAGradient()
    {
        Tensor? kept = null;
        var net = nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 1));
        ((nn.Module<Tensor, Tensor>)net[0]).register_forward_hook((_, _, y) =>
        {
            kept = y.alias().DetachFromDisposeScope();
            return y;
        });
        Tensor result;
        using (var scope = NewDisposeScope())
            result = net.call(ones(4, 2)).MoveToOuterDisposeScope();
        Assert.False(kept!.IsInvalid);
        var gradient = autograd.grad([result.sum()], [kept])[0];
        Assert.Equal([4L, 3], gradient.shape);
    }

    [Fact]
    public void ASequenceOfAPackedLstmRunsNoHook()
    {
        using var scope = NewDisposeScope();
        var lstm = nn.LSTM(2, 3);
        var ran = false;
        lstm.register_forward_hook((nn.Module _) => ran = true);
        lstm.call(nn.utils.rnn.pack_sequence([ones(2, 2), ones(1, 2)]));
        Assert.False(ran);
        lstm.call(ones(2, 1, 2));
        Assert.True(ran);
    }

    private sealed class Throwing() : nn.Module<Tensor, Tensor>("Throwing")
    {
        public override Tensor forward(Tensor input) => throw new InvalidOperationException("mine");
    }

    [Fact]
    public void AnExceptionFromForwardPasses() =>
        Assert.Equal("mine", Assert.Throws<InvalidOperationException>(() => new Throwing().call(ones(1))).Message);

    [Fact]
    public void EveryArityCalls()
    {
        using var scope = NewDisposeScope();
        var six = new Six();
        six.register_forward_pre_hook((_, a, b, c, d, e, f) => (a + 1, b, c, d, e, f));
        six.register_forward_hook((_, a, _, _, _, _, _, y) => y + 100 * a);
        Assert.Equal(222, six.call(1, 2, 3, 4, 5, 6));
    }

    private sealed class Six() : nn.Module<int, int, int, int, int, int, int>("Six")
    {
        public override int forward(int a, int b, int c, int d, int e, int f) => a + b + c + d + e + f;
    }

    [Fact]
    public void AModuleOfAUserIsHookedThroughNamedModules()
    {
        using var scope = NewDisposeScope();
        var net = new Outer();
        var seen = new List<string>();
        foreach (var (name, module) in net.named_modules())
        {
            if (module is nn.Module<Tensor, Tensor> hookable)
                hookable.register_forward_hook((_, _, y) => { seen.Add(name); return y; });
        }
        net.call(ones(1, 2));
        Assert.Equal(["inner.first", "inner", "last"], seen);
    }

    private sealed class Inner : nn.Module<Tensor, Tensor>
    {
        private readonly Linear first = nn.Linear(2, 2);
        private readonly Linear second = nn.Linear(2, 2);

        public Inner() : base("Inner") => RegisterComponents();

        public override Tensor forward(Tensor input) => second.forward(first.call(input));
    }

    private sealed class Outer : nn.Module<Tensor, Tensor>
    {
        private readonly Inner inner = new();
        private readonly Linear last = nn.Linear(2, 1);

        public Outer() : base("Outer") => RegisterComponents();

        public override Tensor forward(Tensor input) => last.call(inner.call(input));
    }
}
