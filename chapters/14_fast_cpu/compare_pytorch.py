#!/usr/bin/env python3
"""Times the rows of ./strata bench beside PyTorch's, in turns, and prints both with their ratio as Markdown.

    chapters/14_fast_cpu/compare_pytorch.py [--rows REGEX] [--parts rows memory cores sizes] [--json FILE]

PyTorch has one thread and two, both memory formats, Adam with foreach and fused; the best of them counts. A short run
finds the two best variants of a row, and then each round times Strata and both of these. A ratio is taken within a
round, because the speed of a shared machine changes from minute to minute. More than 1 says that Strata is faster.
"""

import argparse
import datetime
import json
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1]))
from pytorch_timing import MEMORY_FORMATS, ROOT, output_of, print_heads, print_row, report, spread

from pytorch_demands import print_demands
from pytorch_rows import OPTIMIZERS, Row, Variant, Work, torch, variants

PROGRAM = ROOT / "build/default/bin/14_bench"
PARTS = ("rows", "memory", "cores", "sizes")
MOST_COMPANY = 3  # percent
LEAST_CHOICE = 0.1  # seconds
MEMORY_NETWORKS, MEMORY_BATCH = ("SimpleCNN", "CNNWithResidual"), 1024


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", metavar="PROGRAM", nargs="?", default=PROGRAM,
                        help=f"Strata's side, as ./strata setup builds it; else {PROGRAM.relative_to(ROOT)}")
    parser.add_argument("--rows", metavar="REGEX", default=".", help="only the rows that this expression finds")
    parser.add_argument("--parts", nargs="+", choices=PARTS,
                        help="what to measure: everything, or rows where --rows says which")
    parser.add_argument("--rounds", type=int, default=5, help="how often both sides are measured: 5")
    parser.add_argument("--seconds", type=float, default=0.1, help="a repetition lasts at least so long: 0.1")
    parser.add_argument("--threads", type=int, default=2, help="of Strata: 2")
    parser.add_argument("--kernels", default="fast", help="of Strata: fast or plain")
    parser.add_argument("--fusion", choices=("on", "off"), default="on", help="of Strata's layers: on or off")
    parser.add_argument("--compile", action="store_true", help="time what torch.compile makes of a row, too")
    parser.add_argument("--json", type=Path, metavar="FILE", help="where every measured number goes")
    parsed = parser.parse_args()
    if parsed.rounds < 1:
        parser.error(f"--rounds: got {parsed.rounds}, expected 1 or more")
    parsed.all_rows = parsed.rows == "."
    parsed.parts = parsed.parts or (PARTS if parsed.all_rows else ("rows",))
    try:
        re.compile(parsed.rows)
    except re.error as error:
        parser.error(f"--rows: got \"{parsed.rows}\", expected a regular expression ({error})")
    if parsed.json:
        try:
            parsed.json.parent.mkdir(parents=True, exist_ok=True)
            parsed.json.touch()
        except OSError as error:
            parser.error(f"--json: got \"{error.strerror}\" for {parsed.json}, expected a file that can be written")
    return parsed


def strata(options, *more):
    return output_of(options.program, "--threads", options.threads, "--kernels", options.kernels,
                     "--fusion", options.fusion, *more)


def strata_milliseconds(options, row):
    """The median repetition of a short slice, in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "row.json")
        strata(options, "--filter", f"^{re.escape(row.name)}$", "--rounds", 3, "--seconds", options.seconds,
               "--out", out)
        runs = json.loads(out.read_text())["benchmarks"]
    return statistics.median(run["real_time"] for run in runs if run["run_type"] == "iteration")


def best_variants(row, options):
    """The two that were fastest in two runs; the second one, because somebody may have disturbed the first.

    A variant's first steps are slow: PyTorch makes plans and asks for memory. Runs that are too short choose by that.
    """
    seconds = max(options.seconds, LEAST_CHOICE)
    works = {variant: Work(row, variant) for variant in variants(row)}
    times = [{variant: work.milliseconds(seconds, seconds) for variant, work in works.items()} for _ in range(2)]
    return sorted(works, key=lambda variant: min(run[variant] for run in times))[:2]


def compiled(row, variant):
    """A work that torch.compile has seen, or None and why there is none."""
    try:
        torch.set_num_threads(variant.threads)
        work = Work(row, variant._replace(compiled=True))
        with torch.inference_mode(row.kind == "inference"):
            work.step()
        return work, ""
    except Exception as error:  # whatever goes wrong between here and a C++ compiler
        return None, str(error).strip().split("\n")[0]


def compare(row, options):
    best = best_variants(row, options)
    works = {str(variant): Work(row, variant) for variant in best}
    result = {"row": row.name, "strata": [], "pytorch": [], "variants": [], "ratios": []}
    if options.compile:
        work, result["not compiled"] = compiled(row, best[0])
        result["compiled"] = []
    for _ in range(options.rounds):
        result["strata"].append(strata_milliseconds(options, row))
        times = {name: work.milliseconds(options.seconds, options.seconds) for name, work in works.items()}
        result["variants"].append(min(times, key=times.get))
        result["pytorch"].append(min(times.values()))
        result["ratios"].append(result["pytorch"][-1] / result["strata"][-1])
        if options.compile and work:
            result["compiled"].append(work.milliseconds(options.seconds, options.seconds))
    return result


def compare_rows(options, kinds):
    rows = [Row.named(name) for name in output_of(options.program, "--list").split()]
    rows = [row for row in rows if row.kind in kinds and re.search(options.rows, row.name)]
    if not rows:
        sys.exit(f"--rows: got \"{options.rows}\", which finds no row of {' or '.join(kinds)}, expected a name. "
                 "Hint: ./strata bench --list shows them.")
    heads = ["row", "Strata, ms", "PyTorch, ms", "its variant", "PyTorch / Strata"]
    print_heads(*heads, *(["torch.compile, ms", "torch.compile / Strata"] if options.compile else []))
    results = []
    for number, row in enumerate(rows, 1):
        report(f"{number} of {len(rows)}: {row.name}")
        result = compare(row, options)
        results.append(result)
        cells = [row.name, spread(result["strata"], 3), spread(result["pytorch"], 3),
                 statistics.mode(result["variants"]), spread(result["ratios"])]
        if options.compile and result["compiled"]:
            ratios = [theirs / ours for theirs, ours in zip(result["compiled"], result["strata"])]
            cells += [spread(result["compiled"], 3), spread(ratios)]
        elif options.compile:
            cells += [result["not compiled"], ""]
        print_row(*cells)
        sys.stdout.flush()
    return results


def pytorch_memory(network):
    """The least of its variants, each in a process of its own."""
    script = Path(__file__).with_name("pytorch_rows.py")
    return min(float(output_of(sys.executable, script, "--memory", network, "--batch-size", MEMORY_BATCH,
                               "--format", layout, "--optimizer", optimizer))
               for layout in MEMORY_FORMATS for optimizer in OPTIMIZERS)


def compare_memory(options):
    print_heads(f"memory above the idle process, training at batch {MEMORY_BATCH}", "Strata, MB", "PyTorch, MB",
                "Strata / PyTorch")
    results = []
    for network in MEMORY_NETWORKS:
        report(f"memory of {network}")
        text = strata(options, "--memory", network, "--batch-size", MEMORY_BATCH)
        ours, theirs = float(re.search(r": ([\d.]+) MB above", text).group(1)), pytorch_memory(network)
        results.append({"network": network, "strata": ours, "pytorch": theirs, "ratio": ours / theirs})
        print_row(network, f"{ours:.0f}", f"{theirs:.0f}", f"{ours / theirs:.2f}")
    return results


def compare_cores(options):
    """One thread beside two, in turns, by Strata's own program: its table as it is, and the ratios."""
    report("one core and two")
    text = strata(options, "--cores", "--filter", "^training/CNNWithResidual/", "--rounds", max(options.rounds, 7),
                  "--seconds", 0.5)
    print(f"```text\n{text}```")
    return [{"row": line.split()[0], "ratio": float(line.split()[3])} for line in text.splitlines()[2:]]


class Company:
    """Who else used the processor since this was made: threads that wait for each other suffer from it most."""

    def __init__(self):
        self.begin = self.now()

    @staticmethod
    def now():
        user, nice, system, idle, wait, irq, softirq, steal = map(int, Path("/proc/stat").read_text().split()[1:9])
        ticks = os.sysconf("SC_CLK_TCK")
        busy = user + nice + system + irq + softirq
        return busy / ticks - sum(os.times()[:4]), steal / ticks, (busy + idle + wait + steal) / ticks

    def percentages(self):
        """Of other processes here, and of other machines on the same host."""
        others, steal, everything = (end - begin for begin, end in zip(self.begin, self.now()))
        return max(0.0, 100 * others / everything), 100 * steal / everything


def main():
    options = arguments()
    company = Company()
    facts = {"date": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
             "pytorch": torch.__version__, "python": platform.python_version(), "rounds": options.rounds,
             "threads": options.threads, "kernels": options.kernels, "fusion": options.fusion}
    print(f"PyTorch {torch.__version__}, Strata with {options.threads} threads, {options.kernels} kernels, "
          f"fusion {options.fusion}; "
          f"{options.rounds} round{'s' if options.rounds > 1 else ''}, median (lowest to highest)\n")
    results = {"facts": facts}
    for part in PARTS:
        if part not in options.parts:
            continue
        if part == "memory":
            results[part] = compare_memory(options)
        elif part == "cores":
            results[part] = compare_cores(options)
        else:
            results[part] = compare_rows(options, ("training", "inference") if part == "rows" else ("sizes",))
        print()
    if options.all_rows:  # means over some of the networks say nothing
        print_demands(results)
    facts["others"], facts["stolen"] = company.percentages()
    print(f"\nMeanwhile {facts['others']:.1f} % of the processor's time went to other processes and "
          f"{facts['stolen']:.1f} % to other machines on its host.")
    if facts["others"] > MOST_COMPANY:
        print("That is too much for a fair comparison: PyTorch's threads wait for each other. Repeat it alone.")
    if options.json:
        options.json.write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main()
