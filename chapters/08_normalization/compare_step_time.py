#!/usr/bin/env python3
"""Times the normalisation layers beside PyTorch's, in turns, and prints a Markdown table.

    chapters/08_normalization/compare_step_time.py build/default/bin/08_normalization_step_time

One forward pass while training and one backward pass that writes every gradient. Both sides have one thread and two;
PyTorch also has images in both orders, channels first and channels last. Each round measures every setting of both
sides once, the best median of a side counts, and the ratio is taken within the round.
"""

import os
import statistics
import subprocess
import sys
import time

os.environ["OPENBLAS_NUM_THREADS"] = "1"

import torch  # only now: it reads the environment

ROUNDS, REPEATS, WARM_UP = 5, 60, 15
FORMATS = {2: [torch.contiguous_format], 4: [torch.contiguous_format, torch.channels_last]}


def layer_of(kind, shape):
    if kind == "LayerNorm":
        return torch.nn.LayerNorm(shape[-1])
    return torch.nn.BatchNorm1d(shape[1]) if len(shape) == 2 else torch.nn.BatchNorm2d(shape[1])


def pytorch(kind, shape, threads, memory_format):
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    layer = layer_of(kind, shape)
    x = torch.randn(shape).contiguous(memory_format=memory_format).requires_grad_()
    dy = torch.randn(shape).contiguous(memory_format=memory_format)
    forward, backward = [], []
    for _ in range(WARM_UP + REPEATS):
        layer.zero_grad()
        x.grad = None
        start = time.perf_counter()
        y = layer(x)
        middle = time.perf_counter()
        y.backward(dy)
        backward.append(time.perf_counter() - middle)
        forward.append(middle - start)
    return [1e6 * statistics.median(times[WARM_UP:]) for times in (forward, backward)]


def strata(program, threads):
    text = subprocess.run([program, "--threads", str(threads)], capture_output=True, text=True, check=True).stdout
    return {(kind, sizes): (float(forward), float(backward))
            for kind, sizes, forward, backward in (line.split() for line in text.splitlines())}


def best(timings):
    """The fastest setting of each pass: two numbers of microseconds."""
    return [min(timing[part] for timing in timings) for part in (0, 1)]


def spread(values):
    return f"{statistics.median(values):.2f} ({min(values):.2f} to {max(values):.2f})"


def main():
    ours, theirs = {}, {}
    for number in range(1, ROUNDS + 1):
        runs = [strata(sys.argv[1], threads) for threads in (1, 2)]
        for case in runs[0]:
            kind, sizes = case
            shape = tuple(map(int, sizes.split("x")))
            second = shape if len(shape) == 2 else (shape[0], shape[3], shape[1], shape[2])
            ours.setdefault(case, []).append(best([run[case] for run in runs]))
            theirs.setdefault(case, []).append(best([pytorch(kind, second, threads, order) for threads in (1, 2)
                                                     for order in FORMATS[len(shape)]]))
        print(f"round {number} of {ROUNDS}", file=sys.stderr)
    print(f"PyTorch {torch.__version__}, {ROUNDS} rounds: median microseconds forward and backward, and the ratio of\n"
          "their sums, PyTorch / Strata, median (lowest to highest)\n")
    print("| layer | batch | Strata | PyTorch | ratio |\n|---|---|---|---|---|")
    for (kind, sizes), rounds in ours.items():
        medians = [[f"{statistics.median(values):.0f}" for values in zip(*side)] for side in (rounds, theirs[kind, sizes])]
        ratios = [sum(their) / sum(our) for our, their in zip(rounds, theirs[kind, sizes])]
        print(f"| {kind} | {sizes.replace('x', ' × ')} | {' + '.join(medians[0])} | {' + '.join(medians[1])} | "
              f"{spread(ratios)} |")


if __name__ == "__main__":
    main()
