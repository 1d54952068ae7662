#!/usr/bin/env python3
"""The homework's networks and blocks in PyTorch, under the names that `./strata describe` knows.

    python3 tests/parity/pytorch_networks.py              # a table; ends with 1 unless every count is the homework's
    network = make_network("SimpleCNN")                   # in another script

Layers have the names that they usually have in PyTorch: conv1 with bn1, fc1, block1 with conv1, bn1, conv2, bn2 and
shortcut.0, shortcut.1. They are the names of the tensors in a state_dict and so in a file of weights;
tutorials/pytorch_weights.md says how Strata's names follow from them. Images are [N,C,H,W].
"""

import collections
import sys

import torch
from torch import nn

MNIST, CIFAR = (1, 28, 28), (3, 32, 32)  # channels, height, width


class ResidualBlock(nn.Module):
    """Convolutions with BatchNorm after each and ReLU between, plus the shortcut, then ReLU.

    `layers` are (channels, kernel, stride) of the convolutions. Dropout2d stands after the first ReLU and before the
    addition."""

    def __init__(self, i, layers, bias=False, dropout=0.0):
        super().__init__()
        self.convolutions, channels, stride = len(layers), i, 1
        for number, (o, kernel, step) in enumerate(layers, 1):
            setattr(self, f"conv{number}", nn.Conv2d(channels, o, kernel, step, kernel // 2, bias=bias))
            setattr(self, f"bn{number}", nn.BatchNorm2d(o))
            channels, stride = o, stride * step
        self.dropout = nn.Dropout2d(dropout)
        self.shortcut = nn.Sequential()
        if stride != 1 or channels != i:
            self.shortcut = nn.Sequential(nn.Conv2d(i, channels, 1, stride, bias=bias), nn.BatchNorm2d(channels))

    def forward(self, x):
        y = x
        for number in range(1, self.convolutions + 1):
            y = getattr(self, f"bn{number}")(getattr(self, f"conv{number}")(y))
            if number < self.convolutions:
                y = torch.relu(y)
            if number in (1, self.convolutions):
                y = self.dropout(y)
        return torch.relu(y + self.shortcut(x))


def basic(i, o, stride=1, **options):
    return ResidualBlock(i, [(o, 3, stride), (o, 3, 1)], **options)


def bottleneck(i, o, stride=1, **options):
    return ResidualBlock(i, [(o // 4, 1, 1), (o // 4, 3, stride), (o, 1, 1)], **options)


def wide(i, o, stride=1, **options):
    return basic(i, 2 * o, stride, **options)


def sequential(*parts):
    return nn.Sequential(collections.OrderedDict(parts))


def linear_layers(sizes, dropout=0.0):
    """The image as one row, then fc1 to the last, with ReLU and Dropout after all but the last."""
    parts = [("flatten", nn.Flatten())]
    for number, (i, o) in enumerate(zip(sizes, sizes[1:]), 1):
        parts.append((f"fc{number}", nn.Linear(i, o)))
        if number < len(sizes) - 1:
            parts.append((f"fc{number}_relu", nn.ReLU()))
            if dropout:
                parts.append((f"dropout{number}", nn.Dropout(dropout)))
    return parts


def convolutions(channels, description, kernel=3):
    """conv1, relu1, pool1, ... from numbers of channels and "pool". (16, 1) has a window of its own, and one that is
    linear is written (32, 3, "linear")."""
    parts, number, pools = [], 0, 0
    for layer in description:
        if layer == "pool":
            pools += 1
            parts.append((f"pool{pools}", nn.MaxPool2d(2)))
            continue
        o, size, *linear = layer if isinstance(layer, tuple) else (layer, kernel)
        number += 1
        parts.append((f"conv{number}", nn.Conv2d(channels, o, size, padding=size // 2)))
        if not linear:
            parts.append((f"relu{number}", nn.ReLU()))
        channels = o
    return parts


def plain_cnn(image, description, hidden=None, kernel=3, dropout=0.0):
    """Convolutions and pools, then one linear layer called fc, or fc1 and fc2 with `hidden` numbers between."""
    channels = [layer if isinstance(layer, int) else layer[0] for layer in description if layer != "pool"][-1]
    pixels = (image[1] // 4) * (image[2] // 4)
    body = convolutions(image[0], description, kernel)
    if hidden is None:
        return sequential(*body, ("flatten", nn.Flatten()), ("fc", nn.Linear(channels * pixels, 10)))
    return sequential(*body, *linear_layers([channels * pixels, hidden, 10], dropout))


def stem(channels, o, bias=True):
    return [("conv1", nn.Conv2d(channels, o, 3, padding=1, bias=bias)), ("bn1", nn.BatchNorm2d(o)),
            ("relu1", nn.ReLU())]


def cnn_with_residual(image):
    return sequential(*stem(image[0], 32), ("block1", basic(32, 32)), ("block2", basic(32, 64, 2)),
                      ("block3", basic(64, 64)), ("pool", nn.AdaptiveAvgPool2d(4)), ("flatten", nn.Flatten()),
                      ("fc", nn.Linear(1024, 10)))


def cnn_with_residual_reg(image, dropout=0.3):
    return sequential(*stem(image[0], 32), ("dropout1", nn.Dropout2d(dropout)),
                      ("block1", basic(32, 32, dropout=dropout)), ("block2", basic(32, 64, 2, dropout=dropout)),
                      ("block3", basic(64, 128, 2, dropout=dropout)), ("pool", nn.AdaptiveAvgPool2d(4)),
                      ("flatten", nn.Flatten()), ("fc", nn.Linear(2048, 10)))


def resnet_like_cnn(image):
    return sequential(("conv1", nn.Conv2d(image[0], 32, 3, padding=1)), ("relu1", nn.ReLU()), ("block1", basic(32, 32)),
                      ("pool1", nn.MaxPool2d(2)), ("block2", basic(32, 64, 2)), ("block3", basic(64, 64)),
                      ("pool2", nn.AdaptiveAvgPool2d(1)), ("flatten", nn.Flatten()), ("fc", nn.Linear(64, 10)))


def diff_blocks_nn(image, block, widening=1, channels=64):
    parts, i = stem(image[0], channels, bias=False), channels
    for stage in range(1, 5):
        blocks, o = [], channels * 2**(stage - 1)
        for stride in (1 if stage == 1 else 2, 1):
            blocks.append(block(i, o, stride))
            i = o * widening
        parts.append((f"layer{stage}", nn.Sequential(*blocks)))
    return sequential(*parts, ("pool", nn.AdaptiveAvgPool2d(1)), ("flatten", nn.Flatten()), ("fc", nn.Linear(i, 10)))


def one_block(block):
    return lambda image: sequential(("block", block(image[0], 64, bias=True)))


# name: how it is made for an image, the homework's image, its number of parameters there
NETWORKS = {
    "FCNet": (lambda image: sequential(*linear_layers([image[0] * image[1] * image[2], 256, 128, 64, 10])), MNIST,
              242_762),
    "SimpleCNN": (lambda image: plain_cnn(image, [32, "pool", 64, "pool"], 128, dropout=0.25), MNIST, 421_642),
    "CNNWithResidual": (cnn_with_residual, MNIST, 160_906),
    "CNNWithResidualReg": (cnn_with_residual_reg, CIFAR, 327_882),
    "DeepFCNet": (lambda image: sequential(
        *linear_layers([image[0] * image[1] * image[2], 1024, 512, 256, 10], 0.5)), CIFAR, 3_805_450),
    "CNN3x3": (lambda image: plain_cnn(image, [32, "pool", 64, "pool"]), CIFAR, 60_362),
    "ShallowCNN": (lambda image: plain_cnn(image, [32, "pool", 64, "pool"]), CIFAR, 60_362),
    "CNN5x5": (lambda image: plain_cnn(image, [16, "pool", 32, "pool"], kernel=5), CIFAR, 34_538),
    "CNN7x7": (lambda image: plain_cnn(image, [8, "pool", 16, "pool"], kernel=7), CIFAR, 17_722),
    "CNN1x1+3x3": (lambda image: plain_cnn(
        image, [(16, 1), (32, 3, "linear"), "pool", (32, 1), (64, 3, "linear"), "pool"]), CIFAR, 65_226),
    "MediumCNN": (lambda image: plain_cnn(image, [32, 64, "pool", 128, 128, "pool"]), CIFAR, 322_762),
    "DeepCNN": (lambda image: plain_cnn(image, [32, 32, "pool", 64, 64, "pool", 128, 128]), CIFAR, 368_938),
    "ResNetLikeCNN": (resnet_like_cnn, CIFAR, 151_818),
    "DiffBlocksNN_basic": (lambda image: diff_blocks_nn(image, basic), CIFAR, 11_173_962),
    "DiffBlocksNN_bottleneck": (lambda image: diff_blocks_nn(image, bottleneck), CIFAR, 883_402),
    "DiffBlocksNN_wide": (lambda image: diff_blocks_nn(image, wide, 2), CIFAR, 44_595_786),
    "BasicResidualBlock": (one_block(basic), (64, 32, 32), 74_112),
    "BottleneckBlock": (one_block(bottleneck), (64, 32, 32), 4_640),
    "WideResidualBlock": (one_block(wide), (64, 32, 32), 230_528),
    "CuPyCNN": (lambda image: plain_cnn(image, [8, "pool", 16, "pool"], 128), MNIST, 103_018),
}


def make_network(name, image=None):
    """A new network of this name for images of (channels, height, width); without them, for the homework's."""
    if name not in NETWORKS:
        sys.exit(f"pytorch_networks.py: got \"{name}\", expected one of {', '.join(NETWORKS)}.")
    make, own_image, _ = NETWORKS[name]
    return make(image or own_image)


def parameter_count(network):
    return sum(parameter.numel() for parameter in network.parameters())


def main():
    wrong = 0
    rows = [(name, image, count) for name, (_, image, count) in NETWORKS.items()]
    rows.insert(3, ("CNNWithResidual", CIFAR, 161_482))
    for name, image, expected in rows:
        with torch.device("meta"):  # shapes without numbers: the widest network has 44.6 million
            network, x = make_network(name, image), torch.empty(2, *image)
            output = tuple(network.eval()(x).shape)[1:]
        count = parameter_count(network)
        wrong += count != expected
        line = f"{name:24}{str(image):14} -> {str(output):14}{count:>11,}"
        print(line if count == expected else f"{line}, expected {expected:,}")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
