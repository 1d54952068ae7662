"""Twenty training steps of a network in PyTorch, and the numbers that they start from.

Weights and inputs are not stored: fill() makes them from their positions, with the arithmetic of whole numbers, and
tests/filled_tensors.hpp makes the same. The modules have the names that Strata gives them; "weight" and "bias" of a
normalisation are called scale and shift. Images are [N,H,W,C] in a fixture, convolutions [O,H,W,I].

A trace, "SimpleCNN/Adam", has the loss of every step, and of every parameter and running statistic after the last step
up to 256 entries at even distances; "stream" says with which images.

A trace in float32 agrees with float64 to six digits until rounding decides something: on which side of 0 an input of a
ReLU lies, one of half a million, which changes a gradient by up to a fifth; which pixel of a window is the largest; or
which sign a gradient has, one of 330,000, which Adam divides by its own size in the first step, so that its weight goes
one way or the other. From there on the two are different trainings. quiet_stream() looks for images with which all these
numbers are far from 0.
"""

import collections
import itertools
import math

import numpy
import torch
from torch import nn

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


class ChannelsLast(nn.Module):
    def forward(self, x):
        return x.permute(0, 2, 3, 1).flatten(1)


def sequential(parts):
    return nn.Sequential(collections.OrderedDict(parts))


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


def optimizers(sgd_rate):
    """The two rules of every trace, by name."""
    return {
        "Adam": lambda parameters: torch.optim.Adam(parameters, 1e-3),
        "SGD": lambda parameters: torch.optim.SGD(parameters, sgd_rate, 0.9),
    }


def kept(tensor):
    flat = stored(tensor).flatten()
    count = min(KEPT, len(flat))
    return flat[torch.arange(count) * len(flat) // count]


class Rounding:
    """What a training does where rounding can decide: the inputs of all ReLUs and the leads of all largest pixels, step
    by step, and the gradients of the first step."""

    def __init__(self, model, adrift):
        self.inputs, self.gradients, self.adrift = [], [], adrift
        for part in model.modules():
            if isinstance(part, nn.ReLU):
                part.register_forward_pre_hook(lambda _, args: self.inputs.append(args[0].detach().double()))
            if isinstance(part, nn.MaxPool2d):
                part.register_forward_pre_hook(lambda _, args: self.inputs.append(leads(args[0].detach().double())))

    def keep_gradients(self, model):
        if not self.gradients:
            self.gradients = [getattr(part, attribute).grad.double() for name, part, attribute in named(model)
                              if name not in self.adrift]


def leads(x):
    """By how much the largest pixel of each window of 2 x 2 is larger than the next."""
    first, second = x.unfold(2, 2, 2).unfold(3, 2, 2).flatten(4).topk(2).values.unbind(-1)
    return first - second


def trace(make, shape, optimizer, adrift, dtype, stream, steps=STEPS):
    """What is stored of a training, and where rounding could decide."""
    model = initialise(make()).to(dtype)
    rounding = Rounding(model, adrift)
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


def quiet_stream(make, shape, optimizer, adrift):
    """The first stream of images with which rounding decides nothing, with the traces in float64 and float32."""
    for stream in itertools.count(10_000, 10_000):
        for steps in (1, 4, STEPS):  # most streams fall through in the first steps
            double, exact = trace(make, shape, optimizer, adrift, torch.float64, stream, steps)
            single, rounded = trace(make, shape, optimizer, adrift, torch.float32, stream, steps)
            if not is_quiet(exact, rounded):
                break
        else:
            return stream, double, single


def group(name):
    """Whose deviations are judged together."""
    return "losses" if name == "losses" else "statistics" if ".running_" in name else "parameters"


def add_trace(fixture, case, make, shape, optimizer, adrift=()):
    """`adrift` names what has the gradient 0, in float32 rounding: Adam makes steps of it that mean nothing."""
    stream, double, single = quiet_stream(make, shape, optimizer, adrift)
    fixture[f"{case}/stream"] = torch.tensor([stream])
    for name, value in double.items():
        fixture[f"{case}/{name}"] = value
        if name in adrift and case.endswith("Adam"):
            continue
        deviation = (single[name].double() - value).abs().max() / value.abs().max()
        key = f"deviation/{case}/{group(name)}"
        fixture[key] = torch.maximum(fixture.get(key, torch.zeros(1, dtype=torch.float64)), deviation)
