"""What the scripts of this folder share: how a fixture of PyTorch's results is made and stored.

Every script writes NN_name.safetensors, the numbers that the parity tests of a chapter compare Strata with. The tests
read the stored files only. Run a script again where a case is added; it needs the Python packages torch and
safetensors. Every expected result is PyTorch's in float64. "deviation/linear/dbias" is how far PyTorch's own float32
gets from that: the largest difference of an entry, as a share of the largest entry of its tensor. It is the worst of
all linear cases, because a single small tensor can be nearly exact by luck.
"""

import pathlib

import safetensors.torch
import torch


def add_results(fixture, case, kind, compute):
    """Stores compute(float64), a dictionary of results, and how far compute(float32) is from them."""
    single = compute(torch.float32)
    for name, double in compute(torch.float64).items():
        fixture[f"{case}/{name}"] = double.detach().clone().contiguous()
        difference = (single[name].detach().double() - double.detach()).abs().max() / double.detach().abs().max()
        key = f"deviation/{kind}/{name}"
        fixture[key] = torch.maximum(fixture.get(key, torch.zeros(1, dtype=torch.float64)), difference)


def write_fixture(chapter, seed, make):
    """Stores the tensors that make() returns, drawn from this seed, as the fixture of "03_linear"."""
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    # One key only: safetensors writes several in an order that changes from run to run.
    metadata = {"pytorch": torch.__version__}
    safetensors.torch.save_file(make(), pathlib.Path(__file__).with_name(f"{chapter}.safetensors"), metadata)
