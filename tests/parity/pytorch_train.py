#!/usr/bin/env python3
"""Trains one of the homework's networks with PyTorch at the homework's settings, seed by seed.

    tests/parity/pytorch_train.py SimpleCNN --data data/mnist --seeds 5 --results simple_cnn.json
    tests/parity/pytorch_train.py SimpleCNN --data data/mnist --seed 1 --weights simple_cnn.safetensors

Adam with a constant learning rate of 1e-3, cross-entropy, batches of 64, five epochs unless --epochs says otherwise
(the homework has three for its networks of different depth); the data normalised as Strata does. The network of the
last epoch counts and nothing is selected. First weights, orders and masks come from PyTorch's generator, so that the
two sides agree in distribution and not run by run.

--results is written after every seed, and a seed that it already has is not trained again: a run that was stopped goes
on with the same command. Every result stands beside the settings, and results of other settings are refused.
"""

import argparse
import json
import os
import statistics
import sys
import time
from pathlib import Path

from pytorch_needed import safetensors, torch  # first: says what is missing

from pytorch_data import accuracy, load
from pytorch_networks import make_network


def parsed_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("network", help="a name of pytorch_networks.py")
    parser.add_argument("--data", type=Path, required=True, help="a folder with the files of MNIST or CIFAR-10")
    parser.add_argument("--seed", type=int, default=1, help="the first seed (1)")
    parser.add_argument("--seeds", type=int, default=1, help="how many seeds (1)")
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--batch-size", type=int, default=64)
    parser.add_argument("--threads", type=int, default=2, help="1 where others compute at the same time (2)")
    parser.add_argument("--device", default="cpu", help="where PyTorch computes: cpu or cuda (cpu)")
    parser.add_argument("--weights", type=Path, help="a safetensors file for the weights of the first seed")
    parser.add_argument("--results", type=Path, help="a JSON file for the results of every seed")
    return parser.parse_args()


def show_progress(what, done, of):
    """A line each tenth of an epoch, on a terminal always the same one. At the end of an epoch the result takes its
    place."""
    tenths = 10 * done // of
    if tenths == 10 * (done - 1) // of:
        return
    terminal = sys.stderr.isatty()
    if done == of:
        print("\r\033[K" if terminal else "", end="", file=sys.stderr, flush=True)
    else:
        print(f"{what}: {10 * tenths:2} %", end="\r" if terminal else "\n", file=sys.stderr, flush=True)


def train(seed, arguments, train_set, test_set):
    torch.manual_seed(seed)
    (x, t) = train_set
    # Channels last and one fused step change no formula, and halve the time on a CPU.
    layout = {"memory_format": torch.channels_last}
    network = make_network(arguments.network, tuple(x.shape[1:])).to(arguments.device, **layout)
    optimizer = torch.optim.Adam(network.parameters(), lr=1e-3, fused=True)
    loss_of = torch.nn.CrossEntropyLoss()
    begin = time.perf_counter()
    for epoch in range(1, arguments.epochs + 1):
        total, right = 0.0, 0
        batches = torch.randperm(len(x)).split(arguments.batch_size)
        for step, rows in enumerate(batches):
            show_progress(f"seed {seed}, epoch {epoch}", step, len(batches))
            rows = rows.to(arguments.device)
            optimizer.zero_grad()
            y = network(x[rows].contiguous(**layout))
            loss = loss_of(y, t[rows])
            loss.backward()
            optimizer.step()
            total += loss.detach() * len(rows)
            right += (y.detach().argmax(1) == t[rows]).sum()
        show_progress(f"seed {seed}, epoch {epoch}", len(batches), len(batches))
        running = right.item() / len(x)
        print(f"seed {seed}, epoch {epoch}: loss {total.item() / len(x):.4f}, running accuracy {100 * running:.2f} %, "
              f"{time.perf_counter() - begin:.0f} s", flush=True)
    result = {"seed": seed, "seconds": round(time.perf_counter() - begin, 1), "running_accuracy": running,
              "train_accuracy": accuracy(network, x, t), "test_accuracy": accuracy(network, *test_set)}
    return network, result


def settings_of(arguments):
    return {"network": arguments.network, "data": arguments.data.resolve().name, "epochs": arguments.epochs,
            "batch_size": arguments.batch_size, "optimizer": "Adam, learning rate 0.001", "pytorch": torch.__version__,
            "device": arguments.device}


def stored_results(path, settings):
    """The results of earlier runs with the same settings."""
    if path is None or not path.exists():
        return []
    stored = json.loads(path.read_text())
    if stored["settings"] != settings:
        sys.exit(f"{path}: got results of {stored['settings']}, expected {settings}. Hint: name another file.")
    return stored["runs"]


def write_results(path, settings, runs):
    accuracies = [run["test_accuracy"] for run in runs]
    summary = {"mean_test_accuracy": statistics.mean(accuracies)}
    if len(runs) > 1:
        summary["standard_deviation"] = statistics.stdev(accuracies)
    text = json.dumps({"settings": settings, **summary, "runs": runs}, indent=1)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".partial")
    partial.write_text(text + "\n")
    os.replace(partial, path)  # the old file stays until the new one is whole


def save_weights(path, network):
    path.parent.mkdir(parents=True, exist_ok=True)
    safetensors.torch.save_file({name: tensor.cpu().contiguous() for name, tensor in network.state_dict().items()}, path)


def main():
    arguments = parsed_arguments()
    torch.set_num_threads(arguments.threads)
    torch.backends.cudnn.allow_tf32 = torch.backends.cuda.matmul.allow_tf32 = False
    settings = settings_of(arguments)
    runs = stored_results(arguments.results, settings)
    train_set, test_set = (tuple(part.to(arguments.device) for part in pair) for pair in load(arguments.data))
    wanted = range(arguments.seed, arguments.seed + arguments.seeds)
    for seed in wanted:
        keep = arguments.weights if seed == arguments.seed else None
        if seed in (run["seed"] for run in runs) and (keep is None or keep.exists()):
            print(f"seed {seed}: {arguments.results} has it")
            continue
        network, result = train(seed, arguments, train_set, test_set)
        runs = sorted([run for run in runs if run["seed"] != seed] + [result], key=lambda run: run["seed"])
        print(f"seed {seed}: test accuracy {100 * result['test_accuracy']:.2f} %, train accuracy "
              f"{100 * result['train_accuracy']:.2f} %, {result['seconds']:.1f} s", flush=True)
        if keep:
            save_weights(keep, network)
        if arguments.results:
            write_results(arguments.results, settings, runs)
    accuracies = [100 * run["test_accuracy"] for run in runs if run["seed"] in wanted]
    spread = f" ± {statistics.stdev(accuracies):.2f}" if len(accuracies) > 1 else ""
    print(f"PyTorch {torch.__version__}, {arguments.network}: {statistics.mean(accuracies):.2f}{spread} %")


if __name__ == "__main__":
    main()
