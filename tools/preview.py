#!/usr/bin/env python3
"""Renders Markdown texts into build/preview/ much as the repository host does: cmark-gfm, then MathJax."""

import argparse
import re
import subprocess
import sys
from pathlib import Path

from markdown_text import ROOT, tracked

PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title><base href="{base}/">
<script type="text/x-mathjax-config">
MathJax.Hub.Config({{
  extensions: ["tex2jax.js"], jax: ["input/TeX", "output/HTML-CSS"],
  tex2jax: {{inlineMath: [["$", "$"]], displayMath: [["$$", "$$"]], processEscapes: true,
            skipTags: ["script", "style", "pre", "code"]}},
  TeX: {{extensions: ["AMSmath.js", "AMSsymbols.js"]}}, messageStyle: "none"
}});
</script>
<script src="file:///usr/share/javascript/mathjax/MathJax.js"></script>
<style>
body {{ max-width: 880px; margin: 24px auto; padding: 0 24px; color: #1f2328;
       font: 16px/1.5 "Noto Sans", "Liberation Sans", Helvetica, Arial, sans-serif; }}
h1, h2 {{ border-bottom: 1px solid #d1d9e0; padding-bottom: .3em; }}
a {{ color: #0969da; text-decoration: none; }}
code, pre {{ font: 85%/1.45 "Liberation Mono", monospace; background: #f3f4f6; border-radius: 6px; }}
code {{ padding: .2em .4em; }}
pre {{ padding: 16px; overflow: auto; }}
pre code {{ padding: 0; font-size: 100%; }}
table {{ border-collapse: collapse; }}
td, th {{ border: 1px solid #d1d9e0; padding: 6px 13px; }}
tr:nth-child(even) {{ background: #f6f8fa; }}
blockquote {{ margin: 0; padding: 0 1em; color: #59636e; border-left: .25em solid #d1d9e0; }}
img {{ max-width: 100%; }}
</style></head><body>
{body}
</body></html>
"""


def page(path: Path) -> str:
    command = ["cmark-gfm", "--unsafe", "-e", "table", "-e", "strikethrough", "-e", "autolink", str(path)]
    body = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    body = re.sub(r"\$<code>(.*?)</code>\$", r"$\1$", body, flags=re.DOTALL)
    body = re.sub(r'<pre><code class="language-math">(.*?)</code></pre>', r"<div>$$\1$$</div>", body, flags=re.DOTALL)
    return PAGE.format(title=path, base=(ROOT / path.parent).as_uri(), body=body)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts", nargs="*", type=Path, help="Markdown files; without any, all of the repository")
    texts = [text.resolve().relative_to(ROOT) for text in parser.parse_args().texts] or tracked("*.md")
    for path in texts:
        target = ROOT / "build" / "preview" / path.with_suffix(".html")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(page(path), encoding="utf-8")
        print(target.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main())
