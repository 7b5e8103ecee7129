"""Time from starting the C# kernel to its first chart, beside ipykernel's time to its first output."""
import os
import sys
import time

from jupyter_client.manager import start_new_kernel

CHART = '''#r "nuget: TorchSharp-cpu"
#r "nuget: NNViz.Interactive"
'''


def first_output(kernel, cells, wanted):
    start = time.perf_counter()
    manager, client = start_new_kernel(kernel_name=kernel, startup_timeout=60)
    ready = time.perf_counter() - start
    try:
        for cell in cells:
            client.execute(cell)
        while True:
            message = client.get_iopub_msg(timeout=120)
            if message["msg_type"] == "error":
                sys.exit("\n".join(message["content"]["traceback"]))
            if wanted in str(message["content"].get("data", {}).get("text/html", "")):
                return ready, time.perf_counter() - start
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "notebooks"))
RUNS = 5
ours, theirs = [], []
for _ in range(RUNS):
    ours.append(first_output("nnviz-csharp", [CHART, "TorchSharp.torch.rand(8, 8)"], "data-nnviz"))
    theirs.append(first_output("python3", ["from IPython.display import HTML; HTML('<b>ready</b>')"], "ready"))
ours.sort()
theirs.sort()
print("C# kernel    ready %5.2f s, first chart %5.2f s" % ours[RUNS // 2])
print("ipykernel    ready %5.2f s, first HTML  %5.2f s" % theirs[RUNS // 2])
