#!/usr/bin/env python3
"""Keeps the listings of the book equal to the sources.

A listing is a fenced block that names its source:

    *chapters/03_linear/linear_cpu.cpp*
    ```cpp file=chapters/03_linear/linear_cpu.cpp region=forward
    ```

--write copies the bodies (and the caption above) from the sources; --check fails with a diff where they differ.
A region stands in the source between `// [region forward]` and `// [endregion forward]`, each alone on its line;
regions may nest, and their marker lines never reach the text. Without region=, the listing is the whole file.
C++ blocks that show no file carry the word `sketch`.
"""

import argparse
import difflib
import re
import sys
import textwrap
from pathlib import Path

from markdown_text import ROOT, Block, attributes, blocks, tracked

MARKER = re.compile(r"^\s*(?://|#)\s*\[(region|endregion)\s+([\w-]+)\]\s*$")
LOOKS_LIKE_MARKER = re.compile(r"^\s*(?://|#)\s*\[(?:end)?region\b")
CAPTION = re.compile(r"^\s*\*[\w./-]+\*$")


class ListingError(Exception):
    """A listing that cannot be copied; the message is one sentence."""


def regions(source: str, name: str) -> dict[str, list[str]]:
    """The lines of every region of a source; the region "" is the whole file."""
    found: dict[str, list[str]] = {"": []}
    open_regions = [""]
    for number, line in enumerate(source.splitlines(), 1):
        marker = MARKER.match(line)
        if not marker:
            if LOOKS_LIKE_MARKER.match(line):
                raise ListingError(f"{name}:{number}: got '{line.strip()}', expected '// [region name]'")
            for region in open_regions:
                found[region].append(line)
        elif marker[1] == "region":
            if marker[2] in found:
                raise ListingError(f"{name}:{number}: region {marker[2]} begins a second time")
            found[marker[2]] = []
            open_regions.append(marker[2])
        elif open_regions[-1] != marker[2]:
            raise ListingError(f"{name}:{number}: got the end of region {marker[2]}, expected the end of "
                               f"{open_regions[-1] or 'no region'}")
        else:
            open_regions.pop()
    if len(open_regions) > 1:
        raise ListingError(f"{name}: region {open_regions[-1]} has no end")
    return found


def listing(file: str, region: str) -> list[str]:
    """The body of a listing: without markers, common indentation and blank lines around it."""
    path = ROOT / file
    if not path.is_file():
        raise ListingError(f"no such file {file}")
    found = regions(path.read_text(encoding="utf-8"), file)
    if region not in found:
        known = ", ".join(sorted(name for name in found if name)) or "none"
        raise ListingError(f"no region {region} in {file}; its regions: {known}")
    return textwrap.dedent("\n".join(found[region])).strip("\n").split("\n")


def up_to_date(block: Block, above: str) -> tuple[list[str], list[str]]:
    """What stands in the text (caption line and fence) and what should stand there."""
    wanted = attributes(block.info)
    opening = block.lines[0]
    indent = opening[: len(opening) - len(opening.lstrip())]
    body = [(indent + line) if line else "" for line in listing(wanted["file"], wanted.get("region", ""))]
    caption = [f"{indent}*{wanted['file']}*"]
    present = ([above] if CAPTION.match(above) else []) + list(block.lines)
    return present, caption + [opening] + body + [block.lines[-1]]


def rewrite(text: str, name: str) -> tuple[str, list[str]]:
    """The text with every listing copied anew, and the complaints about the text as it is."""
    lines: list[str] = []
    complaints: list[str] = []
    for block in blocks(text):
        where = f"{name}:{block.line}"
        if block.kind != "fence" or "file" not in attributes(block.info):
            if block.language in ("cpp", "c++") and "sketch" not in attributes(block.info):
                complaints.append(f"{where}: a {block.language} block without file=; name its source or add 'sketch'")
            lines += block.lines
            continue
        try:
            present, wanted = up_to_date(block, lines[-1] if lines else "")
        except ListingError as error:
            complaints.append(f"{where}: {error}")
            lines += block.lines
            continue
        if CAPTION.match(present[0]):
            lines.pop()
        if present != wanted:
            source = attributes(block.info)["file"]
            diff = difflib.unified_diff(present, wanted, f"{name} (the text)", f"{source} (the source)", lineterm="")
            complaints.append(f"{where}: the listing differs from its source; run tools/listings.py --write\n"
                              + "\n".join(f"    {line}" for line in diff))
        lines += wanted
    return "\n".join(lines), complaints


def sources_of_regions() -> list[Path]:
    """The sources that may have regions: what the texts copy from."""
    return tracked("chapters/*.cpp", "chapters/*.hpp", "chapters/*.cu", "common/*.cpp", "common/*.hpp", "examples/*.cpp", "tests/*_readme.cpp")


def unlisted(texts: dict[str, str], sources: dict[str, str]) -> list[str]:
    """Complaints about regions that no text lists, and about markers that do not pair up."""
    listed = {(wanted.get("file"), wanted.get("region", "")) for text in texts.values() for block in blocks(text)
              if block.kind == "fence" for wanted in [attributes(block.info)]}
    complaints = []
    for name, source in sources.items():
        try:
            found = regions(source, name)
        except ListingError as error:
            complaints.append(str(error))
            continue
        complaints += [f"{name}: got region {region}, which no text lists" for region in found
                       if region and (name, region) not in listed]
    return complaints


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    mode = parser.add_mutually_exclusive_group(required=True)
    mode.add_argument("--write", action="store_true", help="copy the listings from the sources into the texts")
    mode.add_argument("--check", action="store_true", help="fail where a listing differs from its source")
    parser.add_argument("texts", nargs="*", type=Path, help="Markdown files; without any, all of the repository")
    arguments = parser.parse_args()
    texts = [path.resolve().relative_to(ROOT) for path in arguments.texts] or tracked("*.md")
    failures = 0
    for path in texts:
        text = (ROOT / path).read_text(encoding="utf-8")
        new_text, complaints = rewrite(text, str(path))
        if arguments.write:
            # What copying cannot mend is still a complaint.
            complaints = rewrite(new_text, str(path))[1]
            if new_text != text:
                (ROOT / path).write_text(new_text, encoding="utf-8")
                print(f"{path}: listings copied")
        for complaint in complaints:
            print(complaint, file=sys.stderr)
        failures += len(complaints)
    for complaint in unlisted({str(path): (ROOT / path).read_text(encoding="utf-8") for path in tracked("*.md")},
                              {str(path): (ROOT / path).read_text(encoding="utf-8") for path in sources_of_regions()}):
        print(complaint, file=sys.stderr)
        failures += 1
    print(f"listings: {len(texts)} texts, {failures} complaints")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
