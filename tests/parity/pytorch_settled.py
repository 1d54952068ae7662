#!/usr/bin/env python3
"""What a trained network with BatchNorm would know if its running averages had caught up with its weights.

    tests/parity/pytorch_train.py ResNetLikeCNN --data data/cifar10 --epochs 3 --weights resnet.safetensors
    tests/parity/pytorch_settled.py ResNetLikeCNN resnet.safetensors --data data/cifar10

Evaluates twice: with the running averages that training left, and with the means and variances of all training images,
found in a pass over them that moves no weight. A difference is what the averages cost.
"""

import argparse
from pathlib import Path

from pytorch_needed import safetensors, torch  # first: says what is missing

from pytorch_data import accuracy, load
from pytorch_networks import make_network


def settle(network, images, batch=1000):
    """Lets every BatchNorm average over all images, each as much as the others."""
    for module in network.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.reset_running_stats()
            module.momentum = None  # PyTorch's word for a plain mean
    network.train()
    with torch.no_grad():
        for part in images[torch.randperm(len(images))].split(batch):
            network(part.contiguous(memory_format=torch.channels_last))
    network.eval()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("network", help="a name of pytorch_networks.py")
    parser.add_argument("weights", type=Path, nargs="+", help="files of pytorch_train.py --weights")
    parser.add_argument("--data", type=Path, required=True, help="a folder with the files of MNIST or CIFAR-10")
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(1)
    (x, t), test_set = load(arguments.data)
    print("| weights | train accuracy | test accuracy | settled: train accuracy | test accuracy |\n|---|---:|---:|---:|---:|")
    for file in arguments.weights:
        network = make_network(arguments.network, tuple(x.shape[1:])).to(memory_format=torch.channels_last)
        network.load_state_dict(safetensors.torch.load_file(file))
        network.eval()
        before = accuracy(network, x, t), accuracy(network, *test_set)
        settle(network, x)
        after = accuracy(network, x, t), accuracy(network, *test_set)
        print(f"| {file.name} | " + " | ".join(f"{100 * value:.2f} %" for value in before + after) + " |", flush=True)


if __name__ == "__main__":
    main()
