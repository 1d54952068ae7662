#!/usr/bin/env python3
"""Writes 05_losses.safetensors: what PyTorch computes for every criterion, in the form of parity_fixture.py.

    python3 tests/parity/05_losses.py

A case is "criterion/shape": outputs "y", a target ("labels" of classes, or "target"), perhaps "weights", and the
results "loss" and "dy". Shapes are samples x outputs; the last number is the spread of the scores. Scores of 1e4 give
losses of thousands, and gradients of 1 and less than 1e-300 in one tensor.
"""

import torch

from parity_fixture import add_results, write_fixture

F = torch.nn.functional

ENTRY_SHAPES = [(1, 1, 1.0), (7, 5, 1.0), (3, 33, 30.0), (13, 2, 1e4)]
CLASS_SHAPES = [(1, 2, 1.0), (5, 3, 1.0), (13, 10, 3.0), (4, 7, 30.0), (3, 9, 1e4)]


def add_case(fixture, case, y, loss_of, **more):
    """Stores y, what the loss compares it with, the loss and its derivative."""
    fixture[f"{case}/y"] = y.clone()
    fixture.update({f"{case}/{name}": value.int() if name == "labels" else value.clone()
                    for name, value in more.items()})

    def compute(dtype):
        leaf = y.to(dtype).clone().requires_grad_()
        loss = loss_of(leaf, **{name: value if name == "labels" else value.to(dtype) for name, value in more.items()})
        loss.backward()
        return {"loss": loss.detach().reshape(1), "dy": leaf.grad}

    add_results(fixture, case, case.split("/")[0], compute)


def add_regression(fixture, samples, outputs, spread):
    y = spread * torch.randn(samples, outputs, dtype=torch.float64)
    target = spread * torch.randn(samples, outputs, dtype=torch.float64)
    shape = f"{samples}x{outputs}x{spread:g}"
    add_case(fixture, f"MeanSquaredError/{shape}", y, F.mse_loss, target=target)
    if outputs > 1:
        target = target.clone()
        target[0, 0] = y[0, 0] = 0.25  # at the kink, in float32 too
    add_case(fixture, f"MeanAbsoluteError/{shape}", y, F.l1_loss, target=target)


def add_binary(fixture, samples, outputs, spread):
    scores = spread * torch.randn(samples, outputs, dtype=torch.float64)
    target = torch.rand(samples, outputs, dtype=torch.float64)
    target[0] = target[0].round()
    shape = f"{samples}x{outputs}x{spread:g}"
    all_weights = {
        "": {},
        " with weights of entries": {"weights": 3 * torch.rand(samples, outputs, dtype=torch.float64)},
        " with weights of outputs": {"weights": 3 * torch.rand(outputs, dtype=torch.float64)},
    }
    for name, weights in all_weights.items():

        def of_scores(y, target, weights=None):
            return F.binary_cross_entropy_with_logits(y, target, weights)

        def of_probabilities(y, target, weights=None):
            return F.binary_cross_entropy(y, target, weights)

        add_case(fixture, f"BinaryCrossEntropyWithLogits{name}/{shape}", scores, of_scores, target=target, **weights)
        if spread == 1:  # the ends have a case of their own
            p = torch.sigmoid(scores)
            add_case(fixture, f"BinaryCrossEntropy{name}/{shape}", p, of_probabilities, target=target, **weights)


def add_classes(fixture, samples, classes, spread):
    scores = spread * torch.randn(samples, classes, dtype=torch.float64)
    labels = torch.randint(classes, (samples,))
    shares = torch.softmax(torch.randn(samples, classes, dtype=torch.float64), 1)
    shape = f"{samples}x{classes}x{spread:g}"
    log_p = F.log_softmax(scores, 1)

    def unstable(p, labels):
        return F.nll_loss(torch.log(p.clamp(min=1e-15)), labels)

    add_case(fixture, f"CrossEntropy/{shape}", scores, lambda y, labels: F.cross_entropy(y, labels), labels=labels)
    add_case(fixture, f"CrossEntropy of shares/{shape}", scores, lambda y, target: F.cross_entropy(y, target),
             target=shares)
    add_case(fixture, f"ClassNLL/{shape}", log_p, lambda y, labels: F.nll_loss(y, labels), labels=labels)
    add_case(fixture, f"ClassNLL of shares/{shape}", log_p, lambda y, target: -(y * target).sum() / samples,
             target=shares)
    if spread <= 3:  # beyond, float32 has no digits left of what float64 sees
        add_case(fixture, f"ClassNLLUnstable/{shape}", torch.softmax(scores, 1), unstable, labels=labels)


def add_ends(fixture):
    """Probabilities of 0 and 1, where PyTorch bounds the logarithm and the denominator."""
    y = torch.tensor([[0.0, 1.0, 0.0], [1.0, 0.5, 0.25]], dtype=torch.float64)
    target = torch.tensor([[0.0, 1.0, 1.0], [0.0, 1.0, 0.75]], dtype=torch.float64)
    add_case(fixture, "BinaryCrossEntropy at the ends/2x3", y, lambda y, target: F.binary_cross_entropy(y, target),
             target=target)
    p = torch.tensor([[1e-20, 1.0], [0.0, 1.0], [0.75, 0.25]], dtype=torch.float64)
    add_case(fixture, "ClassNLLUnstable clipped/3x2", p,
             lambda p, labels: F.nll_loss(torch.log(p.clamp(min=1e-15)), labels), labels=torch.tensor([0, 0, 1]))


def losses_fixture():
    fixture = {}
    for shape in ENTRY_SHAPES:
        add_regression(fixture, *shape)
        add_binary(fixture, *shape)
    for shape in CLASS_SHAPES:
        add_classes(fixture, *shape)
    add_ends(fixture)
    return fixture


if __name__ == "__main__":
    write_fixture("05_losses", 5, losses_fixture)
