#!/usr/bin/env python3
"""Makes the fixtures of this folder anew: runs its scripts NN_name.py and says which fixtures have changed.

    tests/parity/refresh.py           # all of them
    tests/parity/refresh.py 08 12     # those of two chapters

Needs the Python packages torch and safetensors. Fixtures come out the same, byte for byte, where processor and PyTorch
are the same; with another PyTorch the tests that name its version say so.
"""

import argparse
import hashlib
import subprocess
import sys
from pathlib import Path


def fixtures(script):
    """What the script has written: 13_name.safetensors, 13_name.txt."""
    return [path for path in sorted(script.parent.glob(f"{script.stem}.*")) if path != script]


def digest(script):
    return [hashlib.sha256(path.read_bytes()).digest() for path in fixtures(script)]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("chapters", nargs="*", help="numbers of chapters; none: all")
    wanted = parser.parse_args().chapters
    scripts = [script for script in sorted(Path(__file__).parent.glob("[0-9][0-9]_*.py"))
               if not wanted or script.name[:2] in [number.zfill(2) for number in wanted]]
    if not scripts:
        sys.exit(f"refresh.py: got {' '.join(wanted)}, expected numbers of chapters that have a script here.")
    failed, size = 0, 0
    for script in scripts:
        before = digest(script)
        if subprocess.run([sys.executable, script]).returncode != 0:
            failed += 1
            print(f"{script.name}: failed", flush=True)
            continue
        print(f"{script.stem}: {'same bytes as before' if digest(script) == before else 'CHANGED'}", flush=True)
        size += sum(path.stat().st_size for path in fixtures(script))
    print(f"{size / 1e6:.2f} MB from {len(scripts) - failed} scripts")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
