"""Links, pictures and commands that lead nowhere."""

import re
from pathlib import Path

from markdown_text import LINK, ROOT, anchor, blocks, headings, inline

COMMAND = re.compile(r"^\s*(?:\$ )?\./strata\b(?P<arguments>[^#|&;>]*)")
IMAGE_TAG = re.compile(r"<img\b[^>]*\bsrc=\"([^\"]+)\"")


def link_complaints(path: Path, text: str) -> list[tuple[int, str]]:
    """Relative links whose file or heading does not exist."""
    found = []
    for block in blocks(text):
        if block.kind != "prose":
            continue
        joined = "\n".join(block.lines)
        prose = "".join(piece if kind == "text" else "x" * len(piece) for kind, piece, _ in inline(joined))
        targets = [(match["target"], prose.count("\n", 0, match.start())) for match in LINK.finditer(prose)]
        targets += [(match[1], joined.count("\n", 0, match.start())) for match in IMAGE_TAG.finditer(joined)]
        for target, line in targets:
            complaint = target_complaint(path, target)
            if complaint:
                found.append((block.line + line, complaint))
    return found


def target_complaint(path: Path, target: str) -> str:
    if re.match(r"[a-z]+:", target):
        return ""
    file, _, fragment = target.partition("#")
    if file.startswith("/"):
        return f"the link {target} is absolute; write it relative to this file"
    goal = (ROOT / path.parent / file).resolve() if file else ROOT / path
    if not goal.exists():
        return f"the link {target} leads to no file"
    if not goal.is_relative_to(ROOT):
        return f"the link {target} leaves the repository"
    if fragment and goal.suffix == ".md":
        known = {anchor(title) for _, _, title in headings(goal.read_text(encoding="utf-8"))}
        if fragment not in known:
            return f"the link {target} leads to no heading of {goal.relative_to(ROOT)}"
    return ""


def verbs() -> set[str]:
    """The verbs of ./strata, read from its sources; empty while there are none."""
    sources = [ROOT / "strata", *sorted((ROOT / "tools" / "strata").glob("*.cpp"))]
    texts = [source.read_text(encoding="utf-8") for source in sources if source.is_file()]
    return {verb for text in texts for verb in re.findall(r'add_subcommand\(\s*"([a-z]+)"', text)}


def chapters() -> dict[int, str]:
    folders = (ROOT / "chapters").glob("[0-9][0-9]_*")
    return {int(folder.name[:2]): folder.name for folder in folders if folder.is_dir()}


def command_complaints(text: str) -> list[tuple[int, str]]:
    """Commands in sh blocks that ./strata does not know."""
    found = []
    known = verbs()
    for block in blocks(text):
        if block.kind != "fence" or block.language not in ("sh", "bash", "shell", "console"):
            continue
        for i, line in enumerate(block.lines):
            match = COMMAND.match(line)
            words = match["arguments"].split() if match else []
            if not words or words[0].startswith("-"):
                continue
            if known and words[0] not in known:
                found.append((block.line + i, f"./strata has no verb {words[0]}; it has {', '.join(sorted(known))}"))
            chapter = words[1] if words[0] in ("run", "test") and len(words) > 1 else "-"
            if not chapter.startswith("-") and not is_chapter(chapter):
                found.append((block.line + i, f"there is no chapter {chapter}"))
    return found


def is_chapter(word: str) -> bool:
    """Whether ./strata takes a word for a chapter (3, 03, linear, 03_linear) or for another part with tests."""
    known = chapters()
    names = {*known.values(), *(name[3:] for name in known.values()), "common", "command"}
    return word in names or (word.isdigit() and int(word) in known)
