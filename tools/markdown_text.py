"""Reads Markdown as far as the book's tools need it: fenced blocks, display maths and prose with its inline pieces."""

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

FENCE = re.compile(r"^(?P<indent>\s*)(?P<ticks>`{3,}|~{3,})\s*(?P<info>[^`]*)$")
INLINE = re.compile(
    r"(?P<escaped>\\[\\`$*_\[\]])"
    r"|\$`(?P<quoted_maths>[^`]+)`\$"
    r"|(?P<code>(?<!`)(?P<run>`+)(?!`).+?(?<!`)(?P=run)(?!`))"
    r"|(?<!\$)\$(?!\$)(?P<maths>(?:\\.|[^$\\])+?)\$(?!\$)",
    re.DOTALL,
)
HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*#*\s*$")
LINK = re.compile(r"(?P<image>!?)\[(?P<text>[^\[\]]*)\]\((?P<target>[^()\s]+)(?:\s+\"[^\"]*\")?\)")


@dataclass(frozen=True)
class Block:
    """A run of whole lines. Joined in order, the lines of all blocks are the text."""

    kind: str  # "prose", "fence" or "maths"
    line: int  # number of the first line, counted from 1
    lines: tuple[str, ...]  # with the delimiters
    info: str = ""  # what stands behind a fence's opening backticks

    @property
    def language(self) -> str:
        return self.info.split()[0] if self.info else ""

    @property
    def body(self) -> list[str]:
        """The lines of a fence between its delimiters."""
        return list(self.lines[1:-1])


def attributes(info: str) -> dict[str, str]:
    """`cpp file=a.cpp region=b sketch` gives {"file": "a.cpp", "region": "b", "sketch": ""}."""
    words = re.findall(r"""(\w+)(?:=("[^"]*"|\S+))?""", info)[1:]
    return {name: value.strip('"') for name, value in words}


def blocks(text: str) -> list[Block]:
    """Splits a text into fences, display maths and paragraphs (blank lines belong to the paragraph before them)."""
    lines = text.split("\n")
    found: list[Block] = []
    start = 0

    def prose(end: int) -> None:
        first = start
        for i in range(start, end):
            if not lines[i].strip() and i + 1 < end and lines[i + 1].strip():
                found.append(Block("prose", first + 1, tuple(lines[first : i + 1])))
                first = i + 1
        if first < end:
            found.append(Block("prose", first + 1, tuple(lines[first:end])))

    i = 0
    while i < len(lines):
        opening = FENCE.match(lines[i])
        if opening:
            end = next((k for k in range(i + 1, len(lines)) if closes(lines[k], opening["ticks"])), len(lines) - 1)
            kind, info = "fence", opening["info"].strip()
        elif lines[i].strip().startswith("$$"):
            one_line = len(lines[i].strip()) > 2 and lines[i].strip().endswith("$$")
            ends = (k for k in range(i + 1, len(lines)) if lines[k].strip().endswith("$$"))
            end = i if one_line else next(ends, len(lines) - 1)
            kind, info = "maths", ""
        else:
            i += 1
            continue
        prose(i)
        found.append(Block(kind, i + 1, tuple(lines[i : end + 1]), info))
        i = start = end + 1
    prose(len(lines))
    return found


def closes(line: str, ticks: str) -> bool:
    stripped = line.strip()
    return stripped.startswith(ticks) and not stripped.strip(ticks[0])


def inline(text: str) -> list[tuple[str, str, int]]:
    """Pieces (kind, text, offset) of a paragraph; the kind is "text", "code" or "maths" (its text without dollars)."""
    pieces: list[tuple[str, str, int]] = []
    position = 0
    for match in INLINE.finditer(text):
        if match["escaped"]:
            continue
        if match.start() > position:
            pieces.append(("text", text[position : match.start()], position))
        kind = "code" if match["code"] else "maths"
        pieces.append((kind, match["code"] or match["maths"] or match["quoted_maths"], match.start()))
        position = match.end()
    if position < len(text):
        pieces.append(("text", text[position:], position))
    return pieces


def headings(text: str) -> list[tuple[int, int, str]]:
    """(line, level, title) of every heading outside fences."""
    found = []
    for block in blocks(text):
        if block.kind == "prose":
            for i, line in enumerate(block.lines):
                match = HEADING.match(line)
                if match:
                    found.append((block.line + i, len(match[1]), match[2]))
    return found


def anchor(title: str) -> str:
    """The anchor that the repository host gives a heading: lower case, no punctuation, spaces as hyphens."""
    title = LINK.sub(lambda match: match["text"], title)
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")


def tracked(*patterns: str) -> list[Path]:
    """Files that git knows or would add (relative to the root, sorted) and that are there."""
    command = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *patterns]
    names = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split("\0")
    return sorted({Path(name) for name in names if name and (ROOT / name).is_file()})
