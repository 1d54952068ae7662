#!/usr/bin/env python3
"""Times forward and backward of each activation beside PyTorch's, in turns, and prints a Markdown table.

    chapters/04_activations/compare_step_time.py build/default/bin/04_activations_step_time

Nanoseconds per number of a batch [64,1024] in float32, one thread on both sides. Each round measures both sides once;
the median over the rounds counts, and the ratio is taken within the round.
"""

import statistics
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1]))
from pytorch_timing import arguments, median_times, output_of, print_heads, print_row, report

import torch  # only now: it reads the environment that pytorch_timing sets

ROUNDS, REPEATS, WARM_UP = 9, 50, 10
SAMPLES, WIDTH = 64, 1024
PASSES = ("forward", "backward")
F = torch.nn.functional
LAYERS = {
    "ReLU": F.relu,
    "LeakyReLU": lambda x: F.leaky_relu(x, 0.03),
    "ELU": F.elu,
    "SoftPlus": F.softplus,
    "Sigmoid": torch.sigmoid,
    "Tanh": torch.tanh,
    "Swish": F.silu,
    "SoftMax": lambda x: F.softmax(x, -1),
    "LogSoftMax": lambda x: F.log_softmax(x, -1),
}


def pytorch(layer):
    torch.manual_seed(1)
    x, dy = torch.randn(SAMPLES, WIDTH, requires_grad=True), torch.randn(SAMPLES, WIDTH)

    def forget():
        x.grad = None

    times = median_times(lambda: layer(x), lambda y: y.backward(dy), REPEATS, WARM_UP, forget)
    return [1e9 * seconds / (SAMPLES * WIDTH) for seconds in times]


def strata(program):
    text = output_of(program, "--threads", 1)
    return {name: [float(time) for time in times] for name, *times in (line.split() for line in text.splitlines())}


def digits(value):
    return f"{value:.2f}" if value < 2 else f"{value:.1f}"


def main():
    options = arguments(__file__, __doc__, ROUNDS)
    torch.set_num_threads(1)
    ours, theirs = {name: [] for name in LAYERS}, {name: [] for name in LAYERS}
    for number in range(1, options.rounds + 1):
        for name, times in strata(options.program).items():
            ours[name].append(times)
        for name, layer in LAYERS.items():
            theirs[name].append(pytorch(layer))
        done = ", ".join(f"{name} {ours[name][-1][0] / theirs[name][-1][0]:.2f}" for name in LAYERS)
        report(f"round {number} of {options.rounds}, Strata / PyTorch, forward: {done}")
    print(f"PyTorch {torch.__version__}, one thread, medians of {options.rounds} rounds, nanoseconds per number\n")
    print_heads("layer", *PASSES, *(f"PyTorch, {name}" for name in PASSES), "Strata / PyTorch, forward", "backward")
    for name in LAYERS:
        times = [statistics.median(t[i] for t in side[name]) for side in (ours, theirs) for i in range(len(PASSES))]
        ratios = [statistics.median(o[i] / t[i] for o, t in zip(ours[name], theirs[name])) for i in range(len(PASSES))]
        print_row(name, *map(digits, times), *map(digits, ratios))


if __name__ == "__main__":
    main()
