using NNViz.Bench;
using TorchSharp;

// Side-by-side measurements; ./build.sh bench prints them together with those that need Jupyter and Python. Names after the program's own choose
// some of them: NNViz.Bench tsne.
torch.set_num_threads(Environment.ProcessorCount);
(string Name, Action<TextWriter> Run)[] all =
[
    ("capture", CaptureBench.Run), ("watch", WatchBench.Run), ("tensor", TensorBench.Run), ("stats", StatsBench.Run),
    ("tsne", TSneBench.Run), ("torch", TorchBench.Run), ("explain", ExplainBench.Run), ("summary", SummaryBench.Run), ("budget", BudgetBench.Run),
];
foreach (var (_, run) in all.Where(bench => args.Length == 0 || args.Contains(bench.Name)))
{
    run(Console.Out);
}
