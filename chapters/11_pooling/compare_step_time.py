#!/usr/bin/env python3
"""Times forward and backward of poolings beside PyTorch's, in turns, and prints both with their ratio.

    chapters/11_pooling/compare_step_time.py build/default/bin/11_pooling_step_time [LAYER ...]

Inputs are 64 images of 28 x 28 with 32 channels, what SimpleCNN's first pool sees. Both sides have one thread and two;
PyTorch also has both memory formats. Each round measures every setting of both sides once; the best sum of forward and
backward of a side counts, and the ratio is taken within the round.
"""

import os
import statistics
import subprocess
import sys
import time

os.environ["OPENBLAS_NUM_THREADS"] = "1"

import torch  # after the environment is set

F = torch.nn.functional
ROUNDS, REPEATS, WARM_UP = 5, 100, 20
LAYERS = {
    "max2": lambda x: F.max_pool2d(x, 2),
    "max3": lambda x: F.max_pool2d(x, 3, 2, 1),
    "average2": lambda x: F.avg_pool2d(x, 2),
    "l2": lambda x: (F.avg_pool2d(x * x, 2) + 1e-6).sqrt(),
    "lp3": lambda x: F.lp_pool2d(x, 3.0, 2),
    "adaptive4": lambda x: F.adaptive_avg_pool2d(x, 4),
    "global": lambda x: F.adaptive_avg_pool2d(x, 1),
}


def pytorch(function, threads, memory_format):
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    x = torch.randn(64, 32, 28, 28).to(memory_format=memory_format).requires_grad_()
    dy = torch.ones_like(function(x))
    forward, backward = [], []
    for _ in range(WARM_UP + REPEATS):
        x.grad = None
        start = time.perf_counter()
        y = function(x)
        middle = time.perf_counter()
        y.backward(dy)
        end = time.perf_counter()
        forward.append(middle - start)
        backward.append(end - middle)
    return tuple(1e6 * statistics.median(times[WARM_UP:]) for times in (forward, backward))


def strata(program, name, threads):
    command = [program, "--threads", str(threads), "--layer", name]
    return tuple(float(t) for t in subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())


def main():
    print(f"PyTorch {torch.__version__}, {ROUNDS} rounds, medians; forward + backward in µs")
    for name in sys.argv[2:] or LAYERS:
        function = LAYERS[name]
        ours, theirs, ratios = [], [], []
        for _ in range(ROUNDS):
            ours.append(min((strata(sys.argv[1], name, threads) for threads in (1, 2)), key=sum))
            theirs.append(min((pytorch(function, threads, layout) for threads in (1, 2)
                               for layout in (torch.contiguous_format, torch.channels_last)), key=sum))
            ratios.append(sum(theirs[-1]) / sum(ours[-1]))
        sides = [" + ".join(f"{statistics.median(part):.0f}" for part in zip(*side)) for side in (ours, theirs)]
        print(f"{name:10} Strata {sides[0]:>12}  PyTorch {sides[1]:>12}  PyTorch / Strata "
              f"{statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})", flush=True)


if __name__ == "__main__":
    main()
