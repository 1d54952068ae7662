"""Numbers of equations: \\tag{3.1} is the first of chapter 3, and whoever says (3.1) means one that exists."""

import re
from collections.abc import Iterable
from pathlib import Path

from markdown_text import blocks, inline

TAG = re.compile(r"\\tag\{([^}]*)\}")
REFERENCE = re.compile(r"\((\d{1,2}\.\d{1,2}[a-z]?)\)")
RANGE = re.compile(r"\((\d{1,2}\.\d{1,2}[a-z]?)[-–](\d{1,2}\.\d{1,2}[a-z]?)\)")
COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)


def chapter_of(path: Path) -> int:
    """The number of the chapter that a file belongs to; 0 outside the chapters."""
    match = re.match(r"chapters/(\d\d)_", str(path))
    return int(match[1]) if match else 0


def tags(text: str) -> list[tuple[int, str]]:
    """(line, number) of every tagged equation."""
    found = []
    for block in blocks(text):
        if block.kind == "maths" or block.language == "math":
            for i, line in enumerate(block.lines):
                found += [(block.line + i, number) for number in TAG.findall(line)]
    return found


def number(tag: str) -> tuple[int, int, str]:
    match = re.fullmatch(r"(\d+)\.(\d+)([a-z]?)", tag)
    return (int(match[1]), int(match[2]), match[3]) if match else (0, 0, tag)


def tag_complaints(texts: dict[Path, str]) -> list[tuple[Path, int, str]]:
    """Equations numbered twice, out of order, or with another chapter's number."""
    found = []
    seen: dict[str, Path] = {}
    for path, text in texts.items():
        last = (0, 0, "")
        for line, tag in tags(text):
            chapter, position, _ = number(tag)
            if tag in seen:
                found.append((path, line, f"equation ({tag}) is numbered a second time; the first is in {seen[tag]}"))
            elif chapter_of(path) != chapter or position == 0:
                found.append((path, line, f"equation ({tag}) must begin with {chapter_of(path)}."))
            elif number(tag) <= last:
                found.append((path, line, f"equation ({tag}) stands behind ({last[0]}.{last[1]}{last[2]})"))
            last = max(last, number(tag))
            seen.setdefault(tag, path)
    return found


def mentions(lines: Iterable[str]) -> list[tuple[int, str]]:
    """(index of the line, number) of every (3.1) and of both ends of every (3.1-3.3)."""
    found = []
    for i, line in enumerate(lines):
        found += [(i, tag) for tag in REFERENCE.findall(line)]
        found += [(i, tag) for pair in RANGE.findall(line) for tag in pair]
    return found


def text_mentions(text: str) -> list[tuple[int, str]]:
    found = []
    for block in blocks(text):
        if block.kind == "prose":
            pieces = inline("\n".join(block.lines))
            prose = "".join(piece if kind == "text" else re.sub(r"[^\n]", "x", piece) for kind, piece, _ in pieces)
            found += [(block.line + i, tag) for i, tag in mentions(prose.split("\n"))]
    return found


def source_mentions(source: str) -> list[tuple[int, str]]:
    found = []
    for comment in COMMENT.finditer(source):
        first = source.count("\n", 0, comment.start()) + 1
        found += [(first + i, tag) for i, tag in mentions(comment[0].split("\n"))]
    return found


def complaints(texts: dict[Path, str], sources: dict[Path, str]) -> list[tuple[Path, int, str]]:
    """(file, line, sentence) of everything that is wrong with the numbers of equations."""
    known = {tag for text in texts.values() for _, tag in tags(text)}
    found = tag_complaints(texts)
    for files, reader in ((texts, text_mentions), (sources, source_mentions)):
        for path, content in files.items():
            if path.is_relative_to("docs/results"):
                continue  # made by programs, which put numbers in brackets
            for line, tag in reader(content):
                if tag not in known:
                    found.append((path, line, f"there is no equation ({tag})"))
    return found
