"""What the protocol tests share: a kernel, and helpers that send one request and collect what comes back."""

import os
import queue
import tempfile
import time
import unittest

from jupyter_client.manager import start_new_kernel

KERNEL = "nnviz-csharp"
# No test waits this long but for what never comes: a busy machine makes it slow, not red.
TIMEOUT = 120


def drain(client):
    """Forget messages that wait on any channel."""
    for get in (client.get_shell_msg, client.get_iopub_msg, client.get_stdin_msg, client.get_control_msg):
        try:
            while True:
                get(timeout=0.02)
        except queue.Empty:
            pass


def reply_to(get, msg_id):
    """The reply whose parent is the request; others are dropped."""
    end = time.monotonic() + TIMEOUT
    while time.monotonic() < end:
        message = get(timeout=TIMEOUT)
        if message["parent_header"].get("msg_id") == msg_id:
            return message
    raise queue.Empty()


def outputs_of(client, msg_id, timeout=TIMEOUT):
    """The iopub messages of a request from busy to idle, without those two."""
    outputs = []
    while True:
        message = client.get_iopub_msg(timeout=timeout)
        if message["parent_header"].get("msg_id") != msg_id:
            continue
        if message["msg_type"] == "status":
            if message["content"]["execution_state"] == "idle":
                return outputs
        else:
            outputs.append(message)


def run(client, code, **options):
    """Execute; returns the reply's content and the outputs."""
    msg_id = client.execute(code, **options)
    reply = reply_to(client.get_shell_msg, msg_id)
    return reply["content"], outputs_of(client, msg_id)


def of_type(outputs, name):
    return [m["content"] for m in outputs if m["msg_type"] == name]


def text_of(outputs, stream="stdout"):
    return "".join(c["text"] for c in of_type(outputs, "stream") if c["name"] == stream)


def wait_for_text(client, msg_id, text):
    """Until the cell has written a text."""
    seen = ""
    while text not in seen:
        message = client.get_iopub_msg(timeout=TIMEOUT)
        if message["msg_type"] == "stream" and message["parent_header"].get("msg_id") == msg_id:
            seen += message["content"]["text"]


class Gate:
    """Holds a cell back until the test opens it, or the test until the cell does: no length of time says what came first."""

    def __init__(self, test):
        folder = tempfile.TemporaryDirectory()
        test.addCleanup(folder.cleanup)
        self.path = os.path.join(folder.name, "open")

    @property
    def wait(self):
        """Waits, as C#."""
        return f'while (!System.IO.File.Exists("{self.path}")) System.Threading.Thread.Sleep(5);'

    def open(self):
        with open(self.path, "w"):
            pass

    def wait_until_open(self):
        """Waits, and closes it again."""
        end = time.monotonic() + TIMEOUT
        while not os.path.exists(self.path):
            if time.monotonic() > end:
                raise TimeoutError(f"Nothing has opened {self.path}.")
            time.sleep(0.01)
        os.remove(self.path)


class KernelTest(unittest.TestCase):
    """A test class with a kernel of its own, shared by its tests."""

    @classmethod
    def setUpClass(cls):
        cls.km, cls.kc = start_new_kernel(kernel_name=KERNEL, startup_timeout=TIMEOUT)

    @classmethod
    def tearDownClass(cls):
        cls.kc.stop_channels()
        cls.km.shutdown_kernel(now=True)

    def setUp(self):
        drain(self.kc)

    def run_cell(self, code, **options):
        return run(self.kc, code, **options)
