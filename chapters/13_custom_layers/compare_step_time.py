#!/usr/bin/env python3
"""Times forward and backward of this chapter's layers beside PyTorch's, in turns, and prints both with their ratio.

    chapters/13_custom_layers/compare_step_time.py build/default/bin/13_custom_layers_step_time

Inputs are 16 images of 28 x 28 with 32 channels. PyTorch's layers are composed of its own operators, as one writes them.
Both sides have one thread and two; PyTorch also has both memory formats. Each round measures every setting of both sides
once; the best of a side counts, and the ratio is taken within the round.
"""

import statistics
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1]))
from pytorch_timing import MEMORY_FORMATS, THREADS, arguments, median_time, output_of, report, spread

import torch  # only now: it reads the environment that pytorch_timing sets

nn = torch.nn
ROUNDS, REPEATS, WARM_UP, CHANNELS = 5, 40, 5, 32


class Swish(nn.Module):
    def __init__(self):
        super().__init__()
        self.beta = nn.Parameter(torch.ones(1))

    def forward(self, x):
        return x * torch.sigmoid(self.beta * x)


class MeanConv(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(CHANNELS, CHANNELS, 3, padding=1)

    def forward(self, x):
        u = self.conv(x)
        return u + u.mean(dim=1, keepdim=True)


class ScaledConv(MeanConv):
    def __init__(self):
        super().__init__()
        self.scale, self.shift = nn.Parameter(torch.ones(CHANNELS, 1, 1)), nn.Parameter(torch.zeros(CHANNELS, 1, 1))

    def forward(self, x):
        return self.scale * self.conv(x) + self.shift


class Gated(nn.Module):
    def __init__(self, *gate):
        super().__init__()
        self.gate = nn.Sequential(*gate, nn.Sigmoid())

    def forward(self, x):
        return x * self.gate(x)


def channel_attention():
    hidden = CHANNELS // 16
    return Gated(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(CHANNELS, hidden), nn.ReLU(),
                 nn.Linear(hidden, CHANNELS), nn.Unflatten(1, (CHANNELS, 1, 1)))


LAYERS = {
    "swish": Swish,
    "conv": lambda: nn.Conv2d(CHANNELS, CHANNELS, 3, padding=1),
    "mean_conv": MeanConv,
    "scaled_conv": ScaledConv,
    "channel": channel_attention,
    "spatial": lambda: Gated(nn.Conv2d(CHANNELS, 1, 7, padding=3)),
}


def pytorch(make, threads, memory_format):
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    layer = make().to(memory_format=memory_format)
    x = torch.randn(16, CHANNELS, 28, 28).to(memory_format=memory_format).requires_grad_()
    dy = torch.ones_like(layer(x)) / layer(x).numel()

    def forget():
        x.grad = None
        layer.zero_grad()

    return 1e6 * median_time(lambda: layer(x).backward(dy), REPEATS, WARM_UP, forget)


def strata(program, name, threads):
    return float(output_of(program, "--threads", threads, "--layer", name))


def main():
    options = arguments(__file__, __doc__, ROUNDS)
    print(f"PyTorch {torch.__version__}, {options.rounds} rounds, medians; forward and backward in µs")
    for name, make in LAYERS.items():
        ours, theirs, ratios = [], [], []
        for number in range(options.rounds):
            report(f"{name}, round {number + 1} of {options.rounds}")
            ours.append(min(strata(options.program, name, threads) for threads in THREADS))
            theirs.append(min(pytorch(make, threads, layout) for threads in THREADS
                              for layout in MEMORY_FORMATS.values()))
            ratios.append(theirs[-1] / ours[-1])
        print(f"{name:12} Strata {statistics.median(ours):7.0f}  PyTorch {statistics.median(theirs):7.0f}  "
              f"PyTorch / Strata {spread(ratios)}", flush=True)


if __name__ == "__main__":
    main()
