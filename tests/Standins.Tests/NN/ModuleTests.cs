using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using Xunit;
using static TorchSharp.torch;

namespace Standins.Tests.NN;

/// <summary>Names, registration, modes, moving, state and files of modules.</summary>
public sealed class ModuleTests
{
    private sealed class Block : nn.Module<Tensor, Tensor>
    {
        private readonly Linear fc1 = nn.Linear(2, 3);
        [ComponentName(Name = "out")]
        private readonly Linear last = nn.Linear(3, 1);
        private readonly Parameter scale = new(ones(1));
        private readonly Tensor offset = zeros(1);

        public Block() : base("Block") => RegisterComponents();

        public Tensor Offset => offset;

        public override Tensor forward(Tensor input) => last.call(fc1.call(input).relu()) * scale + offset;
    }

    private sealed class Net : nn.Module<Tensor, Tensor>
    {
        private readonly Block a = new();
        private readonly Sequential b = nn.Sequential(("x", nn.Linear(1, 1)), ("y", nn.Dropout()));

        public Net() : base("Net") => RegisterComponents();

        public override Tensor forward(Tensor input) => b.call(a.call(input));
    }

    [Fact]
    public void NamesFollowTorchSharpsOrder()
    {
        using var net = new Net();
        Assert.Equal(["a", "b"], net.named_children().Select(c => c.name));
        Assert.Equal(["a", "b", "a.fc1", "a.out", "b.x", "b.y"], net.named_modules().Select(m => m.name));
        Assert.Equal(
            ["a.scale", "a.fc1.weight", "a.fc1.bias", "a.out.weight", "a.out.bias", "b.x.weight", "b.x.bias"],
            net.named_parameters().Select(p => p.name));
        Assert.Equal(["a.offset"], net.named_buffers().Select(b => b.name));
        Assert.Equal([.. net.named_parameters().Select(p => p.name), "a.offset"], net.state_dict().Keys);
        Assert.True(net.has_parameter("a.fc1.bias"));
        Assert.False(net.has_parameter("a.fc2.bias"));
        Assert.Same(net.parameters().First(), net.get_parameter("a.scale"));
        Assert.NotNull(net.get_buffer("a.offset"));
    }

    [Fact]
    public void ASharedParameterIsListedOnceAndSavedUnderBothNames()
    {
        var shared = nn.Linear(2, 2);
        var net = nn.Sequential(("one", shared), ("two", shared));
        Assert.Equal(["one.weight", "one.bias"], net.named_parameters().Select(p => p.name));
        Assert.Equal(["one.weight", "one.bias", "two.weight", "two.bias"], net.state_dict().Keys);
    }

    [Fact]
    public void ModesReachEveryModule()
    {
        using var net = new Net();
        Assert.All(net.modules(), m => Assert.True(m.training));
        net.eval();
        Assert.All([net, .. net.modules()], m => Assert.False(m.training));
        net.train();
        Assert.All([net, .. net.modules()], m => Assert.True(m.training));
    }

    [Fact]
    public void ApplyGoesFromTheLeavesUp()
    {
        var seen = new List<string>();
        new Net().apply(m => seen.Add(m.GetName()));
        Assert.Equal(["Linear", "Linear", "Block", "Linear", "Dropout", "Sequential", "Net"], seen);
    }

    [Fact]
    public void MovingConvertsFloatingPointAndKeepsGradients()
    {
        using var scope = NewDisposeScope();
        var net = new Net();
        net.call(ones(1, 2)).sum().backward();
        var before = net.get_parameter("a.scale")!.grad!.clone();
        net.@double();
        Assert.All(net.state_dict().Values, t => Assert.Equal(ScalarType.Float64, t.dtype));
        Close.To(before, net.get_parameter("a.scale")!.grad!, 1e-6, "gradient");
        Assert.Equal(ScalarType.Float64, ((Block)net.children().First()).Offset.dtype);
        Assert.Equal(ScalarType.Float64, net.call(ones(1, 2, ScalarType.Float64)).dtype);
        Assert.Throws<ArgumentException>(() => net.to(ScalarType.Int64));
        Assert.Throws<InvalidOperationException>(() => net.cuda());
        var norm = nn.BatchNorm1d(2).half();
        Assert.Equal(ScalarType.Int64, norm.num_batches_tracked!.dtype);
        Assert.Equal(ScalarType.Float16, norm.running_mean!.dtype);
    }

    [Fact]
    public void AFileIsTheBytesThatTorchSharpWrites()
    {
        using var scope = NewDisposeScope();
        var linear = nn.Linear(2, 1);
        linear.load_state_dict(new() { ["weight"] = tensor(new[,] { { 1.5f, -2f } }), ["bias"] = tensor(new[] { 0.25f }) });
        byte[] expected =
        [
            2,
            6, .. "weight"u8, 6, 2, 1, 2, .. BitConverter.GetBytes(1.5f), .. BitConverter.GetBytes(-2f),
            4, .. "bias"u8, 6, 1, 1, .. BitConverter.GetBytes(0.25f),
        ];
        using var file = new MemoryStream();
        linear.save(file);
        Assert.Equal(expected, file.ToArray());
        var other = nn.Linear(2, 1);
        other.load(new MemoryStream(expected));
        Close.To(linear.weight, other.weight, 0, "weight");
        using var skipped = new MemoryStream();
        linear.save(skipped, skip: ["weight"]);
        Assert.Equal([1, .. expected[^12..]], skipped.ToArray());
    }

    [Fact]
    public void LoadingSaysWhatDoesNotFit()
    {
        using var file = new MemoryStream();
        nn.Linear(2, 1).save(file);
        var bytes = file.ToArray();
        Assert.Contains("'weight'", Assert.Throws<ArgumentException>(() =>
            nn.Sequential(nn.Linear(2, 1)).load(new MemoryStream(bytes))).Message, StringComparison.Ordinal);
        Assert.Contains("[1, 2]", Assert.Throws<ArgumentException>(() => nn.Linear(3, 1).load(new MemoryStream(bytes))).Message,
            StringComparison.Ordinal);
        var found = new Dictionary<string, bool>();
        var target = nn.Linear(2, 1, hasBias: false);
        var before = target.weight.clone();
        target.load(new MemoryStream(bytes), strict: false, skip: ["weight"], loadedParameters: found);
        Assert.Equal(new() { ["weight"] = true, ["bias"] = false }, found);
        Close.To(before, target.weight, 0, "skipped weight");
        Assert.Throws<InvalidOperationException>(() => target.load_state_dict(nn.Linear(2, 1).state_dict()));
        var (missing, unexpected) = target.load_state_dict(nn.Linear(2, 1).state_dict(), strict: false);
        Assert.Empty(missing);
        Assert.Equal(["bias"], unexpected);
    }

    [Fact]
    public void RegistrationRefusesWhatCannotBe()
    {
        var net = new Net();
        Assert.Throws<ArgumentException>(() => net.register_module("a.b", nn.ReLU()));
        Assert.Throws<ArgumentException>(() => net.register_module("", nn.ReLU()));
        Assert.Throws<InvalidOperationException>(() => net.register_module("a", nn.ReLU()));
        Assert.Throws<ArgumentNullException>(() => net.register_buffer("x", null!));
        net.register_buffer("x", ones(1), persistent: false);
        Assert.DoesNotContain("x", net.state_dict().Keys);
        Assert.Contains(net.named_buffers(), b => b.name == "x");
        Assert.Throws<InvalidOperationException>(() => net.register_buffer("x", ones(1)));
        Assert.Throws<InvalidOperationException>(() => nn.ReLU().register_parameter("p", new Parameter(ones(1))));
    }

    [Fact]
    public void DisposingANetDisposesItsTensorsAndOnlyThose()
    {
        var net = new Net();
        var outside = ones(1);
        var own = net.state_dict().Values.ToList();
        net.Dispose();
        Assert.All(own, t => Assert.True(t.IsInvalid));
        Assert.False(outside.IsInvalid);
    }

    [Fact]
    public void LayersOutliveTheScopeTheyAreMadeIn()
    {
        Linear layer;
        using (NewDisposeScope())
            layer = nn.Linear(2, 2);
        Assert.False(layer.weight.IsInvalid);
        Assert.Equal([1L, 2], layer.call(ones(1, 2)).shape);
    }

    [Fact]
    public void ListsAndDictionariesAreModules()
    {
        var list = nn.ModuleList(nn.Linear(1, 2), nn.Linear(2, 3));
        list.Insert(1, nn.Linear(2, 2));
        list.append(nn.Linear(3, 1));
        Assert.Equal(["0.weight", "0.bias", "1.weight", "1.bias", "2.weight", "2.bias", "3.weight", "3.bias"], list.state_dict().Keys);
        list.RemoveAt(0);
        Assert.Equal([2L, 3, 1], list.Select(m => m.out_features));
        Assert.Equal(3, list.Count);

        var dictionary = nn.ModuleDict(("b", nn.Linear(1, 2)), ("a", nn.Linear(2, 1)));
        Assert.Equal(["b", "a"], dictionary.keys());
        Assert.Equal(["b.weight", "b.bias", "a.weight", "a.bias"], dictionary.state_dict().Keys);
        Assert.Equal(2, dictionary["b"].out_features);
        Assert.True(dictionary.Remove("b"));
        Assert.Equal(("a", 1L), (dictionary[0].Item1, dictionary[0].Item2.out_features));

        var parameters = nn.ParameterList(new Parameter(ones(1)), new Parameter(ones(2)));
        Assert.Equal(["0", "1"], parameters.named_parameters().Select(p => p.name));
        parameters.@double();
        Assert.Equal(ScalarType.Float64, parameters[1].dtype);
        var named = nn.ParameterDict(("w", new Parameter(ones(1))));
        Assert.True(named.TryGetValue("w", out var w));
        Assert.Same(w, named.get_parameter("w"));
        Assert.False(named.TryGetValue("v", out _));
    }

    [Fact]
    public void SequentialSlicesAndIndexes()
    {
        using var scope = NewDisposeScope();
        var net = nn.Sequential(nn.Linear(1, 2), nn.ReLU(), nn.Linear(2, 3));
        Assert.Equal(2, net[1..].Count);
        Assert.Equal(["0", "1"], net[..^1].named_children().Select(c => c.name));
        Assert.Equal(1, net[(null, 1)].Count);
        Assert.IsType<ReLU>(net[1]);
        Assert.Throws<IndexOutOfRangeException>(() => net[(0, 7)]);
        var x = ones(1);
        Assert.NotSame(x, nn.Sequential().call(x));
    }
}
