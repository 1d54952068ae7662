#!/usr/bin/env python3
"""Writes 12_residual.safetensors: what PyTorch computes for residual blocks, and 20 training steps of two networks.

    python3 tests/parity/12_residual.py

Weights, inputs and traces are those of training_trace.py. A block's case, "basic 4 to 6, stride 2", has y, dx and the
gradient of every parameter in training, and y in evaluation afterwards.
"""

import torch
from torch import nn

from parity_fixture import add_results, write_fixture
from training_trace import CLASSES, ChannelsLast, add_trace, images, initialise, named, optimizers, sequential, stored


class Residual(nn.Module):
    def __init__(self, branch, shortcut):
        super().__init__()
        self.branch, self.shortcut, self.activation = branch, shortcut, nn.ReLU()

    def forward(self, x):
        return self.activation(self.branch(x) + (x if self.shortcut is None else self.shortcut(x)))


def convolution(name, i, o, kernel, stride=1, bias=False, relu=True):
    parts = [(name, nn.Conv2d(i, o, kernel, stride, kernel // 2, bias=bias)), (f"{name}_norm", nn.BatchNorm2d(o))]
    return parts + ([(f"{name}_activation", nn.ReLU())] if relu else [])


def shortcut(i, o, stride, bias):
    return None if stride == 1 and i == o else sequential(convolution("conv", i, o, 1, stride, bias, relu=False))


def basic(i, o, stride=1, bias=False):
    branch = convolution("conv1", i, o, 3, stride, bias) + convolution("conv2", o, o, 3, 1, bias, relu=False)
    return Residual(sequential(branch), shortcut(i, o, stride, bias))


def bottleneck(i, o, stride=1, bias=False):
    m = o // 4
    branch = (convolution("conv1", i, m, 1, 1, bias) + convolution("conv2", m, m, 3, stride, bias) +
              convolution("conv3", m, o, 1, 1, bias, relu=False))
    return Residual(sequential(branch), shortcut(i, o, stride, bias))


def network(channels, last, last_stride):
    return sequential(
        convolution("conv1", channels, 32, 3, 1, True) + [("block1", basic(32, 32)), ("block2", basic(32, 64, 2)), (
            "block3", basic(64, last, last_stride)), ("pool", nn.AdaptiveAvgPool2d(4)), ("flatten", ChannelsLast()), (
                "fc", nn.Linear(16 * last, CLASSES))])


BLOCKS = {
    "basic 6 to 6": (lambda: basic(6, 6), (3, 5, 4, 6)),
    "basic 6 to 6, bias": (lambda: basic(6, 6, bias=True), (2, 3, 5, 6)),
    "basic 4 to 6, stride 2": (lambda: basic(4, 6, 2), (3, 7, 5, 4)),
    "bottleneck 8 to 8, bias": (lambda: bottleneck(8, 8, bias=True), (3, 4, 5, 8)),
    "bottleneck 4 to 8, stride 2": (lambda: bottleneck(4, 8, 2), (2, 7, 6, 4)),
    "wide 4 to 8, bias": (lambda: basic(4, 8, bias=True), (2, 5, 4, 4)),
}


def block_results(make, shape, dtype):
    block = initialise(make()).to(dtype)
    x = images(1000, shape).to(dtype).requires_grad_()
    y = block(x)
    y.backward(images(2000, stored(y).shape).to(dtype))
    results = {"y": stored(y), "dx": stored(x.grad)}
    results.update({name: stored(getattr(part, attribute).grad) for name, part, attribute in named(block)})
    results["evaluated"] = stored(block.eval()(x))
    return results


# The pool sees 7 x 6 pixels in the first, so that its 4 x 4 windows overlap, and 3 x 2 in the second, where some are
# single pixels. From 8 x 7 pixels, 4 x 4 would be left, and the pool would return what it gets.
NETWORKS = {
    "CNNWithResidual": (lambda: network(1, 64, 1), (4, 13, 11, 1)),
    "CNNWithResidualReg": (lambda: network(3, 128, 2), (4, 9, 8, 3)),
}

# The gradient of the convolution's bias below a BatchNorm is 0, and the mean that BatchNorm keeps moves with the bias.
ADRIFT = ("conv1.bias", "conv1_norm.running_mean")


def residual_fixture():
    fixture = {}
    for name, (make, shape) in BLOCKS.items():
        deviations = {}
        add_results(deviations, name, name, lambda dtype: block_results(make, shape, dtype))
        fixture.update({key: value for key, value in deviations.items() if not key.startswith("deviation/")})
        fixture[f"deviation/{name}"] = torch.stack(
            [value[0] for key, value in deviations.items()
             if key.startswith("deviation/") and not vanishes(name, key)]).max().reshape(1)
    for name, (make, shape) in NETWORKS.items():
        for rule, optimizer in optimizers(0.002).items():
            add_trace(fixture, f"{name}/{rule}", make, shape, optimizer, ADRIFT)
    return fixture


def vanishes(case, key):
    """The gradient of a bias below a BatchNorm is 0 but for rounding."""
    return "bias" in case and key.endswith(".bias")


if __name__ == "__main__":
    write_fixture("12_residual", 12, residual_fixture)
