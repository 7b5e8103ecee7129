"""Requests other than execute: completion, inspection, stdin, interrupt, comms, control while busy."""

import os
import signal
import subprocess
import sys
import time

from client import TIMEOUT, Gate, KernelTest, of_type, outputs_of, reply_to, text_of, wait_for_text

PLAIN_LOOP = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
try:
    print("in", flush=True)
    while True:
        pass
except KeyboardInterrupt:
    print("ended", flush=True)
"""


def interrupt_of_plain_python():
    """Seconds from the signal until the loop has said that it ended."""
    with subprocess.Popen([sys.executable, "-c", PLAIN_LOOP], stdout=subprocess.PIPE, text=True) as loop:
        loop.stdout.readline()
        time.sleep(0.05)
        start = time.monotonic()
        loop.send_signal(signal.SIGINT)
        loop.stdout.readline()
        return time.monotonic() - start


class Requests(KernelTest):
    def ask(self, msg_id):
        return reply_to(self.kc.get_shell_msg, msg_id)["content"]

    def control(self, name, content=None):
        message = self.kc.session.msg(name, content or {})
        self.kc.control_channel.send(message)
        return reply_to(self.kc.get_control_msg, message["header"]["msg_id"])["content"]

    def test_every_request_is_wrapped_in_busy_and_idle(self):
        for send in (lambda: self.kc.kernel_info(), lambda: self.kc.complete("Con"), lambda: self.kc.history(), lambda: self.kc.comm_info(), lambda: self.kc.is_complete("1"), lambda: self.kc.inspect("Console")):
            msg_id = send()
            self.ask(msg_id)
            states = []
            while len(states) < 2:
                message = self.kc.get_iopub_msg(timeout=TIMEOUT)
                if message["parent_header"].get("msg_id") == msg_id and message["msg_type"] == "status":
                    states.append(message["content"]["execution_state"])
            self.assertEqual(states, ["busy", "idle"])

    def test_kernel_info(self):
        info = self.ask(self.kc.kernel_info())
        self.assertEqual((info["protocol_version"], info["debugger"]), ("5.4", False))
        self.assertEqual(info["language_info"]["mimetype"], "text/x-csharp")

    def test_completion_counts_code_points(self):
        code = 'var s = "😀😀"; s.Subs'
        reply = self.ask(self.kc.complete(code, cursor_pos=len(code)))
        self.assertIn("Substring", reply["matches"])
        self.assertEqual((reply["cursor_start"], reply["cursor_end"]), (len(code) - 4, len(code)))

    def test_completion_in_the_middle(self):
        code = "Console.Wri(1); 😀"
        reply = self.ask(self.kc.complete(code, cursor_pos=11))
        self.assertIn("WriteLine", reply["matches"])
        self.assertEqual((reply["cursor_start"], reply["cursor_end"]), (8, 11))

    def test_completion_offers_keywords_variables_and_magics(self):
        self.run_cell("var completeMe = 1;")
        self.assertIn("completeMe", self.ask(self.kc.complete("complet"))["matches"])
        self.assertIn("foreach", self.ask(self.kc.complete("forea"))["matches"])
        self.assertIn("#!time", self.ask(self.kc.complete("#!ti"))["matches"])
        self.assertIn("--name", self.ask(self.kc.complete("#!set --n"))["matches"])

    def test_completion_offers_packages_of_the_cache(self):
        # The kernel itself was built with Markdig. The cache has its name in lower case, its author and this test do not.
        for typed in ('"nuget:Markd', '"nuget: Markd', '"nuget:markd'):
            code = f"var before = 1;\n#r {typed}"
            reply = self.ask(self.kc.complete(code))
            self.assertIn('"nuget: Markdig"', reply["matches"])
            self.assertEqual((reply["cursor_start"], reply["cursor_end"]), (code.index('"'), len(code)))
        versions = self.ask(self.kc.complete('#r "nuget:Markdig,'))["matches"]
        self.assertTrue(versions)
        self.assertTrue(all(v.startswith('"nuget: Markdig, ') for v in versions), versions)
        self.assertEqual(self.ask(self.kc.complete('#r "nuget:No.Such.Name'))["matches"], [])

    def test_inspect_tells_signature_and_documentation(self):
        reply = self.ask(self.kc.inspect("Math.Sqrt(2)", cursor_pos=7))
        self.assertTrue(reply["found"])
        self.assertIn("Sqrt", reply["data"]["text/plain"])
        self.assertIn("square root", reply["data"]["text/markdown"])
        self.assertFalse(self.ask(self.kc.inspect("   ", cursor_pos=1))["found"])

    def test_inspect_among_arguments_tells_the_signatures(self):
        reply = self.ask(self.kc.inspect("Math.Sqrt( ", cursor_pos=10))
        self.assertIn("double Math.Sqrt(double d)", reply["data"]["text/plain"])
        self.assertNotIn("```", reply["data"]["text/plain"])

    def test_history_search_and_range(self):
        self.run_cell("var needle = 1;")
        found = self.ask(self.kc.history(hist_access_type="search", pattern="*needle*"))["history"]
        self.assertEqual(found[-1][2], "var needle = 1;")
        self.assertEqual(self.ask(self.kc.history(hist_access_type="range", session=-5, start=1, stop=9))["history"], [])

    def test_console_readline_asks(self):
        msg_id = self.kc.execute('Console.Write("who? "); var line = Console.ReadLine(); line', allow_stdin=True)
        request = self.kc.get_stdin_msg(timeout=TIMEOUT)
        self.assertEqual((request["msg_type"], request["content"]["password"]), ("input_request", False))
        self.kc.input("Grace")
        self.assertEqual(self.ask(msg_id)["status"], "ok")
        outputs = outputs_of(self.kc, msg_id)
        self.assertEqual(text_of(outputs), "who? ")
        self.assertEqual(of_type(outputs, "execute_result")[0]["data"]["text/plain"], "Grace")

    def test_get_input_and_password(self):
        msg_id = self.kc.execute(
            'var n = await GetInputAsync("name:"); var p = await GetPasswordAsync("secret:"); n + p.GetClearTextPassword()', allow_stdin=True)
        for prompt, hidden, answer in (("name:", False, "a"), ("secret:", True, "b")):
            content = self.kc.get_stdin_msg(timeout=TIMEOUT)["content"]
            self.assertEqual((content["prompt"], content["password"]), (prompt, hidden))
            self.kc.input(answer)
        self.ask(msg_id)
        self.assertEqual(of_type(outputs_of(self.kc, msg_id), "execute_result")[0]["data"]["text/plain"], "ab")

    def test_stdin_that_is_not_allowed_is_an_error(self):
        reply, _ = self.run_cell("Console.ReadLine()", allow_stdin=False)
        self.assertEqual(reply["status"], "error")
        self.assertIn("allow_stdin", reply["evalue"])

    def close(self, *comms):
        """Closes comms that the page has opened."""
        for comm in comms:
            self.kc.shell_channel.send(self.kc.session.msg("comm_close", {"comm_id": comm, "data": {}}))

    def interrupt(self, code, running):
        """Runs a cell, waits until it is running, interrupts it; returns the seconds until its reply and what else it wrote."""
        msg_id = self.kc.execute(code, allow_stdin=True)
        running(msg_id)
        start = time.monotonic()
        self.assertEqual(self.control("interrupt_request")["status"], "ok")
        reply = self.ask(msg_id)
        seconds = time.monotonic() - start
        self.assertEqual((reply["status"], reply["ename"]), ("error", "Interrupted"))
        return seconds, text_of(outputs_of(self.kc, msg_id))

    def in_loop(self, msg_id):
        wait_for_text(self.kc, msg_id, "in")
        time.sleep(0.05)

    def test_interrupt_stops_a_tight_loop_within_50_ms_and_keeps_variables(self):
        self.run_cell("var kept = 0;")
        code = "kept = 5; Console.WriteLine(\"in\"); while (true) { kept = 6; }"
        # Beside the least that an interrupt takes on this machine in this moment: a loop of plain Python that a signal ends.
        # Most attempts count, until it is plain what most do.
        lead, seen = 0, []
        while abs(lead) < 5:
            bare, (ours, _) = interrupt_of_plain_python(), self.interrupt(code, self.in_loop)
            lead += 1 if ours <= bare + 0.05 else -1
            seen.append(f"{1000 * ours:.1f} ({1000 * bare:.1f})")
        self.assertGreater(lead, 0, "milliseconds, and those of plain Python: " + ", ".join(seen))
        self.assertEqual(of_type(self.run_cell("kept")[1], "execute_result")[0]["data"]["text/plain"], "6")

    def test_interrupt_stops_sleep_await_and_input(self):
        # None of them would ever end.
        for waits in ("System.Threading.Thread.Sleep(-1);", "await Task.Delay(-1);"):
            self.interrupt('Console.WriteLine("in"); ' + waits, self.in_loop)
        self.interrupt("Console.ReadLine()", lambda _: self.kc.get_stdin_msg(timeout=TIMEOUT))
        self.assertEqual(self.run_cell("1")[0]["status"], "ok")

    def test_interrupt_stops_user_expressions(self):
        # What an expression writes goes nowhere; a file tells that it runs.
        begun = Gate(self)
        self.run_cell(f'int Forever() {{ Begin(); while (true) {{ }} }} void Begin() => System.IO.File.WriteAllText("{begun.path}", ""); var reached = 0;')
        for waits in ("Forever()", "Begin(); await System.Threading.Tasks.Task.Delay(-1);"):
            msg_id = self.kc.execute("0", user_expressions={"first": waits, "second": "reached = 1"})
            begun.wait_until_open()
            self.assertEqual(self.control("interrupt_request")["status"], "ok")
            reply = self.ask(msg_id)
            self.assertEqual(reply["status"], "ok")
            self.assertEqual([v["ename"] for v in reply["user_expressions"].values()], ["Interrupted", "Interrupted"])
            outputs_of(self.kc, msg_id)
        self.assertEqual(of_type(self.run_cell("reached")[1], "execute_result")[0]["data"]["text/plain"], "0")

    def test_interrupt_stops_handlers_of_comms(self):
        begun = Gate(self)
        self.run_cell(f'var turns = 0L; void Begin() => System.IO.File.WriteAllText("{begun.path}", "");')
        for waits in ("while (true) turns++;", "System.Threading.Thread.Sleep(-1);", "System.Threading.Tasks.Task.Delay(-1).Wait();"):
            self.run_cell(f'NNViz.Jupyter.Comm.Register("stuck", (c, data) => {{ turns = 1; Begin(); {waits} }});')
            opened = self.kc.session.msg("comm_open", {"comm_id": "id-stuck", "target_name": "stuck", "data": {}})
            self.kc.shell_channel.send(opened)
            begun.wait_until_open()
            self.assertEqual(self.control("interrupt_request")["status"], "ok")
            self.assertIn("interrupted", text_of(outputs_of(self.kc, opened["header"]["msg_id"]), "stderr"))
        self.assertEqual(of_type(self.run_cell("turns")[1], "execute_result")[0]["data"]["text/plain"], "1")
        # Nothing of the interrupt is left for the next one; its error is told.
        self.run_cell('NNViz.Jupyter.Comm.Register("stuck", (c, data) => { for (var i = 0; i < 3; i++) turns++; display("shown"); throw new Exception("why"); });')
        opened = self.kc.session.msg("comm_open", {"comm_id": "id-fails", "target_name": "stuck", "data": {}})
        self.kc.shell_channel.send(opened)
        outputs = outputs_of(self.kc, opened["header"]["msg_id"])
        self.assertEqual(of_type(outputs, "display_data")[0]["data"]["text/plain"], "shown")
        self.assertIn("System.Exception: why", text_of(outputs, "stderr"))
        self.assertEqual(of_type(self.run_cell("turns")[1], "execute_result")[0]["data"]["text/plain"], "4")
        self.close("id-stuck", "id-fails")

    def test_interrupt_of_an_idle_kernel_changes_nothing(self):
        self.assertEqual(self.control("interrupt_request")["status"], "ok")
        self.assertEqual(self.run_cell("1 + 1")[0]["status"], "ok")

    def test_control_answers_while_a_cell_runs(self):
        gate = Gate(self)
        msg_id = self.kc.execute('Console.WriteLine("in"); ' + gate.wait)
        wait_for_text(self.kc, msg_id, "in")
        self.assertEqual(self.control("kernel_info_request")["status"], "ok")
        gate.open()
        self.assertEqual(self.ask(msg_id)["status"], "ok")

    def test_debugging_is_refused_in_words(self):
        reply = self.control("debug_request", {"seq": 3, "type": "request", "command": "initialize"})
        self.assertEqual((reply["success"], reply["request_seq"]), (False, 3))
        self.assertIn("no debugger", reply["message"])

    def test_a_comm_of_the_kernel(self):
        _, outputs = self.run_cell('var comm = NNViz.Jupyter.Comm.Open("t", new { x = 1 }); comm.Received += d => Console.Write(d); comm.Send(new { y = 2 }, new byte[] { 1, 2 });')
        opened, sent = of_type(outputs, "comm_open")[0], of_type(outputs, "comm_msg")[0]
        self.assertEqual((opened["target_name"], opened["data"], sent["data"]), ("t", {"x": 1}, {"y": 2}))
        buffers = next(m for m in outputs if m["msg_type"] == "comm_msg")["buffers"]
        self.assertEqual([bytes(b) for b in buffers], [b"\x01\x02"])
        self.assertEqual(self.ask(self.kc.comm_info())["comms"][opened["comm_id"]], {"target_name": "t"})
        message = self.kc.session.msg("comm_msg", {"comm_id": opened["comm_id"], "data": {"z": 3}})
        self.kc.shell_channel.send(message)
        self.assertEqual(text_of(outputs_of(self.kc, message["header"]["msg_id"])), '{"z": 3}')
        _, outputs = self.run_cell("comm.Close();")
        self.assertEqual(of_type(outputs, "comm_close")[0]["comm_id"], opened["comm_id"])
        self.assertEqual(self.ask(self.kc.comm_info())["comms"], {})

    def test_a_comm_of_the_page(self):
        self.run_cell('NNViz.Jupyter.Comm.Register("mine", (c, data) => c.Send(new { echo = data }));')
        for target, answer in (("mine", "comm_msg"), ("nobody", "comm_close")):
            message = self.kc.session.msg("comm_open", {"comm_id": "id-" + target, "target_name": target, "data": {"a": 1}})
            self.kc.shell_channel.send(message)
            outputs = outputs_of(self.kc, message["header"]["msg_id"])
            self.assertEqual(of_type(outputs, answer)[0]["comm_id"], "id-" + target)

    def test_buffers_of_comms_go_both_ways(self):
        _, outputs = self.run_cell('var c = NNViz.Jupyter.Comm.Open("b", null, [7, 0, 255], []); c.ReceivedWithBuffers += (d, b) => c.Send(d, b.Reverse().ToArray());')
        opened = next(m for m in outputs if m["msg_type"] == "comm_open")
        self.assertEqual([bytes(b) for b in opened["buffers"]], [b"\x07\x00\xff", b""])
        sent = [b"\x00\x01", b"", os.urandom(1_000_000)]
        self.run_cell('NNViz.Jupyter.Comm.Register("buffers", (comm, data, buffers) => comm.Send(data, buffers.Reverse().ToArray()));')
        for message in (self.kc.session.msg("comm_msg", {"comm_id": opened["content"]["comm_id"], "data": {"n": 1}}),
                        self.kc.session.msg("comm_open", {"comm_id": "id-buffers", "target_name": "buffers", "data": {"n": 1}})):
            self.kc.session.send(self.kc.shell_channel.socket, message, buffers=sent)
            answer = next(m for m in outputs_of(self.kc, message["header"]["msg_id"]) if m["msg_type"] == "comm_msg")
            self.assertEqual(answer["content"]["data"], {"n": 1})
            self.assertEqual([bytes(b) for b in answer["buffers"]], sent[::-1])
        self.run_cell("c.Close();")
        self.close("id-buffers")

    def test_10000_rapid_requests_are_all_answered(self):
        common = (self.kc.kernel_info, lambda: self.kc.is_complete("1 +"), self.kc.history, self.kc.comm_info)
        rare = (lambda: self.kc.execute("answered++;"), lambda: self.kc.complete("answer"), lambda: self.kc.inspect("answered"))
        self.run_cell("var answered = 0;")
        # They come back in the order in which they were sent.
        ids = [(rare[i // 50 % 3] if i % 50 == 0 else common[i % 4])() for i in range(10_000)]
        answered = [self.kc.get_shell_msg(timeout=TIMEOUT) for _ in ids]
        self.assertEqual([m["parent_header"]["msg_id"] for m in answered], ids)
        self.assertEqual({m["content"]["status"] for m in answered}, {"ok", "incomplete"})
        value = of_type(self.run_cell("answered")[1], "execute_result")[0]["data"]["text/plain"]
        self.assertEqual(int(value), sum(m["msg_type"] == "execute_reply" for m in answered))
