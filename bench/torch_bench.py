"""PyTorch's side of TorchBench: reads the name of a measurement a line, runs it once and answers with its milliseconds of processor time."""
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

BATCH, STEPS, TINY = 64, 50, 20_000


class Digits(nn.Module):
    """The network of TorchSharp's MNIST example."""

    def __init__(self):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(1, 32, 3), nn.Conv2d(32, 64, 3)
        self.fc1, self.fc2 = nn.Linear(9216, 128), nn.Linear(128, 10)
        self.dropout1, self.dropout2 = nn.Dropout(0.25), nn.Dropout(0.5)

    def forward(self, x):
        x = F.relu(self.conv2(F.relu(self.conv1(x))))
        x = F.relu(self.fc1(torch.flatten(self.dropout1(F.max_pool2d(x, 2)), 1)))
        return F.log_softmax(self.fc2(self.dropout2(x)), 1)


class Block(nn.Module):
    """Two convolutions with a way around them."""

    def __init__(self, channels, out, stride):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(channels, out, 3, stride, 1, bias=False), nn.BatchNorm2d(out)
        self.conv2, self.bn2 = nn.Conv2d(out, out, 3, 1, 1, bias=False), nn.BatchNorm2d(out)
        self.relu = nn.ReLU(inplace=True)
        self.downsample = None
        if stride != 1 or channels != out:
            self.downsample = nn.Sequential(nn.Conv2d(channels, out, 1, stride, bias=False), nn.BatchNorm2d(out))

    def forward(self, x):
        y = self.bn2(self.conv2(self.relu(self.bn1(self.conv1(x)))))
        return self.relu(y + (x if self.downsample is None else self.downsample(x)))


def resnet18():
    layers = [nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(inplace=True), nn.MaxPool2d(3, 2, 1)]
    for channels, out, stride in ((64, 64, 1), (64, 128, 2), (128, 256, 2), (256, 512, 2)):
        layers += [Block(channels, out, stride), Block(out, out, 1)]
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(512, 1000))


torch.set_num_threads(int(sys.argv[1]))
torch.manual_seed(0)
digits, residual = Digits(), resnet18().eval()
x, y = torch.randn(BATCH, 1, 28, 28), torch.randint(10, (BATCH,))
image = torch.randn(8, 3, 224, 224)
optimizer = torch.optim.Adam(digits.parameters())
images, labels = torch.randn(STEPS * BATCH, 1, 28, 28), torch.randint(10, (STEPS * BATCH,))
a, b = torch.tensor(1.0), torch.tensor(2.0)


def forward():
    digits.eval()
    with torch.no_grad():
        digits(x)


def backward():
    digits.train()
    digits.zero_grad(set_to_none=True)
    F.nll_loss(digits(x), y).backward()


def steps():
    digits.train()
    for k in torch.randperm(STEPS * BATCH).split(BATCH):
        optimizer.zero_grad(set_to_none=False)  # fills with zeros, as TorchSharp's does
        F.nll_loss(digits(images[k]), labels[k]).backward()
        optimizer.step()


def resnet():
    with torch.no_grad():
        residual(image)


def tiny():
    for _ in range(TINY):
        a + b


for line in sys.stdin:
    run = globals()[line.strip()]
    start = time.process_time()
    run()
    print(1000 * (time.process_time() - start), flush=True)
