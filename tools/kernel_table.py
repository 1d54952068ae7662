#!/usr/bin/env python3
"""Makes docs/kernels.md: which kernel was emulated, compiled, and ran on a GPU.

    tools/kernel_table.py                      # writes the table from what docs/results/kernels/ holds
    tools/kernel_table.py --check              # fails if docs/kernels.md is another one
    tools/kernel_table.py --emulated LOG       # first keeps what tests with STRATA_KERNEL_LOG=LOG have run, emulated
    tools/kernel_table.py --compiled JSON      # first keeps what tools/kernel_resources.py --json has written
    tools/kernel_table.py --gpu LOG --model "NVIDIA H200" --date 2026-11-23 --commit 1234abc

The list of kernels comes from the sources: every __global__ function of the chapters.
"""

import argparse
import json
import re
import sys
from pathlib import Path

from markdown_text import ROOT, tracked

KEPT = Path("docs/results/kernels")
PAGE = Path("docs/kernels.md")
KERNEL = re.compile(r"__global__\s+void\s+(?:__launch_bounds__\([^)]*\)\s+)?(\w+)\(")
HEAD = """# Kernels

Every kernel of Part II: whether tests ran it in the emulator, for which GPUs nvcc has compiled it, with the most registers that
one of its types needs, and where it ran on a GPU. `tools/kernel_table.py` writes this page from `docs/results/kernels/`.

| chapter | kernel | emulated | compiled | registers | ran on a GPU |
|---|---|---|---|---:|---|
"""


def kernels_of_sources() -> list[tuple[str, str]]:
    """(chapter, name) of every kernel, in the order of the chapters."""
    found = set()
    for path in tracked("chapters/*.cu", "chapters/*.hpp"):
        for name in KERNEL.findall((ROOT / path).read_text(encoding="utf-8")):
            found.add((path.parts[1], name))
    return sorted(found)


def plain(name: str) -> str:
    return name.partition("<")[0]


def names_in(log: Path) -> list[str]:
    return sorted({plain(line) for line in log.read_text(encoding="utf-8").splitlines() if line})


def kept(file: str, nothing):
    path = ROOT / KEPT / file
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else nothing


def keep(file: str, content) -> None:
    (ROOT / KEPT).mkdir(parents=True, exist_ok=True)
    (ROOT / KEPT / file).write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def compiled_summary(kernels: list[dict]) -> dict[str, dict]:
    """By plain name: architectures, and the most registers."""
    summary = {}
    for kernel in kernels:
        entry = summary.setdefault(plain(kernel["name"]), {"architectures": [], "registers": 0})
        entry["architectures"] = sorted({*entry["architectures"], kernel["architecture"]})
        entry["registers"] = max(entry["registers"], kernel["registers"])
    return dict(sorted(summary.items()))


def page() -> str:
    emulated, compiled, gpus = set(kept("emulated.json", [])), kept("compiled.json", {}), kept("gpu.json", [])
    lines = []
    for chapter, name in kernels_of_sources():
        built = compiled.get(name)
        ran = [f"{gpu['model']}, {gpu['date']}, {gpu['commit']}" for gpu in gpus if name in gpu["kernels"]]
        lines.append(f"| {chapter[:2]} | `{name}` | {'yes' if name in emulated else 'no'} | "
                     f"{', '.join(f'sm_{number}' for number in built['architectures']) if built else 'no'} | "
                     f"{built['registers'] if built else ''} | {'; '.join(ran) or 'not yet run on a GPU'} |")
    return HEAD + "\n".join(lines) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing, fail if the page is not up to date")
    parser.add_argument("--emulated", type=Path, help="names of kernels that the emulator ran")
    parser.add_argument("--compiled", type=Path, help="what tools/kernel_resources.py --json wrote")
    parser.add_argument("--gpu", type=Path, help="names of kernels that a GPU ran")
    parser.add_argument("--model", default="", help="of the GPU")
    parser.add_argument("--date", default="", help="of the run on a GPU")
    parser.add_argument("--commit", default="", help="that ran on a GPU")
    options = parser.parse_args()
    if options.gpu and not (options.model and options.date and options.commit):
        parser.error("--gpu: got no model, date or commit, expected all three")
    if options.emulated:
        keep("emulated.json", names_in(options.emulated))
    if options.compiled:
        keep("compiled.json", compiled_summary(json.loads(options.compiled.read_text(encoding="utf-8"))))
    if options.gpu:
        run = {"model": options.model, "date": options.date, "commit": options.commit, "kernels": names_in(options.gpu)}
        keep("gpu.json", [gpu for gpu in kept("gpu.json", []) if gpu["model"] != options.model] + [run])
    if options.check:
        if (ROOT / PAGE).read_text(encoding="utf-8") == page():
            return 0
        print(f"{PAGE}: got a page that differs from docs/results/kernels/ and the sources. Hint: run tools/kernel_table.py",
              file=sys.stderr)
        return 1
    (ROOT / PAGE).write_text(page(), encoding="utf-8")
    print(f"{PAGE}: {len(kernels_of_sources())} kernels")
    return 0


if __name__ == "__main__":
    sys.exit(main())
