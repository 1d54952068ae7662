#!/usr/bin/env python3
"""Writes 13_networks.safetensors: what the homework's networks make of two small images in PyTorch.

    python3 tests/parity/13_networks.py

The networks are those of pytorch_networks.py in evaluation mode, in float64, with parameters and images from
training_trace.py. Layers that have no parameters, such as ReLU and poolings, show in the numbers only. Under a network's
name is what it returns, of a block up to 256 entries. DiffBlocksNN has 16 channels in its first stage, not 64.
"""

from parity_fixture import write_fixture
from pytorch_networks import NETWORKS, basic, bottleneck, diff_blocks_nn, make_network, wide
from training_trace import ChannelsLast, images, initialise, kept

import torch

HEIGHT, WIDTH, STREAM = 13, 9, 1000  # odd sizes, so that poolings leave rows out
DIFF_BLOCKS = {"basic": (basic, 1), "bottleneck": (bottleneck, 1), "wide": (wide, 2)}


def network_for(name, image):
    if name.startswith("DiffBlocksNN_"):
        block, widening = DIFF_BLOCKS[name.removeprefix("DiffBlocksNN_")]
        return diff_blocks_nn(image, block, widening, channels=16)
    return make_network(name, image)


def outputs():
    fixture = {}
    for name, (_, (channels, _, _), _) in NETWORKS.items():
        network = network_for(name, (channels, HEIGHT, WIDTH))
        if hasattr(network, "flatten"):
            network.flatten = ChannelsLast()  # the columns behind it are filled in Strata's order
        with torch.no_grad():
            y = initialise(network).double().eval()(images(STREAM, (2, HEIGHT, WIDTH, channels)))
        fixture[name] = kept(y)
    return fixture


if __name__ == "__main__":
    write_fixture("13_networks", 13, outputs)
