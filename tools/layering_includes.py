#!/usr/bin/env python3
"""The quick half of the layering proof: which chapters a file may include, read from the include lines alone.

A chapter's files include common/, tools/ never, and chapters up to their own; tests/NN_* include chapters up to NN;
common/ and its tests include no chapter.
"""

import argparse
import re
import sys
from pathlib import Path

from markdown_text import ROOT, tracked

INCLUDE = re.compile(r'^\s*#\s*include\s*[<"](?P<file>[^>"]+)[>"]')
CHAPTER = re.compile(r"(?:^|/)(\d\d)_[a-z_]+/")
ANY_CHAPTER = 99


def allowed(path: Path) -> int:
    """The highest chapter that a file may include."""
    owner = re.match(r"(?:chapters|tests)/(?:parity/)?(\d\d)_", str(path))
    if owner:
        return int(owner[1])
    return 0 if re.match(r"common/|tests/common_", str(path)) else ANY_CHAPTER


def complaints(path: Path, source: str) -> list[str]:
    """One sentence for every include that points upwards."""
    found = []
    for number, line in enumerate(source.split("\n"), 1):
        include = INCLUDE.match(line)
        if not include:
            continue
        chapter = CHAPTER.search(include["file"])
        if chapter and int(chapter[1]) > allowed(path):
            may = f"chapters up to {allowed(path):02}" if allowed(path) else "no chapter"
            found.append(f"{path}:{number}: includes {include['file']} of chapter {chapter[1]}, but may include {may}")
        elif path.parts[0] in ("chapters", "common") and include["file"].startswith(("tools/", "tests/")):
            found.append(f"{path}:{number}: includes {include['file']}, but a library may not include tools or tests")
        elif "../" in include["file"]:
            found.append(f"{path}:{number}: includes {include['file']}; write it from the root or from chapters/")
    return found


def main() -> int:
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    paths = tracked("*.cpp", "*.hpp", "*.h", "*.cu", "*.cuh")
    faults = [fault for path in paths for fault in complaints(path, (ROOT / path).read_text(encoding="utf-8"))]
    print("\n".join(faults), file=sys.stderr, end="\n" if faults else "")
    print(f"layering: {len(paths)} files, {len(faults)} forward includes")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
