#!/usr/bin/env python3
"""Writes 11_pooling.safetensors: what PyTorch computes for every pooling, in the form of parity_fixture.py, and 20
training steps of SimpleCNN without its dropout, in the form of training_trace.py.

    python3 tests/parity/11_pooling.py

A case is "layer/shape", named after the layer's summary(). Images are stored as Strata has them, [N,H,W,C]; PyTorch
pools [N,C,H,W]. LpPool2d is composed of PyTorch's average pooling: its own LPPool2d takes the sum for the mean. "Ties"
are images of a few whole numbers, in which most windows have several largest pixels. In "not finite", what PyTorch
returns as NaN and minus infinity is stored as 1000 and -1000.
"""

import torch

from parity_fixture import add_results, write_fixture
from training_trace import CLASSES, ChannelsLast, add_trace, optimizers, sequential

nn = torch.nn
F = torch.nn.functional

SHAPES = [(2, 7, 5, 3), (1, 8, 6, 1), (1, 9, 10, 2)]  # N, H, W, C: odd, one sample and channel, odd and even


def minimum(x, *window, **options):
    return -F.max_pool2d(-x, *window, **options)


def power_mean(p):
    return lambda x, *window, **options: F.avg_pool2d(x.abs() ** p, *window, **options) ** (1 / p)


def root_mean_square(x, *window, **options):
    return (F.avg_pool2d(x * x, *window, **options) + 1e-6).sqrt()


def with_windows(function):
    """The layer's summary without its name, and the same windows in PyTorch."""
    return {
        "2": lambda x: function(x, 2),
        "3, stride 2, padding 1": lambda x: function(x, 3, 2, 1),
        "3, stride 1": lambda x: function(x, 3, 1),
        "2x3": lambda x: function(x, (2, 3)),
        "2, stride 3": lambda x: function(x, 2, 3),
        "4x3, stride 2x1, padding 2x1": lambda x: function(x, (4, 3), (2, 1), (2, 1)),
        "2, ceil mode": lambda x: function(x, 2, ceil_mode=True),
        "3, stride 2, padding 1, ceil mode": lambda x: function(x, 3, 2, 1, ceil_mode=True),
    }


def all_layers():
    layers = {
        "GlobalAveragePool2d": lambda x: F.adaptive_avg_pool2d(x, 1).flatten(1),
        "GlobalMaxPool2d": lambda x: F.adaptive_max_pool2d(x, 1).flatten(1),
    }
    for windows, function in with_windows(F.max_pool2d).items():
        layers[f"MaxPool2d({windows})"] = function
    for windows, function in with_windows(F.avg_pool2d).items():
        layers[f"AveragePool2d({windows})"] = function
    layers["AveragePool2d(3, stride 2, padding 1 not counted)"] = lambda x: F.avg_pool2d(
        x, 3, 2, 1, count_include_pad=False)
    layers["AveragePool2d(3, stride 2, padding 1 not counted, ceil mode)"] = lambda x: F.avg_pool2d(
        x, 3, 2, 1, ceil_mode=True, count_include_pad=False)
    for output in ("1", "2", "4", "3x5", "7x2", "11"):
        size = tuple(int(n) for n in output.split("x"))
        layers[f"AdaptiveAveragePool2d({output})"] = lambda x, size=size: F.adaptive_avg_pool2d(x, size * (3 - len(size)))
    for windows in ("2", "3, stride 2, padding 1"):
        layers[f"MinPool2d({windows})"] = with_windows(minimum)[windows]
        layers[f"L2Pool2d({windows})"] = with_windows(root_mean_square)[windows]
        for p in (1, 1.5, 2, 3):
            layers[f"LpPool2d({windows}, p {p})"] = with_windows(power_mean(p))[windows]
    return layers


def add_case(fixture, case, function, x, replace=lambda y: y):
    """x is [N,H,W,C]."""
    dy = torch.randn(function(x.permute(0, 3, 1, 2)).shape, dtype=torch.float64)

    def channels_last(tensor):
        return tensor.permute(0, 2, 3, 1).contiguous() if tensor.dim() == 4 else tensor

    fixture.update({f"{case}/x": x.clone(), f"{case}/dy": channels_last(dy)})

    def compute(dtype):
        leaf = x.permute(0, 3, 1, 2).to(dtype).contiguous().requires_grad_()
        y = function(leaf)
        y.backward(dy.to(dtype))
        return {"y": channels_last(replace(y.detach())), "dx": channels_last(leaf.grad)}

    add_results(fixture, case, case.split("/")[0].split("(")[0], compute)


def pooling_fixture():
    fixture = {}
    for name, function in all_layers().items():
        for shape in SHAPES:
            x = torch.randn(shape, dtype=torch.float64)
            add_case(fixture, f"{name}/{'x'.join(map(str, shape))}", function, x)
            if name.startswith(("Max", "Min")) and shape[0] == 2:
                ties = torch.randint(0, 3, shape).double()
                add_case(fixture, f"{name}/ties {'x'.join(map(str, shape))}", function, ties)
    x = torch.randn(2, 6, 6, 3, dtype=torch.float64)
    x[torch.rand(x.shape) < 0.1] = torch.nan
    x[0, :2, :4] = -torch.inf
    x[1, 3:5, 2:4] = torch.nan  # several in one window
    for name in ("MaxPool2d(2)", "MaxPool2d(3, stride 2, padding 1)"):
        add_case(fixture, f"{name}/not finite", all_layers()[name], x,
                 lambda y: torch.nan_to_num(y, nan=1000.0, neginf=-1000.0))
    for rule, optimizer in optimizers(0.01).items():
        add_trace(fixture, f"SimpleCNN/{rule}", simple_cnn, (4, 28, 28, 1), optimizer)
    return fixture


def simple_cnn():
    return sequential([
        ("conv1", nn.Conv2d(1, 32, 3, padding=1)), ("conv1_activation", nn.ReLU()), ("pool1", nn.MaxPool2d(2)),
        ("conv2", nn.Conv2d(32, 64, 3, padding=1)), ("conv2_activation", nn.ReLU()), ("pool2", nn.MaxPool2d(2)),
        ("flatten", ChannelsLast()), ("fc1", nn.Linear(3136, 128)), ("fc1_activation", nn.ReLU()),
        ("fc2", nn.Linear(128, CLASSES))])


if __name__ == "__main__":
    write_fixture("11_pooling", 11, pooling_fixture)
