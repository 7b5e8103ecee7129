"""Debian's jupyter_kernel_test with every sample filled in."""

import jupyter_kernel_test

from client import KERNEL


class Conformance(jupyter_kernel_test.KernelTests):
    kernel_name = KERNEL
    language_name = "C#"
    file_extension = ".cs"
    code_hello_world = 'Console.WriteLine("hello, world");'
    code_stderr = 'Console.Error.WriteLine("wrong");'
    completion_samples = [
        {"text": "Console.WriteL", "matches": {"WriteLine"}},
        {"text": "Math.Sq", "matches": {"Sqrt"}},
        {"text": "var zebra = 1; zebr", "matches": {"zebra"}},
    ]
    complete_code_samples = ["1", 'Console.WriteLine("x");', "var x = 1;", "int F() { return 1; }", "#!time\n1"]
    incomplete_code_samples = ["int F() {", "if (true) {", 'Console.WriteLine("x"', "/* open"]
    invalid_code_samples = ["int = 5;", ")"]
    code_page_something = 'NNViz.Jupyter.Notebook.Page("a page");'
    code_generate_error = 'throw new InvalidOperationException("no");'
    code_execute_result = [
        {"code": "6 * 7", "result": "42"},
        {"code": '"a" + "b"', "result": "ab"},
        {"code": "1.5 + 1", "result": "2.5"},
    ]
    code_display_data = [
        {"code": 'display(HTML("<b>x</b>"));', "mime": "text/html"},
        {"code": 'display("x");', "mime": "text/plain"},
    ]
    code_history_pattern = "6 ?7*"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "Console.WriteLine"
    code_clear_output = "NNViz.Jupyter.Notebook.ClearOutput();"

    def test_history(self):
        # The suite runs the samples first, so the pattern must match one of them.
        self.__class__.code_history_pattern = "6 * 7*"
        super().test_history()
