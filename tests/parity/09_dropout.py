#!/usr/bin/env python3
"""Writes 09_dropout.safetensors: what PyTorch computes with masks that this script draws from Philox itself.

    python3 tests/parity/09_dropout.py

PyTorch's own masks come from another generator, so the mask is given: y = x * (mask / (1 - p)), as PyTorch writes it, and
its gradient. The masks are computed here a second time, from the state (seed, position), so the test compares them as
well. See parity_fixture.py for what else is stored.
"""

import torch

from parity_fixture import add_results, write_fixture

WORD = 0xFFFFFFFF
DROPOUT_STREAM = 2
# Shape, p, and the state that the first mask begins at: seeds and positions of more than 32 bits as well.
CASES = [((1, 1), 0.5, 5, 0), ((7, 5), 0.3, 1, 17), ((3, 2, 3), 0.7, (3 << 32) + 9, (1 << 33) + 7),
         ((2, 3, 4, 5), 0.1, 2, 1), ((13, 31), 0.97, 8, WORD)]
IMAGE_CASES = [((1, 1, 1, 1), 0.5, 5, 0), ((2, 5, 3, 7), 0.3, 1, 17), ((5, 3, 2, 3), 0.6, (3 << 32) + 9, (1 << 33) + 7),
               ((3, 4, 4, 67), 0.25, 4, WORD)]  # NHWC


def philox(counter, key):
    """Philox4x32-10 of Salmon and others, section 3.3."""
    counter, key = list(counter), list(key)
    for _ in range(10):
        p0, p1 = 0xD2511F53 * counter[0], 0xCD9E8D57 * counter[2]
        counter = [(p1 >> 32) ^ counter[1] ^ key[0], p1 & WORD, (p0 >> 32) ^ counter[3] ^ key[1], p0 & WORD]
        key = [(key[0] + 0x9E3779B9) & WORD, (key[1] + 0xBB67AE85) & WORD]
    return counter


def kept(count, p, seed, position):
    """1 for the numbers that stay, 0 for those that drop."""
    words = []
    for block in range(position, position + (count + 3) // 4):
        words += philox([block & WORD, block >> 32, DROPOUT_STREAM, 0], [seed & WORD, seed >> 32])
    threshold = int(p * 2**32 + 0.5)
    return torch.tensor([0.0 if word < threshold else 1.0 for word in words[:count]], dtype=torch.float64)


def add_case(fixture, kind, shape, p, seed, position):
    case = f"{kind}/" + "x".join(map(str, shape))
    x, dy = torch.randn(shape, dtype=torch.float64), torch.randn(shape, dtype=torch.float64)
    fixture.update({f"{case}/x": x, f"{case}/dy": dy, f"{case}/p": torch.tensor([p], dtype=torch.float64),
                    f"{case}/state": torch.tensor([seed, position], dtype=torch.int64)})
    if kind == "Dropout":
        mask = kept(x.numel(), p, seed, position).reshape(shape)
    else:
        mask = kept(shape[0] * shape[3], p, seed, position).reshape(shape[0], 1, 1, shape[3])

    assert mask.any(), f"{case}: everything is dropped, which shows nothing"

    def compute(dtype):
        leaf = x.to(dtype).clone().requires_grad_()
        y = leaf * (mask.to(dtype) / (1 - p))
        y.backward(dy.to(dtype))
        return {"y": y.detach(), "dx": leaf.grad}

    add_results(fixture, case, kind, compute)


def expect_pytorchs_formula():
    """PyTorch's own dropout multiplies by the same two numbers, and lets a number that is not finite become NaN."""
    x = torch.randn(1000, dtype=torch.float64)
    y = torch.nn.functional.dropout(x, 0.3, True)
    assert torch.equal(y, x * ((y != 0).double() / (1 - 0.3)))
    assert torch.nn.functional.dropout(x, 0.0, True) is x and torch.nn.functional.dropout(x, 0.5, False) is x
    all_dropped = torch.nn.functional.dropout(torch.tensor([1.0, -1.0, torch.inf, torch.nan]), 1.0, True)
    assert torch.equal(all_dropped[:2], torch.zeros(2)) and all_dropped[2:].isnan().all()


def dropout_fixture():
    expect_pytorchs_formula()
    fixture = {}
    for case in CASES:
        add_case(fixture, "Dropout", *case)
    for case in IMAGE_CASES:
        add_case(fixture, "Dropout2d", *case)
    return fixture


if __name__ == "__main__":
    write_fixture("09_dropout", 9, dropout_fixture)
