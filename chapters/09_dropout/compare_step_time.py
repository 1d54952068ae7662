#!/usr/bin/env python3
"""Times Dropout, Dropout2d and a training step of DeepFCNet beside PyTorch's, in turns, and prints a Markdown table.

    chapters/09_dropout/compare_step_time.py build/default/bin/09_dropout_step_time

Both sides have one thread and two. PyTorch has its images as NCHW and as channels_last, and Adam as foreach and fused.
Each round measures every setting of both sides once, the best median of a side counts, and the ratio is taken within
the round.
"""

import os
import statistics
import subprocess
import sys
import time

os.environ["OPENBLAS_NUM_THREADS"] = "1"

import torch  # only now: it reads the environment

ROUNDS, REPEATS, WARM_UP, STEPS, STEP_WARM_UP, BATCH = 5, 200, 20, 20, 3, 64


def median(repeats, warm_up, action, before=lambda: None):
    times = []
    for repeat in range(warm_up + repeats):
        before()
        start = time.perf_counter()
        action()
        if repeat >= warm_up:
            times.append(time.perf_counter() - start)
    return statistics.median(times)


def pytorch_layer(function, x):
    """Nanoseconds per number, forward and backward."""
    x = x.requires_grad_()
    dy, kept = torch.randn_like(x), {}

    def forward():
        x.grad = None
        kept["y"] = function(x, 0.5, True)

    forward_time = median(REPEATS, WARM_UP, forward)
    backward_time = median(REPEATS, WARM_UP, lambda: kept["y"].backward(dy), forward)
    return [1e9 * t / x.numel() for t in (forward_time, backward_time)]


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

    return 1e6 * median(STEPS, STEP_WARM_UP, step)


def pytorch(threads):
    torch.set_num_threads(threads)
    images = torch.randn(64, 64, 14, 14)
    layouts = [pytorch_layer(torch.nn.functional.dropout2d, layout)
               for layout in (images.clone(), images.to(memory_format=torch.channels_last))]
    variants = [{"foreach": True}, {"fused": True}]
    return {
        "Dropout": pytorch_layer(torch.nn.functional.dropout, torch.randn(64, 1024)),
        "Dropout2d": [min(times) for times in zip(*layouts)],
        "DeepFCNet": [min(pytorch_step(p, variant) for variant in variants) for p in (0.5, 0)],
    }


def strata(program, threads):
    text = subprocess.run([program, "--threads", str(threads)], capture_output=True, text=True, check=True).stdout
    return {name: [float(first), float(second)] for name, first, second in (line.split() for line in text.splitlines())}


def best(runs, name, column):
    return min(run[name][column] for run in runs)


def main():
    rows = {("Dropout", 0): "Dropout, forward (ns per number)", ("Dropout", 1): "Dropout, backward (ns per number)",
            ("Dropout2d", 0): "Dropout2d, forward (ns per number)",
            ("Dropout2d", 1): "Dropout2d, backward (ns per number)",
            ("DeepFCNet", 0): "a step of DeepFCNet (µs)", ("DeepFCNet", 1): "the same without dropout (µs)"}
    ours, theirs, ratios = ({row: [] for row in rows} for _ in range(3))
    for number in range(1, ROUNDS + 1):
        own, other = [strata(sys.argv[1], threads) for threads in (1, 2)], [pytorch(threads) for threads in (1, 2)]
        for row in rows:
            ours[row].append(best(own, *row))
            theirs[row].append(best(other, *row))
            ratios[row].append(theirs[row][-1] / ours[row][-1])
        print(f"round {number} of {ROUNDS}: step {ours['DeepFCNet', 0][-1]:.0f} and {theirs['DeepFCNet', 0][-1]:.0f} µs",
              file=sys.stderr)
    print(f"PyTorch {torch.__version__}, medians of {ROUNDS} rounds\n")
    print("| what | Strata | PyTorch | PyTorch / Strata, lowest to highest |")
    print("|---|---|---|---|")
    for row, title in rows.items():
        ratio = ratios[row]
        print(f"| {title} | {statistics.median(ours[row]):.3g} | {statistics.median(theirs[row]):.3g} "
              f"| {statistics.median(ratio):.2f} ({min(ratio):.2f} to {max(ratio):.2f}) |")


if __name__ == "__main__":
    main()
