"""The C# kernel beside ipykernel: start, first cell, a trivial cell, completion, restart, packages, memory. Medians; milliseconds."""
import os
import statistics
import tempfile
import time

from jupyter_client.manager import start_new_kernel

RUNS = 5
KERNELS = {
    "C#": {"kernel": "nnviz-csharp", "real": "var xs = Enumerable.Range(0, 10).Select(x => x * x).ToList(); Console.WriteLine(xs.Sum()); xs",
           "trivial": "1 + 1", "complete": "Console.Wri", "loop": 'Console.WriteLine("in"); while (true) { }',
           "package": '#r "nuget: Markdig, 1.*"\nMarkdig.Markdown.ToHtml("x")'},
    "ipykernel": {"kernel": "python3", "real": "xs = [x * x for x in range(10)]; print(sum(xs)); xs", "trivial": "1 + 1",
    "complete": "print.__na"},
}


def timed(action):
    start = time.perf_counter()
    action()
    return 1000 * (time.perf_counter() - start)


class Kernel:
    """A running kernel and the calls that are timed."""

    def __init__(self, name):
        start = time.perf_counter()
        self.manager, self.client = start_new_kernel(kernel_name=name, startup_timeout=60)
        self.ready = 1000 * (time.perf_counter() - start)

    def execute(self, code):
        """From sending a cell to its idle status, which comes after the reply and every output."""
        request = self.client.execute(code)
        while True:
            message = self.client.get_iopub_msg(timeout=120)
            if message["msg_type"] == "error":
                raise RuntimeError("\n".join(message["content"]["traceback"]))
            if message["parent_header"].get("msg_id") == request and message["content"].get("execution_state") == "idle":
                return

    def complete(self, code):
        request = self.client.complete(code)
        while self.client.get_shell_msg(timeout=30)["parent_header"].get("msg_id") != request:
            pass

    def interrupt(self, code):
        """From asking for the interrupt of a tight loop to the cell's reply."""
        request = self.client.execute(code)
        while self.client.get_iopub_msg(timeout=30)["msg_type"] != "stream":
            pass
        start = time.perf_counter()
        self.manager.interrupt_kernel()
        while self.client.get_shell_msg(timeout=30)["parent_header"].get("msg_id") != request:
            pass
        return 1000 * (time.perf_counter() - start)

    def restart(self):
        self.manager.restart_kernel()
        self.client.wait_for_ready(timeout=60)

    def memory(self):
        with open(f"/proc/{self.manager.provisioner.process.pid}/status") as status:
            return int(next(line for line in status if line.startswith("VmRSS")).split()[1]) / 1024

    def stop(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


def measure(samples):
    rows = {"start to ready": [], "first real cell, at once": [], "first real cell, 2 s later": []}
    for pause, row in ((0, "first real cell, at once"), (2, "first real cell, 2 s later")) * RUNS:
        kernel = Kernel(samples["kernel"])
        rows["start to ready"].append(kernel.ready)
        time.sleep(pause)
        rows[row].append(timed(lambda: kernel.execute(samples["real"])))
        kernel.stop()
    kernel = Kernel(samples["kernel"])
    kernel.execute(samples["real"])
    rows["trivial cell"] = [timed(lambda: kernel.execute(samples["trivial"])) for _ in range(50)]
    rows["completion"] = [timed(lambda: kernel.complete(samples["complete"])) for _ in range(10)]
    # ipykernel is interrupted by SIGINT, which a kernel started from a background job ignores.
    if "loop" in samples:
        rows["interrupt of a tight loop"] = [kernel.interrupt(samples["loop"]) for _ in range(10)]
    rows["restart"] = [timed(kernel.restart) for _ in range(RUNS)]
    if "package" in samples:
        kernel.execute(samples["package"])
        rows['#r "nuget:", warm'] = []
        for _ in range(RUNS):
            kernel.restart()
            time.sleep(2)
            rows['#r "nuget:", warm'].append(timed(lambda: kernel.execute(samples["package"])))
    before = kernel.memory()
    for _ in range(1000):
        kernel.execute(samples["trivial"])
    rows["memory (MiB) before and after 1,000 cells"] = [before, kernel.memory()]
    kernel.stop()
    return rows


if __name__ == "__main__":
    os.chdir(tempfile.mkdtemp())
    results = {name: measure(samples) for name, samples in KERNELS.items()}
    print(f"{'':44}" + "".join(f"{name:>18}" for name in results))
    for row in next(iter(results.values())):
        cells = []
        for rows in results.values():
            values = rows.get(row, [])
            cells.append(" → ".join(f"{v:.0f}" for v in values) if "→" in row or "memory" in row else f"{statistics.median(values):.1f}" if values else "–")
        print(f"{row:44}" + "".join(f"{cell:>18}" for cell in cells))
