"""What must hold of a list of new units before any of them is founded. Pure: no database."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _

from thidua.core.text import BadText, clean_line
from thidua.org.rules import DEEPEST, NewUnit

EARLIEST = date(1900, 1, 1)
_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]*")
_MOST = {"code": 40, "name": 200, "short_name": 80, "bloc": 40}


@dataclass(frozen=True, slots=True)
class Known:
    """A unit that exists already: the days `[begins, ends)` of its history.

    `counts_from` is the first day on which periods find it in their trees, None: as soon as it begins.
    """

    code: str
    begins: date
    ends: date | None
    counts_from: date | None = None


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with one field of the row at `index`, in a sentence that says what to do."""

    index: int
    field: str
    sentence: str


def tidied(rows: Sequence[NewUnit]) -> tuple[list[NewUnit], list[Flaw]]:
    """The rows with their texts composed and trimmed; texts that cannot be stored are flaws."""
    flaws: list[Flaw] = []
    tidy = []
    for index, row in enumerate(rows):
        texts: dict[str, str] = {}
        for field, most in _MOST.items():
            try:
                texts[field] = clean_line(getattr(row, field), most=most)
            except BadText as error:
                flaws.append(Flaw(index, field, error.sentence))
        tidy.append(replace(row, parent=row.parent.strip(), **texts))  # type: ignore[arg-type]  # all are str
    return tidy, flaws


def flaws_of(
    rows: Sequence[NewUnit],
    known: Mapping[str, Known],
    parents: Mapping[str, Known] | None = None,
    *,
    roots: bool = True,
) -> list[Flaw]:
    """Everything that forbids founding these units together; `known` is keyed by `key()` of the code.

    `parents` are those of the known units that others may be founded under (None: all), `roots` says whether
    units may be founded under none.
    """
    above = known if parents is None else parents
    in_list = {key(row.code): index for index, row in reversed(list(enumerate(rows)))}
    return [
        flaw
        for index, row in enumerate(rows)
        for flaw in (
            *_flaws_of_texts(index, row),
            *_flaws_of_code(index, row, in_list, known),
            *_flaws_of_parent(index, row, rows, in_list, above),
            *_flaws_of_root(index, row, roots=roots),
        )
    ]


def key(code: str) -> str:
    """Codes are the same whatever the case of their letters."""
    return code.lower()


def beginnings(rows: Sequence[NewUnit], known: Mapping[str, Known]) -> dict[str, date]:
    """By code key, the first day of each new unit's history.

    That is its founding, or the first recorded day of the unit above when that is later: a tree that enters
    the system with its form of some year need not tell where its old unions stood before.
    The rows must be without flaws.
    """
    return _first_days(rows, {code: unit.begins for code, unit in known.items()})


def countings(rows: Sequence[NewUnit], known: Mapping[str, Known], earliest: date) -> dict[str, date]:
    """By code key, the first day on which each new unit counts: not before `earliest`, nor before the unit above does.

    The rows must be without flaws.
    """
    above = {code: unit.counts_from or unit.begins for code, unit in known.items()}
    return {code: max(day, earliest) for code, day in _first_days(rows, above).items()}


def _first_days(rows: Sequence[NewUnit], known: Mapping[str, date]) -> dict[str, date]:
    by_code = {key(row.code): row for row in rows}
    first_days = dict(known)

    def first_day(code: str) -> date:
        if code not in first_days:
            row = by_code[code]
            above = first_day(key(row.parent)) if row.parent else date.min
            first_days[code] = max(row.founded_on, above)
        return first_days[code]

    return {code: first_day(code) for code in by_code}


def _flaws_of_texts(index: int, row: NewUnit) -> Iterator[Flaw]:
    if not row.name:
        yield Flaw(index, "name", _("Thiếu tên. Hãy nhập tên đầy đủ của đơn vị."))
    elif not row.short_name:
        yield Flaw(index, "short_name", _("Thiếu tên ngắn. Hãy nhập tên ngắn của đơn vị."))
    if row.founded_on < EARLIEST:
        yield Flaw(index, "founded_on", _("Ngày thành lập trước năm 1900. Hãy kiểm tra lại năm."))


def _flaws_of_code(index: int, row: NewUnit, in_list: Mapping[str, int], known: Mapping[str, Known]) -> Iterator[Flaw]:
    if not row.code:
        yield Flaw(index, "code", _("Thiếu mã. Hãy đặt cho đơn vị một mã riêng."))
    elif not _CODE.fullmatch(row.code):
        yield Flaw(index, "code", _("Mã chỉ gồm chữ không dấu, chữ số, dấu chấm, gạch nối và gạch dưới. Hãy sửa mã."))
    elif key(row.code) in known:
        yield Flaw(index, "code", _("Mã %(code)s đã có trong hệ thống. Hãy dùng mã khác.") % {"code": row.code})
    elif in_list[key(row.code)] != index:
        yield Flaw(index, "code", _("Mã %(code)s đã dùng ở một dòng trên. Hãy dùng mã khác.") % {"code": row.code})


def _flaws_of_parent(
    index: int,
    row: NewUnit,
    rows: Sequence[NewUnit],
    in_list: Mapping[str, int],
    parents: Mapping[str, Known],
) -> Iterator[Flaw]:
    above = key(row.parent)
    if not above:
        return
    if unit := parents.get(above):
        if unit.ends is not None:
            yield _ended_parent(index, row, unit.ends)
    elif above not in in_list:
        yield Flaw(
            index,
            "parent",
            _("Không có đơn vị cấp trên nào mang mã %(code)s. Hãy sửa mã hoặc thêm đơn vị đó vào danh sách.")
            % {"code": "".join(c for c in row.parent[:40] if c.isprintable())},
        )
    elif _in_a_circle(index, _steps_up(rows, in_list)):
        yield Flaw(
            index,
            "parent",
            _("Các đơn vị cấp trên nối thành vòng tròn hoặc sâu quá %(deepest)d cấp. Hãy sửa mã cấp trên.")
            % {"deepest": DEEPEST},
        )


def _flaws_of_root(index: int, row: NewUnit, *, roots: bool) -> Iterator[Flaw]:
    if not row.parent and not roots:
        yield Flaw(index, "parent", _("Thiếu mã cấp trên. Hãy ghi mã của đơn vị ngay bên trên."))


def _ended_parent(index: int, row: NewUnit, ends: date) -> Flaw:
    return Flaw(
        index,
        "parent",
        _("Đơn vị cấp trên %(code)s đã kết thúc ngày %(day)s. Hãy chọn đơn vị đang hoạt động.")
        % {"code": row.parent, "day": f"{ends:%d/%m/%Y}"},
    )


def _steps_up(rows: Sequence[NewUnit], in_list: Mapping[str, int]) -> Callable[[int], int | None]:
    """From the index of a row to that of its parent in the same list; None when it stands outside."""
    return lambda index: in_list.get(key(rows[index].parent))


def _in_a_circle(index: int, step_up: Callable[[int], int | None]) -> bool:
    at: int | None = index
    for _level in range(DEEPEST):
        at = step_up(at) if at is not None else None
        if at is None:
            return False
    return True
