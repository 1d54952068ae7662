#!/usr/bin/env python3
"""PyTorch's side of the rows of ./strata bench: compare_pytorch.py imports it, and starts it for a row of memory.

    chapters/14_fast_cpu/pytorch_rows.py --memory SimpleCNN --batch-size 1024 --format NCHW --optimizer fused
"""

import argparse
import itertools
import re
import statistics
import sys
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
sys.path += [str(ROOT / "chapters"), str(ROOT / "tests/parity")]
from pytorch_timing import MEMORY_FORMATS, OPTIMIZER_VARIANTS, THREADS

import torch  # only now: it reads the environment that pytorch_timing sets

from pytorch_networks import make_network

OPTIMIZERS = ("foreach", "fused")
REPETITIONS = 3


class Row(NamedTuple):
    """What `./strata bench --list` prints: training/SimpleCNN/28x28x1/64."""
    name: str
    kind: str
    network: str
    image: tuple
    images: int

    @classmethod
    def named(cls, name):
        kind, network, image, images = name.split("/")
        height, width, channels = map(int, image.split("x"))
        return cls(name, kind, network, (channels, height, width), int(images))


class Variant(NamedTuple):
    """One of the ways in which PyTorch can run a row."""
    threads: int
    layout: str
    optimizer: str = ""
    compiled: bool = False

    def __str__(self):
        words = [f"{self.threads} thread{'s' if self.threads > 1 else ''}", self.layout, self.optimizer,
                 "compiled" if self.compiled else ""]
        return ", ".join(word for word in words if word)


def variants(row):
    optimizers = ("",) if row.kind == "inference" else OPTIMIZERS
    return [Variant(*choice) for choice in itertools.product(THREADS, MEMORY_FORMATS, optimizers)]


class Work:
    """A network with random images, ready to be timed; nothing has run yet."""

    def __init__(self, row, variant):
        torch.manual_seed(1)
        layout = MEMORY_FORMATS[variant.layout]
        self.threads = variant.threads
        self.network = make_network(row.network, row.image).to(memory_format=layout)
        self.images = torch.randn(row.images, *row.image).to(memory_format=layout)
        if row.kind == "inference":
            self.network.eval()
            self.step = self.infer
        else:
            self.labels, self.loss_of = torch.randint(10, (row.images,)), torch.nn.CrossEntropyLoss()
            self.optimizer = torch.optim.Adam(self.network.parameters(), 1e-3, **OPTIMIZER_VARIANTS[variant.optimizer])
            self.step = self.train
        self.call = torch.compile(self.network) if variant.compiled else self.network

    def infer(self):
        self.call(self.images)

    def train(self):
        self.optimizer.zero_grad(set_to_none=True)
        self.loss_of(self.call(self.images), self.labels).backward()
        self.optimizer.step()

    def milliseconds(self, seconds, warm_up):
        """The median of a few repetitions, each of which lasts `seconds`, as ./strata bench has it."""
        torch.set_num_threads(self.threads)
        with torch.inference_mode(self.step == self.infer):
            self.repeat(warm_up)
            return 1e3 * statistics.median(self.repeat(seconds) for _ in range(REPETITIONS))

    def repeat(self, seconds):
        """Seconds for a step, on the average of as many as fill the time."""
        steps, start = 0, time.perf_counter()
        while steps == 0 or time.perf_counter() - start < seconds:
            self.step()
            steps += 1
        return (time.perf_counter() - start) / steps


def megabytes(name):
    """A line of /proc/self/status: VmRSS is what the process has now, VmHWM the most it ever had."""
    kibibytes = re.search(rf"^{name}:\s*(\d+) kB", Path("/proc/self/status").read_text(), re.MULTILINE).group(1)
    return 1.024e-3 * int(kibibytes)


def memory_of_training(row, variant, steps=5):
    """Megabytes above the idle process, in which the network is built and nothing has run."""
    torch.set_num_threads(variant.threads)
    work = Work(row, variant)
    before = megabytes("VmRSS")
    for _ in range(steps):
        work.train()
    return megabytes("VmHWM") - before


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--memory", metavar="NETWORK", required=True)
    parser.add_argument("--batch-size", type=int, default=1024)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--format", choices=MEMORY_FORMATS, default="NCHW")
    parser.add_argument("--optimizer", choices=OPTIMIZERS, default="fused")
    options = parser.parse_args()
    row = Row.named(f"training/{options.memory}/28x28x1/{options.batch_size}")
    print(f"{memory_of_training(row, Variant(options.threads, options.format, options.optimizer)):.1f}")


if __name__ == "__main__":
    main()
