"""What a cell does and shows: replies, outputs, errors, order."""

import time

from client import TIMEOUT, Gate, KernelTest, of_type, outputs_of, reply_to, text_of, wait_for_text


class Cells(KernelTest):
    def test_variables_usings_and_await_last_from_cell_to_cell(self):
        self.run_cell("using System.IO; var a = 20; int Twice(int x) => 2 * x;")
        reply, outputs = self.run_cell("await Task.Delay(1); Twice(a) + Path.GetFileName(\"/x/ab\").Length")
        self.assertEqual(reply["status"], "ok")
        self.assertEqual(of_type(outputs, "execute_result")[0]["data"]["text/plain"], "42")

    def test_execution_count_follows_history(self):
        first = self.run_cell("1")[0]["execution_count"]
        self.assertEqual(self.run_cell("1")[0]["execution_count"], first + 1)
        self.assertEqual(self.run_cell("1", store_history=False)[0]["execution_count"], first + 1)
        self.assertEqual(self.run_cell("1", silent=True)[0]["execution_count"], first + 1)

    def test_silent_runs_and_shows_nothing(self):
        reply, outputs = self.run_cell('var quiet = 5; Console.WriteLine("x"); quiet', silent=True)
        self.assertEqual((reply["status"], outputs), ("ok", []))
        self.assertEqual(of_type(self.run_cell("quiet")[1], "execute_result")[0]["data"]["text/plain"], "5")

    def test_user_expressions_are_evaluated_after_the_cell(self):
        reply, outputs = self.run_cell("var u = 3;", user_expressions={"good": "u + 1", "bad": "nope"})
        values = reply["user_expressions"]
        self.assertEqual(values["good"]["data"]["text/plain"], "4")
        self.assertEqual(values["good"]["status"], "ok")
        self.assertEqual(values["bad"]["status"], "error")
        self.assertIsInstance(values["bad"]["traceback"], list)
        self.assertEqual(of_type(outputs, "execute_result"), [])

    def test_streams_and_displays_keep_their_order(self):
        _, outputs = self.run_cell(
            'Console.Write("a"); display("b"); Console.Write("c"); Console.Error.Write("d"); Console.Write("e"); display("f"); "g"')
        seen = []
        for m in outputs:
            content = m["content"]
            if m["msg_type"] == "stream":
                seen.append(content["text"])
            elif m["msg_type"] in ("display_data", "execute_result"):
                seen.append(content["data"]["text/plain"])
        self.assertEqual("".join(seen), "abcdefg")

    def test_output_is_immediate(self):
        for early in ('Console.WriteLine("early");', 'Console.Write("ea"); Console.Write("rly");'):
            with self.subTest(early=early):
                gate = Gate(self)
                msg_id = self.kc.execute(early + gate.wait + ' Console.WriteLine("late");')
                wait_for_text(self.kc, msg_id, "early")
                gate.open()
                self.assertEqual(reply_to(self.kc.get_shell_msg, msg_id)["content"]["status"], "ok")
                self.assertEqual(text_of(outputs_of(self.kc, msg_id)), "late\n")

    def test_many_small_writes_become_few_messages(self):
        start = time.monotonic()
        _, outputs = self.run_cell("for (var i = 0; i < 5000; i++) Console.WriteLine(i);")
        self.assertEqual(text_of(outputs), "".join(f"{i}\n" for i in range(5000)))
        # One at once, and one in 40 ms.
        self.assertLess(len(of_type(outputs, "stream")), 3 + (time.monotonic() - start) / 0.03)

    def test_update_display_replaces_in_place(self):
        _, outputs = self.run_cell(
            'using Microsoft.DotNet.Interactive; var d = KernelInvocationContext.Current.Display((object)"one"); d.Update("two");')
        shown, updated = of_type(outputs, "display_data")[0], of_type(outputs, "update_display_data")[0]
        self.assertEqual(shown["data"]["text/plain"], "one")
        self.assertEqual(updated["data"]["text/plain"], "two")
        self.assertEqual(shown["transient"]["display_id"], updated["transient"]["display_id"])
        self.assertTrue(shown["transient"]["display_id"])

    def test_html_comes_with_short_text(self):
        _, outputs = self.run_cell("new[] { new { Name = \"Ada\", Age = 36 } }")
        data = of_type(outputs, "execute_result")[0]["data"]
        self.assertIn("<table", data["text/html"])
        self.assertIn("Ada", data["text/plain"])
        self.assertLess(len(data["text/plain"]), 1100)

    def test_json_is_json(self):
        _, outputs = self.run_cell('using Microsoft.DotNet.Interactive; KernelInvocationContext.Current.DisplayAs("{\\"a\\":[1,2]}", "application/json");')
        self.assertEqual(of_type(outputs, "display_data")[0]["data"]["application/json"], {"a": [1, 2]})

    def test_png_bytes_are_an_image(self):
        _, outputs = self.run_cell("new byte[] { 0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10 }")
        self.assertEqual(of_type(outputs, "execute_result")[0]["data"]["image/png"], "iVBORw0KGgo=")

    def test_clear_output(self):
        _, outputs = self.run_cell("NNViz.Jupyter.Notebook.ClearOutput(wait: true);")
        self.assertEqual(of_type(outputs, "clear_output"), [{"wait": True}])

    def test_runtime_error_shows_the_users_frames(self):
        count = self.run_cell("\nvoid Inner(int depth) { if (depth == 0) throw new ArgumentException(\"too deep\"); Inner(depth - 1); }")[0]["execution_count"]
        reply, outputs = self.run_cell("Inner(2);")
        error = of_type(outputs, "error")[0]
        self.assertEqual(reply["status"], "error")
        self.assertEqual((error["ename"], error["evalue"]), ("System.ArgumentException", "too deep"))
        self.assertNotIn("execution_count", error)
        self.assertIsInstance(error["traceback"], list)
        trace = "\n".join(error["traceback"])
        self.assertEqual(trace.count(f"Inner(int depth), cell {count}, line 2"), 3)
        self.assertIn(f"top level, cell {count + 1}, line 1", trace)
        for hidden in ("MoveNext", "Microsoft.CodeAnalysis", "Microsoft.DotNet.Interactive", "Submission#"):
            self.assertNotIn(hidden, trace)

    def test_an_error_says_how_to_see_the_full_trace(self):
        hint = "#!trace shows every frame"
        _, outputs = self.run_cell('throw new ArgumentException("why");')
        self.assertIn(hint, of_type(outputs, "error")[0]["traceback"][-1])
        # What the compiler refuses has no frames.
        self.assertNotIn(hint, "".join(of_type(self.run_cell("1 +")[1], "error")[0]["traceback"]))

    def test_variables_assigned_before_an_exception_stay(self):
        self.run_cell("var before = 7; throw new Exception(\"x\");")
        self.assertEqual(of_type(self.run_cell("before")[1], "execute_result")[0]["data"]["text/plain"], "7")

    def test_compile_error_shows_line_and_caret(self):
        reply, outputs = self.run_cell("var fine = 1;\n  var bad = undefinedName + 1;")
        error = of_type(outputs, "error")[0]
        self.assertEqual(reply["ename"], "CS0103")
        trace = "\n".join(error["traceback"])
        self.assertIn("(2,13)", trace)
        lines = error["traceback"]
        source = next(i for i, line in enumerate(lines) if "undefinedName + 1" in line)
        caret = lines[source + 1].replace("\x1b[1m", "").replace("\x1b[0m", "")
        self.assertEqual(caret.index("^"), lines[source].index("undefinedName"))
        self.assertEqual(caret.count("^"), len("undefinedName"))

    def test_queued_cells_are_aborted_after_an_error_and_later_ones_run(self):
        gate = Gate(self)
        first = gate.wait + ' System.Threading.Thread.Sleep(500); throw new Exception("stop");'
        ids = [self.kc.execute(first), self.kc.execute("var ran = 1;"), self.kc.kernel_info(), self.kc.execute("ran = 2;")]
        gate.open()
        replies = [reply_to(self.kc.get_shell_msg, i)["content"] for i in ids]
        self.assertEqual([r["status"] for r in replies], ["error", "aborted", "ok", "aborted"])
        for aborted in (1, 3):
            self.assertEqual(outputs_of(self.kc, ids[aborted]), [])
        self.assertEqual(self.run_cell("1")[0]["status"], "ok")

    def test_without_stop_on_error_the_queue_goes_on(self):
        ids = [self.kc.execute("throw new Exception();", stop_on_error=False), self.kc.execute("1")]
        self.assertEqual([reply_to(self.kc.get_shell_msg, i)["content"]["status"] for i in ids], ["error", "ok"])

    def test_late_output_of_a_background_task_reaches_its_own_cell(self):
        gate = Gate(self)
        msg_id = self.kc.execute(f'_ = Task.Run(() => {{ {gate.wait} Console.WriteLine("late"); }});')
        reply_to(self.kc.get_shell_msg, msg_id)
        outputs_of(self.kc, msg_id)
        # The cell after it has begun.
        other = self.kc.execute("Console.WriteLine(\"other\"); Console.ReadLine();", allow_stdin=True)
        wait_for_text(self.kc, other, "other")
        self.kc.get_stdin_msg(timeout=TIMEOUT)
        gate.open()
        wait_for_text(self.kc, msg_id, "late")
        self.kc.input("")
        self.assertEqual(reply_to(self.kc.get_shell_msg, other)["content"]["status"], "ok")
        self.assertNotIn("late", text_of(outputs_of(self.kc, other)))

    def test_magics(self):
        _, outputs = self.run_cell("#!time\nSystem.Threading.Thread.Sleep(20);")
        self.assertIn("Wall time", of_type(outputs, "display_data")[0]["data"]["text/plain"])
        _, outputs = self.run_cell("#!lsmagic")
        self.assertIn("#!time", of_type(outputs, "display_data")[0]["data"]["text/plain"])
        _, outputs = self.run_cell("#!markdown\n# Title\n*x*")
        self.assertIn("<em>x</em>", of_type(outputs, "display_data")[0]["data"]["text/html"])
        _, outputs = self.run_cell("#!html\n<b>x</b>")
        self.assertIn("<b>x</b>", of_type(outputs, "display_data")[0]["data"]["text/html"])
        reply, outputs = self.run_cell("#!nosuchmagic")
        self.assertEqual(reply["status"], "error")
        self.assertIn("nosuchmagic", reply["evalue"])

    def run_as(self, code, **metadata):
        """Runs a cell with what a front end says of it, and returns its outputs."""
        message = self.kc.session.msg("execute_request", {"code": code, "silent": False, "store_history": True}, metadata=metadata)
        self.kc.shell_channel.send(message)
        self.assertEqual(reply_to(self.kc.get_shell_msg, message["header"]["msg_id"])["content"]["status"], "ok")
        return outputs_of(self.kc, message["header"]["msg_id"])

    def draw(self, code, **metadata):
        """Whether the output of a diagram brings what draws it."""
        shown = of_type(self.run_as("#!mermaid\n" + code, **metadata), "display_data")[0]["data"]
        self.assertIn(f"<pre>{code.replace('>', '&gt;').replace('<', '&lt;')}</pre>", shown["text/html"])
        self.assertEqual(shown["text/plain"], code)
        return "DecompressionStream" in shown["text/html"]

    def test_mermaid_is_in_each_diagram_where_the_front_end_does_not_say_which_cell_runs(self):
        self.assertEqual([self.draw(code) for code in ("graph LR; A-->B", "graph LR; A-->C<D", "graph LR; A-->B")], [True] * 3)

    def test_mermaid_is_sent_once_and_again_when_the_cell_that_has_it_runs_again_or_goes(self):
        def draw(cell, **more):
            return self.draw("graph LR; A-->B", cellId=cell, **more)
        self.assertEqual([draw("a"), draw("b"), draw("a"), draw("b")], [True, False, True, False])
        self.run_as("1", cellId="b")
        self.assertFalse(draw("b"))
        self.run_as("1", cellId="a")
        self.assertEqual([draw("b"), draw("a")], [True, False])
        self.assertFalse(draw("c", deletedCells=["a", 1]))
        self.assertTrue(draw("c", deletedCells=["b"]))
        self.run_as("1", cellId="d", deletedCells=["c"])
        self.assertTrue(draw("d"))

    def test_editable_code_becomes_the_next_cell(self):
        self.run_cell("using Microsoft.DotNet.Interactive; using Microsoft.DotNet.Interactive.Commands;")
        send = 'await Kernel.Root.SendAsync(new SendEditableCode("{}", "1 + 1"));'
        for kernel, text in (("csharp", "1 + 1"), ("html", "#!html\n1 + 1")):
            reply, _ = self.run_cell(send.replace("{}", kernel))
            self.assertEqual(reply["payload"], [{"source": "set_next_input", "text": text, "replace": False}])

    def test_trace_magic_shows_the_full_trace(self):
        self.run_cell('throw new Exception("for trace");')
        _, outputs = self.run_cell("#!trace")
        self.assertIn("for trace", of_type(outputs, "display_data")[0]["data"]["text/plain"])

    def test_a_50_mb_output_arrives(self):
        _, outputs = self.run_cell("HTML(new string('x', 50_000_000))")
        self.assertEqual(len(of_type(outputs, "execute_result")[0]["data"]["text/html"]), 50_000_000)
