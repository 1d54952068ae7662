#!/usr/bin/env python3
"""Writes 13_pytorch_weights.safetensors and 13_pytorch_weights.txt: files of weights as PyTorch has them.

    python3 tests/parity/13_pytorch_weights.py

The safetensors file holds small networks in float64: "SimpleCNN/conv1.weight" and so on as in a state_dict, the images
"SimpleCNN/x" [N,C,H,W] and what the network makes of them in evaluation mode, "SimpleCNN/logits". Every tensor is random,
running statistics included, so that no two can be mistaken for each other.

The text lists every tensor of every network of the homework, as load_state_dict(..., strict=True) wants it: network,
name, dtype and shape.
"""

import pathlib

import torch
from torch import nn

from parity_fixture import write_fixture
from pytorch_networks import NETWORKS, basic, bottleneck, linear_layers, make_network, plain_cnn, sequential, stem

COLOURS = (2, 9, 10)  # channels, height, width

SMALL = {
    "FCNet": lambda: sequential(*linear_layers([2 * 9 * 10, 5, 4], 0.5)),
    "SimpleCNN": lambda: plain_cnn(COLOURS, [3, "pool", 4, "pool"], 6, dropout=0.25),
    "CNNWithResidual": lambda: sequential(
        *stem(2, 4), ("block1", basic(4, 4)), ("block2", basic(4, 6, 2)), ("pool", nn.AdaptiveAvgPool2d(4)),
        ("flatten", nn.Flatten()), ("fc", nn.Linear(16 * 6, 3))),
    "DiffBlocksNN": lambda: sequential(
        *stem(2, 4, bias=False), ("layer1", nn.Sequential(bottleneck(4, 8), bottleneck(8, 8))),
        ("layer2", nn.Sequential(basic(8, 4, 2, dropout=0.3), basic(4, 4, bias=True))),
        ("pool", nn.AdaptiveAvgPool2d(1)), ("flatten", nn.Flatten()), ("fc", nn.Linear(4, 3))),
    "Normalised": lambda: sequential(
        ("flatten", nn.Flatten()), ("norm", nn.BatchNorm1d(2 * 9 * 10)), ("fc", nn.Linear(2 * 9 * 10, 4))),
}


def randomise(network):
    for name, tensor in network.state_dict().items():
        if name.endswith("num_batches_tracked"):
            tensor.fill_(torch.randint(1, 1000, ()))
        elif name.endswith("running_var"):
            tensor.copy_(torch.rand_like(tensor) + 0.5)
        else:
            tensor.copy_(torch.randn_like(tensor) / max(1, tensor[0].numel()) ** 0.5)
    return network.eval()


def small_networks():
    fixture = {}
    for name, make in SMALL.items():
        network, x = randomise(make().double()), torch.randn(3, *COLOURS, dtype=torch.float64)
        fixture.update({f"{name}/{tensor}": value for tensor, value in network.state_dict().items()})
        fixture[f"{name}/x"], fixture[f"{name}/logits"] = x, network(x).detach()
    return fixture


def names_of_all():
    lines = []
    for name in NETWORKS:
        with torch.device("meta"):
            network = make_network(name)
        for tensor, value in network.state_dict().items():
            shape = ",".join(str(size) for size in value.shape)
            lines.append(f"{name} {tensor} {str(value.dtype).removeprefix('torch.')} [{shape}]\n")
    return lines


if __name__ == "__main__":
    write_fixture("13_pytorch_weights", 13, small_networks)
    pathlib.Path(__file__).with_suffix(".txt").write_text("".join(names_of_all()))
