"""A kernel from start to end: connection files, signatures, bad bytes, heartbeat, welcome, restart, crash, orphans."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import unittest

import zmq
from jupyter_client.blocking import BlockingKernelClient
from jupyter_client.connect import write_connection_file
from jupyter_client.manager import KernelManager, start_new_kernel
from jupyter_client.session import Session

from client import KERNEL, TIMEOUT, Gate, drain, of_type, outputs_of, reply_to, run, wait_for_text


def wait_for(condition, seconds=TIMEOUT):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False


def kill(pid):
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


class Lifetime(unittest.TestCase):
    def start(self, **options):
        km, kc = start_new_kernel(kernel_name=KERNEL, startup_timeout=TIMEOUT, **options)
        self.addCleanup(lambda: km.shutdown_kernel(now=True))
        self.addCleanup(kc.stop_channels)
        return km, kc

    def raw(self, km, port, kind):
        socket = zmq.Context.instance().socket(kind)
        socket.linger = 0
        socket.connect(f"tcp://{km.ip}:{port}")
        self.addCleanup(socket.close)
        return socket

    def test_heartbeat_echoes_while_a_cell_runs(self):
        km, kc = self.start()
        msg_id = kc.execute('Console.WriteLine("in"); while (true) { }')
        wait_for_text(kc, msg_id, "in")
        heart = self.raw(km, km.hb_port, zmq.REQ)
        for beat in (b"ping", b"\x00\xff"):
            heart.send(beat)
            self.assertTrue(heart.poll(1000 * TIMEOUT))
            self.assertEqual(heart.recv(), beat)

    def test_a_subscriber_is_welcomed(self):
        km, _ = self.start()
        iopub = self.raw(km, km.iopub_port, zmq.SUB)
        iopub.setsockopt(zmq.SUBSCRIBE, b"")
        self.assertTrue(iopub.poll(1000 * TIMEOUT))
        _, message = km.session.feed_identities(iopub.recv_multipart())
        message = km.session.deserialize(message)
        self.assertEqual((message["msg_type"], message["content"]), ("iopub_welcome", {"subscription": ""}))

    def test_bad_messages_are_dropped_in_silence(self):
        km, kc = self.start()
        shell = self.raw(km, km.shell_port, zmq.DEALER)
        forged = Session(key=b"not the key")
        forged.send(shell, "kernel_info_request", {})
        signed = km.session.serialize(km.session.msg("kernel_info_request", {}))
        tampered = list(signed)
        tampered[-1] = b'{"a":1}'
        cut, broken = signed[:3], list(signed)
        broken[2:] = [b"{", b"\xff\xfe", b"]", b""]
        broken[1] = km.session.sign(broken[2:])
        not_object = list(signed)
        not_object[2:] = [b"1", b"2", b"3", b"4"]
        not_object[1] = km.session.sign(not_object[2:])
        sockets = [shell, *(self.raw(km, port, zmq.DEALER) for port in (km.control_port, km.stdin_port))]
        for frames in (tampered, cut, broken, not_object, [os.urandom(100) for _ in range(6)], [b""], [b"<IDS|MSG>"], [b"x" * 1_000_000]):
            for socket in sockets:
                socket.send_multipart(frames)
        # What comes first is the answer to the good message after them. Stdin answers nothing.
        for socket in sockets[:2]:
            good = km.session.send(socket, "kernel_info_request", {})
            self.assertTrue(socket.poll(1000 * TIMEOUT))
            _, answer = km.session.feed_identities(socket.recv_multipart())
            answer = km.session.deserialize(answer)
            self.assertEqual((answer["msg_type"], answer["parent_header"]["msg_id"]), ("kernel_info_reply", good["header"]["msg_id"]))
        self.assertFalse(any(socket.poll(0) for socket in sockets))
        self.assertEqual(run(kc, "1")[0]["status"], "ok")
        # Control and stdin answer still.
        msg_id = kc.execute("Console.ReadLine()", allow_stdin=True)
        kc.get_stdin_msg(timeout=TIMEOUT)
        kc.input("heard")
        self.assertEqual(reply_to(kc.get_shell_msg, msg_id)["content"]["status"], "ok")
        msg_id = kc.shutdown()
        self.assertEqual(reply_to(kc.get_control_msg, msg_id)["content"]["status"], "ok")

    def test_ipc(self):
        with tempfile.TemporaryDirectory() as folder:
            km = KernelManager(kernel_name=KERNEL, transport="ipc", ip=os.path.join(folder, "k"))
            km.start_kernel()
            self.addCleanup(lambda: km.shutdown_kernel(now=True))
            kc = km.client()
            kc.start_channels()
            self.addCleanup(kc.stop_channels)
            kc.wait_for_ready(timeout=TIMEOUT)
            self.assertEqual(run(kc, "1 + 1")[0]["status"], "ok")

    def test_shutdown_replies_and_exits(self):
        km, kc = self.start()
        process = km.provisioner.process
        wait_for_text(kc, kc.execute('Console.WriteLine("in"); while (true) { }'), "in")
        msg_id = kc.shutdown()
        self.assertEqual(reply_to(kc.get_control_msg, msg_id)["content"], {"status": "ok", "restart": False})
        self.assertEqual(process.wait(timeout=TIMEOUT), 0)

    def test_a_shutdown_that_was_meant_for_the_kernel_before_is_ignored(self):
        km, kc = self.start()
        late = kc.session.msg("shutdown_request", {"restart": True})
        late["header"]["date"] = "2001-01-01T00:00:00Z"
        asked = kc.session.msg("kernel_info_request", {})
        for message in (late, asked):
            kc.control_channel.send(message)
        self.assertEqual(reply_to(kc.get_control_msg, asked["header"]["msg_id"])["msg_type"], "kernel_info_reply")
        self.assertEqual(run(kc, "1 + 1")[0]["status"], "ok")
        self.assertTrue(km.is_alive())

    def test_shutdown_in_the_middle_of_native_code_is_clean(self):
        km, kc = self.start()
        process = km.provisioner.process
        run(kc, 'class Native { [System.Runtime.InteropServices.DllImport("libc")] public static extern int pause(); }')
        wait_for_text(kc, kc.execute('Console.WriteLine("in"); Native.pause();'), "in")
        time.sleep(0.3)
        msg_id = kc.shutdown()
        self.assertEqual(reply_to(kc.get_control_msg, msg_id)["content"]["status"], "ok")
        self.assertEqual(process.wait(timeout=TIMEOUT), 0)

    def test_threads_that_still_write_do_not_disturb_the_end(self):
        writing = """
            var comm = NNViz.Jupyter.Comm.Open("busy");
            // Now and then: who writes all the time is hardly ever the one to wake the thread of the sockets.
            new System.Threading.Thread(() => { while (true) { comm.Send(null); Console.WriteLine("x"); System.Threading.Thread.Sleep(1); } }) { IsBackground = true }.Start();"""
        km, kc = self.start()
        process = km.provisioner.process
        run(kc, writing)
        # As a new kernel in the place of this one.
        kc.execute("#!restart")
        kc.wait_for_ready(timeout=TIMEOUT)
        drain(kc)
        self.assertEqual(run(kc, "comm")[0]["ename"], "CS0103")
        run(kc, writing)
        kc.shutdown()
        self.assertEqual(process.wait(timeout=TIMEOUT), 0)

    def test_restart_forgets_variables(self):
        km, kc = self.start()
        run(kc, "var gone = 1;")
        km.restart_kernel()
        kc.wait_for_ready(timeout=TIMEOUT)
        drain(kc)
        reply, _ = run(kc, "gone")
        self.assertEqual((reply["status"], reply["execution_count"]), ("error", 1))

    def test_restart_from_a_cell_is_a_new_kernel_on_the_same_connection(self):
        km, kc = self.start()
        pid = km.provisioner.process.pid
        run(kc, "var gone = 1;")
        gate = Gate(self)
        ids = [kc.execute("#!restart\n" + gate.wait), kc.execute("gone = 2;")]
        # In its turn behind both cells; the kernel that is to go must not answer it, or it would be taken for the new one.
        kc.kernel_info()
        gate.open()
        self.assertEqual([reply_to(kc.get_shell_msg, i)["content"]["status"] for i in ids], ["ok", "aborted"])
        kc.wait_for_ready(timeout=TIMEOUT)
        drain(kc)
        reply, _ = run(kc, "gone")
        self.assertEqual((reply["ename"], reply["execution_count"]), ("CS0103", 1))
        self.assertEqual(km.provisioner.process.pid, pid)

    def test_the_front_end_learns_of_a_cell_that_ends_the_process(self):
        for code in ("Environment.Exit(3);", "void Deep() { Deep(); } Deep();"):
            with self.subTest(code=code):
                km, kc = self.start()
                kc.execute(code)
                self.assertTrue(wait_for(lambda: not km.is_alive()))
                km.restart_kernel()
                kc.wait_for_ready(timeout=TIMEOUT)
                drain(kc)
                self.assertEqual(run(kc, "1")[0]["status"], "ok")

    def test_a_kernel_does_not_outlive_its_server(self):
        server = subprocess.Popen(
            [sys.executable, "-c", "import time\nfrom jupyter_client.manager import start_new_kernel\n"
             f"km, kc = start_new_kernel(kernel_name='{KERNEL}', startup_timeout={TIMEOUT})\nprint(km.provisioner.process.pid, flush=True)\ntime.sleep(600)"],
            stdout=subprocess.PIPE, text=True)
        pid = int(server.stdout.readline())
        server.kill()
        server.wait()
        server.stdout.close()
        self.assertTrue(wait_for(lambda: not os.path.exists(f"/proc/{pid}")))

    def test_a_kernel_whose_server_is_the_first_process_stays(self):
        # So it is in a container. Here the shell between them ends, and the first process, or who stands for it, is the parent.
        with open(os.path.join(os.environ["NNVIZ_KERNELSPEC"], "kernel.json")) as spec:
            argv = json.load(spec)["argv"][:-1]
        with tempfile.TemporaryDirectory() as folder:
            path, _ = write_connection_file(os.path.join(folder, "k.json"))
            started = subprocess.run(["sh", "-c", '"$@" >"$0" 2>&1 & echo $!', os.path.join(folder, "log"), *argv, path],
                                     env={**os.environ, "JPY_PARENT_PID": "1"}, check=True, stdout=subprocess.PIPE)
            pid = int(started.stdout)
            self.addCleanup(kill, pid)
            kc = BlockingKernelClient(connection_file=path)
            kc.load_connection_file()
            kc.start_channels()
            self.addCleanup(kc.stop_channels)
            self.assertTrue(wait_for(lambda: kc.get_iopub_msg(timeout=TIMEOUT)["msg_type"] == "iopub_welcome"))
            msg_id = kc.kernel_info()
            self.assertEqual(reply_to(kc.get_shell_msg, msg_id)["content"]["status"], "ok")
            # Twice as long as the kernel waits between two looks for its parent.
            msg_id = kc.execute("System.Threading.Thread.Sleep(1000); System.Environment.ProcessId")
            self.assertEqual(reply_to(kc.get_shell_msg, msg_id)["content"]["status"], "ok")
            self.assertEqual(of_type(outputs_of(kc, msg_id), "execute_result")[0]["data"]["text/plain"], str(pid))
            msg_id = kc.shutdown()
            self.assertEqual(reply_to(kc.get_control_msg, msg_id)["content"]["status"], "ok")
            self.assertTrue(wait_for(lambda: not os.path.exists(f"/proc/{pid}")))

    def test_sigint_interrupts_instead_of_ending_the_kernel(self):
        # A process that was started in the background ignores the signal, and passes that on.
        self.addCleanup(signal.signal, signal.SIGINT, signal.signal(signal.SIGINT, signal.default_int_handler))
        km, kc = self.start()
        msg_id = kc.execute('Console.WriteLine("in"); while (true) { }')
        wait_for_text(kc, msg_id, "in")
        km.provisioner.process.send_signal(signal.SIGINT)
        self.assertEqual(reply_to(kc.get_shell_msg, msg_id)["content"]["ename"], "Interrupted")
        self.assertEqual(run(kc, "1")[0]["status"], "ok")

    def test_a_connection_file_that_others_can_read_is_warned_of(self):
        with open(os.path.join(os.environ["NNVIZ_KERNELSPEC"], "kernel.json")) as spec:
            argv = json.load(spec)["argv"][:-1]
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            os.chmod(file.name, 0o644)
            json.dump({"transport": "none"}, file)
            file.flush()
            done = subprocess.run([*argv, file.name], capture_output=True, text=True, timeout=TIMEOUT)
            self.assertIn("chmod 600", done.stderr)

    def test_a_connection_file_that_is_wrong_is_named(self):
        with open(os.path.join(os.environ["NNVIZ_KERNELSPEC"], "kernel.json")) as spec:
            argv = json.load(spec)["argv"][:-1]
        cases = [({"ip": "0.0.0.0"}, "loopback"), ({"transport": "udp"}, "transport"), ({"signature_scheme": "hmac-md5"}, "hmac-sha256")]
        for content, expected in cases:
            with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
                json.dump(content, file)
                file.flush()
                done = subprocess.run([*argv, file.name], capture_output=True, text=True, timeout=TIMEOUT)
                self.assertEqual(done.returncode, 1)
                self.assertIn(expected, done.stderr)
