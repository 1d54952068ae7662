#!/usr/bin/env python3
"""Checks what `./strata reproduce all` has left in a folder: every experiment, its files, columns and pictures.

    experiments/check_results.py out/reproduce

Numbers of parameters are compared with the homework's, which are exact.
"""

import argparse
import json
import math
import re
import sys
from pathlib import Path

PARAMETERS = {
    "mnist": {"FCNet": 242762, "SimpleCNN": 421642, "CNNWithResidual": 160906},
    "cifar10": {"DeepFCNet": 3805450, "CNNWithResidual": 161482, "CNNWithResidualReg": 327882},
    "kernel-size": {"CNN3x3": 60362, "CNN5x5": 34538, "CNN7x7": 17722, "CNN1x1+3x3": 65226},
    "depth": {"ShallowCNN": 60362, "MediumCNN": 322762, "DeepCNN": 368938, "ResNetLikeCNN": 151818},
    "custom-layers": {},
    "residual-blocks": {"BasicResidualBlock": 74112, "BottleneckBlock": 4640, "WideResidualBlock": 230528},
    "diff-blocks": {"DiffBlocksNN_basic": 11173962, "DiffBlocksNN_bottleneck": 883402, "DiffBlocksNN_wide": 44595786},
    "optimizers": {"SGD-momentum": 421642, "Adam": 421642, "AdaSmooth": 421642},
    "activations": {},
    "pytorch": {"CuPyCNN": 103018},
}
COMPARISONS = ("mnist", "cifar10", "kernel-size", "depth")
COMPARISON_COLUMNS = {
    "network", "recipe", "parameters", "epochs", "device", "threads", "seeds", "training seconds, mean",
    "inference of 1 ms, median", "inference of 1 ms, low", "inference of 1 ms, high", "inference of 64 ms, median",
    "running accuracy, mean", "train accuracy, mean", "test accuracy, mean", "test accuracy, deviation",
    "homework's test accuracy", "comparable",
}
SMALLEST_PICTURE = 2000  # bytes


def check_pictures(folder: Path) -> list[str]:
    faults = []
    names = re.findall(r"!\[[^\]]*\]\(([^)]*)\)", (folder / "results.md").read_text(encoding="utf-8"))
    if not names:
        faults.append(f"{folder}/results.md: got no picture, expected one or more")
    for name in names:
        picture = folder / name
        if not picture.is_file() or picture.stat().st_size < SMALLEST_PICTURE:
            faults.append(f"{picture}: got no picture, expected the one that results.md shows")
    return faults


def name_of(row: dict) -> str:
    return row.get("network") or row.get("block") or row.get("layer") or ""


def check_numbers(name: str, rows: list[dict]) -> list[str]:
    faults = []
    for row in rows:
        network = name_of(row)
        expected = PARAMETERS[name].get(network)
        if expected is not None and row.get("parameters") != expected:
            faults.append(f"{name}: got {row.get('parameters')} parameters of {network}, expected {expected}")
        faults += [f"{name}: got {value} as {key} of {network}, expected a number"
                   for key, value in row.items() if isinstance(value, float) and not math.isfinite(value)]
    missing = PARAMETERS[name].keys() - {name_of(row) for row in rows}
    faults += [f"{name}: got no row of {network}, expected one" for network in sorted(missing)]
    if name in COMPARISONS:
        columns = set(rows[0]) if rows else set()
        faults += [f"{name}: got no column \"{column}\", expected one" for column in sorted(COMPARISON_COLUMNS - columns)]
    return faults


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
