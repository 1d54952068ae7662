#!/usr/bin/env python3
"""Times the normalisation layers beside PyTorch's, in turns, and prints a Markdown table.

    chapters/08_normalization/compare_step_time.py build/default/bin/08_normalization_step_time

One forward pass while training and one backward pass that writes every gradient. Both sides have one thread and two;
PyTorch also has images in both orders, channels first and channels last. Each round measures every setting of both
sides once, the best median of a side counts, and the ratio is taken within the round.
"""

import statistics
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1]))
from pytorch_timing import (MEMORY_FORMATS, THREADS, arguments, median_times, output_of, print_heads, print_row, report,
                            spread)

import torch  # only now: it reads the environment that pytorch_timing sets

ROUNDS, REPEATS, WARM_UP = 5, 60, 15
FORMATS = {2: [torch.contiguous_format], 4: MEMORY_FORMATS.values()}  # by the number of axes


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

    def forget():
        layer.zero_grad()
        x.grad = None

    times = median_times(lambda: layer(x), lambda y: y.backward(dy), REPEATS, WARM_UP, forget)
    return [1e6 * seconds for seconds in times]


def strata(program, threads):
    text = output_of(program, "--threads", threads)
    return {(kind, sizes): (float(forward), float(backward))
            for kind, sizes, forward, backward in (line.split() for line in text.splitlines())}


def best(timings):
    """The fastest setting of each pass: two numbers of microseconds."""
    return [min(timing[part] for timing in timings) for part in (0, 1)]


def main():
    options = arguments(__file__, __doc__, ROUNDS)
    ours, theirs = {}, {}
    for number in range(1, options.rounds + 1):
        runs = [strata(options.program, threads) for threads in THREADS]
        for case in runs[0]:
            kind, sizes = case
            shape = tuple(map(int, sizes.split("x")))
            second = shape if len(shape) == 2 else (shape[0], shape[3], shape[1], shape[2])
            ours.setdefault(case, []).append(best([run[case] for run in runs]))
            theirs.setdefault(case, []).append(best([pytorch(kind, second, threads, order) for threads in THREADS
                                                     for order in FORMATS[len(shape)]]))
        report(f"round {number} of {options.rounds}")
    print(f"PyTorch {torch.__version__}, {options.rounds} rounds: median microseconds forward and backward, and the ratio of\n"
          "their sums, PyTorch / Strata, median (lowest to highest)\n")
    print_heads("layer", "batch", "Strata", "PyTorch", "ratio")
    for (kind, sizes), rounds in ours.items():
        both = (rounds, theirs[kind, sizes])
        medians = [" + ".join(f"{statistics.median(values):.0f}" for values in zip(*side)) for side in both]
        ratios = [sum(their) / sum(our) for our, their in zip(*both)]
        print_row(kind, sizes.replace("x", " × "), *medians, spread(ratios))


if __name__ == "__main__":
    main()
