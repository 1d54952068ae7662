"""Listings follow their sources, and say so where they cannot."""

import tempfile
import unittest
from pathlib import Path
from unittest import mock

import tools_path
import listings

SOURCE = """#include <x>
namespace strata {
  // [region outer]
  int a = 1;

  // [region inner]
  int b = 2;
  // [endregion inner]
  // [endregion outer]
}
"""
FENCE = "```cpp file=a.cpp region=outer"


class Listings(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        root = Path(self.folder.name)
        (root / "a.cpp").write_text(SOURCE)
        patch = mock.patch.object(listings, "ROOT", root)
        patch.start()
        self.addCleanup(patch.stop)

    def test_a_nested_region_is_copied_without_markers_and_indentation(self):
        text, complaints = listings.rewrite(f"Text.\n\n{FENCE}\n```\n", "t.md")
        self.assertEqual(text, f"Text.\n\n*a.cpp*\n{FENCE}\nint a = 1;\n\nint b = 2;\n```\n")
        self.assertEqual(len(complaints), 1)

    def test_a_copied_text_is_left_alone(self):
        text, _ = listings.rewrite(f"{FENCE}\n```\n", "t.md")
        self.assertEqual(listings.rewrite(text, "t.md"), (text, []))

    def test_drift_is_reported_with_the_line_and_a_diff(self):
        text, _ = listings.rewrite(f"One.\n\n{FENCE}\n```\n", "t.md")
        _, complaints = listings.rewrite(text.replace("b = 2", "b = 3"), "t.md")
        self.assertEqual(len(complaints), 1)
        self.assertIn("t.md:4:", complaints[0])
        self.assertIn("-int b = 3;", complaints[0])
        self.assertIn("+int b = 2;", complaints[0])

    def test_a_wrong_caption_is_drift(self):
        text, _ = listings.rewrite(f"{FENCE}\n```\n", "t.md")
        fixed, complaints = listings.rewrite(text.replace("*a.cpp*", "*b.cpp*"), "t.md")
        self.assertEqual((fixed, len(complaints)), (text, 1))

    def test_a_listing_in_a_list_keeps_its_indentation(self):
        text, _ = listings.rewrite("1. Item\n\n   ```cpp file=a.cpp region=inner\n   ```\n", "t.md")
        self.assertIn("   *a.cpp*\n   ```cpp file=a.cpp region=inner\n   int b = 2;\n   ```", text)

    def test_missing_files_regions_and_tags_are_reported(self):
        for fence, sentence in (("```cpp file=b.cpp", "no such file b.cpp"),
                                ("```cpp file=a.cpp region=other", "its regions: inner, outer"),
                                ("```cpp", "without file=")):
            with self.subTest(fence=fence):
                _, complaints = listings.rewrite(f"{fence}\nint a;\n```\n", "t.md")
                self.assertEqual(len(complaints), 1)
                self.assertIn(sentence, complaints[0])

    def test_a_sketch_needs_no_file(self):
        self.assertEqual(listings.rewrite("```cpp sketch\nint a;\n```\n", "t.md")[1], [])

    def test_unbalanced_and_misspelt_regions_are_reported(self):
        for source in ("// [region a]\n", "// [endregion a]\n", "// [region a]\n// [region b]\n// [endregion a]\n",
                       "// [region a]\n// [endregion a]\n// [region a]\n", "// [region two words]\n"):
            with self.subTest(source=source), self.assertRaises(listings.ListingError):
                listings.regions(source, "a.cpp")

    def test_a_region_that_no_text_lists_is_reported(self):
        complaints = listings.unlisted({"t.md": f"{FENCE}\n```\n"}, {"a.cpp": SOURCE})
        self.assertEqual(complaints, ["a.cpp: got region inner, which no text lists"])


if __name__ == "__main__":
    unittest.main()
