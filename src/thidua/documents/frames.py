"""What stands around a document of a unit on a day, as far as the system knows it; people may change it."""

from __future__ import annotations

from datetime import date

from thidua.org.models import Post, Unit
from thidua.org.queries import UnitName, areas_of, path_of, posts_at
from thidua.org.rules import PostRole, UnitKind

from .bodies import DEPUTIES, HEADS, authority_of, full_name, place_in, symbol_of
from .content import Frame
from .rules import Kind

# The name of the type as it heads the document.
KIND_TEXTS = {
    Kind.REPORT: "Báo cáo",
    Kind.RESULTS: "Thông báo",
    Kind.COMPARISON: "Báo cáo",
    Kind.PROFILE: "Báo cáo tóm tắt",
    Kind.COVENANT: "Giao ước thi đua",
    Kind.MINUTES: "Biên bản",
}
_SMALL_MONTHS = 2
# Bodies of a federation stand between a unit and its superior, but are no superior themselves.
_NO_SUPERIOR = frozenset({UnitKind.DEPARTMENT})


def frame_for(unit: Unit, *, on: date, kind: Kind, subject: str, signer: Post | None = None) -> Frame:
    """The frame of a draft: no number yet, the day left open. Without `signer` the head signs, else a deputy.

    A unit that does not exist on the day bears no superior and its code as its name. A fixed number of statements.
    """
    path = path_of([unit.pk], on).get(unit.pk) or (
        UnitName(unit.pk, unit.code, unit.code, unit.code, UnitKind.GRASSROOTS, None),
    )
    own, superior = path[-1], next((above for above in path[-2::-1] if above.kind not in _NO_SUPERIOR), None)
    place = _place(unit, path, on)
    post = signer or _signer(unit, on)
    return Frame(
        superior=full_name(superior.name) if superior else "",
        issuer=full_name(own.name),
        number="",
        symbol=f"{kind.symbol}-{symbol_of(own.kind, own.name, place)}",
        place=place,
        date_text=open_date_text(on),
        kind_text=KIND_TEXTS[kind],
        subject=subject,
        recipients=recipients_of(superior, kind),
        authority=authority_of(own.kind, PostRole(post.role) if post else None),
        signer=post.person.full_name if post else "",
        draft=True,
    )


def date_text(day: date) -> str:
    """A day as documents write it: "ngày 05 tháng 02 năm 2024", "ngày 18 tháng 5 năm 2024".

    Days up to 9 and the months 1 and 2 have two digits, against additions by hand.
    """
    return f"ngày {day.day:02} {_month_text(day)}"


def open_date_text(day: date) -> str:
    """The same with room for a day that is not known yet."""
    return f"ngày      {_month_text(day)}"


def _month_text(day: date) -> str:
    month = f"{day.month:02}" if day.month <= _SMALL_MONTHS else str(day.month)
    return f"tháng {month} năm {day.year}"


def recipients_of(superior: UnitName | None, kind: Kind) -> tuple[str, ...]:
    """Who usually gets a document: the superior, those below where it concerns them, the files."""
    lines = [f"- {superior.short_name} (để báo cáo);"] if superior and kind is not Kind.RESULTS else []
    if superior and kind is Kind.RESULTS:
        lines = [f"- {superior.short_name};"]
    if kind in {Kind.RESULTS, Kind.COMPARISON}:
        lines.append("- Các đơn vị trực thuộc;")
    return (*lines, "- Lưu: Văn thư.")


def _place(unit: Unit, path: tuple[UnitName, ...], on: date) -> str:
    """The area that the unit looks after where it is one, else the place in its name or that of a unit above."""
    areas = areas_of(unit, on)
    if len(areas) == 1:
        return place_in(areas[0].name) or areas[0].name
    return next((place for name in reversed(path) if (place := place_in(name.name))), "")


def _signer(unit: Unit, on: date) -> Post | None:
    posts = posts_at(unit, on)
    return next((post for roles in (HEADS, DEPUTIES) for post in posts if post.role in roles), None)
