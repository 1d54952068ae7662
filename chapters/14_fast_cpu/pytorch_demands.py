"""What a comparison with PyTorch must show, and whether it does."""

import statistics

from pytorch_timing import print_heads, print_row


def medians(results, begin):
    """The median ratio of each row whose name begins so; blocks alone are no networks."""
    return {result["row"]: statistics.median(result["ratios"]) for result in results.get("rows", [])
            if result["row"].startswith(begin) and "Block/" not in result["row"]}


def ending(ratios, end):
    return {row: ratio for row, ratio in ratios.items() if row.endswith(end)}


def flatness(results):
    """For each network, the longest time for an image of all sizes of batch, divided by the shortest."""
    times = {}
    for result in results.get("sizes", []):
        _, network, _, images = result["row"].split("/")
        times.setdefault(network, []).append(statistics.median(result["strata"]) / int(images))
    return {network: max(of_sizes) / min(of_sizes) for network, of_sizes in times.items()}


def demands(results):
    """Measure, what is demanded, what is aimed at, what was found, and whether that is enough."""
    training, inference = medians(results, "training/"), medians(results, "inference/")
    found = []

    def at_least(measure, must, aim, value, where=""):
        found.append((measure, f"≥ {must}", f"≥ {aim}", f"{value:.2f}{where}", value >= must))

    if training:
        worst = min(training, key=training.get)
        at_least("training steps, geometric mean", 2.0, 3.0, statistics.geometric_mean(training.values()))
        at_least("training steps, worst", 1.1, 1.5, training[worst], f" ({worst})")
    if many := ending(inference, "/64"):
        worst = min(many, key=many.get)
        at_least("inference at batch 64, geometric mean", 2.0, 3.0, statistics.geometric_mean(many.values()))
        found.append(("inference at batch 64, worst", "", "", f"{many[worst]:.2f} ({worst})", None))
    if single := ending(inference, "/1"):
        worst = min(single, key=single.get)
        at_least("inference at batch 1, worst", 1.0, 2.0, single[worst], f" ({worst})")
        found.append(("inference at batch 1, geometric mean", "", "",
                      f"{statistics.geometric_mean(single.values()):.2f}", None))
    for result in results.get("memory", []):
        ratio = result["ratio"]
        found.append((f"memory, {result['network']}", "≤ 0.5", "≤ 0.25", f"{ratio:.2f}", ratio <= 0.5))
    for result in results.get("cores", []):
        at_least(f"one core to two, {result['row']}", 1.8, 1.95, result["ratio"])
    for network, ratio in flatness(results).items():
        found.append((f"time per image, batch 16 to 1024, {network}: longest / shortest", "", "", f"{ratio:.2f}", None))
    return found


def print_demands(results):
    print_heads("measure", "must", "aim", "measured", "met")
    for measure, must, aim, value, met in demands(results):
        print_row(measure, must, aim, value, "" if met is None else "yes" if met else "no")
