"""Spelling, includes, the compiler's budget and the deletion of chapters."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import tools_path
import compile_limits
import executable_scripts
import layering
import layering_includes
import spelling

TOOLS = Path(__file__).resolve().parent.parent


class Spelling(unittest.TestCase):
    def test_code_formulas_and_targets_of_links_are_left_out(self):
        text = "A `qwx` $qwx$ [word](qwx.md) <img src='qwx'>\n\n```\nqwx\n```\n\n$$\nqwx\n$$\n"
        found = [word for _, line in spelling.markdown_prose(text) for word in spelling.words(line)]
        self.assertEqual(found, ["A", "word"])

    def test_the_line_of_a_word_is_known(self):
        self.assertIn((4, "third"), spelling.markdown_prose("first\n\nsecond $x\n$third".replace("\n$", "$\n")))

    def test_comments_are_read_and_code_is_not(self):
        source = 'int qwx = 1;  // the `qwx` of "qwx" wrd\n#include "qwx"\n}  // namespace qwx\n'
        found = [(line, spelling.words(prose)) for line, prose in spelling.comments(source, ".hpp")]
        self.assertEqual(found, [(1, ["the", "of", "wrd"])])

    def test_samples_of_code_in_comments_are_left_out(self):
        self.assertEqual(spelling.comments("/// Text.\n///\n///     qwx.wrd();\n", ".hpp"), [(1, " Text."), (2, "")])

    def test_names_are_no_words(self):
        text = "snake_case CamelCase a/b x.y f32 .png well-known it’s"
        self.assertEqual(spelling.words(text), ["well", "known", "it"])

    def test_british_spelling_is_asked_for(self):
        words = {"colour", "color", "initialise", "initialize"}
        self.assertEqual(spelling.unknown(words, set()), {"color", "initialize"})
        listed = set(spelling.WORDS.read_text(encoding="utf-8").split())
        self.assertEqual(spelling.unknown({"optimiser", "optimisers", "optimizer", "Optimizers"}, listed),
                         {"optimizer", "Optimizers"})

    def test_doubled_words_are_found_across_lines(self):
        self.assertEqual(spelling.doubled([(1, "of the"), (2, "the page")]), [(2, "the")])

    def test_the_word_list_must_be_sorted(self):
        self.assertEqual(spelling.list_complaints(["a", "B", "c"]), [])
        self.assertEqual(len(spelling.list_complaints(["b", "a"])), 1)


class Scripts(unittest.TestCase):
    def test_a_script_that_may_not_be_run_is_found(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "script"
            for text, mode, stuck in (("#!/bin/sh\n", 0o644, True), ("#!/bin/sh\n", 0o755, False),
                                      ("a #!\n", 0o644, False), ("", 0o644, False)):
                with self.subTest(text=text, mode=mode):
                    path.write_text(text)
                    path.chmod(mode)
                    self.assertEqual(executable_scripts.is_stuck(path), stuck)


class Includes(unittest.TestCase):
    def faults(self, path, include):
        return layering_includes.complaints(Path(path), f'#include "{include}"\n')

    def test_forward_includes_are_found(self):
        for path, include in (("chapters/01_tensors/a.cpp", "03_linear/linear.hpp"),
                              ("chapters/02_modules/a.hpp", "chapters/03_linear/linear.hpp"),
                              ("tests/02_modules_a.cpp", "03_linear/linear.hpp"),
                              ("common/a.cpp", "01_tensors/tensor.hpp"),
                              ("tests/common_a.cpp", "01_tensors/tensor.hpp"),
                              ("common/a.cpp", "tools/strata/verbs.hpp"),
                              ("chapters/01_tensors/a.cpp", "../03_linear/linear.hpp")):
            with self.subTest(path=path, include=include):
                self.assertEqual(len(self.faults(path, include)), 1)

    def test_backward_includes_pass(self):
        for path, include in (("chapters/03_linear/a.cpp", "01_tensors/tensor.hpp"),
                              ("tests/03_linear_a.cpp", "03_linear/linear.hpp"),
                              ("chapters/01_tensors/a.cpp", "common/error.hpp"),
                              ("tools/strata/a.cpp", "03_linear/linear.hpp")):
            with self.subTest(path=path, include=include):
                self.assertEqual(self.faults(path, include), [])


class Deletion(unittest.TestCase):
    def test_a_chapter_goes_with_its_tests(self):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            for name in ("chapters/01_a/a.cpp", "chapters/02_b/b.cpp", "tests/01_a.cpp", "tests/02_b.cpp",
                         "tests/02_b_more.cpp"):
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                (root / name).touch()
            self.assertEqual(layering.chapters(root), ["01_a", "02_b"])
            layering.delete_chapter(root, "02_b")
            left = sorted(str(path.relative_to(root)) for path in root.rglob("*.cpp"))
            self.assertEqual(left, ["chapters/01_a/a.cpp", "tests/01_a.cpp"])


class Budget(unittest.TestCase):
    LOG = "0.01 0.00 9000 g++ --version\n9.50 0.50 524288 g++ -O2 -o a.o -c src/a.cpp\n"

    def judged(self, *options, log=LOG):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "log.txt")
            path.write_text(log, encoding="utf-8")
            command = [sys.executable, str(TOOLS / "compile_limits.py"), str(path), *options]
            return subprocess.run(command, capture_output=True, text=True, check=False)

    def test_a_modest_compilation_passes(self):
        result = self.judged("--seconds", "10", "--mebibytes", "512")
        self.assertEqual(result.returncode, 0)
        self.assertIn("1 translation units, 10 s", result.stdout)

    def test_too_much_memory_and_too_much_time_fail(self):
        for limit in (("--mebibytes", "511"), ("--seconds", "9.9")):
            result = self.judged(*limit)
            self.assertEqual(result.returncode, 1)
            self.assertIn("src/a.cpp: compiling took 10.0 s and 512 MiB, expected at most", result.stderr)

    def test_a_log_without_compilations_fails(self):
        self.assertEqual(self.judged(log="").returncode, 1)

    def test_the_log_is_what_gnu_time_writes(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "log.txt")
            subprocess.run(["time", "--append", f"--output={path}", "--format=%U %S %M %C", "true", "-c", "x.cpp"], check=True)
            self.assertEqual(compile_limits.units_of(path.read_text(encoding="utf-8"))[0].source, "x.cpp")


if __name__ == "__main__":
    unittest.main()
