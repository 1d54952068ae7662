#!/usr/bin/env python3
"""Loads weights into one of the homework's networks in PyTorch, strictly, and says what it sees in all test images.

    tests/parity/pytorch_predict.py SimpleCNN --weights pytorch.safetensors --data data/mnist --logits logits.safetensors

--logits gets what the network says about every test image, float32 [N,10], in the order of the data: `./strata weights
compare` holds it against what Strata computes, and knows by a fingerprint beside it whether the images are the same.
"""

import argparse
import sys
from pathlib import Path

from pytorch_needed import safetensors, torch  # first: says what is missing

from pytorch_data import fingerprint, load, logits, pixels
from pytorch_networks import make_network


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("network", help="a name of pytorch_networks.py")
    parser.add_argument("--weights", type=Path, required=True, help="a safetensors file of a state_dict")
    parser.add_argument("--data", type=Path, required=True, help="a folder with the files of MNIST or CIFAR-10")
    parser.add_argument("--logits", type=Path, help="a safetensors file for the result")
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    _, (images, labels) = load(arguments.data)
    network = make_network(arguments.network, tuple(images.shape[1:]))
    try:
        network.load_state_dict(safetensors.torch.load_file(arguments.weights), strict=True)
    except (OSError, RuntimeError) as error:
        sys.exit(f"{arguments.weights}: {error}")
    result = logits(network, images)
    right = (result.argmax(1) == labels).sum().item()
    print(f"{arguments.network} in PyTorch {torch.__version__}: {right:,} of {len(labels):,} test images right, "
          f"{100 * right / len(labels):.2f} %")
    if arguments.logits:
        _, (test, _) = pixels(arguments.data)
        facts = {"network": arguments.network, "test_images": fingerprint(test)}
        safetensors.torch.save_file({"logits": result.contiguous()}, arguments.logits, facts)


if __name__ == "__main__":
    main()
