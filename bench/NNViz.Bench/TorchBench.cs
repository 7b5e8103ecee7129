using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace NNViz.Bench;

/// <summary>
/// The binding beside PyTorch's own: the same work in C# and in Python over libtorch, and one tiny operation also in C++. Processor time of all
/// threads, which others on the machine do not change.
/// </summary>
internal static class TorchBench
{
    private const int Batch = 64, Steps = 50, Tiny = 20_000;

    public static void Run(TextWriter report)
    {
        var threads = get_num_threads();
        using var python = Rival.Start("/usr/bin/python3", "bench/torch_bench.py", FormattableString.Invariant($"{threads}"));
        using var native = Rival.Start("artifacts/bench/torch_tiny");
        if (python is null || native is null)
        {
            report.WriteLine("beside PyTorch: needs python3-torch, g++ and libtorch-dev; ./build.sh bench installs them");
            return;
        }
        using var work = new Work();
        var table = new Table(report, FormattableString.Invariant($"the binding, over PyTorch's own, in processor time ({threads} threads)"));
        Compare("MNIST net, forward, batch 64", "forward", 61, work.Forward);
        Compare("MNIST net, forward and backward", "backward", 31, work.Backward);
        Compare("MNIST net, 50 steps of training", "steps", 5, work.Train);
        Compare("resnet18, forward, batch 8", "resnet", 9, work.ResNet);
        var tiny = Stopwatches.Medians(51, Stopwatches.Worked(work.Add), () => python.Run("tiny"), () => native.Run("tiny"),
            () => native.Run("boxed"));
        var micros = tiny.Select(ms => 1000 * ms / Tiny).ToArray();
        table.Row("scalar + scalar, C# less C++", micros[0] - micros[2], "µs", 1.5,
            FormattableString.Invariant($"C# {micros[0]:F2}, Python {micros[1]:F2}, C++ {micros[2]:F2}, C++ boxed {micros[3]:F2}"));

        void Compare(string label, string name, int runs, Action ours)
        {
            var times = Stopwatches.Medians(runs, Stopwatches.Worked(ours), () => python.Run(name));
            table.Row(label, times[0] / times[1], "", 1.05, FormattableString.Invariant($"{times[0]:F2} ms over {times[1]:F2} ms"));
        }
    }

    /// <summary>The networks and data; every run gives back what it made.</summary>
    private sealed class Work : IDisposable
    {
        private readonly DisposeScope scope = NewDisposeScope();
        private readonly Digits digits;
        private readonly Module<Tensor, Tensor> residual;
        private readonly Tensor x, y, image, images, labels, a, b;
        private readonly optim.Optimizer optimizer;

        public Work()
        {
            manual_seed(0);
            (digits, residual) = (new Digits(), torchvision.models.resnet18());
            residual.eval();
            (x, y) = (randn(Batch, 1, 28, 28), randint(10, [Batch]));
            image = randn(8, 3, 224, 224);
            (images, labels) = (randn(Steps * Batch, 1, 28, 28), randint(10, [Steps * Batch]));
            optimizer = optim.Adam(digits.parameters());
            (a, b) = (tensor(1f), tensor(2f));
        }

        public void Forward()
        {
            digits.eval();
            using var noGrad = no_grad();
            digits.call(x).Dispose();
        }

        public void Backward()
        {
            digits.train();
            using var inner = NewDisposeScope();
            digits.zero_grad();
            F.nll_loss(digits.call(x), y).backward();
        }

        /// <summary>Steps of Adam on batches drawn from as many images as they take, with the example's dropout.</summary>
        public void Train()
        {
            digits.train();
            using var order = randperm(Steps * Batch);
            for (var step = 0; step < Steps; step++)
            {
                using var inner = NewDisposeScope();
                var chosen = order[TensorIndex.Slice(step * Batch, (step + 1) * Batch)];
                optimizer.zero_grad();
                F.nll_loss(digits.call(images[chosen]), labels[chosen]).backward();
                optimizer.step();
            }
        }

        public void ResNet()
        {
            using var noGrad = no_grad();
            residual.call(image).Dispose();
        }

        public void Add()
        {
            for (var k = 0; k < Tiny; k++)
            {
                (a + b).Dispose();
            }
        }

        public void Dispose()
        {
            digits.Dispose();
            residual.Dispose();
            scope.Dispose();
        }
    }

    /// <summary>The network of TorchSharp's MNIST example.</summary>
    private sealed class Digits : Module<Tensor, Tensor>
    {
        private readonly Conv2d conv1 = Conv2d(1, 32, 3), conv2 = Conv2d(32, 64, 3);
        private readonly Linear fc1 = Linear(9216, 128), fc2 = Linear(128, 10);
        private readonly Dropout dropout1 = Dropout(0.25), dropout2 = Dropout(0.5);

        public Digits() : base(nameof(Digits)) => RegisterComponents();

        public override Tensor forward(Tensor input)
        {
            using var inner = NewDisposeScope();
            var x = F.relu(conv2.call(F.relu(conv1.call(input))));
            x = F.relu(fc1.call(flatten(dropout1.call(F.max_pool2d(x, 2)), 1)));
            return F.log_softmax(fc2.call(dropout2.call(x)), 1).MoveToOuterDisposeScope();
        }
    }
}
