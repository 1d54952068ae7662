#!/usr/bin/env python3
"""Times one training step of FCNet at batch 64 beside PyTorch's, in turns, and prints both with their ratio.

    chapters/07_training/compare_step_time.py build/default/bin/07_training_step_time

Forward, cross-entropy, backward and Adam's step on one batch that is already there. Both sides have one thread and two;
PyTorch also has its variants of Adam. Each round measures every setting of both sides once; the best median of a side
counts, and the ratio is taken within the round.
"""

import os
import statistics
import subprocess
import sys
import time

os.environ["OPENBLAS_NUM_THREADS"] = "1"

import torch  # after the environment is set

from pytorch_fcnet import fcnet

ROUNDS, REPEATS, WARM_UP, BATCH = 9, 600, 100, 64
VARIANTS = {"loop": {"foreach": False, "fused": False}, "foreach": {"foreach": True}, "fused": {"fused": True}}


def pytorch(variant, threads):
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    network, loss_of = fcnet(), torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(network.parameters(), lr=1e-3, **VARIANTS[variant])
    x, t = torch.randn(BATCH, 784), torch.randint(10, (BATCH,))
    times = []
    for _ in range(WARM_UP + REPEATS):
        start = time.perf_counter()
        loss = loss_of(network(x), t)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        times.append(time.perf_counter() - start)
    return 1e6 * statistics.median(times[WARM_UP:])


def strata(program, threads):
    command = [program, "--threads", str(threads), "--batch-size", str(BATCH)]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def spread(values):
    return f"{statistics.median(values):.2f} ({min(values):.2f} to {max(values):.2f})"


def main():
    ours, theirs, ratios, settings = [], [], [], []
    for number in range(1, ROUNDS + 1):
        ours.append(min(strata(sys.argv[1], threads) for threads in (1, 2)))
        timed = {(variant, threads): pytorch(variant, threads) for variant in VARIANTS for threads in (1, 2)}
        best = min(timed, key=timed.get)
        settings.append(f"{best[0]}, {best[1]} threads")
        theirs.append(timed[best])
        ratios.append(timed[best] / ours[-1])
        print(f"round {number} of {ROUNDS}: {ours[-1]:.0f} and {theirs[-1]:.0f} µs", file=sys.stderr)
    print(f"PyTorch {torch.__version__}, {ROUNDS} rounds, median (lowest to highest)")
    print(f"Strata  {spread(ours)} µs")
    print(f"PyTorch {spread(theirs)} µs, mostly {statistics.mode(settings)}")
    print(f"PyTorch / Strata {spread(ratios)}")


if __name__ == "__main__":
    main()
