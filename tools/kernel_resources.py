#!/usr/bin/env python3
"""What nvcc says of every kernel: registers, shared memory, stack, and registers that are spilled to slow memory.

    tools/kernel_resources.py MESSAGES [--json FILE]

MESSAGES is what `nvcc -Xptxas=-v` wrote, of any number of files; tools/append_messages.sh keeps it while a build runs.
A kernel that spills fails, unless tools/allowed_spills.txt names it with a reason.
"""

import argparse
import json
import re
import subprocess
import sys
from pathlib import Path

ALLOWED = Path(__file__).parent / "allowed_spills.txt"
ENTRY = re.compile(r"Compiling entry function '(\S+)' for 'sm_(\d+)a?'")
STACK = re.compile(r"(\d+) bytes stack frame, (\d+) bytes spill stores, (\d+) bytes spill loads")
USED = re.compile(r"Used (\d+) registers")
SHARED = re.compile(r"(\d+) bytes smem")


def demangled(names: list[str]) -> list[str]:
    if not names:
        return []
    return subprocess.run(["c++filt"], input="\n".join(names), text=True, capture_output=True, check=True).stdout.splitlines()


def short_name(name: str) -> str:
    """sum_rows<float> of void strata::(anonymous namespace)::sum_rows<float>(float const*, ...)."""
    name = re.sub(r"^void ", "", name)
    name = name.replace("(anonymous namespace)::", "")
    head, angle, tail = name.partition("<")
    if not angle:
        return re.sub(r"\(.*$", "", head).rpartition("::")[2]
    depth, end = 1, len(tail)
    for position, letter in enumerate(tail):
        depth += {"<": 1, ">": -1}.get(letter, 0)
        if depth == 0:
            end = position
            break
    return head.rpartition("::")[2] + "<" + tail[:end].replace("strata::", "") + ">"


def kernels_in(messages: str) -> list[dict]:
    found, present = [], None
    for line in messages.splitlines():
        if entry := ENTRY.search(line):
            present = {"name": entry[1], "architecture": int(entry[2]), "registers": 0, "stack": 0, "spilled": 0, "shared": 0}
            found.append(present)
        elif present is None:
            continue
        elif stack := STACK.search(line):
            present["stack"] = int(stack[1])
            present["spilled"] = int(stack[2]) + int(stack[3])
        elif used := USED.search(line):
            present["registers"] = int(used[1])
            if shared := SHARED.search(line):
                present["shared"] = int(shared[1])
            present = None
    for kernel, name in zip(found, demangled([kernel["name"] for kernel in found])):
        kernel["name"] = short_name(name)
    return sorted(found, key=lambda kernel: (kernel["name"], kernel["architecture"]))


def allowed_spills(text: str) -> dict[str, str]:
    """Kernel and reason, from lines `name: reason`. A name without pointed brackets stands for every type."""
    lines = [line.partition("#")[0].strip() for line in text.splitlines()]
    pairs = [line.partition(":") for line in lines if line]
    return {name.strip(): reason.strip() for name, _, reason in pairs}


def complaints(kernels: list[dict], allowed: dict[str, str]) -> list[str]:
    found = [f"got no reason for {name} in {ALLOWED.name}, expected one" for name, reason in allowed.items() if not reason]
    for kernel in kernels:
        names = {kernel["name"], kernel["name"].partition("<")[0]}
        if kernel["spilled"] and not names & set(allowed):
            found.append(f"{kernel['name']}, sm_{kernel['architecture']}: got {kernel['spilled']} bytes of spills, expected none. "
                         f"Hint: use fewer numbers at a time, or name it with its reason in tools/{ALLOWED.name}")
    return found


def table(kernels: list[dict]) -> str:
    width = max((len(kernel["name"]) for kernel in kernels), default=6)
    lines = [f"{'kernel':{width}}  sm  registers  stack  spilled  shared"]
    lines += [f"{kernel['name']:{width}}  {kernel['architecture']}  {kernel['registers']:9}  {kernel['stack']:5}  "
              f"{kernel['spilled']:7}  {kernel['shared']:6}" for kernel in kernels]
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("messages", type=Path, help="what nvcc -Xptxas=-v wrote")
    parser.add_argument("--json", type=Path, help="a file for the same numbers")
    arguments = parser.parse_args()
    kernels = kernels_in(arguments.messages.read_text(encoding="utf-8", errors="replace"))
    if not kernels:
        print(f"{arguments.messages}: got no kernel, expected messages of nvcc -Xptxas=-v", file=sys.stderr)
        return 1
    print(table(kernels))
    if arguments.json:
        arguments.json.write_text(json.dumps(kernels, indent=1) + "\n", encoding="utf-8")
    found = complaints(kernels, allowed_spills(ALLOWED.read_text(encoding="utf-8")))
    print("\n".join(found), file=sys.stderr)
    most = max(kernel["registers"] for kernel in kernels)
    print(f"{len(kernels)} kernels, at most {most} registers, {sum(1 for kernel in kernels if kernel['spilled'])} with spills")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
