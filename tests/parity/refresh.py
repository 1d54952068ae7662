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


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else None


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
        fixture = script.with_suffix(".safetensors")
        before = digest(fixture)
        if subprocess.run([sys.executable, script]).returncode != 0:
            failed += 1
            print(f"{script.name}: failed", flush=True)
            continue
        print(f"{fixture.name}: {'same bytes as before' if digest(fixture) == before else 'CHANGED'}", flush=True)
        size += fixture.stat().st_size
    print(f"{size / 1e6:.2f} MB in {len(scripts) - failed} fixtures")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
