#!/usr/bin/env python3
"""Writes 08_normalization.safetensors: what PyTorch computes for its normalisation layers.

    python3 tests/parity/08_normalization.py

Each BatchNorm case is three training steps with batches and upstream gradients of their own, then the running
statistics, then an evaluation of the first batch. PyTorch's channels are the second axis, so images are permuted to
[N,C,H,W] on their way in and back on their way out. See parity_fixture.py for what is stored.
"""

import torch

from parity_fixture import add_results, write_fixture

STEPS = 3
ROW_SHAPES = [(2, 3), (7, 5), (33, 1), (64, 9)]  # samples, channels
IMAGE_SHAPES = [(1, 3, 2, 4), (2, 1, 2, 3), (3, 5, 7, 1), (4, 3, 3, 19)]  # samples, height, width, channels
BATCH_NORM_OPTIONS = {
    "BatchNorm": {},
    "BatchNorm with epsilon 0.001": {"eps": 1e-3},
    "BatchNorm with momentum 0.3": {"momentum": 0.3},
    "BatchNorm with cumulative statistics": {"momentum": None},
    "BatchNorm without scale and shift": {"affine": False},
}
LAYER_NORM_SHAPES = [((4, 7), 1), ((1, 3), 1), ((5, 33), 1), ((3, 2, 5, 6), 1), ((3, 2, 5, 6), 2), ((3, 2, 5, 6), 3)]


def random(*shape):
    return torch.randn(*shape, dtype=torch.float64)


def spread(*shape):
    """Numbers whose channels differ in mean and spread."""
    return random(*shape) * torch.linspace(0.1, 4, shape[-1], dtype=torch.float64) + 2 * random(shape[-1])


def channels_second(x):
    return x.movedim(-1, 1)


def channels_last(x):
    return x.movedim(1, -1)


def add_parameters(fixture, case, shape):
    fixture.update({f"{case}/scale": random(*shape), f"{case}/shift": random(*shape)})


def gradients_of(layer):
    return {"dscale": layer.weight.grad.clone(), "dshift": layer.bias.grad.clone()}


def add_batch_norm(fixture, case, shape, options):
    channels, kind = shape[-1], torch.nn.BatchNorm1d if len(shape) == 2 else torch.nn.BatchNorm2d
    x, dy = torch.stack([spread(*shape) for _ in range(STEPS)]), random(STEPS, *shape)
    fixture.update({f"{case}/x": x, f"{case}/dy": dy})
    affine = options.get("affine", True)
    if affine:
        add_parameters(fixture, case, (channels,))

    def compute(dtype):
        layer = kind(channels, dtype=dtype, **options)
        if affine:
            layer.load_state_dict({"weight": fixture[f"{case}/scale"], "bias": fixture[f"{case}/shift"]}, strict=False)
        steps = []
        for batch, upstream in zip(x.to(dtype), dy.to(dtype)):
            leaf = batch.clone().requires_grad_()
            layer.zero_grad()
            y = channels_last(layer(channels_second(leaf)))
            y.backward(upstream)
            steps.append({"y": y.detach(), "dx": leaf.grad} | (gradients_of(layer) if affine else {}))
        layer.eval()
        result = {name: torch.stack([step[name] for step in steps]) for name in steps[0]}
        result |= {"running_mean": layer.running_mean, "running_variance": layer.running_var}
        return result | {"evaluated": channels_last(layer(channels_second(x[0].to(dtype))))}

    add_results(fixture, case, "BatchNorm", compute)


def add_layer_norm(fixture, case, shape, axes, options):
    x, dy, normalised = spread(*shape), random(*shape), shape[len(shape) - axes:]
    fixture.update({f"{case}/x": x, f"{case}/dy": dy})
    affine = options.get("elementwise_affine", True)
    if affine:
        add_parameters(fixture, case, normalised)

    def compute(dtype):
        layer = torch.nn.LayerNorm(normalised, dtype=dtype, **options)
        if affine:
            layer.load_state_dict({"weight": fixture[f"{case}/scale"], "bias": fixture[f"{case}/shift"]})
        leaf = x.to(dtype).clone().requires_grad_()
        y = layer(leaf)
        y.backward(dy.to(dtype))
        return {"y": y.detach(), "dx": leaf.grad} | (gradients_of(layer) if affine else {})

    add_results(fixture, case, "LayerNorm", compute)


def add_scaling(fixture, case, shape):
    x, dy = random(*shape), random(*shape)
    fixture.update({f"{case}/x": x, f"{case}/dy": dy})
    add_parameters(fixture, case, (shape[-1],))

    def compute(dtype):
        leaves = [fixture[f"{case}/{name}"].to(dtype).clone().requires_grad_() for name in ["x", "scale", "shift"]]
        y = leaves[1] * leaves[0] + leaves[2]
        y.backward(dy.to(dtype))
        return {"y": y.detach(), "dx": leaves[0].grad, "dscale": leaves[1].grad, "dshift": leaves[2].grad}

    add_results(fixture, case, "ChannelwiseScaling", compute)


def name(shape):
    return "x".join(map(str, shape))


def normalization_fixture():
    fixture = {}
    for kind, options in BATCH_NORM_OPTIONS.items():
        for shape in ROW_SHAPES + IMAGE_SHAPES if kind == "BatchNorm" else [ROW_SHAPES[1], IMAGE_SHAPES[2]]:
            add_batch_norm(fixture, f"{kind}/{name(shape)}", shape, options)
    for shape, axes in LAYER_NORM_SHAPES:
        add_layer_norm(fixture, f"LayerNorm over {axes} axes/{name(shape)}", shape, axes, {})
    add_layer_norm(fixture, "LayerNorm with epsilon 0.001/4x7", (4, 7), 1, {"eps": 1e-3})
    add_layer_norm(fixture, "LayerNorm without scale and shift/3x2x5x6", (3, 2, 5, 6), 1, {"elementwise_affine": False})
    for shape in [(7, 5), (3, 4, 5, 6)]:
        add_scaling(fixture, f"ChannelwiseScaling/{name(shape)}", shape)
    return fixture


if __name__ == "__main__":
    write_fixture("08_normalization", 8, normalization_fixture)
