#!/usr/bin/env python3
"""Checks every Markdown text: maths as the host shows it, links, pictures, ./strata commands, numbers of equations,
placeholders."""

import argparse
import sys
from pathlib import Path

import check_equations
import check_links
import check_maths
import check_placeholders
from markdown_text import ROOT, tracked


def read(paths: list[Path]) -> dict[Path, str]:
    return {path: (ROOT / path).read_text(encoding="utf-8") for path in paths}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts", nargs="*", type=Path, help="Markdown files; without any, all of the repository")
    arguments = parser.parse_args()
    everything = read(tracked("*.md"))
    sources = read(tracked("chapters/*.cpp", "chapters/*.hpp", "chapters/*.cu", "tests/*.cpp", "tests/*.hpp", "tests/*.cu"))
    chosen = {path.resolve().relative_to(ROOT) for path in arguments.texts} or set(everything)
    complaints = []
    for path in sorted(chosen):
        text = everything[path]
        complaints += [(path, *complaint) for complaint in check_maths.complaints(text)]
        complaints += [(path, *complaint) for complaint in check_links.link_complaints(path, text)]
        complaints += [(path, *complaint) for complaint in check_links.command_complaints(text)]
        complaints += [(path, *complaint) for complaint in check_placeholders.complaints(text)]
    complaints += [complaint for complaint in check_equations.complaints(everything, sources)
                   if complaint[0] in chosen or not arguments.texts]
    for path, line, sentence in sorted(complaints):
        print(f"{path}:{line}: {sentence}", file=sys.stderr)
    print(f"markdown: {len(chosen)} texts, {len(complaints)} complaints")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
