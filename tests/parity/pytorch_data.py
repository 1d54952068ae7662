"""Reads the data sets that `./strata data` fetched, and normalises them as Strata does, for PyTorch: [N,C,H,W]."""

import gzip
import hashlib
import sys

import torch

# Strata's Normalisation::published. Other data get the mean and the deviation of their training images.
PUBLISHED = {
    "mnist": ([0.1307], [0.3081]),
    "cifar10": ([0.4914, 0.4822, 0.4465], [0.2023, 0.1994, 0.2010]),
}


def content(folder, name):
    for path in (folder / name, folder / f"{name}.gz"):
        if path.exists():
            data = gzip.open(path).read() if path.suffix == ".gz" else path.read_bytes()
            return torch.frombuffer(bytearray(data), dtype=torch.uint8)
    sys.exit(f"{folder}: got no {name}, expected MNIST's four files or CIFAR-10's six. Hint: ./strata data fetches them.")


def mnist_part(folder, part):
    header = content(folder, f"{part}-images-idx3-ubyte")
    height, width = (int.from_bytes(bytes(header[at:at + 4].tolist()), "big") for at in (8, 12))
    return header[16:].view(-1, 1, height, width), content(folder, f"{part}-labels-idx1-ubyte")[8:].long()


def cifar_part(folder, files):
    records = torch.cat([content(folder, file) for file in files]).view(-1, 1 + 3 * 32 * 32)
    return records[:, 1:].reshape(-1, 3, 32, 32), records[:, 0].long()


def pixels(folder):
    """((images, labels), (images, labels)) to learn from and to be tested on, as bytes."""
    if (folder / "test_batch.bin").exists():
        return cifar_part(folder, [f"data_batch_{i}.bin" for i in range(1, 6)]), cifar_part(folder, ["test_batch.bin"])
    return mnist_part(folder, "train"), mnist_part(folder, "t10k")


def fingerprint(images):
    """SHA-256 of the bytes of all images in Strata's order, [N,H,W,C]; they come as pixels() has them."""
    digest = hashlib.sha256()
    for part in images.split(1000):
        digest.update(bytes(part.permute(0, 2, 3, 1).flatten().tolist()))
    return digest.hexdigest()


def load(folder):
    """The same with images as float32 numbers that a network takes."""
    (train, train_labels), (test, test_labels) = pixels(folder)
    if folder.resolve().name in PUBLISHED:
        mean, deviation = PUBLISHED[folder.resolve().name]
    else:
        channels = train.transpose(0, 1).flatten(1).double() / 255
        mean, deviation = channels.mean(1).tolist(), channels.std(1, correction=0).tolist()

    def normalise(images):
        # One product and one sum, as Strata computes it (7.2).
        scale = torch.tensor([1 / (255 * d) for d in deviation], dtype=torch.float64).float().view(-1, 1, 1)
        shift = torch.tensor([-m / d for m, d in zip(mean, deviation)], dtype=torch.float64).float().view(-1, 1, 1)
        return images.float().mul_(scale).add_(shift)

    return (normalise(train), train_labels), (normalise(test), test_labels)


def logits(network, images, batch=1000):
    """What a network says about every image, in evaluation mode; its mode is put back."""
    mode = network.training
    network.eval()
    with torch.inference_mode():
        result = torch.cat([network(x) for x in images.split(batch)])
    network.train(mode)
    return result


def accuracy(network, images, labels):
    return (logits(network, images).argmax(1) == labels).double().mean().item()
