"""Whether check_results.py sees what an experiment has not left."""

import json
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[2] / "experiments"))
import check_results


ROW = {column: 1.5 for column in check_results.TRAINED} | {
    "network": "Adam", "recipe": "own", "device": "cpu", "parameters": 421642}


def leave(folder: Path, **changes) -> None:
    """What the experiment optimizers leaves, with changes."""
    rows = [ROW | {"network": name} for name in ("SGD-momentum", "Adam", "AdaSmooth")]
    rows.append({"comparison": "AdaSmooth against Adam", "gap": 0.1})
    results = {"experiment": "optimizers", "rows": rows} | changes
    folder.mkdir(parents=True)
    (folder / "results.json").write_text(json.dumps(results))
    (folder / "results.csv").write_text("network\n")
    (folder / "results.md").write_text("![A curve](loss_steps.png)\n![Another](accuracy_own.png)\n")
    for name in ("loss_steps", "accuracy_own"):
        (folder / f"{name}.gp").write_text("plot\n")
        (folder / f"{name}.png").write_bytes(b"x" * 5000)


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

    def test_a_picture_that_was_not_drawn_or_is_not_shown_is_named(self):
        def lose(ending):
            return self.faults(lambda folder: (folder / f"loss_steps.{ending}").unlink())
        self.assertIn("loss_steps.png", lose("png")[0])
        self.assertIn("got no picture loss_steps", lose("gp")[0])
        self.assertIn("loss_steps.png", self.faults(lambda folder: (folder / "loss_steps.png").write_bytes(b""))[0])
        faults = self.faults(lambda folder: (folder / "results.md").write_text("![A curve](loss_steps.png)"))
        self.assertIn("got no accuracy_own.png, expected it on the page", faults[0])

    def test_wrong_numbers_of_parameters_and_rows_are_named(self):
        faults = self.faults(rows=[ROW | {"parameters": 1}])
        self.assertTrue(any("got 1 parameters of Adam, expected 421642" in fault for fault in faults))
        self.assertTrue(any("got no row of AdaSmooth" in fault for fault in faults))
        self.assertTrue(any("no rows" in fault for fault in self.faults(rows=[])))

    def test_what_is_no_number_is_named_unless_it_may_be_unknown(self):
        def faults_of(**changes):
            row = {column: 1 for column in check_results.COMPARED} | {"network": "FCNet", "parameters": 242762}
            return check_results.check_row("mnist", row | changes)
        self.assertEqual(faults_of(), [])
        self.assertEqual(faults_of(**{"homework's test accuracy": "NaN", "test accuracy, deviation": "NaN"}), [])
        self.assertIn("got 'NaN' as \"test accuracy, mean\" of FCNet", faults_of(**{"test accuracy, mean": "NaN"})[0])
        self.assertIn("got None as \"step ms, median\"", faults_of(**{"step ms, median": None})[0])

    def test_columns_of_text_are_asked_for(self):
        faults = check_results.check_numbers("mnist", [{"network": "FCNet", "parameters": 242762}])
        self.assertTrue(any('no column "comparable"' in fault for fault in faults))


if __name__ == "__main__":
    unittest.main()
