#!/usr/bin/env python3
"""Writes 10_convolution.safetensors: what PyTorch computes for convolutions, in the form of parity_fixture.py.

    python3 tests/parity/10_convolution.py

Images are stored as [N,H,W,C] and weights as [O,KH,KW,I], as Strata has them; the options of a case are one int64
tensor: stride, padding and dilation, rows first. Same padding stands as padding -1; PyTorch has it for stride 1 only.
"""

import torch

from parity_fixture import add_results, write_fixture

# Samples, height, width, input channels, output channels, kernel, stride, padding, dilation.
CASES = [
    (2, 9, 7, 3, 4, (3, 3), (1, 1), (0, 0), (1, 1)),
    (3, 8, 6, 2, 5, (3, 3), (1, 1), (1, 1), (1, 1)),
    (2, 9, 8, 3, 4, (3, 3), (2, 2), (1, 1), (1, 1)),
    (2, 8, 10, 2, 3, (3, 3), (2, 3), (1, 0), (1, 1)),
    (3, 5, 4, 5, 3, (1, 1), (1, 1), (0, 0), (1, 1)),
    (2, 7, 6, 4, 3, (1, 1), (2, 2), (0, 0), (1, 1)),
    (2, 8, 9, 2, 3, (5, 5), (1, 1), (2, 2), (1, 1)),
    (2, 9, 10, 2, 3, (7, 7), (1, 1), (3, 3), (1, 1)),
    (1, 13, 12, 3, 2, (7, 7), (2, 2), (3, 3), (1, 1)),
    (2, 7, 9, 3, 2, (3, 5), (1, 2), (1, 2), (1, 1)),
    (2, 6, 8, 2, 3, (1, 3), (1, 1), (0, 1), (1, 1)),
    (2, 9, 8, 2, 3, (3, 3), (1, 1), (2, 2), (2, 2)),
    (2, 11, 9, 2, 2, (3, 2), (2, 1), (1, 2), (2, 3)),
    (2, 7, 6, 3, 2, (2, 4), (1, 1), "same", (1, 1)),
    (2, 8, 7, 2, 3, (4, 2), (1, 1), "same", (2, 3)),
    (2, 5, 6, 2, 3, (3, 3), (1, 1), (2, 2), (1, 1)),
    (1, 5, 3, 1, 1, (3, 3), (1, 1), (1, 1), (1, 1)),
    (4, 3, 3, 1, 6, (3, 3), (1, 1), (0, 0), (1, 1)),
]


def add_convolution(fixture, case, shape, kernel, stride, padding, dilation, bias):
    samples, height, width, inputs, outputs = shape
    x = torch.randn(samples, height, width, inputs, dtype=torch.float64)
    weight = torch.randn(outputs, *kernel, inputs, dtype=torch.float64)
    fixture.update({f"{case}/x": x, f"{case}/weight": weight})
    fixture[f"{case}/options"] = torch.tensor([*stride, *((-1, -1) if padding == "same" else padding), *dilation])
    if bias:
        fixture[f"{case}/bias"] = torch.randn(outputs, dtype=torch.float64)

    def compute(dtype):
        leaves = {name: fixture[f"{case}/{name}"].to(dtype).clone().requires_grad_()
                  for name in ["x", "weight", "bias"] if f"{case}/{name}" in fixture}
        y = torch.nn.functional.conv2d(leaves["x"].permute(0, 3, 1, 2), leaves["weight"].permute(0, 3, 1, 2),
                                       leaves.get("bias"), stride, padding, dilation).permute(0, 2, 3, 1)
        if f"{case}/dy" not in fixture:
            fixture[f"{case}/dy"] = torch.randn(y.shape, dtype=torch.float64)
        y.backward(fixture[f"{case}/dy"].to(dtype))
        return {"y": y.detach()} | {f"d{name}": leaf.grad for name, leaf in leaves.items()}

    add_results(fixture, case, "convolution", compute)


def convolution_fixture():
    fixture = {}
    for number, (*shape, kernel, stride, padding, dilation) in enumerate(CASES):
        add_convolution(fixture, f"convolution with bias/{number}", shape, kernel, stride, padding, dilation, True)
        if number % 3 == 0:
            add_convolution(fixture, f"convolution without bias/{number}", shape, kernel, stride, padding, dilation,
                            False)
    return fixture


if __name__ == "__main__":
    write_fixture("10_convolution", 10, convolution_fixture)
