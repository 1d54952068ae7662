"""Maths that the repository host would not show as written.

The host reads Markdown first and maths second, so `_`, `*`, `\\` and `|` inside a formula can be eaten on the way. The
text is rendered with cmark-gfm, the host's own Markdown library, and every formula must come out as it went in.
"""

import html
import re
import subprocess

from markdown_text import LINK, Block, blocks, inline

REMEDY = "write $`...`$ in a line, or a ```math block"
REFUSED = re.compile(r"\\(operatorname|def|newcommand|require|label|ref|eqref)\b")


def rendered_text(markdown: str) -> str:
    """What a reader of the host's page sees, tags removed; all spaces are single."""
    command = ["cmark-gfm", "--unsafe", "-e", "table", "-e", "strikethrough", "-e", "autolink"]
    page = subprocess.run(command, input=markdown, check=True, capture_output=True, text=True).stdout
    return squeeze(html.unescape(re.sub(r"<[^>]*>", "", page)))


def squeeze(text: str) -> str:
    return " ".join(text.split())


def around(text: str, offset: int, length: int) -> tuple[str, str]:
    return (text[offset - 1] if offset else " "), (text[offset + length : offset + length + 1] or " ")


def delimiter_complaints(block: Block) -> list[tuple[int, str]]:
    """Inline formulas whose dollars the host would not take for delimiters."""
    found = []
    text = "\n".join(block.lines)
    for link in LINK.finditer(text):
        if any(kind == "maths" for kind, _, _ in inline(link["text"])):
            found.append((block.line + text.count("\n", 0, link.start()), "the host shows no maths in a link's text"))
    for kind, piece, offset in inline(text):
        line = block.line + text.count("\n", 0, offset)
        if kind == "text":
            unescaped = re.sub(r"\\.", "", piece)
            if "$" in unescaped:
                found.append((line, f"a lone $ near '{squeeze(piece)[:40]}'; write \\$ for a dollar sign"))
        if kind != "maths":
            continue
        quoted = text[offset + 1] == "`"
        before, after = around(text, offset, len(piece) + (4 if quoted else 2))
        if piece != piece.strip():
            found.append((line, f"a space next to the dollar in ${piece}$"))
        if not (before.isspace() or before in "(|"):
            found.append((line, f"'{before}' right before ${piece}$; the host wants a space or '(' there"))
        if after.isalnum() or after in "_*`$":
            found.append((line, f"'{after}' right after ${piece}$; the host wants a space or punctuation there"))
        if re.search(r"\S<|<\S", piece) and not quoted:
            found.append((line, f"'<' without spaces in ${piece}$; the host may take it for a tag"))
    return found


def display_complaints(found: list[Block], position: int) -> list[tuple[int, str]]:
    block = found[position]
    complaints = []
    before = found[position - 1] if position else None
    after = found[position + 1] if position + 1 < len(found) else None
    if before and before.lines[-1].strip():
        complaints.append((block.line, "a $$ block needs a blank line above"))
    if after and after.lines[0].strip():
        complaints.append((block.line + len(block.lines) - 1, "a $$ block needs a blank line below"))
    if not block.lines[-1].strip().endswith("$$") or "\n".join(block.lines).count("$$") != 2:
        complaints.append((block.line, "a $$ block without an end"))
    return complaints


def complaints(text: str) -> list[tuple[int, str]]:
    """(line, sentence) of every formula that would not be shown as written."""
    found: list[tuple[int, str]] = []
    formulas: list[tuple[int, str]] = []  # with their dollars, as the host's maths renderer must find them
    all_blocks = blocks(text)
    for position, block in enumerate(all_blocks):
        if block.kind == "prose":
            joined = "\n".join(block.lines)
            found += delimiter_complaints(block)
            formulas += [(block.line + joined.count("\n", 0, offset), f"${piece}$")
                         for kind, piece, offset in inline(joined) if kind == "maths"]
        elif block.kind == "maths":
            found += display_complaints(all_blocks, position)
            formulas.append((block.line, "\n".join(block.lines)))
        elif block.language == "math":
            formulas.append((block.line, "\n".join(block.body)))
    page = rendered_text(text) if formulas else ""
    position = 0
    for line, formula in formulas:
        refused = REFUSED.search(formula)
        if refused:
            found.append((line, f"the host refuses {refused[0]}"))
        at = page.find(squeeze(formula), position)
        if at < 0:
            found.append((line, f"Markdown changes the formula {squeeze(formula)[:60]}; {REMEDY}"))
        else:
            position = at + len(squeeze(formula))
    return sorted(found)
