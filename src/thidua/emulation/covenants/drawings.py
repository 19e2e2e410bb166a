"""What is drawn with a finger, a pen or a mouse: the path of an SVG in a field of 600 × 200."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from .errors import DrawingUnusable

WIDTH, HEIGHT = 600, 200
LONGEST = 24_000
LEAST_POINTS = 6
# A stroke moves to a point and draws lines to others; nothing else of what SVG knows is taken.
_DRAWING = re.compile(r"(?:M\d{1,3} \d{1,3}(?:L\d{1,3} \d{1,3})+)+")
_POINT = re.compile(r"(\d{1,3}) (\d{1,3})")
_INK = "#16306b"


def checked(drawing: str) -> str:
    """A drawing as it was sent. Raises DrawingUnusable for what is empty, a dot, too large or no drawing."""
    if len(drawing) > LONGEST:
        raise DrawingUnusable(_("Nét ký quá dài. Hãy xóa rồi ký lại gọn hơn."), where="drawing")
    if not _DRAWING.fullmatch(drawing):
        raise DrawingUnusable(_("Chưa có nét ký. Hãy ký vào khung, hoặc chọn gõ họ tên để xác nhận."), where="drawing")
    points = [(int(x), int(y)) for x, y in _POINT.findall(drawing)]
    if any(x > WIDTH or y > HEIGHT for x, y in points) or len(set(points)) < LEAST_POINTS:
        raise DrawingUnusable(_("Nét ký quá ngắn. Hãy xóa rồi ký lại đầy đủ."), where="drawing")
    return drawing


def picture(drawing: str) -> str:
    """The drawing as an SVG for a paper; "" for none."""
    if not drawing:
        return ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<path d="{drawing}" fill="none" stroke="{_INK}" stroke-width="5" stroke-linecap="round"'
        ' stroke-linejoin="round"/></svg>'
    )
