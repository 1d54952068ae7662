#!/usr/bin/env python3
"""Copies what `./strata reproduce` has left to where results are kept: pages, numbers and pictures, but no weights.

    experiments/keep_results.py out/reproduce/mnist docs/results/homework

A picture is called after its experiment, mnist_loss.png, since the book as HTML has all of them in one folder.
Quick runs are refused, and so is an experiment that check_results.py has complaints of. The pictures of all experiments
that are kept may have 6 MB together, so that a clone stays small.
"""

import argparse
import json
import re
import shutil
import sys
from pathlib import Path

import check_results

MOST_BYTES_OF_PICTURES = 6_000_000


def complaints_of(experiment: Path) -> list[str]:
    if not (experiment / "results.json").is_file():
        return [f"{experiment}: got no results.json, expected the folder of an experiment"]
    if json.loads((experiment / "results.json").read_text(encoding="utf-8"))["quick"]:
        return [f"{experiment}: got a quick run, expected a whole one"]
    return check_results.check_experiment(experiment)


def copied(experiment: Path, kept: Path) -> list[Path]:
    """The files of the experiment that are kept now; what an earlier run of it left there is gone."""
    target = kept / experiment.name
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    files = sorted(file for file in experiment.iterdir()
                   if file.name.startswith("results.") or file.suffix == ".png" or file.name.startswith("confusions_"))
    wanted = [file for file in files if file.suffix in (".md", ".csv", ".json", ".png")]
    return [Path(shutil.copy(file, target / kept_name(file, experiment))) for file in wanted]


def kept_name(file: Path, experiment: Path) -> str:
    return f"{experiment.name}_{file.name}" if file.suffix == ".png" else file.name


def name_pictures(page: Path, experiment: Path) -> None:
    text = page.read_text(encoding="utf-8")
    page.write_text(re.sub(r"\]\(([^()/]+\.png)\)", rf"]({experiment.name}_\1)", text), encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("experiments", type=Path, nargs="+", help="folders of experiments")
    parser.add_argument("kept", type=Path, help="where results are kept")
    options = parser.parse_args()
    faults = [fault for experiment in options.experiments for fault in complaints_of(experiment)]
    if faults:
        print("\n".join(faults), file=sys.stderr)
        return 1
    for experiment in options.experiments:
        files = copied(experiment, options.kept)
        name_pictures(options.kept / experiment.name / "results.md", experiment)
        print(f"{options.kept / experiment.name}: {len(files)} files")
    size = sum(picture.stat().st_size for picture in options.kept.rglob("*.png"))
    print(f"pictures: {size / 1e6:.2f} MB")
    if size > MOST_BYTES_OF_PICTURES:
        print(f"{options.kept}: got {size} bytes of pictures, expected {MOST_BYTES_OF_PICTURES} at most. Hint: "
              "pngquant makes them smaller.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
