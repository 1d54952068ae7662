"""The filter gives Doxygen its own forms and keeps every line on its line; the check is strict but for paragraphs."""

import subprocess
import tempfile
import unittest
from pathlib import Path

import tools_path
import doxygen_check
import doxygen_filter

TEXT = Path("chapters/03_linear/README.md")
TOOLS = Path(doxygen_filter.__file__).parent


class Filter(unittest.TestCase):
    def filtered(self, text, path=TEXT):
        return doxygen_filter.markdown(text, path)

    def test_formulas_become_doxygen_s(self):
        self.assertEqual(self.filtered("With $x_i$ and $`y`$."), "With \\f$x_i\\f$ and \\f$y\\f$.")
        self.assertEqual(self.filtered("$$\nx \\tag{3.1}\n$$"), "\\f[\nx \\tag{3.1}\n\\f]")
        self.assertEqual(self.filtered("$$x$$"), "\\f[x\\f]")
        self.assertEqual(self.filtered("```math\nx\n```"), "\\f[\nx\n\\f]")

    def test_dollars_in_code_stay(self):
        for text in ("`$x$ and $y$`", "```sh\necho $HOME $PATH\n```"):
            self.assertEqual(self.filtered(text), text)

    def test_fences_lose_their_tags(self):
        self.assertEqual(self.filtered("```cpp file=a.cpp region=b\nint a;\n```"), "```cpp\nint a;\n```")

    def test_headings_get_labels_that_links_find(self):
        self.assertEqual(self.filtered("# 3. Linear\n\n## The code"),
                         "# 3.\u00a0Linear {#chapter_03_linear}\n\n## The code {#chapter_03_linear_the-code}")
        self.assertEqual(self.filtered("[x](#the-code)"), '@ref chapter_03_linear_the-code "x"')
        self.assertEqual(self.filtered("[`x`](../01_tensors/README.md)"), '@ref chapter_01_tensors "x"')

    def test_the_main_page_s_heading_gets_no_label(self):
        self.assertEqual(self.filtered("# Strata", Path("README.md")), "# Strata")

    def test_pictures_keep_their_bare_name(self):
        self.assertEqual(self.filtered("![Loss](pictures/loss.png)"), "![Loss](loss.png)")

    def test_links_to_what_has_no_page_keep_their_text(self):
        self.assertEqual(self.filtered("[licence](../../LICENSE)"), "licence")

    def test_links_elsewhere_stay(self):
        self.assertEqual(self.filtered("[x](https://debian.org)"), "[x](https://debian.org)")

    def test_a_link_s_text_that_wraps_is_joined_behind_its_line_break(self):
        self.assertEqual(self.filtered("See [the notation\npage](../../docs/notation.md)."),
                         'See \n@ref docs_notation "the notation page".')
        self.assertEqual(self.filtered("- see [a\n  b](#t)"), '- see \n  @ref chapter_03_linear_t "a b"')

    def test_bold_text_with_a_formula_becomes_html(self):
        for text, expected in (("**What is $M$?** A", "<b>What is \\f$M\\f$?</b> A"),
                               ("a **b\nc $x$ d\ne** $y$ **f**", "a <b>b\nc \\f$x\\f$ d\ne</b> \\f$y\\f$ **f**"),
                               ("**$x$** and **$y$**", "<b>\\f$x\\f$</b> and <b>\\f$y\\f$</b>"),
                               ("**a** $x$ **b**", "**a** \\f$x\\f$ **b**"), ("`**` $x$ `**`", "`**` \\f$x\\f$ `**`"),
                               ("**a\n\n$x$ b**", "**a\n\n\\f$x\\f$ b**"), ("**a `b`**", "**a `b`**")):
            with self.subTest(text=text):
                self.assertEqual(self.filtered(text), expected)

    def test_every_line_stays_on_its_line(self):
        text = "# T\n\nA $x\n+ y$ b [l\nm](#t)\n\n$$\na\nb\n$$\n\n```math\nc\n```\nend\n"
        self.assertEqual(self.filtered(text).count("\n"), text.count("\n") - 1)  # the broken formula is joined


class Source(unittest.TestCase):
    def filtered(self, suffix):
        with tempfile.NamedTemporaryFile("w", suffix=suffix) as file:
            file.write("int a;\n")
            file.flush()
            return subprocess.run([TOOLS / "doxygen_source.sh", file.name], check=True, capture_output=True, text=True).stdout

    def test_a_header_is_read_and_a_source_is_not(self):
        self.assertEqual(self.filtered(".hpp"), "int a;\n/** @file */\n")
        self.assertEqual(self.filtered(".cpp"), "/** @file */\n")


class Check(unittest.TestCase):
    def is_fault(self, source, line, text="Member x is not documented."):
        with tempfile.NamedTemporaryFile("w", suffix=".hpp") as file:
            file.write(source)
            file.flush()
            return doxygen_check.is_fault(f"{file.name}:{line}: warning: {text}")

    def test_a_comment_speaks_for_its_paragraph(self):
        source = "/// What a cell holds.\nstruct Cell {\n  int a;\n\n  int b;\n};\n"
        self.assertFalse(self.is_fault(source, 3))
        self.assertTrue(self.is_fault(source, 5))

    def test_asterisks_are_found_outside_code_and_formulas(self):
        code = '<div class="fragment"><div class="line">a ** b</div></div><pre>**</pre><code>**</code>'
        self.assertEqual(doxygen_check.asterisks(f"<p>a\n{code} \\(x ** y\\) \\[\n**\\]</p>"), [])
        self.assertEqual(doxygen_check.asterisks(f"<p>a</p>\n{code}\n<p>**What is \\(M\\)?** A</p>"), [3])

    def test_every_other_warning_is_a_fault(self):
        self.assertTrue(self.is_fault("/// x\n", 1, "Unsupported xml/html tag <T> found"))


if __name__ == "__main__":
    unittest.main()
