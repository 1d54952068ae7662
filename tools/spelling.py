#!/usr/bin/env python3
"""Checks the spelling (British) of every Markdown text and of the comments in the sources, and finds doubled words.

Code, formulas and links are left out, and so is every word that looks like a name in code. Words that the dictionary
does not know and the book needs stand in tools/spelling/words.txt, sorted; --add writes missing ones there, to be
read before they are committed. codespell looks for well-known typing errors in all other files.
"""

import argparse
import re
import subprocess
import sys
from pathlib import Path

from markdown_text import LINK, ROOT, blocks, inline, tracked

WORDS = ROOT / "tools" / "spelling" / "words.txt"
COMMENT = {
    ".cpp": r"//[/!]?<?(.*)$",
    ".hpp": r"//[/!]?<?(.*)$",
    ".cu": r"//[/!]?<?(.*)$",
    ".h": r"//[/!]?<?(.*)$",
    ".py": r"(?:^|\s)#(.*)$",
    ".sh": r"(?:^|\s)#(.*)$",
    ".cmake": r"(?:^|\s)#(.*)$",
    ".txt": r"(?:^|\s)#(.*)$",
}
# In a comment: code, quotations, formulas, Doxygen's commands.
NOT_PROSE = re.compile(r"`[^`]*`|\"[^\"]*\"|\$[^$]*\$|@\w+|\b[\w*&:]+\([^)]*\)")
# Whole comments that speak to tools or only close a namespace.
MACHINES = re.compile(r"\s*(?:NOLINT|namespace\b|clang-format|shellcheck|\[(?:end)?region )")
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


def markdown_prose(text: str) -> list[tuple[int, str]]:
    """(line, prose) of a Markdown text without fences, formulas, code and the targets of links."""
    found = []
    for block in blocks(text):
        if block.kind != "prose":
            continue
        pieces = inline("\n".join(block.lines))
        prose = "".join(piece if kind == "text" else re.sub(r"[^\n]", " ", piece) + " " for kind, piece, _ in pieces)
        prose = LINK.sub(lambda match: match["text"] + " ", prose)
        prose = re.sub(r"<[^>\n]*>|https?://\S+", " ", prose)
        found += [(block.line + i, line) for i, line in enumerate(prose.split("\n"))]
    return found


def comments(text: str, suffix: str) -> list[tuple[int, str]]:
    """(line, prose) of the comments of a source, without code in backticks, quotation marks and formulas."""
    found = []
    for number, line in enumerate(text.split("\n"), 1):
        if re.match(r"\s*/// {4,}", line):  # a sample of code
            continue
        match = re.search(COMMENT[suffix], line)
        if match and not line.startswith("#!") and not MACHINES.match(match[1]):
            found.append((number, NOT_PROSE.sub(" ", match[1])))
    return found


def bare(word: str) -> str:
    """A word without its 's: the dictionary lists few of these."""
    return re.sub(r"'s$", "", word)


def words(prose: str) -> list[str]:
    """The words of a line; what holds a digit, an underscore, a slash, a dot or an inner capital is a name."""
    found = []
    for token in re.split(r"[\s—–…]+", prose):
        if re.match(r"\W*\.\w", token):  # a file's extension
            continue
        token = re.sub(r"^[^\w]+|[^\w]+$", "", token).replace("’", "'")
        for part in token.split("-"):
            if WORD.fullmatch(part) and not re.search(r".[A-Z]", part):
                found.append(bare(part))
    return found


def unknown(candidates: set[str], personal: set[str]) -> set[str]:
    """The words that neither aspell nor the project's list knows."""
    command = ["aspell", "list", "--lang=en_GB-ise", "--encoding=utf-8", "--ignore=1", "--dont-suggest"]
    text = "\n".join(sorted(candidates))
    listed = subprocess.run(command, input=text, check=True, capture_output=True, text=True).stdout.split()
    return {word for word in listed if not {word, word.lower()} & personal}


def list_complaints(listed: list[str]) -> list[str]:
    order = sorted(set(listed), key=lambda word: (word.lower(), word))
    if listed != order:
        first = next(i for i, word in enumerate(listed) if i >= len(order) or word != order[i])
        return [f"tools/spelling/words.txt:{first + 1}: '{listed[first]}' is out of order or stands there twice"]
    return []


def prose_of(path: Path) -> list[tuple[int, str]]:
    text = (ROOT / path).read_text(encoding="utf-8")
    return markdown_prose(text) if path.suffix == ".md" else comments(text, path.suffix)


def doubled(lines: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Words such as "the the", also across the end of a line."""
    found = []
    before = ""
    for number, prose in lines:
        for token in prose.split():
            if token == before and re.fullmatch(r"[A-Za-z]{2,}", token):
                found.append((number, token))
            before = token
        if not prose.strip():
            before = ""
    return found


def codespell_complaints(paths: list[Path]) -> list[str]:
    command = ["codespell", "--ignore-words", str(WORDS), *map(str, paths)]
    output = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    return output.stdout.splitlines() + output.stderr.splitlines()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--add", action="store_true", help="write the unknown words into tools/spelling/words.txt")
    parser.add_argument("files", nargs="*", type=Path, help="files to check; without any, all of the repository")
    arguments = parser.parse_args()
    listed = WORDS.read_text(encoding="utf-8").split("\n")[:-1]
    chosen = [path.resolve().relative_to(ROOT) for path in arguments.files] or tracked()
    prose = {path: prose_of(path) for path in chosen if path != WORDS.relative_to(ROOT)
             and (path.suffix == ".md" or path.suffix in COMMENT)}
    all_words = {word for lines in prose.values() for _, line in lines for word in words(line)}
    wrong = unknown(all_words, set(listed))
    if arguments.add:
        known = sorted({*listed, *wrong}, key=lambda word: (word.lower(), word))
        WORDS.write_text("".join(word + "\n" for word in known), encoding="utf-8")
        print(f"added to tools/spelling/words.txt: {', '.join(sorted(wrong)) or 'nothing'}")
        return 0
    complaints = list_complaints(listed)
    for path, lines in prose.items():
        complaints += [f"{path}:{number}: {word}" for number, line in lines for word in words(line) if word in wrong]
        complaints += [f"{path}:{number}: {word} {word}" for number, word in doubled(lines)]
    complaints += codespell_complaints([path for path in chosen if is_text(path)])
    print("\n".join(complaints), file=sys.stderr, end="\n" if complaints else "")
    print(f"spelling: {len(prose)} files, {len(complaints)} complaints")
    return 1 if complaints else 0


def is_text(path: Path) -> bool:
    return path.suffix not in (".png", ".gz", ".xz", ".safetensors") and path != WORDS.relative_to(ROOT)


if __name__ == "__main__":
    sys.exit(main())
