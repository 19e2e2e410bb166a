"""What a file is: which sheets hold figures of which unit, period and form, and where each figure stands.

By the stamp of the hidden sheet, else by headings. Cells are found by the codes beside and above them, never by their
address, so that rows and columns that were put in or moved do no harm. Asks nothing of the database but the catalogue.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.utils.translation import gettext as _

from thidua.core.errors import DomainError
from thidua.core.text import fold
from thidua.indicators.queries import catalogue
from thidua.reporting.past_tables import place_of

from .layout import MATRIX_CODE_HEADING, STAMP_SHEET, Column, Fact, Layout
from .reading import NOTHING, Book, BookSheet, Kind, Value
from .stamp import SheetStamp, Stamp, StampMissing, read_stamp

LINES_ABOVE: Final = 40
"""Within so many lines a sheet says what it is."""

_INPUT_HEADINGS: Final = frozenset(
    {"thuc hien", "thuc hien trong ky", "so thuc hien", "so lieu", "ket qua", "trong ky", "so lieu trong ky", "gia tri"}
)
_UNIT_HEADINGS: Final = frozenset({"ma don vi", "ma", "don vi", "ten don vi", "unit code", "unit", "code"})

Key = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Sighting:
    """What a file says about an indicator: in the period and, on a form's sheet, since the start of the year."""

    code: str
    place: str
    value: Value
    year_place: str = ""
    year: Value = NOTHING


@dataclass(frozen=True, slots=True)
class Part:
    """What a file says about one report.

    `unit`, `period` and `form` are codes where there is a stamp, else what the sheet says in words, "" for nothing.
    `seen` is what the cells held when the file was made, by code; None without a stamp.
    """

    file: str
    sheet: str
    layout: Layout
    unit: str
    period: str
    form: str
    cells: tuple[Sighting, ...]
    seen: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Recognised:
    """The parts of a file; sentences about sheets that say nothing, and whether the file as a whole is refused."""

    parts: tuple[Part, ...] = ()
    trouble: str = ""
    remarks: tuple[str, ...] = ()


def recognise(book: Book) -> Recognised:
    """The parts of a file that was read."""
    if book.trouble:
        return Recognised(trouble=book.trouble)
    sheets = [sheet for sheet in book.sheets if sheet.name != STAMP_SHEET]
    hidden = next((sheet for sheet in book.sheets if sheet.name == STAMP_SHEET), None)
    if hidden is None:
        return _by_headings(book, sheets)
    try:
        stamp = read_stamp([[value.text for value in row] for row in hidden.rows])
    except StampMissing:
        return _by_headings(book, sheets)
    except DomainError as error:
        return Recognised(trouble=error.sentence)
    return _by_stamp(book, sheets, stamp)


# ── With a stamp ─────────────────────────────────────────────────────────────


def _by_stamp(book: Book, sheets: Sequence[BookSheet], stamp: Stamp) -> Recognised:
    parts: list[Part] = []
    remarks: list[str] = []
    for entry, sheet in _matched(stamp.sheets, sheets):
        found = _stamped(book, sheet, entry) if sheet else []
        parts += found
        if not found:
            remarks.append(
                _("Không còn thấy các dòng chỉ tiêu của trang «%(sheet)s» trong tệp.") % {"sheet": entry.sheet}
            )
    if not parts:
        return Recognised(trouble=_("Không còn dòng chỉ tiêu nào trong tệp. Hãy tải lại biểu mẫu từ hệ thống."))
    return Recognised(tuple(parts), remarks=tuple(remarks))


def _matched(entries: Iterable[SheetStamp], sheets: Sequence[BookSheet]) -> list[tuple[SheetStamp, BookSheet | None]]:
    """Each sheet of the stamp with that of the file: by name, and where somebody renamed it by what it holds."""
    left = {sheet.name: sheet for sheet in sheets}
    found: list[tuple[SheetStamp, BookSheet | None]] = [(entry, left.pop(entry.sheet, None)) for entry in entries]
    for at, (entry, sheet) in enumerate(found):
        if sheet is None and left:
            best = max(left.values(), key=lambda other: _likeness(other, entry))
            if _likeness(best, entry):
                found[at] = entry, left.pop(best.name)
    return found


def _likeness(sheet: BookSheet, entry: SheetStamp) -> int:
    texts = {value.text.strip() for row in sheet.rows for value in row if value.kind is Kind.TEXT}
    named = any(unit in text for unit in entry.units for text in texts)
    return len(texts & set(entry.codes)) if named else 0


def _stamped(book: Book, sheet: BookSheet, entry: SheetStamp) -> list[Part]:
    if entry.layout is Layout.MATRIX:
        lines = _matrix(sheet, set(entry.codes), set(entry.units))
    else:
        cells = _form(sheet, {_as_code(code): code for code in entry.codes})
        lines = [(unit, cells) for unit in entry.units] if cells else []
    return [
        Part(
            file=book.name,
            sheet=sheet.name,
            layout=entry.layout,
            unit=unit,
            period=entry.period,
            form=entry.form,
            cells=tuple(cells),
            seen=dict(zip(entry.codes, entry.units[unit].seen, strict=True)) if unit in entry.units else None,
        )
        for unit, cells in lines
    ]


# ── By headings ──────────────────────────────────────────────────────────────


def _by_headings(book: Book, sheets: Sequence[BookSheet]) -> Recognised:
    parts = [part for sheet in sheets for part in _read_headings(book, sheet)]
    if parts:
        return Recognised(tuple(parts))
    return Recognised(
        trouble=_(
            "Không nhận ra biểu mẫu: tệp cần cột «Mã» chỉ tiêu (hoặc đúng tên chỉ tiêu) và cột «Thực hiện trong kỳ»."
            " Hãy tải biểu mẫu từ hệ thống, nhập rồi gửi lại."
        )
    )


def _read_headings(book: Book, sheet: BookSheet) -> list[Part]:
    known = {_as_code(indicator.code): indicator.code for indicator in catalogue().indicators}
    heading = _code_row(sheet, set(known))
    facts = _facts(sheet)
    lines: list[tuple[str, list[Sighting]]]
    if heading is not None and len(heading.columns) > len(_code_places(sheet, known)):
        layout, lines = Layout.MATRIX, _matrix(sheet, set(known), None)
    else:
        cells = _form(sheet, known) or _form(sheet, _by_name(), fold)
        layout, lines = Layout.FORM, [(facts.get(Fact.UNIT, ""), cells)] if cells else []
    return [
        Part(
            file=book.name,
            sheet=sheet.name,
            layout=layout,
            unit=unit,
            period=facts.get(Fact.PERIOD, ""),
            form=facts.get(Fact.FORM, ""),
            cells=tuple(cells),
        )
        for unit, cells in lines
    ]


def _by_name() -> dict[str, str]:
    """The codes of indicators by their folded names; names that several bear are left out."""
    names = Counter(fold(indicator.name_vi) for indicator in catalogue().indicators)
    return {fold(i.name_vi): i.code for i in catalogue().indicators if names[fold(i.name_vi)] == 1}


def _facts(sheet: BookSheet) -> dict[Fact, str]:
    """What the lines above the table say: beside the name of a fact, or behind its colon."""
    found: dict[Fact, str] = {}
    for row in sheet.rows[:LINES_ABOVE]:
        for at, value in enumerate(row):
            name, colon, rest = value.text.partition(":")
            fact = next((fact for fact in Fact if fold(name) in fact.known_names), None)
            if fact is None or fact in found:
                continue
            beside = next((other.text for other in row[at + 1 :] if other.kind is not Kind.EMPTY), "")
            if said := (rest.strip() if colon and rest.strip() else beside.strip()):
                found[fact] = said
    return found


def _as_code(text: str) -> str:
    return text.strip().upper()


# ── Tables ───────────────────────────────────────────────────────────────────


def _code_places(sheet: BookSheet, known: Mapping[str, str], key: Key = _as_code) -> list[tuple[int, int, str]]:
    """The column that holds most of the known codes or names: row, column and code, from above.

    `key` makes of a text what it is known by.
    """
    places = [
        (at, column, code)
        for at, row in enumerate(sheet.rows)
        for column, value in enumerate(row)
        if value.kind is Kind.TEXT and (code := known.get(key(value.text)))
    ]
    counts = Counter(column for _at, column, _code in places)
    if not counts:
        return []
    best = max(counts, key=lambda column: (counts[column], -column))
    return [place for place in places if place[1] == best]


def _form(sheet: BookSheet, known: Mapping[str, str], key: Key = _as_code) -> list[Sighting]:
    """The figures of a form's sheet: a line for each code."""
    places = _code_places(sheet, known, key)
    if not places:
        return []
    columns = _columns(sheet, places[0][0], places[0][1])
    if Column.INPUT not in columns:
        return []
    typed, year = columns[Column.INPUT], columns.get(Column.CUMULATIVE)
    return [
        Sighting(
            code=code,
            place=place_of(row, typed),
            value=sheet.at(row, typed),
            year_place=place_of(row, year) if year is not None else "",
            year=sheet.at(row, year) if year is not None else NOTHING,
        )
        for row, _column, code in places
    ]


def _columns(sheet: BookSheet, first: int, code_column: int) -> dict[Column, int]:
    """Where the columns of a form's sheet are: by the marks below the headings, else by the headings themselves."""
    above = range(first - 1, -1, -1)
    for row in above:
        marks = {value.text.strip(): at for at, value in enumerate(sheet.rows[row])}
        if marks.get(Column.CODE.mark) == code_column and Column.INPUT.mark in marks:
            return {column: marks[column.mark] for column in Column if column.mark in marks}
    for row in above:
        headings = {fold(value.text.partition("\n")[0]): at for at, value in enumerate(sheet.rows[row])}
        found = {c: at for c in Column for text, at in headings.items() if text in c.known_headings}
        if Column.INPUT not in found:
            typed = next((at for text, at in headings.items() if text in _INPUT_HEADINGS), None)
            found |= {} if typed is None else {Column.INPUT: typed}
        if Column.INPUT in found:
            return found
    return {}


@dataclass(frozen=True, slots=True)
class _CodeRow:
    """The row of a matrix that names its indicators: their codes by column."""

    row: int
    columns: dict[int, str] = field(default_factory=dict)


def _code_row(sheet: BookSheet, codes: set[str]) -> _CodeRow | None:
    rows = (
        _CodeRow(at, {c: v.text.strip().upper() for c, v in enumerate(row) if v.text.strip().upper() in codes})
        for at, row in enumerate(sheet.rows[:LINES_ABOVE])
    )
    return max((row for row in rows if row.columns), key=lambda row: len(row.columns), default=None)


def _matrix(sheet: BookSheet, codes: set[str], units: set[str] | None) -> list[tuple[str, list[Sighting]]]:
    """The figures of a matrix, by what stands for the unit in each line; `units` are the codes that a stamp names.

    A line of another unit than the stamp's is answered, too: it is somebody's addition and is judged as such.
    """
    heading = _code_row(sheet, codes)
    if heading is None:
        return []
    column = _unit_column(sheet, heading, units)
    if column is None:
        return []
    lines = []
    for at in range(heading.row + 1, len(sheet.rows)):
        unit = sheet.at(at, column).text.strip()
        cells = [
            Sighting(code, place_of(at, typed), sheet.at(at, typed)) for typed, code in sorted(heading.columns.items())
        ]
        if unit and (units is None or unit in units or any(cell.value.kind is not Kind.EMPTY for cell in cells)):
            lines.append((unit, cells))
    return _without_totals(lines, units)


def _without_totals(
    lines: list[tuple[str, list[Sighting]]], units: set[str] | None
) -> list[tuple[str, list[Sighting]]]:
    """Lines that are no unit's: sums are worked out by the file itself."""
    return [
        (unit, cells)
        for unit, cells in lines
        if (units and unit in units) or not (fold(unit).startswith(("cong ", "tong")) and _all_formulas(cells))
    ]


def _all_formulas(cells: Iterable[Sighting]) -> bool:
    filled = [cell.value for cell in cells if cell.value.kind is not Kind.EMPTY or cell.value.formula]
    return all(value.formula for value in filled)


def _unit_column(sheet: BookSheet, heading: _CodeRow, units: set[str] | None) -> int | None:
    """The column that names the units: where the stamp's codes stand, else below a heading that says so."""
    if units:
        below = sheet.rows[heading.row + 1 :]
        counts = Counter(at for row in below for at, value in enumerate(row) if value.text.strip() in units)
        return max(counts, key=lambda column: (counts[column], -column)) if counts else None
    wanted = _UNIT_HEADINGS | {fold(str(MATRIX_CODE_HEADING))}
    for row in range(heading.row, -1, -1):
        found = [at for at, value in enumerate(sheet.rows[row]) if fold(value.text) in wanted]
        if found:
            return found[0]
    return 0 if 0 not in heading.columns else None
