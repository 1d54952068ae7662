#!/usr/bin/env python3
"""Times one step of an optimiser for FCNet's 242,762 parameters beside PyTorch's, in turns, and prints a Markdown table.

    chapters/06_optimizers/compare_step_time.py build/default/bin/06_optimizers_step_time

Both sides have one thread and two; PyTorch also has its variants: a loop, foreach and fused. Each round measures every
setting of both sides once, the best median of a side counts, and the ratio is taken within the round.
"""

import os
import statistics
import subprocess
import sys
import time

os.environ["OPENBLAS_NUM_THREADS"] = "1"

import torch  # only now: it reads the environment

ROUNDS, REPEATS, WARM_UP = 9, 300, 50
WIDTHS = [784, 256, 128, 64, 10]
OPTIMIZERS = {
    "sgd": lambda p, o: torch.optim.SGD(p, lr=0.01, **o),
    "momentum": lambda p, o: torch.optim.SGD(p, lr=0.01, momentum=0.9, **o),
    "adam": lambda p, o: torch.optim.Adam(p, lr=1e-3, **o),
    "adamw": lambda p, o: torch.optim.AdamW(p, lr=1e-3, weight_decay=0.01, **o),
}
VARIANTS = {"loop": {"foreach": False, "fused": False}, "foreach": {"foreach": True}, "fused": {"fused": True}}


def parameters():
    torch.manual_seed(1)
    shapes = [s for i, o in zip(WIDTHS, WIDTHS[1:]) for s in ((o, i), (o,))]
    made = [(0.05 * torch.randn(s)).requires_grad_() for s in shapes]
    for parameter in made:
        parameter.grad = 0.01 * torch.randn_like(parameter)
    return made


def pytorch(name, variant, threads):
    torch.set_num_threads(threads)
    optimizer = OPTIMIZERS[name](parameters(), VARIANTS[variant])
    times = []
    for _ in range(WARM_UP + REPEATS):
        start = time.perf_counter()
        optimizer.step()
        times.append(time.perf_counter() - start)
    return 1e6 * statistics.median(times[WARM_UP:])


def strata(program, threads):
    text = subprocess.run([program, "--threads", str(threads)], capture_output=True, text=True, check=True).stdout
    return {name: float(value) for name, value in (line.split() for line in text.splitlines())}


def main():
    program = sys.argv[1]
    ours, theirs, ratios, settings = {}, {}, {}, {}
    for number in range(1, ROUNDS + 1):
        runs = {threads: strata(program, threads) for threads in (1, 2)}
        for name in runs[1]:
            ours.setdefault(name, []).append(min(run[name] for run in runs.values()))
            if name not in OPTIMIZERS:
                continue
            timed = {(v, t): pytorch(name, v, t) for v in VARIANTS for t in (1, 2)}
            best = min(timed, key=timed.get)
            settings.setdefault(name, []).append(f"{best[0]}, {best[1]} threads")
            theirs.setdefault(name, []).append(timed[best])
            ratios.setdefault(name, []).append(timed[best] / ours[name][-1])
        done = ", ".join(f"{name} {values[-1]:.2f}" for name, values in ratios.items())
        print(f"round {number} of {ROUNDS}, PyTorch / Strata: {done}", file=sys.stderr)
    print(f"PyTorch {torch.__version__}, medians of {ROUNDS} rounds\n")
    print("| optimiser | Strata (µs) | PyTorch (µs) | its best setting | PyTorch / Strata, lowest to highest |")
    print("|---|---|---|---|---|")
    for name, times in ours.items():
        row = [name, f"{statistics.median(times):.0f}"]
        if name in theirs:
            r = ratios[name]
            row += [f"{statistics.median(theirs[name]):.0f}", statistics.mode(settings[name]),
                    f"{statistics.median(r):.2f} ({min(r):.2f} to {max(r):.2f})"]
        else:
            row += ["", "", ""]
        print("| " + " | ".join(row) + " |")


if __name__ == "__main__":
    main()
