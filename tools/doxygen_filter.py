#!/usr/bin/env python3
"""Doxygen's input filter: turns the book's Markdown, as the repository host shows it, into what Doxygen 1.9.4 reads.

Formulas become \\f$ and \\f[, fences lose their tags, headings get labels, and links to other texts become references.
Every line stays on its line, so that Doxygen's warnings name the right one. Sources have a filter of their own,
doxygen_source.sh.
"""

import re
import sys
from pathlib import Path

from markdown_text import HEADING, LINK, ROOT, Block, anchor, blocks, inline

# The folders that the Doxyfile's INPUT names. Links to anything else keep their text alone.
PAGES = ("chapters", "docs", "common")


def label(path: Path) -> str:
    """The name of a text's page: chapters/03_linear/README.md is chapter_03_linear, docs/notation.md docs_notation."""
    parts = path.with_suffix("").parts
    if parts == ("README",):
        return "index"
    if parts[0] == "chapters":
        return "chapter_" + parts[1] + ("" if parts[-1] == "README" else "_" + parts[-1])
    return "_".join(part for part in parts if part != "README").lower()


def heading_label(path: Path, title: str) -> str:
    return label(path) + "_" + re.sub(r"[^a-z0-9_-]", "", anchor(title))


def heading(line: str, path: Path, first: bool) -> str:
    match = HEADING.match(line)
    if not match or (first and label(path) == "index"):
        return line
    name = label(path) if first else heading_label(path, match[2])
    # With a plain space, Doxygen takes the title "3. Linear" for the first item of a list and prints "1. Linear".
    title = re.sub(r"^(\d+)\. ", "\\1.\u00a0", match[2])
    return f"{match[1]} {title} {{#{name}}}"


def link(match: re.Match[str], path: Path) -> str:
    """A link to a text becomes @ref, one to a source becomes @ref to its file, a picture keeps its bare name."""
    target, text = match["target"], match["text"]
    if re.match(r"[a-z]+:", target):
        return match[0]
    file, _, fragment = target.partition("#")
    goal = (ROOT / path.parent / file).resolve() if file else ROOT / path
    if match["image"]:
        return f"![{text}]({goal.name})"
    if goal.is_dir() and (goal / "README.md").is_file():
        goal /= "README.md"
    if not goal.is_relative_to(ROOT):
        return text
    goal = goal.relative_to(ROOT)
    if goal.suffix == ".md" and (goal.parts[0] in PAGES or len(goal.parts) == 1):
        name = heading_label(goal, fragment) if fragment else label(goal)
        # A quotation mark would end the reference's text, and Doxygen shows no other markup in it.
        return f'@ref {name} "{plain(text)}"'
    if goal.suffix in (".hpp", ".cpp") and goal.parts[0] in PAGES:
        return f'@ref {goal} "{plain(text)}"'
    return text


def unwrapped(match: re.Match[str], path: Path) -> str:
    """The link on one line, since Doxygen ends @ref and its text with the line; its line breaks go before it."""
    breaks = "".join(re.findall(r"\n[ \t]*", match["text"]))
    return breaks + re.sub(r"[ \t]*\n[ \t]*", " ", link(match, path))


def plain(text: str) -> str:
    return re.sub(r"[`*\"]", "", text)


def prose(block: Block, path: Path, first_heading: bool) -> str:
    lines = list(block.lines)
    for i, line in enumerate(lines):
        if HEADING.match(line):
            lines[i] = heading(line, path, first_heading)
            first_heading = False
    text = "\n".join(lines)
    # Code inside a link's text is part of the link, so links are replaced before the text is taken apart.
    text = LINK.sub(lambda match: unwrapped(match, path) if outside_code(text, match.start()) else match[0], text)
    pieces = [f"\\f${squeezed(piece)}\\f$" if kind == "maths" else piece for kind, piece in bold(inline(text))]
    return "".join(pieces)


def bold(pieces: list[tuple[str, str, int]]) -> list[tuple[str, str]]:
    """**…** becomes <b>…</b> where a formula stands in it: Doxygen would show the asterisks."""
    result = [(kind, piece) for kind, piece, _ in pieces]
    marks = [(i, match.start()) for i, (kind, piece) in enumerate(result) if kind == "text"
             for match in re.finditer(r"(?<![*\\])\*\*(?!\*)", piece)]
    # From the last to the first, so that the offsets of those before stay.
    for (first, begin), (last, end) in reversed(list(zip(marks[::2], marks[1::2]))):
        if any(kind == "maths" for kind, _ in result[first:last]):
            for i, at, tag in ((last, end, "</b>"), (first, begin, "<b>")):
                result[i] = ("text", result[i][1][:at] + tag + result[i][1][at + 2 :])
    return result


def outside_code(text: str, offset: int) -> bool:
    return not any(kind == "code" and start <= offset < start + len(piece) for kind, piece, start in inline(text))


def squeezed(formula: str) -> str:
    """Doxygen wants a formula of one line; the line breaks go behind it."""
    return re.sub(r"\s*\n\s*", " ", formula)


def display(block: Block, body: list[str]) -> str:
    """A display formula on as many lines as before."""
    indent = block.lines[0][: len(block.lines[0]) - len(block.lines[0].lstrip())]
    if len(block.lines) == 1:
        return f"{indent}\\f[{body[0]}\\f]"
    lines = [indent + "\\f[" + body[0], *body[1:-1], body[-1] + "\\f]"]
    return "\n".join(lines)


def fence(block: Block) -> str:
    if block.language == "math":
        return display(block, ["", *block.body, ""])
    opening = re.match(r"\s*(?:`{3,}|~{3,})", block.lines[0])
    language = {"c++": "cpp", "console": "sh", "shell": "sh"}.get(block.language, block.language)
    return "\n".join([(opening[0] if opening else "") + language, *block.lines[1:]])


def markdown(text: str, path: Path) -> str:
    """A Markdown text as Doxygen reads it, with every line on its line."""
    found = []
    first_heading = True
    for block in blocks(text):
        if block.kind == "prose":
            found.append(prose(block, path, first_heading))
            first_heading = first_heading and not any(HEADING.match(line) for line in block.lines)
        elif block.kind == "maths":
            stripped = [line.replace("$$", "") for line in block.lines]
            found.append(display(block, [stripped[0].strip(), *stripped[1:]]))
        else:
            found.append(fence(block))
    return "\n".join(found)


def main() -> int:
    path = Path(sys.argv[1]).resolve()
    sys.stdout.write(markdown(path.read_text(encoding="utf-8"), path.relative_to(ROOT)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
