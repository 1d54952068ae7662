#!/usr/bin/env python3
"""Writes 13_custom_layers.safetensors: what PyTorch computes for chapter 13's layers, in the form of parity_fixture.py.

    python3 tests/parity/13_custom_layers.py

A case is "layer/shape", with the names of tests/13_custom_layers_cases.hpp. The layers are written here as one writes
them in PyTorch, with parameters under Strata's names. Images are stored as Strata has them, [N,H,W,C], and weights of
convolutions as [O,H,W,I]; PyTorch has channels first.
"""

import torch

from parity_fixture import add_results, write_fixture

nn, F = torch.nn, torch.nn.functional

ROWS = [(3, 5), (1, 3, 2, 4), (5, 3, 7, 1)]  # any rank; images are N, H, W, C
IMAGES = [(2, 5, 3, 3), (1, 4, 5, 1)]
DEEP = [(2, 3, 4, 7), (1, 5, 3, 6)]


class LearnableSwish(nn.Module):
    def __init__(self, beta):
        super().__init__()
        self.beta = nn.Parameter(torch.tensor([float(beta)], dtype=torch.float64))

    def forward(self, x):
        return x * torch.sigmoid(self.beta * x)


class AddChannelMean(nn.Module):
    def forward(self, x):
        return x + x.mean(dim=1, keepdim=True)


class ChannelwiseScaling(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.scale = nn.Parameter(torch.randn(channels))
        self.shift = nn.Parameter(torch.randn(channels))

    def forward(self, x):
        return x * self.scale[:, None, None] + self.shift[:, None, None]


class OwnLpPool(nn.Module):
    def __init__(self, k, p):
        super().__init__()
        self.k, self.p = k, p

    def forward(self, x):
        return F.avg_pool2d(x.abs() ** self.p, self.k) ** (1 / self.p)


class ChannelAttention(nn.Module):
    def __init__(self, channels, reduction):
        super().__init__()
        hidden = channels // reduction
        self.gate = nn.ModuleDict({"fc1": nn.Linear(channels, hidden), "fc2": nn.Linear(hidden, channels)})
        nn.init.uniform_(self.gate["fc1"].bias, 0.5, 1)  # a ReLU that is off everywhere would compare nothing

    def forward(self, x):
        squeezed = x.mean(dim=(2, 3))
        g = torch.sigmoid(self.gate["fc2"](torch.relu(self.gate["fc1"](squeezed))))
        return x * g[:, :, None, None]


class SpatialAttention(nn.Module):
    def __init__(self, channels, kernel):
        super().__init__()
        self.gate = nn.ModuleDict({"conv": nn.Conv2d(channels, 1, kernel, padding="same")})

    def forward(self, x):
        return x * torch.sigmoid(self.gate["conv"](x))


def named(**layers):
    sequence = nn.Sequential()
    for name, layer in layers.items():
        sequence.add_module(name, layer)
    return sequence


def all_layers():
    """Name, function of the number of channels that makes the layer, batches."""
    for beta in (1, 0, -0.5, 3):
        yield f"LearnableSwish({beta})", lambda channels, beta=beta: LearnableSwish(beta), ROWS
    yield "AddChannelMean", lambda channels: AddChannelMean(), ROWS
    seconds = {"mean_conv2d": lambda o: {"mean": AddChannelMean()},
               "scaled_conv2d": lambda o: {"scaling": ChannelwiseScaling(o)}}
    for name, second in seconds.items():
        yield (f"{name}(4, 3x3, padding 1)",
               lambda i, second=second: named(conv=nn.Conv2d(i, 4, 3, padding=1), **second(4)), IMAGES)
        yield (f"{name}(5, 2x3, stride 2, no bias)",
               lambda i, second=second: named(conv=nn.Conv2d(i, 5, (2, 3), stride=2, bias=False), **second(5)), IMAGES[:1])
    for k, p, shapes in ((2, 2, IMAGES), (2, 1.5, IMAGES), (3, 1, IMAGES[:1]), (1, 3, IMAGES[1:])):
        yield f"OwnLpPool({k}, p {p})", lambda channels, k=k, p=p: OwnLpPool(k, p), shapes
    for channels, reduction, shape in ((7, 2, DEEP[0]), (6, 2, DEEP[1]), (1, 1, IMAGES[1])):
        yield (f"channel_attention({channels}, {reduction})",
               lambda channels, reduction=reduction: ChannelAttention(channels, reduction), [shape])
    yield "spatial_attention(7x7)", lambda channels: SpatialAttention(channels, 7), IMAGES + DEEP[:1]
    yield "spatial_attention(2x3)", lambda channels: SpatialAttention(channels, (2, 3)), DEEP[1:]
    yield ("channel_and_spatial_attention(7, 2, 3x3)",
           lambda channels: named(channel=ChannelAttention(channels, 2), spatial=SpatialAttention(channels, 3)), DEEP[:1])


def channels_first(x):
    return x.movedim(-1, 1)


def channels_last(x):
    return x.movedim(1, -1).contiguous()


def as_stored(parameter):
    return parameter.permute(0, 2, 3, 1).contiguous() if parameter.dim() == 4 else parameter


def add_case(fixture, case, make, shape):
    layer = make(shape[-1]).double()
    x = torch.randn(shape, dtype=torch.float64)
    dy = torch.randn(channels_last(layer(channels_first(x))).shape, dtype=torch.float64)
    state = {name: tensor.detach().clone() for name, tensor in layer.state_dict().items()}
    fixture.update({f"{case}/x": x, f"{case}/dy": dy})
    fixture.update({f"{case}/{name}": as_stored(tensor) for name, tensor in state.items()})

    def compute(dtype):
        layer.to(dtype).load_state_dict(state)
        layer.zero_grad()
        leaf = x.to(dtype).requires_grad_()
        y = channels_last(layer(channels_first(leaf)))
        y.backward(dy.to(dtype))
        results = {f"d{name}": as_stored(p.grad.clone()) for name, p in layer.named_parameters()}
        return {"y": y, "dx": leaf.grad, **results}

    add_results(fixture, case, case.split("/")[0].split("(")[0], compute)


def custom_layers_fixture():
    fixture = {}
    for name, make, shapes in all_layers():
        for shape in shapes:
            add_case(fixture, f"{name}/{'x'.join(map(str, shape))}", make, shape)
    assert all(torch.isfinite(tensor).all() for tensor in fixture.values())
    return fixture


if __name__ == "__main__":
    write_fixture("13_custom_layers", 13, custom_layers_fixture)
