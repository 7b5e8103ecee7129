"""Python's side of ExplainBench: reads the name of a method and a batch size a line, explains once and answers with its milliseconds of processor time.

The operators of each paper the obvious way: what fits in one batch runs in one (steps of a path, noisy copies), perturbed inputs run one after the other."""
import sys
import time

import numpy
import torch
import torch.nn.functional as F
from torch import nn

STEPS, COPIES, DRAWS, WINDOW, STRIDE, PATCH = 50, 20, 50, 4, 2, 4

torch.set_num_threads(int(sys.argv[1]))
torch.manual_seed(0)
net = nn.Sequential(
    nn.Conv2d(1, 32, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2),
    nn.Flatten(), nn.Linear(1600, 128), nn.ReLU(), nn.Linear(128, 10)).eval()
inputs = {n: torch.rand(n, 1, 28, 28) for n in (1, 32)}
nodes, weights = (torch.tensor(a, dtype=torch.float32) for a in numpy.polynomial.legendre.leggauss(STEPS))
nodes, weights = (nodes + 1) / 2, weights / 2


def predicted(x):
    with torch.no_grad():
        return net(x).argmax(1)


def gradient(x, target):
    x = x.detach().requires_grad_()
    return torch.autograd.grad(net(x).gather(1, target[:, None]).sum(), x)[0]


def saliency(x):
    x = x.detach().requires_grad_()
    return torch.autograd.grad(net(x).max(1).values.sum(), x)[0].abs()


def ig(x):
    n, target = len(x), predicted(x)
    path = (x[None] * nodes[:, None, None, None, None]).flatten(0, 1)
    gradients = gradient(path, target.repeat(STEPS)).reshape(STEPS, n, *x.shape[1:])
    return x * (gradients * weights[:, None, None, None, None]).sum(0)


def smoothgrad(x):
    n, target = len(x), predicted(x)
    noise = 0.15 * (x.flatten(1).amax(1) - x.flatten(1).amin(1))[None, :, None, None, None]
    copies = (x[None] + noise * torch.randn(COPIES, *x.shape)).flatten(0, 1)
    return gradient(copies, target.repeat(COPIES)).reshape(COPIES, n, *x.shape[1:]).mean(0)


def gradcam(x):
    kept = []
    hook = net[3].register_forward_hook(lambda module, given, output: kept.append(output))
    score = net(x).max(1).values.sum()
    hook.remove()
    gradients = torch.autograd.grad(score, kept[0])[0]
    return (gradients.mean((2, 3), keepdim=True) * kept[0]).sum(1).relu()


@torch.no_grad()
def occlusion(x):
    output = net(x)
    target = output.argmax(1)
    score, total, hits = output.gather(1, target[:, None])[:, 0], torch.zeros_like(x), torch.zeros(x.shape[2:])
    for row in range(0, x.shape[2] - WINDOW + 1, STRIDE):
        for column in range(0, x.shape[3] - WINDOW + 1, STRIDE):
            hidden = x.clone()
            place = (..., slice(row, row + WINDOW), slice(column, column + WINDOW))
            hidden[place] = 0
            loss = score - net(hidden).gather(1, target[:, None])[:, 0]
            total[place] += loss[:, None, None, None]
            hits[place] += 1
    return total / hits


@torch.no_grad()
def scorecam(x):
    kept = []
    hook = net[3].register_forward_hook(lambda module, given, output: kept.append(output))
    target = net(x).argmax(1)
    hook.remove()
    scores = []
    for channel in range(kept[0].shape[1]):
        mask = F.interpolate(kept[0][:, channel:channel + 1], x.shape[2:], mode="bilinear", align_corners=True)
        low, high = mask.amin((2, 3), keepdim=True), mask.amax((2, 3), keepdim=True)
        scores.append(net(x * (mask - low) / (high - low).clamp_min(1e-8)).gather(1, target[:, None])[:, 0])
    return (torch.stack(scores, 1).softmax(1)[:, :, None, None] * kept[0]).sum(1).relu()


@torch.no_grad()
def lime(x):
    target = predicted(x)
    side = x.shape[2] // PATCH
    keep = torch.rand(DRAWS, side * side) < 0.5
    keep[0] = True
    scores = []
    for row in keep:
        mask = row.reshape(side, side).repeat_interleave(PATCH, 0).repeat_interleave(PATCH, 1)
        scores.append(net(x * mask).gather(1, target[:, None])[:, 0])
    design = keep.numpy().astype(float)
    near = numpy.exp(-(1 - numpy.sqrt(design.mean(1))) ** 2 / (2 * 0.25 ** 2))
    maps = []
    for y in torch.stack(scores, 1).numpy():
        centred, target_ = design - numpy.average(design, 0, near), y - numpy.average(y, weights=near)
        gram = centred.T @ (near[:, None] * centred) + numpy.eye(design.shape[1])
        maps.append(numpy.linalg.solve(gram, centred.T @ (near * target_)))
    return torch.tensor(numpy.stack(maps)).reshape(-1, side, side).repeat_interleave(PATCH, 1).repeat_interleave(PATCH, 2)


for line in sys.stdin:
    name, samples = line.split()
    start = time.process_time()
    globals()[name](inputs[int(samples)])
    print(1000 * (time.process_time() - start), flush=True)
