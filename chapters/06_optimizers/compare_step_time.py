#!/usr/bin/env python3
"""Times one step of an optimiser for FCNet's 242,762 parameters beside PyTorch's, in turns, and prints a Markdown table.

    chapters/06_optimizers/compare_step_time.py build/default/bin/06_optimizers_step_time

Both sides have one thread and two; PyTorch also has its variants: a loop, foreach and fused. Each round measures every
setting of both sides once, the best median of a side counts, and the ratio is taken within the round.
"""

import statistics
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1]))
from pytorch_timing import (OPTIMIZER_VARIANTS, THREADS, arguments, median_time, output_of, print_heads, print_row,
                            report, spread)

import torch  # only now: it reads the environment that pytorch_timing sets

ROUNDS, REPEATS, WARM_UP = 9, 300, 50
WIDTHS = [784, 256, 128, 64, 10]
OPTIMIZERS = {
    "sgd": lambda p, o: torch.optim.SGD(p, lr=0.01, **o),
    "momentum": lambda p, o: torch.optim.SGD(p, lr=0.01, momentum=0.9, **o),
    "adam": lambda p, o: torch.optim.Adam(p, lr=1e-3, **o),
    "adamw": lambda p, o: torch.optim.AdamW(p, lr=1e-3, weight_decay=0.01, **o),
}


def parameters():
    torch.manual_seed(1)
    shapes = [s for i, o in zip(WIDTHS, WIDTHS[1:]) for s in ((o, i), (o,))]
    made = [(0.05 * torch.randn(s)).requires_grad_() for s in shapes]
    for parameter in made:
        parameter.grad = 0.01 * torch.randn_like(parameter)
    return made


def pytorch(name, variant, threads):
    torch.set_num_threads(threads)
    optimizer = OPTIMIZERS[name](parameters(), OPTIMIZER_VARIANTS[variant])
    return 1e6 * median_time(optimizer.step, REPEATS, WARM_UP)


def strata(program, threads):
    text = output_of(program, "--threads", threads)
    return {name: float(value) for name, value in (line.split() for line in text.splitlines())}


def main():
    options = arguments(__file__, __doc__, ROUNDS)
    ours, theirs, ratios, settings = {}, {}, {}, {}
    for number in range(1, options.rounds + 1):
        runs = {threads: strata(options.program, threads) for threads in THREADS}
        for name in runs[1]:
            ours.setdefault(name, []).append(min(run[name] for run in runs.values()))
            if name not in OPTIMIZERS:
                continue
            timed = {(v, t): pytorch(name, v, t) for v in OPTIMIZER_VARIANTS for t in THREADS}
            best = min(timed, key=timed.get)
            settings.setdefault(name, []).append(f"{best[0]}, {best[1]} threads")
            theirs.setdefault(name, []).append(timed[best])
            ratios.setdefault(name, []).append(timed[best] / ours[name][-1])
        done = ", ".join(f"{name} {values[-1]:.2f}" for name, values in ratios.items())
        report(f"round {number} of {options.rounds}, PyTorch / Strata: {done}")
    print(f"PyTorch {torch.__version__}, medians of {options.rounds} rounds\n")
    print_heads("optimiser", "Strata (µs)", "PyTorch (µs)", "its best setting", "PyTorch / Strata, lowest to highest")
    for name, times in ours.items():
        row = [name, f"{statistics.median(times):.0f}", "", "", ""]
        if name in theirs:
            row[2:] = [f"{statistics.median(theirs[name]):.0f}", statistics.mode(settings[name]), spread(ratios[name])]
        print_row(*row)


if __name__ == "__main__":
    main()
