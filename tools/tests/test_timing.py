"""The comparisons of step times with PyTorch, as far as they go without it."""

import os
import subprocess
import sys
import tempfile
import types
import unittest
from pathlib import Path

CHAPTERS = Path(__file__).resolve().parents[2] / "chapters"


def pytorch_timing():
    """The module, with as much of torch as its import needs."""
    before = sys.modules.get("torch")
    sys.modules["torch"] = types.SimpleNamespace(contiguous_format="NCHW", channels_last="NHWC")
    sys.path.append(str(CHAPTERS))
    try:
        import pytorch_timing as module
    finally:
        sys.path.remove(str(CHAPTERS))
        del sys.modules["torch"]
        if before is not None:
            sys.modules["torch"] = before
    return module


class Timing(unittest.TestCase):
    def message(self, *command):
        with self.assertRaises(SystemExit) as stop:
            pytorch_timing().output_of(*command)
        return stop.exception.code

    def test_a_program_that_is_not_built_is_one_sentence_with_a_hint(self):
        message = self.message("/nowhere/08_normalization_step_time")
        self.assertIn("/nowhere/08_normalization_step_time: got", message)
        self.assertIn("Hint: build it with ./strata setup", message)

    def test_a_program_that_fails_has_the_last_word(self):
        self.assertEqual(self.message("/bin/sh", "-c", "echo wrong >&2; exit 2"), "wrong")
        self.assertIn("exit code 3", self.message("/bin/sh", "-c", "exit 3"))

    def test_options_reach_the_program_as_text(self):
        self.assertEqual(pytorch_timing().output_of("/bin/echo", "--threads", 2), "--threads 2\n")

    def test_passes_alternate_and_the_warm_up_does_not_count(self):
        order = []
        times = pytorch_timing().median_times(lambda: order.append("forward") or "y",
                                              lambda y: order.append("backward of " + y), 2, 1,
                                              lambda: order.append("before"))
        self.assertEqual(order, 3 * ["before", "forward", "backward of y"])
        self.assertEqual(len(times), 2)

    def test_a_median_has_its_extremes_beside_it(self):
        self.assertEqual(pytorch_timing().spread([3, 1, 2]), "2.00 (1.00 to 3.00)")
        self.assertEqual(pytorch_timing().spread([3, 1, 2], 0), "2 (1 to 3)")

    def test_the_demands_on_chapter_14_take_the_median_of_each_row(self):
        pytorch_timing()
        sys.path.append(str(CHAPTERS / "14_fast_cpu"))
        try:
            import pytorch_demands
        finally:
            sys.path.remove(str(CHAPTERS / "14_fast_cpu"))
        rows = {"training/A/28x28x1/64": [1, 4, 9], "training/B/28x28x1/64": [1], "inference/A/28x28x1/64": [2],
                "inference/A/28x28x1/1": [0.5], "inference/BasicResidualBlock/32x32x64/1": [0.1]}
        sizes = {"sizes/A/28x28x1/16": [16], "sizes/A/28x28x1/64": [128]}
        found = pytorch_demands.demands({
            "rows": [{"row": row, "ratios": ratios} for row, ratios in rows.items()],
            "sizes": [{"row": row, "strata": times} for row, times in sizes.items()],
            "memory": [{"network": "A", "ratio": 0.4}], "cores": [{"row": "A", "ratio": 1.7}]})
        self.assertEqual([(value, met) for _, _, _, value, met in found],
                         [("2.00", True), ("1.00 (training/B/28x28x1/64)", False), ("2.00", True),
                          ("2.00 (inference/A/28x28x1/64)", None), ("0.50 (inference/A/28x28x1/1)", False),
                          ("0.50", None), ("0.40", True), ("1.70", False), ("2.00", None)])
        self.assertEqual(pytorch_demands.demands({}), [])

    def test_every_comparison_says_in_one_sentence_that_pytorch_is_missing(self):
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "torch.py").write_text("raise ModuleNotFoundError('No module named torch')\n")
            for script in sorted(CHAPTERS.glob("*/compare_*.py")):
                result = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False,
                                        env={**os.environ, "PYTHONPATH": folder})
                with self.subTest(script.parent.name):
                    self.assertEqual(result.returncode, 1)
                    self.assertIn("Hint: python3 -m venv", result.stderr)
                    self.assertEqual(result.stderr.count("\n"), 1)


if __name__ == "__main__":
    unittest.main()
