#!/usr/bin/env python3
"""Times one training step of FCNet at batch 64 beside PyTorch's, in turns, and prints both with their ratio.

    chapters/07_training/compare_step_time.py build/default/bin/07_training_step_time

Forward, cross-entropy, backward and Adam's step on one batch that is already there. Both sides have one thread and two;
PyTorch also has its variants of Adam. Each round measures every setting of both sides once; the best median of a side
counts, and the ratio is taken within the round.
"""

import statistics
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1]))
from pytorch_timing import OPTIMIZER_VARIANTS, THREADS, arguments, median_time, output_of, report, spread

import torch  # only now: it reads the environment that pytorch_timing sets

from pytorch_fcnet import fcnet

ROUNDS, REPEATS, WARM_UP, BATCH = 9, 600, 100, 64


def pytorch(variant, threads):
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    network, loss_of = fcnet(), torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(network.parameters(), lr=1e-3, **OPTIMIZER_VARIANTS[variant])
    x, t = torch.randn(BATCH, 784), torch.randint(10, (BATCH,))

    def step():
        loss = loss_of(network(x), t)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    return 1e6 * median_time(step, REPEATS, WARM_UP)


def strata(program, threads):
    return float(output_of(program, "--threads", threads, "--batch-size", BATCH))


def main():
    options = arguments(__file__, __doc__, ROUNDS)
    ours, theirs, ratios, settings = [], [], [], []
    for number in range(1, options.rounds + 1):
        ours.append(min(strata(options.program, threads) for threads in THREADS))
        timed = {(variant, threads): pytorch(variant, threads) for variant in OPTIMIZER_VARIANTS for threads in THREADS}
        best = min(timed, key=timed.get)
        settings.append(f"{best[0]}, {best[1]} threads")
        theirs.append(timed[best])
        ratios.append(timed[best] / ours[-1])
        report(f"round {number} of {options.rounds}: {ours[-1]:.0f} and {theirs[-1]:.0f} µs")
    print(f"PyTorch {torch.__version__}, {options.rounds} rounds, median (lowest to highest)")
    print(f"Strata  {spread(ours)} µs")
    print(f"PyTorch {spread(theirs)} µs, mostly {statistics.mode(settings)}")
    print(f"PyTorch / Strata {spread(ratios)}")


if __name__ == "__main__":
    main()
