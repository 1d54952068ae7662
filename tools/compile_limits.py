#!/usr/bin/env python3
"""A compiler launcher (CMAKE_CXX_COMPILER_LAUNCHER) that holds every translation unit to a budget.

    compile_limits.py --seconds 60 --mebibytes 1024 --log FILE -- g++ ... -c file.cpp

Runs the compiler and fails if it used more processor time or memory than the budget allows; so a busy machine fails
nobody. Each call adds a line "seconds mebibytes source" to the log; --summary prints the log's largest values.
"""

import argparse
import os
import resource
import subprocess
import sys
from pathlib import Path


def source_of(command: list[str]) -> str:
    """The file that a compiler's command line compiles; empty where it compiles none."""
    return command[command.index("-c") + 1] if "-c" in command[:-1] else ""


def compile_one(arguments: argparse.Namespace) -> int:
    code = subprocess.run(arguments.command, check=False).returncode
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds, mebibytes = used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
    source = source_of(arguments.command)
    if not source or code != 0:
        return code
    line = f"{seconds:.1f} {mebibytes:.0f} {os.path.relpath(source)}\n"
    if arguments.log:
        with arguments.log.open("a", encoding="utf-8") as log:
            log.write(line)
    if seconds > arguments.seconds or mebibytes > arguments.mebibytes:
        print(f"{source}: compiling took {seconds:.1f} s and {mebibytes:.0f} MiB, "
              f"expected at most {arguments.seconds} s and {arguments.mebibytes} MiB", file=sys.stderr)
        return 1
    return 0


def summary(log: Path) -> int:
    """Says which translation units were the slowest and the largest."""
    if not log.is_file():
        print(f"{log}: got no log, expected one line per translation unit", file=sys.stderr)
        return 1
    units = [(float(seconds), float(mebibytes), source)
             for seconds, mebibytes, source in (line.split(maxsplit=2) for line in log.read_text().splitlines())]
    slowest = max(units)
    largest = max(units, key=lambda unit: unit[1])
    print(f"{len(units)} translation units, {sum(unit[0] for unit in units):.0f} s of processor time; slowest "
          f"{slowest[0]:.1f} s ({Path(slowest[2]).name}), largest {largest[1]:.0f} MiB ({Path(largest[2]).name})")
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--mebibytes", type=float, default=1024)
    parser.add_argument("--log", type=Path)
    parser.add_argument("--summary", type=Path, metavar="LOG")
    parser.add_argument("command", nargs="*")
    arguments = parser.parse_args()
    return summary(arguments.summary) if arguments.summary else compile_one(arguments)


if __name__ == "__main__":
    sys.exit(main())
