#!/usr/bin/env python3
"""Times forward and backward of poolings beside PyTorch's, in turns, and prints both with their ratio.

    chapters/11_pooling/compare_step_time.py build/default/bin/11_pooling_step_time [--layers LAYER ...]

Inputs are 64 images of 28 x 28 with 32 channels, what SimpleCNN's first pool sees. Both sides have one thread and two;
PyTorch also has both memory formats. Each round measures every setting of both sides once; the best sum of forward and
backward of a side counts, and the ratio is taken within the round.
"""

import statistics
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1]))
from pytorch_timing import MEMORY_FORMATS, THREADS, arguments, median_times, output_of, spread

import torch  # only now: it reads the environment that pytorch_timing sets

F = torch.nn.functional
ROUNDS, REPEATS, WARM_UP = 5, 100, 20
LAYERS = {
    "max2": lambda x: F.max_pool2d(x, 2),
    "max3": lambda x: F.max_pool2d(x, 3, 2, 1),
    "average2": lambda x: F.avg_pool2d(x, 2),
    "l2": lambda x: (F.avg_pool2d(x * x, 2) + 1e-6).sqrt(),
    "lp3": lambda x: F.avg_pool2d(x.abs() ** 3, 2) ** (1 / 3),
    "adaptive4": lambda x: F.adaptive_avg_pool2d(x, 4),
    "global": lambda x: F.adaptive_avg_pool2d(x, 1),
}


def pytorch(function, threads, memory_format):
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    x = torch.randn(64, 32, 28, 28).to(memory_format=memory_format).requires_grad_()
    dy = torch.ones_like(function(x))

    def forget():
        x.grad = None

    times = median_times(lambda: function(x), lambda y: y.backward(dy), REPEATS, WARM_UP, forget)
    return tuple(1e6 * seconds for seconds in times)


def strata(program, name, threads):
    return tuple(float(time) for time in output_of(program, "--threads", threads, "--layer", name).split())


def main():
    layers = {"nargs": "+", "choices": LAYERS, "default": LAYERS, "metavar": "LAYER", "help": ", ".join(LAYERS)}
    options = arguments(__file__, __doc__, ROUNDS, ("--layers", layers))
    print(f"PyTorch {torch.__version__}, {options.rounds} rounds, medians; forward + backward in µs")
    for name in options.layers:
        function = LAYERS[name]
        ours, theirs, ratios = [], [], []
        for _ in range(options.rounds):
            ours.append(min((strata(options.program, name, threads) for threads in THREADS), key=sum))
            theirs.append(min((pytorch(function, threads, layout) for threads in THREADS
                               for layout in MEMORY_FORMATS.values()), key=sum))
            ratios.append(sum(theirs[-1]) / sum(ours[-1]))
        sides = [" + ".join(f"{statistics.median(part):.0f}" for part in zip(*side)) for side in (ours, theirs)]
        print(f"{name:10} Strata {sides[0]:>12}  PyTorch {sides[1]:>12}  PyTorch / Strata "
              f"{spread(ratios)}", flush=True)


if __name__ == "__main__":
    main()
