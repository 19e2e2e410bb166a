"""The visible block of a signature: where on the page it goes, and its picture as a PDF of its own."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pypdfium2
import typst
from django.conf import settings
from django.utils import timezone

WIDTH, HEIGHT, GAP, MARGIN = 200, 46, 6, 50  # points
LOOK = Path(__file__).parent / "layouts" / "stamp.typ"
# The line of the layout below which people sign by hand; it is found in the text of the page.
SPACE_MARK = "CHỦ TỊCH"


@dataclass(frozen=True, slots=True)
class Place:
    """A rectangle on a page, from 0; points from the lower left corner, as PDF counts."""

    page: int
    box: tuple[int, int, int, int]


def place_for(pdf: bytes, taken: int) -> Place:
    """Below the signer's position on the page that has it, else at the foot of the last page at the right.

    `taken` signatures stand there already; further ones go to the left, then above.
    """
    document = pypdfium2.PdfDocument(pdf)
    try:
        for number in range(len(document) - 1, -1, -1):
            if (found := _below_position(document[number])) is not None:
                return Place(number, _moved(found, taken))
        width = document[len(document) - 1].get_width()
        return Place(len(document) - 1, _moved((width - MARGIN - WIDTH, MARGIN + HEIGHT), taken))
    finally:
        document.close()


@contextmanager
def stamp_file(signer: str, issuer: str, at: datetime) -> Iterator[Path]:
    """A PDF of the size of the block that says who signed, and when, in letters that it carries itself."""
    words = {"signer": signer, "issuer": issuer, "at": f"{timezone.localtime(at):%H:%M %d/%m/%Y}"}
    fonts = [str(settings.DOCUMENT_FONTS)]
    with tempfile.TemporaryDirectory() as folder:
        drawn = Path(folder) / "stamp.pdf"
        typst.compile(str(LOOK), output=str(drawn), font_paths=fonts, ignore_system_fonts=True, sys_inputs=words)
        yield drawn


def _below_position(page: pypdfium2.PdfPage) -> tuple[float, float] | None:
    """The upper left corner of the block: centred under the last mention of the position in the right half."""
    text = page.get_textpage()
    finder = text.search(SPACE_MARK, match_case=True)
    found = None
    while (match := finder.get_next()) is not None:
        left, bottom, right, _top = text.get_charbox(match[0])[:1] + text.get_charbox(match[0] + match[1] - 1)[1:]
        if left > page.get_width() / 3:
            found = (min((left + right) / 2, page.get_width() - MARGIN / 2 - WIDTH / 2) - WIDTH / 2, bottom - GAP)
    return found


def _moved(corner: tuple[float, float], taken: int) -> tuple[int, int, int, int]:
    left, top = corner
    across, up = taken % 2, taken // 2
    left, top = left - across * (WIDTH + GAP), top + up * (HEIGHT + GAP)
    return (round(left), round(top - HEIGHT), round(left + WIDTH), round(top))
