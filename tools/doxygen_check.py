#!/usr/bin/env python3
"""Builds the Doxygen pages and fails on every warning, and on Markdown's asterisks that Doxygen left in a text.

One kind of warning is judged here, because Doxygen is too literal about it: a comment speaks for all declarations below it up to
the next blank line (a struct's comment for its fields, a heading comment for a row of getters). "is not documented"
therefore counts only where no `///` stands in the declaration's own paragraph.
"""

import argparse
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

from doxygen_filter import PAGES, label
from markdown_text import ROOT, tracked

HTML = ROOT / "build" / "docs" / "html"
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


class Asterisks(HTMLParser):
    """Collects the lines with a literal ** outside code and formulas."""

    CODE = ("pre", "code", "script", "style")

    def __init__(self) -> None:
        super().__init__()
        self.found: list[int] = []
        self.code: list[str] = []  # open tags from the outermost piece of code inwards

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.code:
            self.code += [tag] if tag == self.code[0] else []
        elif tag in self.CODE or (tag == "div" and dict(attrs).get("class") == "fragment"):
            self.code = [tag]

    def handle_endtag(self, tag: str) -> None:
        if self.code and tag == self.code[0]:
            self.code.pop()

    def handle_data(self, data: str) -> None:
        prose = re.sub(r"\\\(.*?\\\)|\\\[.*?\\\]", "", data, flags=re.DOTALL)
        if not self.code and "**" in prose:
            self.found.append(self.getpos()[0])


def asterisks(page: str) -> list[int]:
    """The lines of an HTML page that show ** to the reader."""
    parser = Asterisks()
    parser.feed(page)
    parser.close()
    return parser.found


def asterisk_faults() -> list[str]:
    texts = [path for path in tracked("*.md") if path.parts[0] in PAGES or len(path.parts) == 1]
    pages = {path: HTML / f"{label(path)}.html" for path in texts}
    return [f"{path}: got a literal ** in line {line} of {page.name}, expected bold text"
            for path, page in pages.items() if page.is_file() for line in asterisks(page.read_text(encoding="utf-8"))]


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
    faults += asterisk_faults()
    print("\n".join(faults), file=sys.stderr, end="\n" if faults else "")
    print(f"doxygen: build/docs/html/index.html, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
