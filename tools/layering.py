#!/usr/bin/env python3
"""Proves that every chapter stands on earlier ones alone.

In a copy of the repository and in one build tree: build everything and run every test, delete the last chapter with
its tests, build again, run the quick tests (tag [layering]) of the chapter that is the last now, and so on down to the
first. So each chapter is tested where no later one is; the earlier ones have their turn when those after them are gone.
With --throw-away DIR it does so in a checkout that is built already, and whose chapters may be deleted. Options behind
`--` go to CMake.
"""

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from markdown_text import ROOT, tracked


class ProofFailed(Exception):
    """A step that failed; the message is one sentence."""


def copy_tree(target: Path) -> None:
    """Copies what git knows or would add: no build folders, no data."""
    for path in tracked():
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / path, target / path, follow_symlinks=False)


def chapters(source: Path) -> list[str]:
    return sorted(folder.name for folder in (source / "chapters").glob("[0-9][0-9]_*") if folder.is_dir())


def delete_chapter(source: Path, chapter: str) -> None:
    """Removes a chapter, its tests and its exercises."""
    shutil.rmtree(source / "chapters" / chapter)
    for folder in ("tests", "tests/parity", "exercises"):
        for path in (source / folder).glob(f"{chapter}*"):
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def run(command: list[str], without: list[str]) -> str:
    """Runs a command, shows its output only if it fails, and gives it back."""
    done = subprocess.run(command, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        print(done.stdout, file=sys.stderr)
        state = f"without {', '.join(without)}" if without else "with every chapter"
        raise ProofFailed(f"{state}, '{' '.join(command[:3])} ...' got exit code {done.returncode}, expected 0")
    return done.stdout


def run_all_tests(build: Path) -> str:
    """Runs every test with ctest and says how many; there must be some."""
    output = run(["ctest", "--test-dir", str(build), "-j2", "--output-on-failure"], [])
    count = re.search(r"tests passed, 0 tests failed out of (\d+)", output)
    if not count or int(count[1]) == 0:
        raise ProofFailed("got no tests, expected some")
    return f"{count[1]} tests"


def run_quick_tests(build: Path, chapter: str, without: list[str], jobs: int) -> str:
    """Runs the quick tests of common/, the command and a chapter, and says how many; each has some.

    One process for all of a chapter: `ctest -L layering` starts one for each case, which takes longer than the cases.
    """

    def run_program(part: str) -> int:
        output = run([str(build / "bin" / f"test_{part}"), "[layering]"], without)
        count = re.search(r"All tests passed \(\d+ assertions? in (\d+) test cases?\)", output)
        if not count:
            raise ProofFailed(f"got no quick tests of {part}, expected some with the tag [layering]")
        return int(count[1])

    with ThreadPoolExecutor(jobs) as pool:
        return f"{sum(pool.map(run_program, ['common', chapter, 'command']))} quick tests"


def build_all(source: Path, build: Path, options: list[str], jobs: int) -> str:
    """Builds every chapter, runs every test, and says how many."""
    run(["cmake", "-S", str(source), "-B", str(build), "-G", "Ninja", *options], [])
    run(["cmake", "--build", str(build), "-j", str(jobs)], [])
    return f"{run_all_tests(build)} passed"


def prove(source: Path, build: Path, jobs: int) -> None:
    """Deletes chapter after chapter of what is built; the first remains."""
    without: list[str] = []
    while len(remaining := chapters(source)) > 1:
        begin = time.monotonic()
        delete_chapter(source, remaining[-1])
        without = [remaining.pop(), *without]
        run(["cmake", "--build", str(build), "-j", str(jobs)], without)
        tests = run_quick_tests(build, remaining[-1], without, jobs)
        print(f"{time.monotonic() - begin:4.0f} s  {', '.join(remaining)}: built, {tests} of the last passed", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--jobs", type=int, default=2, help="parallel compilations")
    parser.add_argument("--throw-away", metavar="DIR", type=Path, help="a checkout, built in build/default, to take apart")
    parser.add_argument("options", nargs="*", help="options for CMake, behind --")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="strata-layering-") as folder:
        source, build = Path(folder) / "source", Path(folder) / "build"
        try:
            if arguments.throw_away:
                source, build = arguments.throw_away, arguments.throw_away / "build/default"
                if source.resolve() == ROOT:
                    raise ProofFailed("got the checkout of this script to take apart, expected another")
            else:
                copy_tree(source)
                print(build_all(source, build, arguments.options, arguments.jobs), flush=True)
            prove(source, build, arguments.jobs)
        except ProofFailed as failure:
            print(f"layering: {failure}", file=sys.stderr)
            return 1
    print("layering: every chapter stands on earlier ones alone")
    return 0


if __name__ == "__main__":
    sys.exit(main())
