#!/usr/bin/env python3
"""PyTorch's side of `./strata reproduce pytorch`, which starts it: trains CuPyCNN, and writes what it measured as JSON.

    experiments/pytorch_side.py version
    experiments/pytorch_side.py train --exchange FOLDER --batch-size 1000 --threads 2
    experiments/pytorch_side.py memory --batch-size 1000 --evaluation-batch-size 60000 --threads 2

FOLDER is what Strata left there: weights.safetensors, the first weights as load_state_dict takes them, and
data.safetensors, the images and labels of both parts and the order of the training images in every epoch. Both sides
so train from the same weights on the same batches, and a step has the same work: both hold images as bytes, take a
batch of them, make numbers from 0 to 1 of it, step, and count what they got right. Of one thread and all, in both
memory formats, the fastest counts. How many epochs are done stands in FOLDER/epochs.
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
OPTIMIZER = "fused"  # of PyTorch's forms of Adam, the fastest
IMAGES_AT_ONE_TIME = 1000  # of an evaluation, on both sides
LOSS = torch.nn.CrossEntropyLoss()
SCALE = torch.tensor(1 / 255, dtype=torch.float64).float()  # as Strata computes it


class Side:
    """A network with its optimiser, in one of the ways in which PyTorch can run it."""

    def __init__(self, network, variant):
        torch.set_num_threads(variant.threads)
        self.layout = MEMORY_FORMATS[variant.layout]
        self.network = copy.deepcopy(network).to(memory_format=self.layout)
        self.optimizer = torch.optim.Adam(self.network.parameters(), 1e-3, **OPTIMIZER_VARIANTS[variant.optimizer])

    def pixels(self, images):
        """Bytes [N,H,W,C], as Strata holds them, as numbers from 0 to 1, [N,C,H,W]."""
        return images.permute(0, 3, 1, 2).to(torch.float32, memory_format=self.layout).mul_(SCALE)

    def step(self, images, labels):
        """How many of the batch were right, before the step."""
        x, t = self.pixels(images), labels.long()
        self.optimizer.zero_grad(set_to_none=True)
        y = self.network(x)
        loss = LOSS(y, t)
        loss.backward()
        self.optimizer.step()
        loss.item()  # Strata's trainer looks at it after each step
        return (y.argmax(1) == t).sum().item()

    def evaluate(self, images, labels, batch):
        """The mean loss and the accuracy, in evaluation mode."""
        self.network.eval()
        loss, right = 0.0, 0
        with torch.inference_mode():
            for some, label in zip(images.split(batch), labels.split(batch)):
                y, t = self.network(self.pixels(some)), label.long()
                loss += LOSS(y, t).item() * len(t)
                right += (y.argmax(1) == t).sum().item()
        self.network.train()
        return loss / len(labels), right / len(labels)

    def pass_times(self, images, labels, seconds):
        """Milliseconds of forward passes, loss included, and of the backward passes."""
        x, t = self.pixels(images), labels.long()

        def once():
            self.optimizer.zero_grad(set_to_none=True)
            start = time.perf_counter()
            loss = LOSS(self.network(x), t)
            middle = time.perf_counter()
            loss.backward()
            return 1e3 * (middle - start), 1e3 * (time.perf_counter() - middle)

        return repeated(once, seconds)

    def inference_times(self, images, _, seconds):
        """Milliseconds of forward passes in evaluation mode."""
        x = self.pixels(images)

        def once():
            start = time.perf_counter()
            self.network(x)
            return (1e3 * (time.perf_counter() - start),)

        self.network.eval()
        with torch.inference_mode():
            return repeated(once, seconds)


def repeated(once, seconds, fewest=11, most=501):
    """The medians of the numbers that a function gives, with what a tenth of them lies below and above, after a warm-up
    of a tenth of the time."""
    for room in (seconds / 10, seconds):
        rows, end = [], time.perf_counter() + room
        while len(rows) < fewest or len(rows) < most and time.perf_counter() < end:
            rows.append(once())
    return [spread(numbers) for numbers in zip(*rows)]


def spread(times):
    times, last = sorted(times), len(times) - 1
    return {"median": times[last // 2], "low": times[last // 10], "high": times[last - last // 10]}


def variants(threads):
    return [Variant(*choice, OPTIMIZER) for choice in itertools.product(sorted({1, threads}), MEMORY_FORMATS)]


def way_of(variant):
    return {"threads": variant.threads, "layout": variant.layout}


def seconds_of_steps(network, variant, images, labels, repeats=5):
    side, times = Side(network, variant), []
    for _ in range(2 + repeats):
        start = time.perf_counter()
        side.step(images, labels)
        times.append(time.perf_counter() - start)
    return statistics.median(times[2:])


def fastest_passes(network, measure, images, labels, options):
    """What a function of Side measures in the way that a trial found fastest."""
    ways = variants(options.threads)
    trial = {way: measure(Side(network, way), images, labels, options.seconds / 4) for way in ways}
    best = min(ways, key=lambda way: sum(numbers["median"] for numbers in trial[way]))
    return [way_of(best) | numbers for numbers in measure(Side(network, best), images, labels, options.seconds)]


def train(options):
    data = load_file(options.exchange / "data.safetensors")
    images, labels = data["train.images"], data["train.labels"]
    test_images, test_labels = data["test.images"], data["test.labels"]
    network = make_network(NETWORK, tuple(images.permute(0, 3, 1, 2).shape[1:]))
    network.load_state_dict(load_file(options.exchange / "weights.safetensors"), strict=True)

    some, ways, batch = slice(0, options.batch_size), variants(options.threads), options.batch_size
    fastest = min(ways, key=lambda way: seconds_of_steps(network, way, images[some], labels[some]))
    side = Side(network, fastest)
    losses, seconds, accuracy, right = [side.evaluate(images, labels, IMAGES_AT_ONE_TIME)[0]], [], 0.0, 0
    for epoch, order in enumerate(data["orders"].long(), 1):
        start = time.perf_counter()
        right = sum(side.step(images[rows], labels[rows]) for rows in order.split(batch))
        seconds.append(time.perf_counter() - start)
        loss, accuracy = side.evaluate(images, labels, IMAGES_AT_ONE_TIME)
        losses.append(loss)
        (options.exchange / "epochs").write_text(f"{epoch}\n")

    forward, backward = fastest_passes(network, Side.pass_times, images[:1], labels[:1], options)
    one, = fastest_passes(network, Side.inference_times, test_images[:1], None, options)
    many, = fastest_passes(network, Side.inference_times, test_images[:64], None, options)
    return {"software": f"PyTorch {torch.__version__}, {OPTIMIZER} Adam", "device": "cpu", "images": len(labels),
            "batch size": batch, "way of training": way_of(fastest), "losses": losses, "epoch seconds": seconds,
            "running accuracy": right / len(labels), "train accuracy": accuracy,
            "test accuracy": side.evaluate(test_images, test_labels, IMAGES_AT_ONE_TIME)[1],
            "forward of 1 ms": forward, "backward of 1 ms": backward, "inference of 1 ms": one,
            "inference of 64 ms": many}


def memory(options):
    """Megabytes above the idle process, which has the network and the images, as bytes."""
    torch.manual_seed(1)
    batch, evaluated = options.batch_size, options.evaluation_batch_size
    images = torch.randint(256, (max(batch, evaluated), 28, 28, 1), dtype=torch.uint8)
    labels = torch.randint(10, (max(batch, evaluated),), dtype=torch.int32)
    side = Side(make_network(NETWORK), Variant(options.threads, options.layout, OPTIMIZER))
    Path("/proc/self/clear_refs").write_text("5\n")  # VmHWM begins anew
    idle, rows = megabytes("VmRSS"), torch.arange(batch)
    for _ in range(options.steps):
        side.step(images[rows], labels[rows])
    side.evaluate(images, labels, evaluated)
    for _ in range(options.steps // 2):
        side.step(images[rows], labels[rows])
    return {"idle": idle, "above": megabytes("VmHWM") - idle}


def version(_):
    return {"version": torch.__version__}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("version", "train", "memory"))
    parser.add_argument("--exchange", type=Path, help="the folder with the weights and the data to train from")
    parser.add_argument("--batch-size", type=int, default=1000)
    parser.add_argument("--evaluation-batch-size", type=int, default=IMAGES_AT_ONE_TIME,
                        help="of the evaluation whose memory is measured")
    parser.add_argument("--steps", type=int, default=3, help="before that evaluation; half as many after it: 3")
    parser.add_argument("--layout", choices=MEMORY_FORMATS, default="channels last", help="whose memory is measured")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=3, help="how long passes are timed: 3")
    options = parser.parse_args()
    print(json.dumps({"version": version, "train": train, "memory": memory}[options.what](options)))


if __name__ == "__main__":
    main()
