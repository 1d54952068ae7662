#!/usr/bin/env python3
"""Times Dropout, Dropout2d and a training step of DeepFCNet beside PyTorch's, in turns, and prints a Markdown table.

    chapters/09_dropout/compare_step_time.py build/default/bin/09_dropout_step_time

Both sides have one thread and two. PyTorch has its images as NCHW and as channels_last, and Adam as foreach and fused.
Each round measures every setting of both sides once, the best median of a side counts, and the ratio is taken within
the round.
"""

import statistics
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1]))
from pytorch_timing import (MEMORY_FORMATS, OPTIMIZER_VARIANTS, THREADS, arguments, median_time, median_times, output_of,
                            print_heads, print_row, report, spread)

import torch  # only now: it reads the environment that pytorch_timing sets

ROUNDS, REPEATS, WARM_UP, STEPS, STEP_WARM_UP, BATCH = 5, 200, 20, 20, 3, 64


def pytorch_layer(function, x):
    """Nanoseconds per number, forward and backward."""
    x = x.requires_grad_()
    dy = torch.randn_like(x)

    def forget():
        x.grad = None

    times = median_times(lambda: function(x, 0.5, True), lambda y: y.backward(dy), REPEATS, WARM_UP, forget)
    return [1e9 * seconds / x.numel() for seconds in times]


def pytorch_step(p, variant):
    """Microseconds."""
    torch.manual_seed(1)
    sizes, layers = [3072, 1024, 512, 256], []
    for inputs, outputs in zip(sizes, sizes[1:]):
        layers += [torch.nn.Linear(inputs, outputs), torch.nn.ReLU()] + ([torch.nn.Dropout(p)] if p else [])
    network, loss_of = torch.nn.Sequential(*layers, torch.nn.Linear(256, 10)), torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(network.parameters(), lr=1e-3, **variant)
    x, t = torch.randn(BATCH, 3072), torch.randint(10, (BATCH,))

    def step():
        loss = loss_of(network(x), t)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    return 1e6 * median_time(step, STEPS, STEP_WARM_UP)


def pytorch(threads):
    torch.set_num_threads(threads)
    images = torch.randn(64, 64, 14, 14)
    layouts = [pytorch_layer(torch.nn.functional.dropout2d, images.clone(memory_format=memory_format))
               for memory_format in MEMORY_FORMATS.values()]
    variants = [OPTIMIZER_VARIANTS[name] for name in ("foreach", "fused")]
    return {
        "Dropout": pytorch_layer(torch.nn.functional.dropout, torch.randn(64, 1024)),
        "Dropout2d": [min(times) for times in zip(*layouts)],
        "DeepFCNet": [min(pytorch_step(p, variant) for variant in variants) for p in (0.5, 0)],
    }


def strata(program, threads):
    text = output_of(program, "--threads", threads)
    return {name: [float(first), float(second)] for name, first, second in (line.split() for line in text.splitlines())}


def best(runs, name, column):
    return min(run[name][column] for run in runs)


def main():
    options = arguments(__file__, __doc__, ROUNDS)
    rows = {("Dropout", 0): "Dropout, forward (ns per number)", ("Dropout", 1): "Dropout, backward (ns per number)",
            ("Dropout2d", 0): "Dropout2d, forward (ns per number)",
            ("Dropout2d", 1): "Dropout2d, backward (ns per number)",
            ("DeepFCNet", 0): "a step of DeepFCNet (ms)", ("DeepFCNet", 1): "the same without dropout (µs)"}
    ours, theirs, ratios = ({row: [] for row in rows} for _ in range(3))
    for number in range(1, options.rounds + 1):
        own = [strata(options.program, threads) for threads in THREADS]
        other = [pytorch(threads) for threads in THREADS]
        for row in rows:
            ours[row].append(best(own, *row))
            theirs[row].append(best(other, *row))
            ratios[row].append(theirs[row][-1] / ours[row][-1])
        step = ("DeepFCNet", 0)
        report(f"round {number} of {options.rounds}: step {ours[step][-1]:.0f} and {theirs[step][-1]:.0f} µs")
    print(f"PyTorch {torch.__version__}, medians of {options.rounds} rounds\n")
    print_heads("what", "Strata", "PyTorch", "PyTorch / Strata, lowest to highest")
    for row, title in rows.items():
        unit = 1e-3 if row[0] == "DeepFCNet" else 1  # both sides time a step in microseconds
        print_row(title, *(f"{unit * statistics.median(side[row]):.3g}" for side in (ours, theirs)), spread(ratios[row]))


if __name__ == "__main__":
    main()
