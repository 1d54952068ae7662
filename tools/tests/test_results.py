"""Whether check_results.py sees what an experiment has not left."""

import json
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[2] / "experiments"))
import check_results


def leave(folder: Path, **changes) -> None:
    """What the experiment optimizers leaves, with changes."""
    row = {"network": "Adam", "parameters": 421642, "test accuracy, mean": 0.99}
    rows = [row | {"network": name} for name in ("SGD-momentum", "Adam", "AdaSmooth")]
    results = {"experiment": "optimizers", "rows": rows} | changes
    folder.mkdir(parents=True)
    (folder / "results.json").write_text(json.dumps(results))
    (folder / "results.csv").write_text("network\n")
    (folder / "results.md").write_text("![A curve](loss.png)\n")
    (folder / "loss.png").write_bytes(b"x" * 5000)


class Results(unittest.TestCase):
    def faults(self, spoil=lambda folder: None, **changes) -> list[str]:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name, "optimizers")
            leave(folder, **changes)
            spoil(folder)
            return check_results.check_all(Path(name), ["optimizers"])

    def test_a_complete_experiment_has_no_faults(self):
        self.assertEqual(self.faults(), [])

    def test_a_file_that_is_missing_is_named(self):
        faults = self.faults(lambda folder: (folder / "results.csv").unlink())
        self.assertIn("got no results.csv", faults[0])

    def test_a_picture_that_was_not_drawn_is_named(self):
        self.assertIn("loss.png", self.faults(lambda folder: (folder / "loss.png").unlink())[0])
        self.assertIn("loss.png", self.faults(lambda folder: (folder / "loss.png").write_bytes(b""))[0])
        self.assertIn("no picture", self.faults(lambda folder: (folder / "results.md").write_text("none"))[0])

    def test_wrong_numbers_of_parameters_rows_and_numbers_are_named(self):
        row = {"network": "Adam", "parameters": 1, "test accuracy, mean": float("nan")}
        faults = self.faults(rows=[row])
        self.assertTrue(any("got 1 parameters of Adam, expected 421642" in fault for fault in faults))
        self.assertTrue(any("got no row of AdaSmooth" in fault for fault in faults))
        self.assertTrue(any("got nan" in fault for fault in faults))
        self.assertTrue(any("no rows" in fault for fault in self.faults(rows=[])))

    def test_columns_of_a_comparison_are_asked_for(self):
        faults = check_results.check_numbers("mnist", [{"network": "FCNet", "parameters": 242762}])
        self.assertTrue(any('no column "test accuracy, mean"' in fault for fault in faults))


if __name__ == "__main__":
    unittest.main()
