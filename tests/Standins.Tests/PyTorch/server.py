"""Runs Python code against PyTorch for the tests: one JSON object a line in, one out.

Request: {"code": "...", "inputs": {name: tensor}}; the code sees torch, nn, F, math and the inputs, and fills the dict `out`.
Response: {"out": {name: tensor or JSON value}} or {"error": traceback}. A tensor is {"dtype", "shape", "data"} with base64 data.
"""
import base64
import json
import math
import sys
import traceback

import numpy
import torch
import torch.nn.functional as F
from torch import nn

torch.set_num_threads(1)


def decode(value):
    array = numpy.frombuffer(base64.b64decode(value["data"]), dtype=value["dtype"]).reshape(value["shape"])
    return torch.from_numpy(array.copy())


def encode(value):
    if not isinstance(value, torch.Tensor):
        return value
    if value._is_zerotensor():  # has no memory to read
        value = torch.zeros(value.shape, dtype=value.dtype)
    array = value.detach().resolve_conj().contiguous().numpy()
    return {"dtype": str(array.dtype), "shape": list(array.shape), "data": base64.b64encode(array.tobytes()).decode()}


for line in sys.stdin:
    try:
        request = json.loads(line)
        scope = {"torch": torch, "nn": nn, "F": F, "math": math, "out": {}}
        scope.update({name: decode(value) for name, value in request["inputs"].items()})
        torch.set_default_dtype(torch.float32)
        exec(request["code"], scope)
        response = {"out": {name: encode(value) for name, value in scope["out"].items()}}
    except Exception:
        response = {"error": traceback.format_exc()}
    print(json.dumps(response), flush=True)
