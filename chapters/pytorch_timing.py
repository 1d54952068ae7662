"""What the chapters' compare_step_time.py share: how the two sides are called and timed, and how the result is written.

To be imported before torch, which reads the environment when it is imported.
"""

import argparse
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

os.environ["OPENBLAS_NUM_THREADS"] = "1"

try:
    import torch
except ModuleNotFoundError:
    sys.exit(f"{Path(sys.argv[0]).name}: got a Python without torch, expected PyTorch to compare with. "
             "Hint: python3 -m venv out/python && . out/python/bin/activate && pip install torch numpy")

ROOT = Path(__file__).resolve().parents[1]
THREADS = (1, 2)
MEMORY_FORMATS = {"NCHW": torch.contiguous_format, "channels last": torch.channels_last}
OPTIMIZER_VARIANTS = {
    "loop": {"foreach": False, "fused": False},
    "foreach": {"foreach": True},
    "fused": {"fused": True},
}


def arguments(script, description, rounds, *more):
    """Reads the command line: PROGRAM, --rounds, and pairs of an option and what argparse must know of it."""
    program = ROOT / "build/default/bin" / f"{Path(script).resolve().parent.name}_step_time"
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", metavar="PROGRAM", nargs="?", default=program,
                        help=f"Strata's side, as ./strata setup builds it; else {program.relative_to(ROOT)}")
    parser.add_argument("--rounds", type=int, default=rounds, help=f"how often both sides are measured: {rounds}")
    for option, facts in more:
        parser.add_argument(option, **facts)
    parsed = parser.parse_args()
    if parsed.rounds < 1:
        parser.error(f"--rounds: got {parsed.rounds}, expected 1 or more")
    return parsed


def output_of(program, *options):
    """What Strata's side prints."""
    try:
        return subprocess.run([program, *map(str, options)], capture_output=True, text=True, check=True).stdout
    except OSError as error:
        sys.exit(f"{program}: got \"{error.strerror}\", expected the program that times Strata's side. "
                 "Hint: build it with ./strata setup, or name the one of another build folder.")
    except subprocess.CalledProcessError as error:
        sys.exit(error.stderr.strip() or f"{program}: got exit code {error.returncode}, expected 0.")


def median_time(action, repeats, warm_up, before=lambda: None):
    """Seconds of an action, before which something else may be done that does not count."""
    times = []
    for _ in range(warm_up + repeats):
        before()
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return statistics.median(times[warm_up:])


def median_times(forward, backward, repeats, warm_up, before=lambda: None):
    """Seconds of forward() and of backward(its result), in turns."""
    times = []
    for _ in range(warm_up + repeats):
        before()
        start = time.perf_counter()
        y = forward()
        middle = time.perf_counter()
        backward(y)
        times.append((middle - start, time.perf_counter() - middle))
    return tuple(statistics.median(column) for column in zip(*times[warm_up:]))


def spread(values, digits=2):
    """Median and extremes: "1.05 (0.98 to 1.20)"."""
    return f"{statistics.median(values):.{digits}f} ({min(values):.{digits}f} to {max(values):.{digits}f})"


def report(text):
    """How far a long measurement is, beside its results."""
    print(text, file=sys.stderr)


def print_row(*cells):
    """A row of a Markdown table."""
    print("| " + " | ".join(cells) + " |")


def print_heads(*cells):
    """The first two lines of a Markdown table."""
    print_row(*cells)
    print("|" + len(cells) * "---|")
