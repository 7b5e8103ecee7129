"""The C# kernel beside ipykernel, by turns: start, first cell, a trivial cell, completion, restart, packages, memory. Medians; milliseconds.

"Start to first answer" is the kernel's own time, from starting the process to the reply to kernel_info, by a client that connects as soon as
the port is open. "Start to ready" is that of jupyter_client's start_new_kernel, which waits beside: it connects 15 ms after starting the
process, again 100 to 200 ms after that when nobody has answered yet, and in the end for 200 ms of silence.
"""
import os
import socket
import statistics
import tempfile
import time

from jupyter_client.manager import KernelManager, start_new_kernel

RUNS = 5
KERNELS = {
    "C#": {"kernel": "nnviz-csharp", "real": "var xs = Enumerable.Range(0, 10).Select(x => x * x).ToList(); Console.WriteLine(xs.Sum()); xs",
           "trivial": "1 + 1", "complete": "Console.Wri", "loop": 'Console.WriteLine("in"); while (true) { }',
           "package": '#r "nuget: Markdig, 1.*"\nMarkdig.Markdown.ToHtml("x")'},
    "ipykernel": {"kernel": "python3", "real": "xs = [x * x for x in range(10)]; print(sum(xs)); xs", "trivial": "1 + 1",
    "complete": "print.__na"},
}
# What the C# kernel must reach: "×", of ipykernel's time in the same run; "ms", by itself.
AIMS = {"start to first answer": (0.5, "×"), "start to ready": (0.5, "×"), "first real cell, at once": (250, "ms"), "trivial cell": (1.2, "×"),
        "trivial cell, 2 s later": (1.2, "×"), "trivial cell, 7 s later": (1.2, "×"), "completion": (100, "ms"), '#r "nuget:", warm': (1200, "ms")}


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


def first_answer(name):
    """From starting the process to its first reply."""
    manager = KernelManager(kernel_name=name)
    start = time.perf_counter()
    manager.start_kernel()
    try:
        wait_for_port(manager, name, start + 60)
        client = manager.client()
        client.start_channels(stdin=False, hb=False)
        client.kernel_info()
        client.get_shell_msg(timeout=60)
        took = 1000 * (time.perf_counter() - start)
        client.stop_channels()
        return took
    finally:
        manager.shutdown_kernel(now=True)


def wait_for_port(manager, name, end):
    """Until the kernel listens; what has ended, or has not come by the end, is an error."""
    while True:
        try:
            socket.create_connection((manager.ip, manager.shell_port)).close()
            return
        except ConnectionRefusedError:
            if not manager.is_alive():
                raise RuntimeError(f"{name} ended before it listened") from None
            if time.perf_counter() > end:
                raise TimeoutError(f"{name} does not listen 60 s after its start") from None
            time.sleep(0.001)


def starts(samples, rows, pause, row):
    rows["start to first answer"].append(first_answer(samples["kernel"]))
    kernel = Kernel(samples["kernel"])
    rows["start to ready"].append(kernel.ready)
    time.sleep(pause)
    rows[row].append(timed(lambda: kernel.execute(samples["real"])))
    kernel.stop()


def in_turn(kernels, rows, row, count, action):
    """One call to each kernel after the other, so that what else the machine does meets both."""
    for _ in range(count):
        for name, kernel in kernels.items():
            value = action(kernel, KERNELS[name])
            if value is not None:
                rows[name].setdefault(row, []).append(value)


def package(kernel, samples):
    if "package" not in samples:
        return None
    kernel.restart()
    time.sleep(2)
    return timed(lambda: kernel.execute(samples["package"]))


def measure():
    at_once, later = "first real cell, at once", "first real cell, 2 s later"
    rows = {name: {"start to first answer": [], "start to ready": [], at_once: [], later: []} for name in KERNELS}
    for pause, row in ((0, at_once), (2, later)) * RUNS:
        for name, samples in KERNELS.items():
            starts(samples, rows[name], pause, row)
    kernels = {name: Kernel(samples["kernel"]) for name, samples in KERNELS.items()}
    for name, kernel in kernels.items():
        kernel.execute(KERNELS[name]["real"])
    before = {name: kernel.memory() for name, kernel in kernels.items()}
    for count, pause, row in ((1000, 0, "trivial cell"), (60, 2, "trivial cell, 2 s later"), (200, 5, "trivial cell, 7 s later")):
        time.sleep(pause)
        in_turn(kernels, rows, row, count, lambda kernel, samples: timed(lambda: kernel.execute(samples["trivial"])))
    for name, kernel in kernels.items():
        rows[name]["memory (MiB) before and after 1,000 cells"] = [before[name], kernel.memory()]
    in_turn(kernels, rows, "completion", 20, lambda kernel, samples: timed(lambda: kernel.complete(samples["complete"])))
    # ipykernel is interrupted by SIGINT, which a kernel started from a background job ignores.
    in_turn(kernels, rows, "interrupt of a tight loop", 10, lambda kernel, samples: kernel.interrupt(samples["loop"]) if "loop" in samples else None)
    in_turn(kernels, rows, "restart", RUNS, lambda kernel, samples: timed(kernel.restart))
    for name, kernel in kernels.items():
        if "package" in KERNELS[name]:
            kernel.execute(KERNELS[name]["package"])
    in_turn(kernels, rows, '#r "nuget:", warm', RUNS, package)
    for kernel in kernels.values():
        kernel.stop()
    return rows


def compared(row, results):
    """The C# kernel's median over ipykernel's, and the aim with what came of it."""
    ours, theirs = (statistics.median(rows[row]) if row in rows else None for rows in (results["C#"], results["ipykernel"]))
    ratio = ours / theirs if theirs else None
    if row not in AIMS:
        return ratio, ""
    aim, unit = AIMS[row]
    return ratio, f"(aim ≤ {aim} {unit}: {'reached' if (ratio if unit == '×' else ours) <= aim else 'MISSED'})"


def main():
    os.chdir(tempfile.mkdtemp())
    results = measure()
    print(f"{'':44}" + "".join(f"{name:>18}" for name in results) + f"{'ratio':>9}")
    for row in results["C#"]:
        cells = []
        for rows in results.values():
            values = rows.get(row, [])
            cells.append(" → ".join(f"{v:.0f}" for v in values) if "memory" in row else f"{statistics.median(values):.1f}" if values else "–")
        ratio, aim = (None, "") if "memory" in row else compared(row, results)
        print(f"{row:44}" + "".join(f"{cell:>18}" for cell in cells) + f"{'–' if ratio is None else format(ratio, '.2f'):>9}    {aim}".rstrip())


if __name__ == "__main__":
    main()
