#!/usr/bin/env python3
"""Writes 04_activations.safetensors: what PyTorch computes for every activation, in the form of parity_fixture.py.

    python3 tests/parity/04_activations.py

Inputs come in ranges that are judged one by one, since differences are measured against the largest entry of a
tensor: "tiny" and "moderate" ones, "large" ones where exponentials are small but not 0, and "extreme" ones. The 1 among
the last two keeps that largest entry away from 0. Rows of SoftMax at 10,000 have two equal largest scores for the same
reason.
"""

import torch

from parity_fixture import add_results, write_fixture

F = torch.nn.functional

# SoftPlus: PyTorch cuts ln(1 + e^x) off at x > 20 by default, which changes the tenth digit; at 40 it changes none.
SCALAR_FUNCTIONS = {
    "ReLU": F.relu,
    "LeakyReLU": lambda x: F.leaky_relu(x, 0.03),
    "LeakyReLU of slope -0.7": lambda x: F.leaky_relu(x, -0.7),
    "ELU": F.elu,
    "ELU of alpha 1.7": lambda x: F.elu(x, 1.7),
    "SoftPlus": lambda x: F.softplus(x, threshold=40),
    "Sigmoid": torch.sigmoid,
    "Tanh": torch.tanh,
    "Swish": F.silu,
    "Swish of beta 1.7": lambda x: x * torch.sigmoid(1.7 * x),
}
ROW_FUNCTIONS = {"SoftMax": lambda x: F.softmax(x, -1), "LogSoftMax": lambda x: F.log_softmax(x, -1)}
RANGES = {
    "tiny": [0.0, -0.0, 1e-30, -1e-30, 1e-8, -1e-8, 1e-5, -1e-5, 1e-3, -1e-3],
    "large": [1.0, 6.0, -6.0, 9.5, -9.5, 13.0, -13.0, 17.5, -17.5],
    "extreme": [1.0, 30.0, -30.0, 80.0, -80.0, 89.0, -89.0, 720.0, -720.0, 1e4, -1e4],
}
ROW_SHAPES = [(1, 2, 1.0), (5, 3, 1.0), (13, 10, 3.0), (4, 7, 30.0), (3, 9, 1e4)]  # rows, columns, spread


def add_function(fixture, case, kind, function, x):
    dy = torch.randn(x.shape, dtype=torch.float64)
    fixture.update({f"{case}/x": x, f"{case}/dy": dy})

    def compute(dtype):
        leaf = x.to(dtype).clone().requires_grad_()
        y = function(leaf)
        y.backward(dy.to(dtype))
        return {"y": y.detach(), "dx": leaf.grad}

    add_results(fixture, case, kind, compute)


def activations_fixture():
    fixture = {}
    for name, function in SCALAR_FUNCTIONS.items():
        add_function(fixture, f"{name}/moderate", name, function, 3 * torch.randn(7, 3, 5, dtype=torch.float64))
        for region, values in RANGES.items():
            add_function(fixture, f"{name}/{region}", name, function, torch.tensor([values], dtype=torch.float64))
    for name, function in ROW_FUNCTIONS.items():
        for rows, columns, spread in ROW_SHAPES:
            x = spread * torch.randn(rows, columns, dtype=torch.float64)
            if spread == 1e4:
                x[:, 1:3] = 3 * spread
            add_function(fixture, f"{name}/{rows}x{columns}", name, function, x)
        add_function(fixture, f"{name}/2x3x4x5", name, function, torch.randn(2, 3, 4, 5, dtype=torch.float64))
    return fixture


if __name__ == "__main__":
    write_fixture("04_activations", 4, activations_fixture)
