#!/usr/bin/env python3
"""Builds the Doxygen pages and fails on every warning.

One kind is judged here, because Doxygen is too literal about it: a comment speaks for all declarations below it up to
the next blank line (a struct's comment for its fields, a heading comment for a row of getters). "is not documented"
therefore counts only where no `///` stands in the declaration's own paragraph.
"""

import argparse
import re
import subprocess
import sys
from pathlib import Path

from markdown_text import ROOT

LOG = ROOT / "build" / "docs" / "warnings.txt"  # as in the Doxyfile
WARNING = re.compile(r"^(?P<file>[^:\s][^:]*):(?P<line>\d+): (?:warning|error): (?P<text>.*)")


def spoken_for(lines: list[str], number: int) -> bool:
    """Whether a comment stands in the paragraph of a line (counted from 1), at or above it."""
    for line in reversed(lines[:number]):
        if not line.strip():
            return False
        if "///" in line:
            return True
    return False


def is_fault(warning: str) -> bool:
    match = WARNING.match(warning)
    if not match or not match["text"].endswith("is not documented."):
        return bool(warning.strip())
    lines = Path(match["file"]).read_text(encoding="utf-8").split("\n")
    return not spoken_for(lines, int(match["line"]))


def main() -> int:
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    LOG.parent.mkdir(parents=True, exist_ok=True)
    LOG.unlink(missing_ok=True)
    done = subprocess.run(["doxygen", "Doxyfile"], cwd=ROOT, check=False)
    if done.returncode != 0 or not LOG.is_file():
        print(f"doxygen: got exit code {done.returncode} and no list of warnings, expected pages", file=sys.stderr)
        return 1
    warnings = dict.fromkeys(LOG.read_text(encoding="utf-8").splitlines())
    faults = [warning.replace(f"{ROOT}/", "") for warning in warnings if is_fault(warning)]
    print("\n".join(faults), file=sys.stderr, end="\n" if faults else "")
    print(f"doxygen: build/docs/html/index.html, {len(faults)} warnings")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
