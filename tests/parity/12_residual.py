#!/usr/bin/env python3
"""Writes 12_residual.safetensors: what PyTorch computes for residual blocks, and 20 training steps of two networks.

    python3 tests/parity/12_residual.py

Weights and inputs are not stored: fill() makes them from their positions, with the arithmetic of whole numbers, and
tests/12_residual_filled.hpp makes the same. The modules below have the names that Strata gives them; "weight" and
"bias" of a normalisation are called scale and shift. Images are [N,H,W,C] in the fixture, convolutions [O,H,W,I].

A block's case, "basic 4 to 6, stride 2", has y, dx and the gradient of every parameter in training, and y in
evaluation afterwards. A trace, "CNNWithResidual/Adam", has the loss of every step, and of every parameter and running
statistic after the last step up to 256 entries at even distances; "stream" says with which images.

A trace in float32 agrees with float64 to six digits until rounding decides something: on which side of 0 an input of a
ReLU lies, one of half a million, which changes a gradient by up to a fifth; or which sign a gradient has, one of
330,000, which Adam divides by its own size in the first step, so that its weight goes one way or the other. From there on
the two are different trainings. quiet_stream() looks for images with which all these numbers are far from 0.
"""

import collections
import itertools
import math

import numpy
import torch
from torch import nn

from parity_fixture import add_results, write_fixture

STEPS, KEPT, CLASSES = 20, 256, 10
QUIET = 5  # how far from 0 a number must be where its sign matters, as a multiple of its tensor's rounding


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
        self.branch, self.shortcut, self.activation = branch, shortcut, nn.ReLU()

    def forward(self, x):
        return self.activation(self.branch(x) + (x if self.shortcut is None else self.shortcut(x)))


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
    "CNNWithResidual": (lambda: network(1, 64, 1), (4, 8, 7, 1)),
    "CNNWithResidualReg": (lambda: network(3, 128, 2), (4, 9, 8, 3)),
}

OPTIMIZERS = {
    "Adam": lambda parameters: torch.optim.Adam(parameters, 1e-3),
    "SGD": lambda parameters: torch.optim.SGD(parameters, 0.002, 0.9),
}


def kept(tensor):
    flat = stored(tensor).flatten()
    count = min(KEPT, len(flat))
    return flat[torch.arange(count) * len(flat) // count]


class Rounding:
    """What a training does where rounding can decide: the inputs of all ReLUs, step by step, and the gradients of the
    first step."""

    def __init__(self, model):
        self.inputs, self.gradients = [], []
        for part in model.modules():
            if isinstance(part, nn.ReLU):
                part.register_forward_pre_hook(lambda _, args: self.inputs.append(args[0].detach().double()))

    def keep_gradients(self, model):
        if not self.gradients:
            self.gradients = [getattr(part, attribute).grad.double() for name, part, attribute in named(model)
                              if not adrift(name)]


def trace(make, shape, optimizer, dtype, stream, steps=STEPS):
    """What is stored of a training, and where rounding could decide."""
    model = initialise(make()).to(dtype)
    rounding = Rounding(model)
    optimizer = optimizer(model.parameters())
    losses = []
    for step in range(steps):
        labels = (fill(stream + 1000 + step, shape[:1]) * CLASSES).long()
        loss = nn.functional.cross_entropy(model(images(stream + step, shape).to(dtype)), labels)
        optimizer.zero_grad()
        loss.backward()
        rounding.keep_gradients(model)
        optimizer.step()
        losses.append(loss.detach())
    results = {name: kept(getattr(part, attribute)) for name, part, attribute in named(model)}
    for path, part in model.named_modules():
        if isinstance(part, nn.BatchNorm2d):
            results[f"{path}.running_mean"], results[f"{path}.running_variance"] = part.running_mean, part.running_var
    return {"losses": torch.stack(losses), **{name: value.clone() for name, value in results.items()}}, rounding


def far_from_zero(exact, rounded):
    """Whether every number is away from 0 by more than the rounding of its tensor. The gradient of a weight behind a
    unit that is off for all images is 0 without any rounding."""
    return all(((e.abs() > QUIET * (e - r).square().mean().sqrt()) | ((e == 0) & (r == 0))).all()
               for e, r in zip(exact, rounded))


def is_quiet(exact, rounded):
    return far_from_zero(exact.gradients, rounded.gradients) and far_from_zero(exact.inputs, rounded.inputs)


def quiet_stream(make, shape, optimizer):
    """The first stream of images with which rounding decides nothing, with the traces in float64 and float32."""
    for stream in itertools.count(10_000, 10_000):
        for steps in (1, STEPS):  # most streams fall through in the first step
            double, exact = trace(make, shape, optimizer, torch.float64, stream, steps)
            single, rounded = trace(make, shape, optimizer, torch.float32, stream, steps)
            if not is_quiet(exact, rounded):
                break
        else:
            return stream, double, single


def group(name):
    """Whose deviations are judged together."""
    return "losses" if name == "losses" else "statistics" if ".running_" in name else "parameters"


def adrift(name):
    """The gradient of the convolution's bias below a BatchNorm is 0, and in float32 rounding. Adam makes steps of it
    that mean nothing, and the mean that BatchNorm keeps moves with the bias."""
    return name in ("conv1.bias", "conv1_norm.running_mean")


def add_trace(fixture, case, make, shape, optimizer):
    stream, double, single = quiet_stream(make, shape, optimizer)
    fixture[f"{case}/stream"] = torch.tensor([stream])
    for name, value in double.items():
        fixture[f"{case}/{name}"] = value
        if adrift(name) and case.endswith("Adam"):
            continue
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
