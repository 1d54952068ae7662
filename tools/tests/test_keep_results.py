"""Whether keep_results.py keeps what it should, and refuses what nobody should keep."""

import contextlib
import io
import json
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

sys.path.append(str(Path(__file__).resolve().parents[2] / "experiments"))
import keep_results
from test_results import leave


class KeepResults(unittest.TestCase):
    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.kept = self.folder / "kept"
        self.experiment = self.folder / "optimizers"
        leave(self.experiment, quick=False)

    def keep(self) -> tuple[int, str]:
        arguments = ["keep_results.py", str(self.experiment), str(self.kept)]
        said = io.StringIO()
        with mock.patch.object(sys, "argv", arguments), contextlib.redirect_stdout(said), \
                contextlib.redirect_stderr(said):
            return keep_results.main(), said.getvalue()

    def test_pages_numbers_and_pictures_are_kept_and_nothing_else(self):
        (self.experiment / "trainings").mkdir()
        self.assertEqual(self.keep()[0], 0)
        names = sorted(file.name for file in (self.kept / "optimizers").iterdir())
        self.assertEqual(names, ["optimizers_accuracy_own.png", "optimizers_loss_steps.png", "results.csv",
                                 "results.json", "results.md"])

    def test_the_page_shows_the_pictures_under_their_new_names(self):
        page = self.experiment / "results.md"
        text = page.read_text(encoding="utf-8") + "![The loss](loss_steps.png) of [a page](other.md)\n"
        page.write_text(text, encoding="utf-8")
        self.assertEqual(self.keep()[0], 0)
        kept = (self.kept / "optimizers" / "results.md").read_text(encoding="utf-8")
        self.assertIn("![The loss](optimizers_loss_steps.png) of [a page](other.md)\n", kept)
        self.assertNotIn("](loss_steps.png)", kept)

    def test_what_an_earlier_run_left_is_gone(self):
        (self.kept / "optimizers").mkdir(parents=True)
        (self.kept / "optimizers" / "old.png").write_bytes(b"x")
        self.keep()
        self.assertFalse((self.kept / "optimizers" / "old.png").exists())

    def test_quick_runs_and_runs_with_complaints_are_refused(self):
        results = self.experiment / "results.json"
        whole = json.loads(results.read_text())
        results.write_text(json.dumps(whole | {"quick": True}))
        code, said = self.keep()
        self.assertEqual(code, 1)
        self.assertIn("got a quick run", said)
        results.write_text(json.dumps(whole | {"rows": []}))
        self.assertEqual(self.keep()[0], 1)
        self.assertFalse(self.kept.exists())

    def test_too_many_bytes_of_pictures_are_refused(self):
        (self.experiment / "loss_steps.png").write_bytes(b"x" * 6_000_001)
        code, said = self.keep()
        self.assertEqual(code, 1)
        self.assertIn("6000000 at most", said)


if __name__ == "__main__":
    unittest.main()
