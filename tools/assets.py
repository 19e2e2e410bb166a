"""Copy the browser libraries and fonts that the pages use from `node_modules` to `build/assets/vendor`.

Vendor code is not committed. Lines that point at source maps are dropped: the maps are not served, and
hashed file names would otherwise fail on them.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import icons

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "build" / "assets" / "vendor"

WEIGHTS = ("400", "500", "600", "700")
# Of two faces that hold a letter browsers load the later one: "ă", "đ", "ơ", "ư" are in the first two.
SUBSETS = ("latin-ext", "vietnamese", "latin")

FILES = {
    "@tabler/core/dist/css/tabler.min.css": "tabler/tabler.min.css",
    "@tabler/icons-webfont/dist/tabler-icons.min.css": "icons/tabler-icons.min.css",
    "@tabler/icons-webfont/dist/fonts/tabler-icons.woff2": "icons/fonts/tabler-icons.woff2",
    "htmx.org/dist/htmx.min.js": "htmx/htmx.min.js",
    # Lines, bars, pies and scatters: all that is drawn here, at two thirds of the whole library's weight.
    "echarts/dist/echarts.common.min.js": "echarts/echarts.min.js",
} | {
    f"@fontsource/be-vietnam-pro/files/be-vietnam-pro-{subset}-{weight}-normal.woff2": (
        f"fonts/be-vietnam-pro-{subset}-{weight}.woff2"
    )
    for subset in SUBSETS
    for weight in WEIGHTS
}

FACES = {"400Regular": "Regular", "400Regular_Italic": "Italic", "700Bold": "Bold", "700Bold_Italic": "BoldItalic"}
# Documents are set in Tinos, whose letters are as wide as those of Times New Roman.
FILES |= {
    f"@expo-google-fonts/tinos/{face}/Tinos_{face}.ttf": f"document-fonts/Tinos-{name}.ttf"
    for face, name in FACES.items()
}

# On the screen a page of a document is set in the same face, without the letters that Vietnamese does not use.
LETTERS = "".join(map(chr, (*range(0x20, 0x17F), *range(0x1A0, 0x1B1), *range(0x1EA0, 0x1EFA)))) + "–—‘’“”…₫→•"

SOURCE_MAP = re.compile(r"^.*[#@] sourceMappingURL=.*$\n?", re.MULTILINE)
# The icon font is served as woff2 alone; the other formats are for browsers of before 2016.
OLDER_FONTS = re.compile(r',\s*url\("[^"]*\.(?:woff|ttf)[^"]*"\)\s*format\("[^"]*"\)')


def copy(source: Path, target: Path) -> None:
    """Copy one file; text loses its pointer to a source map."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.suffix not in {".css", ".js"}:
        shutil.copyfile(source, target)
        return
    text = re.sub(r"/\*# sourceMappingURL=.*?\*/", "", source.read_text(encoding="utf-8"))
    target.write_text(OLDER_FONTS.sub("", SOURCE_MAP.sub("", text)), encoding="utf-8")


def font_face(subset: str, weight: str) -> str:
    """Return the CSS of one face, with the range of letters that the font's own package states."""
    stated = (MODULES / f"@fontsource/be-vietnam-pro/{weight}.css").read_text(encoding="utf-8")
    letters = re.search(rf"-{subset}-{weight}-normal \*/.*?unicode-range:\s*([^;}}]+)", stated, re.DOTALL)
    if letters is None:
        raise ValueError(f"the font's package states no range of letters for {subset} {weight}")
    return (
        f"@font-face{{font-family:'Be Vietnam Pro';font-weight:{weight};font-display:swap;"
        f"src:url('be-vietnam-pro-{subset}-{weight}.woff2') format('woff2');unicode-range:{letters[1]}}}\n"
    )


def paper_face(name: str) -> str:
    """Cut a face of Tinos for the screen and return its CSS."""
    cut = VENDOR / "fonts" / f"tinos-{name}.woff2"
    shutil.copyfile(VENDOR / "document-fonts" / f"Tinos-{name}.ttf", cut)
    icons.subset(cut, LETTERS)
    weight, style = ("700" if "Bold" in name else "400"), ("italic" if "Italic" in name else "normal")
    return (
        f"@font-face{{font-family:Tinos;font-weight:{weight};font-style:{style};font-display:swap;"
        f"src:url('{cut.name}') format('woff2')}}\n"
    )


def main() -> None:
    """Make the folder anew."""
    shutil.rmtree(VENDOR, ignore_errors=True)
    for source, target in FILES.items():
        copy(MODULES / source, VENDOR / target)
    icons.cut(VENDOR / "icons" / "tabler-icons.min.css", VENDOR / "icons" / "fonts" / "tabler-icons.woff2")
    faces = "".join(font_face(subset, weight) for subset in SUBSETS for weight in WEIGHTS)
    (VENDOR / "fonts" / "be-vietnam-pro.css").write_text(faces, encoding="utf-8")
    (VENDOR / "fonts" / "tinos.css").write_text("".join(map(paper_face, FACES.values())), encoding="utf-8")


if __name__ == "__main__":
    main()
