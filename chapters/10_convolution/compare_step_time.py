#!/usr/bin/env python3
"""Times a 3x3 convolution, 32 to 64 channels, at batch 64 beside PyTorch's, in turns, and prints both with their ratio.

    chapters/10_convolution/compare_step_time.py build/default/bin/10_convolution_step_time

Forward, and forward with backward (gradients of input, weight and bias). Both sides have one thread and two; PyTorch
also has both orders of memory, NCHW and channels last. Each round measures every setting of both sides once; the best
median of a side counts, and the ratio is taken within the round. The loops run once, after the rounds, on two threads.
"""

import statistics
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1]))
from pytorch_timing import MEMORY_FORMATS, THREADS, arguments, median_times, output_of, report, spread

import torch  # only now: it reads the environment that pytorch_timing sets

ROUNDS, REPEATS, WARM_UP, BATCH, INPUTS, OUTPUTS, KERNEL = 7, 40, 8, 64, 32, 64, 3
SIZES = (14, 28)


def pytorch(size, threads, memory_format):
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    layer = torch.nn.Conv2d(INPUTS, OUTPUTS, KERNEL, padding=KERNEL // 2).to(memory_format=memory_format)
    x = torch.randn(BATCH, INPUTS, size, size).to(memory_format=memory_format).requires_grad_()
    dy = torch.randn(BATCH, OUTPUTS, size, size).to(memory_format=memory_format)
    tensors = [x, layer.weight, layer.bias]
    times = median_times(lambda: layer(x), lambda y: torch.autograd.grad(y, tensors, dy), REPEATS, WARM_UP)
    return 1e6 * times[0], 1e6 * sum(times)


def strata(program, kernels, size, threads, repeats=REPEATS):
    text = output_of(program, "--threads", threads, "--batch-size", BATCH, "--kernels", kernels, "--size", size,
                     "--in", INPUTS, "--out", OUTPUTS, "--kernel", KERNEL, "--repeats", repeats)
    forward, backward_input, backward_parameters = map(float, text.split())
    return forward, forward + backward_input + backward_parameters


def fastest(timed, index):
    best = min(timed, key=lambda setting: timed[setting][index])
    return timed[best][index], best


def compare(program, rounds, size):
    operations = 2e-3 * BATCH * size * size * KERNEL * KERNEL * INPUTS * OUTPUTS  # of a forward pass, per microsecond
    ours, theirs, settings = ([], []), ([], []), ([], [])
    for number in range(1, rounds + 1):
        mine = {threads: strata(program, "im2col", size, threads) for threads in THREADS}
        pytorchs = {(threads, name): pytorch(size, threads, memory_format)
                    for threads in THREADS for name, memory_format in MEMORY_FORMATS.items()}
        for index in (0, 1):
            ours[index].append(fastest(mine, index)[0])
            time_of_best, best = fastest(pytorchs, index)
            theirs[index].append(time_of_best)
            settings[index].append(f"{best[0]} threads, {best[1]}")
        report(f"{size}x{size}, round {number} of {rounds}: {ours[1][-1]:.0f} and {theirs[1][-1]:.0f} µs")
    loops = strata(program, "loops", size, 2, 3)
    for index, what, factor in [(0, "forward", 1), (1, "forward and backward", 3)]:
        speed = [factor * operations / microseconds for microseconds in ours[index]]
        speed_of_theirs = [factor * operations / microseconds for microseconds in theirs[index]]
        ratios = [b / a for a, b in zip(ours[index], theirs[index])]
        print(f"{size}x{size}, {what}")
        print(f"  loops   {factor * operations / loops[index]:.1f} GFLOP/s")
        print(f"  im2col  {spread(speed, 0)} GFLOP/s")
        print(f"  PyTorch {spread(speed_of_theirs, 0)} GFLOP/s, mostly {statistics.mode(settings[index])}")
        print(f"  time of PyTorch / time of im2col {spread(ratios)}")


def main():
    options = arguments(__file__, __doc__, ROUNDS)
    print(f"PyTorch {torch.__version__}, {options.rounds} rounds, median (lowest to highest)")
    for size in SIZES:
        compare(options.program, options.rounds, size)


if __name__ == "__main__":
    main()
