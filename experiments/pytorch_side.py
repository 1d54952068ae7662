#!/usr/bin/env python3
"""PyTorch's side of `./strata reproduce pytorch`, which starts it: trains CuPyCNN, and writes what it measured as JSON.

    experiments/pytorch_side.py train --exchange FOLDER --batch-size 1000 --threads 2
    experiments/pytorch_side.py memory --batch-size 1000 --evaluation-batch-size 60000 --threads 2

FOLDER is what Strata left there: weights.safetensors, the first weights as load_state_dict takes them, and
data.safetensors, the images and labels of both parts and the order of the training images in every epoch. Both sides
so train from the same weights on the same batches. Of one thread and all, in both memory formats, the fastest counts.
Exits with 3 where a Python package is missing.
"""

import argparse
import copy
import importlib.util
import itertools
import json
import statistics
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MISSING_PACKAGE = 3
missing = [name for name in ("torch", "safetensors", "numpy") if importlib.util.find_spec(name) is None]
if missing:
    print(f"{sys.executable}: no {', '.join(missing)}", file=sys.stderr)
    sys.exit(MISSING_PACKAGE)

sys.path += [str(ROOT / "chapters"), str(ROOT / "chapters/14_fast_cpu"), str(ROOT / "tests/parity")]
from pytorch_timing import MEMORY_FORMATS, OPTIMIZER_VARIANTS

import torch  # only now: it reads the environment that pytorch_timing sets
from safetensors.torch import load_file

from pytorch_networks import make_network
from pytorch_rows import Variant, megabytes

NETWORK = "CuPyCNN"
IMAGES_AT_ONE_TIME = 1000  # of an evaluation, on both sides
LOSS = torch.nn.CrossEntropyLoss()


class Side:
    """A network with its optimiser, in one of the ways in which PyTorch can run it."""

    def __init__(self, network, variant):
        torch.set_num_threads(variant.threads)
        self.layout = MEMORY_FORMATS[variant.layout]
        self.network = copy.deepcopy(network).to(memory_format=self.layout)
        self.optimizer = torch.optim.Adam(self.network.parameters(), 1e-3, **OPTIMIZER_VARIANTS[variant.optimizer])

    def step(self, images, labels):
        self.optimizer.zero_grad(set_to_none=True)
        LOSS(self.network(images.contiguous(memory_format=self.layout)), labels).backward()
        self.optimizer.step()

    def evaluate(self, images, labels, batch):
        """The mean loss and the accuracy, in evaluation mode."""
        self.network.eval()
        loss, right = 0.0, 0
        with torch.inference_mode():
            for x, t in zip(images.split(batch), labels.split(batch)):
                y = self.network(x.contiguous(memory_format=self.layout))
                loss += LOSS(y, t).item() * len(t)
                right += (y.argmax(1) == t).sum().item()
        self.network.train()
        return loss / len(labels), right / len(labels)

    def pass_times(self, image, label, seconds, most=501):
        """Milliseconds of the forward passes of one image, loss included, and of the backward passes."""
        image, times, end = image.contiguous(memory_format=self.layout), [], time.perf_counter() + seconds
        while len(times) < 11 or len(times) < most and time.perf_counter() < end:
            self.optimizer.zero_grad(set_to_none=True)
            start = time.perf_counter()
            loss = LOSS(self.network(image), label)
            middle = time.perf_counter()
            loss.backward()
            times.append((1e3 * (middle - start), 1e3 * (time.perf_counter() - middle)))
        return tuple(zip(*times))


def variants(threads):
    return [Variant(*choice, "fused") for choice in itertools.product(sorted({1, threads}), MEMORY_FORMATS)]


def spread(times):
    times, last = sorted(times), len(times) - 1
    return {"median": times[last // 2], "low": times[last // 10], "high": times[last - last // 10]}


def seconds_of_steps(network, variant, images, labels, repeats=5):
    side, times = Side(network, variant), []
    for _ in range(2 + repeats):
        start = time.perf_counter()
        side.step(images, labels)
        times.append(time.perf_counter() - start)
    return statistics.median(times[2:])


def milliseconds_of_passes(network, variant, image, label, seconds):
    side = Side(network, variant)
    side.pass_times(image, label, seconds / 10)  # warm-up
    forward, backward = side.pass_times(image, label, seconds)
    return spread(forward), spread(backward)


def prepared(images):
    """Bytes [N,H,W,C] as pixels from 0 to 1, [N,C,H,W], computed as Strata computes them."""
    return images.permute(0, 3, 1, 2).float().mul_(torch.tensor(1 / 255, dtype=torch.float64).float()).contiguous()


def train(options):
    data = load_file(options.exchange / "data.safetensors")
    images, test_images = prepared(data["train.images"]), prepared(data["test.images"])
    labels, test_labels = data["train.labels"].long(), data["test.labels"].long()
    network = make_network(NETWORK, tuple(images.shape[1:]))
    network.load_state_dict(load_file(options.exchange / "weights.safetensors"), strict=True)

    some, ways = slice(0, options.batch_size), variants(options.threads)
    fastest = min(ways, key=lambda way: seconds_of_steps(network, way, images[some], labels[some]))
    side, batch = Side(network, fastest), options.batch_size
    losses, seconds = [side.evaluate(images, labels, IMAGES_AT_ONE_TIME)[0]], []
    for order in data["orders"].long():
        start = time.perf_counter()
        for rows in order.split(batch):
            side.step(images[rows], labels[rows])
        seconds.append(time.perf_counter() - start)
        losses.append(side.evaluate(images, labels, IMAGES_AT_ONE_TIME)[0])
    accuracy = side.evaluate(test_images, test_labels, IMAGES_AT_ONE_TIME)[1]

    passes = {way: milliseconds_of_passes(network, way, images[:1], labels[:1], options.seconds / 4) for way in ways}
    best = min(ways, key=lambda way: passes[way][0]["median"] + passes[way][1]["median"])
    forward, backward = milliseconds_of_passes(network, best, images[:1], labels[:1], options.seconds)
    return {"how": f"PyTorch {torch.__version__}, {fastest} Adam; for one image {best} Adam", "layout": fastest.layout,
            "losses": losses, "epoch seconds": seconds, "test accuracy": accuracy, "forward ms": forward,
            "backward ms": backward}


def memory(options):
    """Megabytes above the idle process, which has the network and the images."""
    torch.manual_seed(1)
    batch, evaluated = options.batch_size, options.evaluation_batch_size
    images, labels = torch.rand(max(batch, evaluated), 1, 28, 28), torch.randint(10, (max(batch, evaluated),))
    side = Side(make_network(NETWORK), Variant(options.threads, options.layout, "fused"))
    Path("/proc/self/clear_refs").write_text("5\n")  # VmHWM begins anew
    idle = megabytes("VmRSS")
    for _ in range(options.steps):
        side.step(images[:batch], labels[:batch])
    side.evaluate(images, labels, evaluated)
    for _ in range(options.steps // 2):
        side.step(images[:batch], labels[:batch])
    return {"idle": idle, "above": megabytes("VmHWM") - idle}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("train", "memory"))
    parser.add_argument("--exchange", type=Path, help="the folder with the weights and the data to train from")
    parser.add_argument("--batch-size", type=int, default=1000)
    parser.add_argument("--evaluation-batch-size", type=int, default=IMAGES_AT_ONE_TIME,
                        help="of the evaluation whose memory is measured")
    parser.add_argument("--steps", type=int, default=3, help="before that evaluation; half as many after it: 3")
    parser.add_argument("--layout", choices=MEMORY_FORMATS, default="channels last", help="whose memory is measured")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=3, help="how long the passes of one image are timed: 3")
    options = parser.parse_args()
    print(json.dumps(train(options) if options.what == "train" else memory(options)))


if __name__ == "__main__":
    main()
