"""What is said of rows that cannot be carried out."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .rules import Change
from .world import Standing

MOST_NAMED = 3


def text_of(text: str) -> dict[str, str]:
    """What somebody wrote, as far as it can be shown: the fact `text` of a sentence."""
    return {"text": "".join(c for c in text[:40] if c.isprintable())}


def unread_kind(text: str) -> str:
    """The kind of a new unit is missing, or is none."""
    if not text:
        return _("Thiếu loại đơn vị. Hãy chọn trong danh mục của tệp mẫu.")
    return _("Không hiểu loại đơn vị «%(text)s». Hãy chọn trong danh mục của tệp mẫu.") % text_of(text)


def unknown(code: str) -> str:
    """No unit has this code, or the person does not manage it: she is told no more than that."""
    return _("Không có đơn vị mang mã «%(text)s» trong phạm vi bạn quản lý. Hãy sửa mã.") % text_of(code)


def ended(unit: Standing) -> str:
    """The unit has ended, or will on a day that is decided."""
    return _("Đơn vị %(code)s đã kết thúc ngày %(day)s. Hãy chọn đơn vị đang hoạt động.") % {
        "code": unit.code,
        "day": f"{unit.ends:%d/%m/%Y}",
    }


def ending_too(code: str) -> str:
    """Something is given to a unit that ends by the same decision."""
    return _("Đơn vị %(code)s cũng kết thúc trong quyết định này. Hãy chọn đơn vị còn hoạt động.") % {"code": code}


def heir_below(change: Change, child: Standing) -> str:
    """A unit is to take over the one above it, and so would stand below itself."""
    return _(
        "Đơn vị %(child)s trực thuộc %(code)s mà lại là nơi nhận. Hãy thêm dòng chuyển %(child)s về cấp trên mới."
    ) % {"child": child.code, "code": change.code}


def without_place(change: Change, children: Sequence[Standing]) -> str:
    """Units stand below one that ends, and nothing says where they go."""
    return ngettext(
        "Còn %(count)d đơn vị trực thuộc %(code)s (%(names)s) chưa có nơi chuyển đến."
        " Hãy ghi cấp trên mới ở dòng này hoặc thêm dòng chuyển.",
        "Còn %(count)d đơn vị trực thuộc %(code)s (%(names)s) chưa có nơi chuyển đến."
        " Hãy ghi cấp trên mới ở dòng này hoặc thêm dòng chuyển.",
        len(children),
    ) % {
        "count": len(children),
        "code": change.code,
        "names": ", ".join(child.short_name for child in children[:MOST_NAMED])
        + ("…" if len(children) > MOST_NAMED else ""),
    }
