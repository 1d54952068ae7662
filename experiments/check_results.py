#!/usr/bin/env python3
"""Checks what `./strata reproduce all` has left in a folder: every experiment, its files, columns and pictures.

    experiments/check_results.py out/reproduce

Numbers of parameters are compared with the homework's, which are exact.
"""

import argparse
import json
import re
import sys
from pathlib import Path

PARAMETERS = {
    "mnist": {"FCNet": 242762, "SimpleCNN": 421642, "CNNWithResidual": 160906},
    "cifar10": {"DeepFCNet": 3805450, "CNNWithResidual": 161482, "CNNWithResidualReg": 327882},
    "kernel-size": {"CNN3x3": 60362, "CNN5x5": 34538, "CNN7x7": 17722, "CNN1x1+3x3": 65226, "CNN5x5 equal": 60161,
                    "CNN7x7 equal": 60548, "CNN1x1+3x3 equal": 60581},
    "depth": {"ShallowCNN": 60362, "MediumCNN": 322762, "DeepCNN": 368938, "ResNetLikeCNN": 151818},
    "custom-layers": {"ReLU": 0, "Sigmoid": 0, "Swish(1)": 0, "LearnableSwish(1)": 1, "MaxPool2d(2)": 0,
                      "AveragePool2d(2)": 0, "L2Pool2d(2)": 0, "LpPool2d(2, p 1.5)": 0, "OwnLpPool(2x2, p 1.5)": 0,
                      "Conv2d(16, 3x3)": 448, "mean_conv2d(16, 3x3)": 448, "scaled_conv2d(16, 3x3)": 480,
                      "channel_attention(16)": 49, "spatial_attention": 785, "both": 834},
    "residual-blocks": {"BasicResidualBlock": 74112, "BottleneckBlock": 4640, "WideResidualBlock": 230528},
    "diff-blocks": {"DiffBlocksNN_basic": 11173962, "DiffBlocksNN_bottleneck": 883402, "DiffBlocksNN_wide": 44595786},
    "optimizers": {"SGD-momentum": 421642, "Adam": 421642, "AdaSmooth": 421642},
    # A convolution's bias gives way to the scale and the shift of BatchNorm: 96 parameters more.
    "activations": {name + ending: parameters for name in ("ReLU", "LeakyReLU", "ELU", "SoftPlus")
                    for ending, parameters in (("", 421642), (" with BatchNorm", 421738))},
    "pytorch": {"Strata": 103018, "PyTorch": 103018},
}
COMPARISONS = ("mnist", "cifar10", "kernel-size", "depth")
TRAINED = {
    "network", "recipe", "parameters", "epochs", "device", "threads", "seeds", "training seconds, mean",
    "step ms, median", "inference of 1 ms, median", "inference of 1 ms, low", "inference of 1 ms, high",
    "inference of 64 ms, median", "inference of 64 ms, low", "inference of 64 ms, high", "running loss, mean",
    "train loss, mean", "test loss, mean", "running accuracy, mean",
    "train accuracy, mean", "test accuracy, mean", "test accuracy, deviation",
}
COMPARED = TRAINED | {"homework's inference of 1 ms", "homework's running accuracy", "homework's test accuracy",
                      "comparable", "verdict"}
COLUMNS = {name: COMPARED if name in COMPARISONS else TRAINED for name in (*COMPARISONS, "optimizers", "activations")}
TEXTS = {"network", "recipe", "device", "comparable", "verdict", "quick"}
# Numbers that there are not in every row: what the homework does not report, and what one seed cannot say.
MAY_BE_UNKNOWN = re.compile("homework|PyTorch|99 %|deviation")
PICTURES = {
    "mnist": {"loss_homework", "loss_book", "accuracy_homework", "accuracy_book", "confusions_FCNet",
              "gradients_FCNet"},
    "cifar10": {"loss_homework", "accuracy_book", "confusions_DeepFCNet", "gradients_CNNWithResidual"},
    "kernel-size": {"accuracy_homework", "accuracy_book", "confusions_CNN7x7", "gradients_CNN3x3",
                    "receptive_fields", "feature_maps_CNN5x5"},
    "depth": {"accuracy_homework", "accuracy_book", "confusions_DeepCNN", "gradients_DeepCNN",
              "feature_maps_ResNetLikeCNN"},
    "custom-layers": {"functions", "gradients", "times"},
    "residual-blocks": {"loss_bands", "multiples"},
    "diff-blocks": {"accuracy_own", "accuracy_per_parameter", "epoch_time", "loss_own", "memory", "parameters"},
    "optimizers": {"loss_steps", "accuracy_own"},
    "activations": {"loss_steps_with_BatchNorm", "loss_steps_without_BatchNorm", "gradients_ReLU"},
    "pytorch": {"loss"},
}
SMALLEST_PICTURE = 2000  # bytes


def check_pictures(folder: Path) -> list[str]:
    """Every picture that has a script was drawn and stands on the page, and those of this experiment are among them."""
    faults = []
    shown = set(re.findall(r"!\[[^\]]*\]\(([^)]*)\)", (folder / "results.md").read_text(encoding="utf-8")))
    scripts = {script.stem for script in folder.glob("*.gp")}
    faults += [f"{folder}: got no picture {name}, expected one" for name in sorted(PICTURES[folder.name] - scripts)]
    if not scripts:
        faults.append(f"{folder}: got no picture, expected one or more")
    for name in sorted(scripts):
        picture = folder / f"{name}.png"
        if not picture.is_file() or picture.stat().st_size < SMALLEST_PICTURE:
            faults.append(f"{picture}: got no picture, expected the one that {name}.gp draws")
        if f"{name}.png" not in shown:
            faults.append(f"{folder}/results.md: got no {name}.png, expected it on the page")
    return faults


def name_of(row: dict) -> str:
    return next((row[key] for key in ("network", "block", "layer", "side") if row.get(key)), "")


def check_row(name: str, row: dict) -> list[str]:
    network = name_of(row)
    faults = []
    expected = PARAMETERS[name].get(network)
    if expected is not None and row.get("parameters") != expected:
        faults.append(f"{name}: got {row.get('parameters')} parameters of {network}, expected {expected}")
    for column in sorted(COLUMNS.get(name, set()) - TEXTS):
        value = row.get(column)
        if not isinstance(value, (int, float)) and not (value == "NaN" and MAY_BE_UNKNOWN.search(column)):
            faults.append(f"{name}: got {value!r} as \"{column}\" of {network}, expected a number")
    return faults


def check_numbers(name: str, rows: list[dict]) -> list[str]:
    rows = [row for row in rows if name_of(row)]  # those of networks, blocks and layers
    faults = [fault for row in rows for fault in check_row(name, row)]
    missing = PARAMETERS[name].keys() - {name_of(row) for row in rows}
    faults += [f"{name}: got no row of {network}, expected one" for network in sorted(missing)]
    texts = COLUMNS.get(name, set()) & TEXTS
    return faults + [f"{name}: got no column \"{column}\", expected one"
                     for column in sorted(texts) if any(column not in row for row in rows)]


def check_experiment(folder: Path) -> list[str]:
    missing = [name for name in ("results.md", "results.csv", "results.json") if not (folder / name).is_file()]
    if missing:
        return [f"{folder}: got no {name}, expected one" for name in missing]
    results = json.loads((folder / "results.json").read_text(encoding="utf-8"))
    faults = [] if results["rows"] else [f"{folder}/results.json: got no rows, expected some"]
    if results["experiment"] != folder.name:
        faults.append(f"{folder}/results.json: got the experiment {results['experiment']}, expected {folder.name}")
    return faults + check_numbers(folder.name, results["rows"]) + check_pictures(folder)


def check_all(folder: Path, experiments) -> list[str]:
    return [fault for name in experiments for fault in check_experiment(folder / name)]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="what ./strata reproduce all was given as --out")
    parser.add_argument("--only", nargs="+", choices=PARAMETERS, default=list(PARAMETERS), help="these experiments")
    options = parser.parse_args()
    faults = check_all(options.folder, options.only)
    print("\n".join(faults), file=sys.stderr)
    print(f"results: {len(options.only)} experiments, {len(faults)} complaints")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
