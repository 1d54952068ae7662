#!/usr/bin/env python3
"""Checks that every file whose first line names an interpreter (#!) can be called by its name: that it is executable."""

import argparse
import os
import sys
from pathlib import Path

from markdown_text import ROOT, tracked


def is_stuck(path: Path) -> bool:
    """Whether a file says who runs it and may not be run."""
    with path.open("rb") as file:
        return file.read(2) == b"#!" and not os.access(path, os.X_OK)


def main() -> int:
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    files = tracked()
    stuck = [path for path in files if is_stuck(ROOT / path)]
    for path in stuck:
        print(f"{path}: got a #! and no permission to run it, expected both. Hint: git update-index --chmod=+x {path}",
              file=sys.stderr)
    print(f"scripts: {len(files)} files, {len(stuck)} that cannot be called")
    return 1 if stuck else 0


if __name__ == "__main__":
    sys.exit(main())
