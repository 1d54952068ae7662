"""Formulas, links, commands and equation numbers: each fault is found, and correct text passes."""

import unittest
from pathlib import Path

import tools_path
import check_equations
import check_links
import check_maths
import check_placeholders
from markdown_text import ROOT, anchor, blocks, inline

TEXT = Path("chapters/03_linear/README.md")


class Reading(unittest.TestCase):
    def test_the_blocks_together_are_the_text(self):
        text = "# T\n\na\nb\n\n```cpp\n$x$\n```\nc\n\n$$\nx\n$$\n\n$$y$$\n\n````md\n```\n````\n"
        self.assertEqual("\n".join("\n".join(block.lines) for block in blocks(text)), text)
        self.assertEqual([block.kind for block in blocks(text)],
                         ["prose", "prose", "fence", "prose", "maths", "prose", "maths", "prose", "fence", "prose"])

    def test_dollars_in_code_are_no_maths(self):
        self.assertEqual([kind for kind, _, _ in inline("a `$x$` b $y$ c \\$5 $`z_{i}`$")],
                         ["text", "code", "text", "maths", "text", "maths"])

    def test_anchors_are_the_host_s(self):
        self.assertEqual(anchor("What the `code` does: (3.1)!"), "what-the-code-does-31")


class Maths(unittest.TestCase):
    def faults(self, text):
        return [sentence for _, sentence in check_maths.complaints(text)]

    def test_correct_formulas_pass(self):
        for text in ("With $x_i$, ($y$) and $W^\\top x$.", "$`\\hat{y}_{i} + w_{ij} \\{a\\}`$ is protected.",
                     "A\n\n$$\ny = x W^\\top \\tag{3.1}\n$$\n\nB", "```math\na \\\\ b\n```",
                     "| $a_i$ | b |\n|---|---|\n| $x$ | y |",
                     "Code `$x` and \\$5."):
            with self.subTest(text=text):
                self.assertEqual(self.faults(text), [])

    def test_each_pitfall_is_found(self):
        for text, sentence in (("$ x$ a", "space next to"), ("a$x$", "right before"), ("$x$s", "right after"),
                               ("$\\hat{y}_i + w_{ij}$", "Markdown changes"), ("$\\{1\\}$", "Markdown changes"),
                               ("$a*b$ $c*d$", "Markdown changes"), ("$$\na \\\\ b\n$$", "Markdown changes"),
                               ("| a | b |\n|---|---|\n| $|x|$ | c |", "Markdown changes"), ("$a<b$", "without spaces"),
                               ("text\n$$\nx\n$$", "blank line above"), ("$$\nx\n$$\ntext", "blank line below"),
                               ("a $ b", "a lone $"), ("[$x$](y)", "link's text"), ("$\\operatorname{x}$", "refuses")):
            with self.subTest(text=text):
                self.assertTrue(any(sentence in fault for fault in self.faults(text)), self.faults(text))

    def test_the_line_of_a_fault_is_named(self):
        self.assertEqual([line for line, _ in check_maths.complaints("a\n\nb\nc $ x$\n")], [4])


class Links(unittest.TestCase):
    def faults(self, text):
        return [sentence for _, sentence in check_links.link_complaints(Path("tools/README.md"), text)]

    def test_existing_files_and_headings_pass(self):
        text = "[x](README.md) [y](../LICENSE) [z](https://debian.org) [w](#writing-a-chapters-text)"
        self.assertEqual(self.faults(text), [])

    def test_missing_files_pictures_and_headings_are_found(self):
        for text in ("[x](nowhere.md)", "![x](no.png)", '<img src="no.png">', "[x](README.md#nowhere)", "[x](/etc)",
                     "[x](../../..)"):
            with self.subTest(text=text):
                self.assertEqual(len(self.faults(text)), 1)

    def test_links_in_code_are_no_links(self):
        self.assertEqual(self.faults("`[x](nowhere.md)`\n\n```\n[x](nowhere.md)\n```"), [])

    def test_unknown_verbs_and_chapters_are_found(self):
        self.assertEqual(check_links.command_complaints("```sh\n./strata demo --epochs 2\n./strata --help\n```"), [])
        faults = check_links.command_complaints("```sh\n./strata dmeo\n\n./strata run 77\n```")
        self.assertEqual([line for line, _ in faults], [2, 4])


class Placeholders(unittest.TestCase):
    def test_a_word_in_capitals_alone_is_found(self):
        for left in ("COMPARE", "@@PERFORMANCE@@", "TABLE_HERE"):
            self.assertEqual([line for line, _ in check_placeholders.complaints(f"Text.\n\n{left}\n\nMore.\n")], [3])

    def test_capitals_in_a_sentence_and_in_listings_pass(self):
        self.assertEqual(check_placeholders.complaints("MNIST is a data set.\n\n```text\nCOMPARE\n```\n"), [])


class Equations(unittest.TestCase):
    def faults(self, text, source="", path=TEXT):
        found = check_equations.complaints({path: text}, {Path("chapters/03_linear/a.cpp"): source})
        return [sentence for _, _, sentence in found]

    def test_ascending_numbers_and_their_mentions_pass(self):
        text = "$$x \\tag{3.1}$$\n\n```math\ny \\tag{3.2}\n```\n\nBy (3.1) and (3.1–3.2)."
        self.assertEqual(self.faults(text, "f(3.9);  // (3.2)\n"), [])

    def test_wrong_numbers_are_found(self):
        for text in ("$$x \\tag{2.1}$$", "$$x \\tag{3.2}$$\n\n$$y \\tag{3.1}$$", "$$x \\tag{3.1}$$\n\n$$y \\tag{3.1}$$",
                     "$$x \\tag{*}$$", "By (3.1)."):
            with self.subTest(text=text):
                self.assertEqual(len(self.faults(text)), 1)

    def test_a_page_of_results_has_numbers_in_brackets(self):
        page = Path("docs/results/homework/mnist/results.md")
        self.assertEqual(check_equations.complaints({page: "| even (0.29) |"}, {}), [])

    def test_a_comment_that_names_no_equation_is_found(self):
        self.assertEqual(self.faults("$$x \\tag{3.1}$$", "// (3.1)\n// (3.2)\n"), ["there is no equation (3.2)"])

    def test_code_behind_a_comment_names_no_equation(self):
        self.assertEqual(self.faults("$$x \\tag{3.1}$$", "// (3.1)\nfill(0.0);\n"), [])


if __name__ == "__main__":
    unittest.main()
