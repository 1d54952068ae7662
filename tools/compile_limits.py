#!/usr/bin/env python3
"""Holds every translation unit to a budget of processor time and memory, so that a busy machine fails nobody.

    compile_limits.py LOG [--seconds 60] [--mebibytes 1024]

LOG is what GNU time wrote as the compiler's launcher (CMAKE_CXX_COMPILER_LAUNCHER), a line for each of its runs:

    time --append --output=LOG "--format=%U %S %M %C" g++ ... -c file.cpp

Prints the largest values, and fails if one is above the budget.
"""

import argparse
import os
import re
import sys
from pathlib import Path
from typing import NamedTuple

LINE = re.compile(r"(?P<user>[\d.]+) (?P<system>[\d.]+) (?P<kibibytes>\d+) .* -c (?P<source>\S+)")


class Unit(NamedTuple):
    seconds: float
    mebibytes: float
    source: str


def units_of(log: str) -> list[Unit]:
    """The translation units of a log; a compiler that was asked for its version compiles none."""
    return [Unit(float(match["user"]) + float(match["system"]), int(match["kibibytes"]) / 1024, match["source"])
            for match in map(LINE.match, log.splitlines()) if match]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("log", type=Path)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--mebibytes", type=float, default=1024)
    arguments = parser.parse_args()
    units = units_of(arguments.log.read_text(encoding="utf-8")) if arguments.log.is_file() else []
    if not units:
        print(f"{arguments.log}: got no translation units, expected one per line", file=sys.stderr)
        return 1
    above = [unit for unit in units if unit.seconds > arguments.seconds or unit.mebibytes > arguments.mebibytes]
    for unit in above:
        print(f"{os.path.relpath(unit.source)}: compiling took {unit.seconds:.1f} s and {unit.mebibytes:.0f} MiB, "
              f"expected at most {arguments.seconds:.0f} s and {arguments.mebibytes:.0f} MiB", file=sys.stderr)
    slowest, largest = max(units), max(units, key=lambda unit: unit.mebibytes)
    print(f"{len(units)} translation units, {sum(unit.seconds for unit in units):.0f} s of processor time; slowest "
          f"{slowest.seconds:.1f} s ({Path(slowest.source).name}), largest {largest.mebibytes:.0f} MiB "
          f"({Path(largest.source).name})")
    return 1 if above else 0


if __name__ == "__main__":
    sys.exit(main())
