#!/usr/bin/env python3
"""Times a 3x3 convolution, 32 to 64 channels, at batch 64 beside PyTorch's, in turns, and prints both with their ratio.

    chapters/10_convolution/compare_step_time.py build/default/bin/10_convolution_step_time

Forward, and forward with backward (gradients of input, weight and bias). Both sides have one thread and two; PyTorch
also has both orders of memory, NCHW and channels last. Each round measures every setting of both sides once; the best
median of a side counts, and the ratio is taken within the round. The loops run in the first round only, on two threads.
"""

import os
import statistics
import subprocess
import sys
import time

os.environ["OPENBLAS_NUM_THREADS"] = "1"

import torch  # after the environment is set

ROUNDS, REPEATS, WARM_UP, BATCH, INPUTS, OUTPUTS, KERNEL = 7, 40, 8, 64, 32, 64, 3
SIZES = (14, 28)


def pytorch(size, threads, memory_format):
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    layer = torch.nn.Conv2d(INPUTS, OUTPUTS, KERNEL, padding=KERNEL // 2).to(memory_format=memory_format)
    x = torch.randn(BATCH, INPUTS, size, size).to(memory_format=memory_format).requires_grad_()
    dy = torch.randn(BATCH, OUTPUTS, size, size).to(memory_format=memory_format)
    forward, both = [], []
    for _ in range(WARM_UP + REPEATS):
        start = time.perf_counter()
        y = layer(x)
        middle = time.perf_counter()
        torch.autograd.grad(y, [x, layer.weight, layer.bias], dy)
        forward.append(middle - start)
        both.append(time.perf_counter() - start)
    return 1e6 * statistics.median(forward[WARM_UP:]), 1e6 * statistics.median(both[WARM_UP:])


def strata(program, kernels, size, threads, repeats=REPEATS):
    command = [program, "--threads", str(threads), "--batch-size", str(BATCH), "--kernels", kernels, "--size", str(size),
               "--in", str(INPUTS), "--out", str(OUTPUTS), "--kernel", str(KERNEL), "--repeats", str(repeats)]
    result = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    forward, backward_input, backward_parameters = map(float, result.split())
    return forward, forward + backward_input + backward_parameters


def fastest(timed, index):
    best = min(timed, key=lambda setting: timed[setting][index])
    return timed[best][index], best


def spread(values):
    return f"{statistics.median(values):.0f} ({min(values):.0f} to {max(values):.0f})"


def compare(program, size):
    operations = 2e-3 * BATCH * size * size * KERNEL * KERNEL * INPUTS * OUTPUTS  # of a forward pass, per microsecond
    ours, theirs, settings = ([], []), ([], []), ([], [])
    for number in range(1, ROUNDS + 1):
        mine = {threads: strata(program, "im2col", size, threads) for threads in (1, 2)}
        pytorchs = {(threads, name): pytorch(size, threads, memory_format)
                    for threads in (1, 2)
                    for name, memory_format in [("NCHW", torch.contiguous_format),
                                                ("channels last", torch.channels_last)]}
        for index in (0, 1):
            ours[index].append(fastest(mine, index)[0])
            time_of_best, best = fastest(pytorchs, index)
            theirs[index].append(time_of_best)
            settings[index].append(f"{best[0]} threads, {best[1]}")
        print(f"{size}x{size}, round {number} of {ROUNDS}: {ours[1][-1]:.0f} and {theirs[1][-1]:.0f} µs", file=sys.stderr)
    loops = strata(program, "loops", size, 2, 3)
    for index, what, factor in [(0, "forward", 1), (1, "forward and backward", 3)]:
        speed = [factor * operations / microseconds for microseconds in ours[index]]
        speed_of_theirs = [factor * operations / microseconds for microseconds in theirs[index]]
        ratios = [b / a for a, b in zip(ours[index], theirs[index])]
        print(f"{size}x{size}, {what}")
        print(f"  loops   {factor * operations / loops[index]:.1f} GFLOP/s")
        print(f"  im2col  {spread(speed)} GFLOP/s")
        print(f"  PyTorch {spread(speed_of_theirs)} GFLOP/s, mostly {statistics.mode(settings[index])}")
        print(f"  time of PyTorch / time of im2col "
              f"{statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})")


def main():
    print(f"PyTorch {torch.__version__}, {ROUNDS} rounds, median (lowest to highest)")
    for size in SIZES:
        compare(sys.argv[1], size)


if __name__ == "__main__":
    main()
