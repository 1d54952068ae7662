"""Finds what an author left in a text to be replaced: a line that is nothing but a word in capitals, as COMPARE."""

import re

from markdown_text import blocks

ALONE = re.compile(r"\s*@*[A-Z][A-Z_]{2,}@*\s*")


def complaints(text: str) -> list[tuple[int, str]]:
    """(line, sentence) of each placeholder outside listings."""
    found = []
    for block in blocks(text):
        if block.kind != "prose":
            continue
        for number, line in enumerate(block.lines, block.line):
            if ALONE.fullmatch(line):
                found.append((number, f"got the placeholder {line.strip()}, expected what it stands for"))
    return found
