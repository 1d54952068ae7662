#!/usr/bin/env python3
"""Writes 03_linear.safetensors: what PyTorch computes for linear layers, the cross-entropy and gradient descent.

    python3 tests/parity/03_linear.py

See parity_fixture.py for what is stored.
"""

import torch

from parity_fixture import add_results, write_fixture

LINEAR_SHAPES = [(1, 9, 3), (7, 5, 3), (3, 1, 4), (2, 33, 9), (11, 13, 1)]  # samples, inputs, outputs
SCORE_SHAPES = [(1, 3, 1.0), (5, 2, 1.0), (13, 10, 3.0), (4, 7, 30.0)]  # samples, classes, spread of the scores
TRACE = {"samples": 13, "height": 7, "width": 11, "classes": 5, "steps": 50, "learning_rate": 0.5}


def add_linear(fixture, case, samples, inputs, outputs, bias):
    x = torch.randn(samples, inputs, dtype=torch.float64)
    weight = torch.randn(outputs, inputs, dtype=torch.float64)
    dy = torch.randn(samples, outputs, dtype=torch.float64)
    fixture.update({f"{case}/x": x, f"{case}/weight": weight, f"{case}/dy": dy})
    if bias:
        fixture[f"{case}/bias"] = torch.randn(outputs, dtype=torch.float64)

    def compute(dtype):
        leaves = {name: fixture[f"{case}/{name}"].to(dtype).clone().requires_grad_()
                  for name in ["x", "weight", "bias"] if f"{case}/{name}" in fixture}
        y = torch.nn.functional.linear(leaves["x"], leaves["weight"], leaves.get("bias"))
        y.backward(dy.to(dtype))
        return {"y": y.detach()} | {f"d{name}": leaf.grad for name, leaf in leaves.items()}

    add_results(fixture, case, "linear", compute)


def add_cross_entropy(fixture, case, samples, classes, spread):
    y = spread * torch.randn(samples, classes, dtype=torch.float64)
    labels = torch.randint(classes, (samples,))
    fixture.update({f"{case}/y": y, f"{case}/labels": labels.int()})

    def compute(dtype):
        scores = y.to(dtype).clone().requires_grad_()
        loss = torch.nn.functional.cross_entropy(scores, labels)
        loss.backward()
        return {"loss": loss.detach().reshape(1), "dy": scores.grad}

    add_results(fixture, case, "cross-entropy", compute)


def add_trace(fixture, case, samples, height, width, classes, steps, learning_rate):
    images = torch.randint(256, (samples, height, width, 1), dtype=torch.uint8)
    labels = torch.randint(classes, (samples,))
    first_weight = 0.1 * torch.randn(classes, height * width, dtype=torch.float64)
    first_bias = 0.1 * torch.randn(classes, dtype=torch.float64)
    fixture.update({
        f"{case}/images": images,
        f"{case}/labels": labels.int(),
        f"{case}/first_weight": first_weight,
        f"{case}/first_bias": first_bias,
        f"{case}/learning_rate": torch.tensor([learning_rate], dtype=torch.float64),
    })

    def compute(dtype):
        x = images.reshape(samples, -1).to(dtype) / 255
        layer = torch.nn.Linear(height * width, classes, dtype=dtype)
        with torch.no_grad():
            layer.weight.copy_(first_weight)
            layer.bias.copy_(first_bias)
        descent = torch.optim.SGD(layer.parameters(), lr=learning_rate)
        losses = []
        for _ in range(steps):
            descent.zero_grad()
            loss = torch.nn.functional.cross_entropy(layer(x), labels)
            loss.backward()
            losses.append(loss.detach())
            descent.step()
        return {"losses": torch.stack(losses), "weight": layer.weight.detach(), "bias": layer.bias.detach()}

    add_results(fixture, case, "trace", compute)


def linear_fixture():
    fixture = {}
    for samples, inputs, outputs in LINEAR_SHAPES:
        shape = f"{samples}x{inputs}x{outputs}"
        add_linear(fixture, f"linear with bias/{shape}", samples, inputs, outputs, True)
        add_linear(fixture, f"linear without bias/{shape}", samples, inputs, outputs, False)
    for samples, classes, spread in SCORE_SHAPES:
        add_cross_entropy(fixture, f"cross-entropy/{samples}x{classes}", samples, classes, spread)
    add_trace(fixture, "trace", **TRACE)
    return fixture


if __name__ == "__main__":
    write_fixture("03_linear", 3, linear_fixture)
