#!/usr/bin/env python3
"""Writes 06_optimizers.safetensors: what PyTorch's optimizers, clipping and schedulers do with the same gradients.

    python3 tests/parity/06_optimizers.py

See parity_fixture.py for what is stored. A trace is 100 steps of a weight and a bias whose gradient in step t is
curvature * value + noise[t:t + count], so that an error of one step acts on the next. Stored are the first three
entries of the weight after every step, and all entries after the last.
"""

import warnings

import torch

from parity_fixture import add_results, write_fixture

STEPS, SHAPE, OUTPUTS = 100, (16, 17), 5
COUNT = SHAPE[0] * SHAPE[1] + OUTPUTS

SGD = {
    "plain": {},
    "decay": {"weight_decay": 0.1},
    "momentum": {"momentum": 0.9},
    "momentum decay": {"momentum": 0.9, "weight_decay": 0.1},
    "dampening": {"momentum": 0.9, "dampening": 0.4},
    "dampening decay": {"momentum": 0.8, "dampening": 0.5, "weight_decay": 0.02},
    "nesterov": {"momentum": 0.9, "nesterov": True},
    "nesterov decay": {"momentum": 0.7, "nesterov": True, "weight_decay": 0.1},
}
ADAM = {
    "plain": {},
    "betas": {"betas": (0.5, 0.9)},
    "no averages": {"betas": (0.0, 0.0)},
    "epsilon": {"eps": 0.1},
    "l2": {"weight_decay": 0.1},
    "l2 betas": {"betas": (0.7, 0.99), "weight_decay": 0.3},
    "decoupled": {"weight_decay": 0.1, "decoupled_weight_decay": True},
    "decoupled betas": {"betas": (0.7, 0.99), "eps": 1e-3, "weight_decay": 0.3, "decoupled_weight_decay": True},
}


def add_trace(fixture, case, kind, make, before_step=None):
    """make(weight, bias) makes the optimizer; before_step(step, optimizer, weight, bias) acts on gradients."""

    def compute(dtype):
        weight = fixture["trace/weight"].to(dtype).clone().requires_grad_()
        bias = fixture["trace/bias"].to(dtype).clone().requires_grad_()
        optimizer = make(weight, bias)
        curvature, noise = fixture["trace/curvature"].to(dtype), fixture["trace/noise"].to(dtype)
        path = []
        for step in range(STEPS):
            at = 0
            for value in (weight, bias):
                end = at + value.numel()
                value.grad = (curvature[at:end].reshape(value.shape) * value.detach()
                              + noise[step + at:step + end].reshape(value.shape))
                at = end
            if before_step:
                before_step(step, optimizer, weight, bias)
            optimizer.step()
            path.append(weight.detach().flatten()[:3].clone())
        return {"path": torch.stack(path), "weight": weight.detach(), "bias": bias.detach()}

    add_results(fixture, case, kind, compute)


def add_traces(fixture):
    for name, options in SGD.items():
        add_trace(fixture, f"sgd/{name}", "sgd", lambda w, b, o=options: torch.optim.SGD([w, b], lr=0.05, **o))
    for name, options in ADAM.items():
        add_trace(fixture, f"adam/{name}", "adam", lambda w, b, o=options: torch.optim.Adam([w, b], lr=0.01, **o))

    def two_rates(w, b):
        return torch.optim.AdamW([{"params": [w]}, {"params": [b], "lr": 0.003}], lr=0.01, weight_decay=0.1)

    def without_gradient(step, optimizer, w, b):  # PyTorch's way to freeze: what has no gradient stays
        if step < 30:
            w.grad = None
        if 50 <= step < 60:
            b.grad = None

    def one_cycle(step, optimizer, w, b):
        if step == 0:
            optimizer.one_cycle = torch.optim.lr_scheduler.OneCycleLR(optimizer, 0.05, STEPS, cycle_momentum=False)
        else:
            optimizer.one_cycle.step()

    def penalty(l1, l2):
        def add(step, optimizer, w, b):
            x = w.detach().clone().requires_grad_()
            (l1 * x.abs().sum() + l2 / 2 * (x * x).sum()).backward()
            w.grad += x.grad
        return add

    def adam(w, b):
        return torch.optim.Adam([w, b], lr=0.01)

    def sgd(w, b):
        return torch.optim.SGD([w, b], lr=0.05, momentum=0.9)

    add_trace(fixture, "rates/adam", "rates", two_rates)
    add_trace(fixture, "frozen/adam", "frozen", adam, without_gradient)
    add_trace(fixture, "frozen/sgd", "frozen",
              lambda w, b: torch.optim.SGD([w, b], lr=0.05, momentum=0.9, dampening=0.5), without_gradient)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the scheduler is made with the first gradient, not before it
        add_trace(fixture, "schedule/adam", "schedule", adam, one_cycle)
    add_trace(fixture, "clip norm/sgd", "clip", sgd,
              lambda step, o, w, b: torch.nn.utils.clip_grad_norm_([w, b], 18.0))
    add_trace(fixture, "clip value/sgd", "clip", sgd,
              lambda step, o, w, b: torch.nn.utils.clip_grad_value_([w, b], 0.7))
    for name, strengths in {"l1": (0.1, 0.0), "l2": (0.0, 0.2), "elastic": (0.1, 0.2)}.items():
        add_trace(fixture, f"regulariser/{name}", "regulariser", sgd, penalty(*strengths))


def rates_of(make_scheduler, steps):
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.3)
    scheduler = make_scheduler(optimizer)
    rates = []
    for step in range(steps):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        if step + 1 < steps:
            scheduler.step()
    return torch.tensor(rates, dtype=torch.float64)


def add_schedules(fixture):
    schedulers = torch.optim.lr_scheduler
    fixture["schedulers/stairs"] = rates_of(lambda o: schedulers.StepLR(o, 7, 0.5), 60)
    fixture["schedulers/milestones"] = rates_of(lambda o: schedulers.MultiStepLR(o, [3, 10, 11, 40], 0.2), 60)
    fixture["schedulers/cosine"] = rates_of(lambda o: schedulers.CosineAnnealingLR(o, 59, 0.01), 60)
    for length in (2, 3, 10, 59, 60):
        fixture[f"schedulers/one cycle {length}"] = rates_of(
            lambda o: schedulers.OneCycleLR(o, 0.3, length, cycle_momentum=False) if length != 10 else
            schedulers.OneCycleLR(o, 0.3, length, pct_start=0.45, div_factor=10, final_div_factor=50,
                                  cycle_momentum=False), length)


def optimizers_fixture():
    fixture = {
        "trace/weight": torch.randn(SHAPE, dtype=torch.float64),
        "trace/bias": torch.randn(OUTPUTS, dtype=torch.float64),
        "trace/curvature": 0.1 + torch.rand(COUNT, dtype=torch.float64),
        "trace/noise": torch.randn(COUNT + STEPS, dtype=torch.float64),
    }
    add_traces(fixture)
    add_schedules(fixture)
    return fixture


if __name__ == "__main__":
    write_fixture("06_optimizers", 6, optimizers_fixture)
