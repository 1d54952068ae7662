#!/usr/bin/env python3
"""Trains FCNet with PyTorch at the homework's settings, seed by seed, and prints the test accuracies of the last epoch.

    chapters/07_training/pytorch_fcnet.py --data data/mnist --seeds 5

The same network, normalisation, optimiser, batch size and number of epochs as `./strata run 7 --seeds 5`; first weights
and orders come from PyTorch's own generator, so the two sides agree in distribution and not run by run.
"""

import argparse
import gzip
import statistics
import time
from pathlib import Path

import torch

MNIST_NORMALISATION = (0.1307, 0.3081)


def idx(folder, name, header):
    path = next(p for p in (folder / name, folder / f"{name}.gz") if p.exists())
    data = gzip.open(path).read() if path.suffix == ".gz" else path.read_bytes()
    return torch.frombuffer(bytearray(data[header:]), dtype=torch.uint8)


def load(folder, part):
    images = idx(folder, f"{part}-images-idx3-ubyte", 16).view(-1, 784)
    return images, idx(folder, f"{part}-labels-idx1-ubyte", 8).long()


def fcnet():
    layers = []
    for i, o in zip([784, 256, 128, 64], [256, 128, 64, 10]):
        layers += [torch.nn.Linear(i, o), torch.nn.ReLU()]
    return torch.nn.Sequential(*layers[:-1])


def train(train_set, test_set, seed, arguments):
    torch.manual_seed(seed)
    network, loss_of = fcnet(), torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(network.parameters(), lr=1e-3, fused=True)
    (x, t), (x_test, t_test) = train_set, test_set
    begin = time.perf_counter()
    for _ in range(arguments.epochs):
        for rows in torch.randperm(len(x)).split(arguments.batch_size):
            optimizer.zero_grad()
            loss_of(network(x[rows]), t[rows]).backward()
            optimizer.step()
    seconds = time.perf_counter() - begin
    with torch.no_grad():
        right = (network(x_test).argmax(1) == t_test).float().mean().item()
    print(f"seed {seed}: {100 * right:.2f} %, {seconds:.1f} s", flush=True)
    return 100 * right


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="a folder with MNIST's four files, plain or .gz")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--batch-size", type=int, default=64)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    pixels, labels = load(arguments.data, "train")
    # As the program does: MNIST's published numbers, and for other data those of the training images.
    mean, deviation = MNIST_NORMALISATION
    if arguments.data.name != "mnist":
        mean, deviation = (pixels.double() / 255).mean().item(), (pixels.double() / 255).std(correction=0).item()
    test_pixels, test_labels = load(arguments.data, "t10k")
    sets = [((p.float() / 255 - mean) / deviation, t) for p, t in ((pixels, labels), (test_pixels, test_labels))]
    accuracies = [train(*sets, seed, arguments) for seed in range(arguments.seed, arguments.seed + arguments.seeds)]
    spread = f" ± {statistics.stdev(accuracies):.2f}" if len(accuracies) > 1 else ""
    print(f"PyTorch {torch.__version__}: {statistics.mean(accuracies):.2f}{spread} %")


if __name__ == "__main__":
    main()
