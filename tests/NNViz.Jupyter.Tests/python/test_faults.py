"""Messages that are signed and wrong: each is answered or dropped, and the kernel goes on."""

import json
import random

import zmq

from client import TIMEOUT, KernelTest, drain, of_type, outputs_of, reply_to

HALF = "\\ud83d"
# As JSON text: what a field may be found to hold.
ODD = [
    f'"{HALF}"', f'"x {HALF}{HALF}\\ude00"', '"\\ude00 y"', '"\\u0000"', '"\\\\ud83d"', "1", "-1", "1e400", "1.5", "true", "null", "[]", "{}", '[{"a": 1}]',
    f'{{"{HALF}": "{HALF}", "a": 1}}', '"' + "x" * 5000 + '"', "[" * 90 + "]" * 90, "99999999999999999999", '"2 +"', '"(("',
]
REQUESTS = {
    "execute_request": {"code": '"1"', "silent": "false", "store_history": "true", "user_expressions": '{"a": "1"}', "allow_stdin": "false", "stop_on_error": "false"},
    "complete_request": {"code": '"Con"', "cursor_pos": "3"},
    "inspect_request": {"code": '"Console"', "cursor_pos": "3", "detail_level": "0"},
    "is_complete_request": {"code": '"1"'},
    "history_request": {"hist_access_type": '"search"', "pattern": '"*"', "n": "3", "output": "false", "raw": "true", "session": "0", "start": "0", "stop": "9", "unique": "true"},
    "comm_info_request": {"target_name": '"t"'},
    "kernel_info_request": {"x": "1"},
    "comm_open": {"comm_id": '"c"', "target_name": '"t"', "data": "{}"},
    "comm_msg": {"comm_id": '"c"', "data": "{}"},
    "comm_close": {"comm_id": '"c"', "data": "{}"},
}


class Faults(KernelTest):
    def signed(self, frames):
        return [b"<IDS|MSG>", self.kc.session.sign(frames), *frames]

    def message(self, number, name, content, metadata=b"{}"):
        header = json.dumps({"msg_id": f"odd-{number}", "session": "s", "username": "u", "msg_type": name, "version": "5.4"}).encode()
        return [header, b"{}", metadata, content]

    def channel(self, port):
        socket = zmq.Context.instance().socket(zmq.DEALER)
        socket.linger = 0
        socket.connect(f"tcp://{self.km.ip}:{port}")
        self.addCleanup(socket.close)
        return socket

    def wait_until_answered(self, socket):
        """Until all that was sent on a channel has been: a channel's messages are answered in their order."""
        socket.send_multipart(self.signed(self.message("last", "kernel_info_request", b"{}")))
        parent = None
        while parent != "odd-last":
            self.assertTrue(socket.poll(1000 * TIMEOUT))
            _, (_, _, answered, *_) = self.kc.session.feed_identities(socket.recv_multipart())
            parent = json.loads(answered.decode(errors="replace")).get("msg_id")

    def assert_well(self):
        """Shell, control, stdin and iopub do what they should."""
        drain(self.kc)
        msg_id = self.kc.execute("Console.ReadLine()", allow_stdin=True)
        self.kc.get_stdin_msg(timeout=TIMEOUT)
        self.kc.input("well")
        self.assertEqual(reply_to(self.kc.get_shell_msg, msg_id)["content"]["status"], "ok")
        self.assertEqual(of_type(outputs_of(self.kc, msg_id), "execute_result")[0]["data"]["text/plain"], "well")
        asked = self.kc.session.msg("kernel_info_request", {})
        self.kc.control_channel.send(asked)
        self.assertEqual(reply_to(self.kc.get_control_msg, asked["header"]["msg_id"])["content"]["status"], "ok")

    def test_half_an_emoji_in_a_cell_is_a_replacement_character(self):
        content = f'{{"code": "var s = \\"a{HALF}\\"; (int)s[1]", "user_expressions": {{"{HALF}": "s.Length", "n": 1}}}}'.encode()
        self.kc.shell_channel.socket.send_multipart(self.signed(self.message("half", "execute_request", content)))
        reply = reply_to(self.kc.get_shell_msg, "odd-half")["content"]
        self.assertEqual(of_type(outputs_of(self.kc, "odd-half"), "execute_result")[0]["data"]["text/plain"], str(0xFFFD))
        self.assertEqual(reply["status"], "ok")
        self.assertEqual(reply["user_expressions"]["\ufffd"]["data"]["text/plain"], "2")
        self.assertEqual((reply["user_expressions"]["n"]["status"], reply["user_expressions"]["n"]["ename"]), ("error", "ArgumentException"))

    def test_half_an_emoji_in_an_output_arrives(self):
        _, outputs = self.run_cell('Console.Write("a\\ud83d"); "\\ude00b"')
        self.assertEqual(of_type(outputs, "stream")[0]["text"], "a\ufffd")
        self.assertEqual(of_type(outputs, "execute_result")[0]["data"]["text/plain"], "\ufffdb")

    def test_fields_that_hold_anything_are_answered(self):
        odd, socket = random.Random(7), self.channel(self.km.shell_port)
        asked = []
        for number in range(400):
            name = odd.choice(list(REQUESTS))
            fields = dict(REQUESTS[name])
            for field in odd.sample(list(fields), odd.randint(1, min(2, len(fields)))):
                fields[field] = odd.choice(ODD)
            content = "{" + ", ".join(f'"{k}": {v}' for k, v in fields.items()) + "}"
            metadata = f'{{"cellId": {odd.choice(ODD)}, "{HALF}": 1}}'
            # A byte that is no UTF-8 in the place of a letter, now and then.
            data = content.encode().replace(b"x", b"\xff") if odd.random() < 0.3 else content.encode()
            socket.send_multipart(self.signed(self.message(number, name, data, metadata.encode())))
            asked.append((f"odd-{number}", name, content))
        for msg_id, name, content in asked:
            if name.endswith("_request"):
                self.assertTrue(socket.poll(1000 * TIMEOUT), (name, content))
                _, frames = self.kc.session.feed_identities(socket.recv_multipart())
                self.assertEqual(self.kc.session.deserialize(frames)["parent_header"]["msg_id"], msg_id, (name, content))
            self.assertIsNotNone(outputs_of(self.kc, msg_id))
        self.assert_well()

    def test_signed_messages_with_any_byte_changed_end_nothing(self):
        odd = random.Random(11)
        sockets = [self.channel(port) for port in (self.km.shell_port, self.km.control_port, self.km.stdin_port)]
        for number in range(600):
            name = odd.choice([*REQUESTS, "input_reply", "interrupt_request", "debug_request"])
            fields = REQUESTS.get(name, {"value": f'"{HALF}"', "seq": "1"})
            content = ("{" + ", ".join(f'"{k}": {v}' for k, v in fields.items()) + "}").encode()
            frames = [bytearray(frame) for frame in self.message(number, name, content)]
            for _ in range(odd.randint(1, 3)):
                frame = odd.choice(frames)
                frame[odd.randrange(len(frame))] = odd.choice([odd.randrange(256), 0x5C, 0x22, 0xED])
            odd.choice(sockets).send_multipart(self.signed([bytes(f) for f in frames]))
        # An interrupt that is still on its way would end the next cell.
        for socket in sockets[:2]:
            self.wait_until_answered(socket)
        self.assert_well()
