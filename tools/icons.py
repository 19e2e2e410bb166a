"""The icons that pages use: found in the sources, and cut out of the icon font.

The whole font is half a megabyte, more than all the rest of a page; what is used here is a thirtieth of it.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = (("templates", "*.html"), ("static/js", "*.js"), ("static/css", "*.css"), ("src", "*.py"))

# A name stands in a class (`ti-send`) or is passed on as a word of its own (`icon="send"`, `"good": "send"`).
# Any quoted word counts, so that a few more icons are kept than are drawn, but none is ever missing.
USE = re.compile(r"\bti-([a-z0-9-]+)|[\"']([a-z0-9-]+)[\"']")
RULE = re.compile(r"\.ti-([a-z0-9-]+):before\{content:\"\\([0-9a-f]+)\"\}")

SUBSET = """
const [file, letters] = process.argv.slice(1);
const fs = require("fs");
require("subset-font")(fs.readFileSync(file), letters, { targetFormat: "woff2" })
  .then((font) => fs.writeFileSync(file, font));
"""


def used(style: str) -> dict[str, str]:
    """The letter of each icon of a style sheet that the sources may draw, by name."""
    texts = (path.read_text(encoding="utf-8") for folder, names in SOURCES for path in (ROOT / folder).rglob(names))
    words = {name or word for text in texts for name, word in USE.findall(text)}
    return {name: chr(int(code, 16)) for name, code in RULE.findall(style) if name in words}


def cut(style: Path, font: Path) -> None:
    """Leave in a style sheet and its font those icons alone that are used."""
    text = style.read_text(encoding="utf-8")
    kept = used(text)
    subset(font, "".join(kept.values()))
    style.write_text(RULE.sub(lambda rule: rule[0] if rule[1] in kept else "", text), encoding="utf-8")


def subset(font: Path, letters: str) -> None:
    """Leave in a font some letters alone; what was any format is WOFF2 afterwards."""
    subprocess.run(["node", "-e", SUBSET, "--", font, letters], cwd=ROOT, check=True, timeout=120)
