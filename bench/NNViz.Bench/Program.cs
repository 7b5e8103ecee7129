using NNViz.Bench;
using TorchSharp;

// Side-by-side measurements; ./build.sh bench prints them together with those that need Jupyter and Python.
torch.set_num_threads(Environment.ProcessorCount);
CaptureBench.Run(Console.Out);
WatchBench.Run(Console.Out);
TensorBench.Run(Console.Out);
TorchBench.Run(Console.Out);
