#!/usr/bin/env python3
"""Writes 12_residual.safetensors: what PyTorch computes for residual blocks, and 20 training steps of two networks.

    python3 tests/parity/12_residual.py

Weights and inputs are not stored: fill() makes them from their positions, with the arithmetic of whole numbers, and
tests/12_residual_filled.hpp makes the same. The modules below have the names that Strata gives them; "weight" and
"bias" of a normalisation are called scale and shift. Images are [N,H,W,C] in the fixture, convolutions [O,H,W,I].

A block's case, "basic 4 to 6, stride 2", has y, dx and the gradient of every parameter in training, and y in
evaluation afterwards. A trace, "CNNWithResidual/Adam", has the loss of every step, and of every parameter and running
statistic after the last step up to 256 entries at even distances.
"""

import collections
import math

import numpy
import torch
from torch import nn

from parity_fixture import add_results, write_fixture

STEPS, KEPT, CLASSES, ORDERS = 20, 256, 10, 6


def fill(stream, shape):
    """Numbers from 0 to 1: SplitMix64 of stream and position."""
    count = math.prod(shape)
    with numpy.errstate(over="ignore"):
        z = (numpy.arange(1, count + 1, dtype=numpy.uint64) + numpy.uint64(stream << 32)) * numpy.uint64(
            0x9E3779B97F4A7C15)
        z = (z ^ (z >> numpy.uint64(30))) * numpy.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> numpy.uint64(27))) * numpy.uint64(0x94D049BB133111EB)
        z = z ^ (z >> numpy.uint64(31))
    return torch.from_numpy((z >> numpy.uint64(11)).astype(numpy.float64) * 2.0**-53).reshape(shape)


def images(stream, shape):
    """Numbers from -2 to 2, [N,H,W,C], as PyTorch wants them."""
    return ((fill(stream, shape) - 0.5) * 4).permute(0, 3, 1, 2).contiguous()


class Residual(nn.Module):
    def __init__(self, branch, shortcut):
        super().__init__()
        self.branch, self.shortcut = branch, shortcut

    def forward(self, x):
        return torch.relu(self.branch(x) + (x if self.shortcut is None else self.shortcut(x)))


class ChannelsLast(nn.Module):
    def forward(self, x):
        return x.permute(0, 2, 3, 1).flatten(1)


def convolution(name, i, o, kernel, stride=1, bias=False, relu=True):
    parts = [(name, nn.Conv2d(i, o, kernel, stride, kernel // 2, bias=bias)), (f"{name}_norm", nn.BatchNorm2d(o))]
    return parts + ([(f"{name}_activation", nn.ReLU())] if relu else [])


def sequential(parts):
    return nn.Sequential(collections.OrderedDict(parts))


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


def named(module):
    """(name, module, attribute) of every parameter, in Strata's order and with its names."""
    for path, part in module.named_modules():
        for attribute, _ in part.named_parameters(recurse=False):
            name = {"weight": "scale", "bias": "shift"}[attribute] if isinstance(part, nn.BatchNorm2d) else attribute
            yield f"{path}.{name}", part, attribute


def stored(tensor):
    """As Strata has it: images and convolutions with channels last."""
    return tensor.detach().permute(0, 2, 3, 1).contiguous() if tensor.dim() == 4 else tensor.detach()


def initialise(module):
    for stream, (name, part, attribute) in enumerate(named(module)):
        parameter = getattr(part, attribute)
        values = fill(stream, stored(parameter).shape)
        if isinstance(part, nn.BatchNorm2d):
            values = (values - 0.5) * 0.4 + (1 if attribute == "weight" else 0)
        else:
            fan_in = math.prod(part.weight.shape[1:])
            values = (values - 0.5) * (2 / math.sqrt(fan_in))
        parameter.data = (values.permute(0, 3, 1, 2) if values.dim() == 4 else values).contiguous()
    return module


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


NETWORKS = {
    "CNNWithResidual": (lambda: network(1, 64, 1), (6, 10, 9, 1)),
    "CNNWithResidualReg": (lambda: network(3, 128, 2), (5, 12, 10, 3)),
}

OPTIMIZERS = {
    "Adam": lambda parameters: torch.optim.Adam(parameters, 1e-3),
    "SGD": lambda parameters: torch.optim.SGD(parameters, 0.002, 0.9),
}


def kept(tensor):
    flat = stored(tensor).flatten()
    count = min(KEPT, len(flat))
    return flat[torch.arange(count) * len(flat) // count]


def trace(make, shape, optimizer, dtype, order):
    model = initialise(make()).to(dtype)
    optimizer = optimizer(model.parameters())
    losses = []
    for step in range(STEPS):
        labels = (fill(2000 + step, shape[:1]) * CLASSES).long()
        x = images(1000 + step, shape).to(dtype)
        loss = nn.functional.cross_entropy(model(x[order]), labels[order])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.detach())
    results = {name: kept(getattr(part, attribute)) for name, part, attribute in named(model)}
    for path, part in model.named_modules():
        if isinstance(part, nn.BatchNorm2d):
            results[f"{path}.running_mean"], results[f"{path}.running_variance"] = part.running_mean, part.running_var
    return {"losses": torch.stack(losses), **{name: value.clone() for name, value in results.items()}}


def group(name):
    """Whose deviations are judged together. The convolution's bias below a BatchNorm has the gradient 0: what Adam
    makes of it in float32 is rounding alone."""
    return name if name in ("losses", "conv1.bias") else "weights"


def add_trace(fixture, case, make, shape, optimizer):
    """Twenty steps in float32 can drift apart by chance: Adam takes whole steps along gradients that are rounding. So
    their deviation is the worst of several orders of the samples, which change nothing but the order of sums."""
    expected = trace(make, shape, optimizer, torch.float64, torch.arange(shape[0]))
    fixture.update({f"{case}/{name}": value for name, value in expected.items()})
    for _ in range(ORDERS):
        single = trace(make, shape, optimizer, torch.float32, torch.randperm(shape[0]))
        for name, value in expected.items():
            deviation = (single[name].double() - value).abs().max() / value.abs().max()
            key = f"deviation/{case}/{group(name)}"
            fixture[key] = torch.maximum(fixture.get(key, torch.zeros(1, dtype=torch.float64)), deviation)


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
        for rule, optimizer in OPTIMIZERS.items():
            add_trace(fixture, f"{name}/{rule}", make, shape, optimizer)
    return fixture


def vanishes(case, key):
    """The gradient of a bias below a BatchNorm is 0 but for rounding."""
    return "bias" in case and key.endswith(".bias")


if __name__ == "__main__":
    write_fixture("12_residual", 12, residual_fixture)
