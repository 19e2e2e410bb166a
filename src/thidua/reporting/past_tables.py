"""Past totals in a workbook: a line for each indicator (of a unit), a column for each period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from thidua.core.errors import BadEntry, DomainError
from thidua.core.numbers import parse_number
from thidua.core.periods import Frequency, Span, parse
from thidua.core.text import fold
from thidua.figures.rules import in_dong
from thidua.indicators.models import Indicator
from thidua.indicators.queries import catalogue
from thidua.indicators.rules import Kind

HEADINGS = {"unit": {"ma don vi", "unit code"}, "indicator": {"ma", "ma chi tieu", "code", "indicator code"}}
LINES_ABOVE = 20
MOST_CELLS = 20_000
NOTHING = {"", "-", "–", "x"}


@dataclass(frozen=True, slots=True)
class PastCell:
    """A number of the table: of which unit (its code, "" for the chosen one), what of, when, and where it stands."""

    unit: str
    indicator: Indicator
    span: Span
    number: int
    place: str


@dataclass(frozen=True, slots=True)
class PastTable:
    """What a table says, and what of it cannot be read."""

    cells: tuple[PastCell, ...]
    wrong: tuple[BadEntry, ...]


@dataclass(frozen=True, slots=True)
class _Heading:
    row: int
    unit: int | None
    indicator: int
    spans: dict[int, Span]


def read_past(table: Sequence[Sequence[str]]) -> PastTable:
    """Read a table; everything that cannot be read is named by its place, «C7»."""
    heading = _heading(table)
    if heading is None:
        sentence = _("Không thấy dòng tiêu đề có cột «Mã chỉ tiêu» và ít nhất một cột kỳ như 2019, 2020-Q1, 2021-H1.")
        return PastTable((), (BadEntry("A1", sentence),))
    reader = _Reader(heading)
    for at in range(heading.row + 1, len(table)):
        reader.read(table[at], at)
    if len(reader.cells) > MOST_CELLS:
        sentence = _("Bảng có hơn %(most)d số. Hãy chia thành nhiều tệp.") % {"most": MOST_CELLS}
        return PastTable((), (BadEntry("A1", sentence),))
    return PastTable(tuple(reader.cells), tuple(reader.wrong))


def place_of(row: int, column: int) -> str:
    """The name of a place in a sheet: (6, 2) is «C7»."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"


def _heading(table: Sequence[Sequence[str]]) -> _Heading | None:
    for at, row in enumerate(table[:LINES_ABOVE]):
        named = {field: _column(row, names) for field, names in HEADINGS.items()}
        spans = {column: span for column, text in enumerate(row) if (span := _span(text))}
        if named["indicator"] is not None and spans:
            return _Heading(at, named["unit"], named["indicator"], spans)
    return None


def _column(row: Sequence[str], names: set[str]) -> int | None:
    return next((column for column, text in enumerate(row) if fold(text) in names), None)


def _span(text: str) -> Span | None:
    """The period that a heading names by its code, or by «Năm 2019»."""
    words = text.strip()
    try:
        span = parse(words[4:].strip() if fold(words).startswith("nam ") else words)
    except DomainError:
        return None
    return None if span.frequency in {Frequency.NINE_MONTHS, Frequency.ONCE} else span


@dataclass(slots=True)
class _Reader:
    """Reads line by line, and remembers what it has read and what it could not."""

    heading: _Heading
    cells: list[PastCell] = field(default_factory=list)
    wrong: list[BadEntry] = field(default_factory=list)
    seen: set[tuple[str, int, str]] = field(default_factory=set)

    def read(self, row: Sequence[str], at: int) -> None:
        code = _text(row, self.heading.indicator)
        indicator = catalogue().find(code) if code else None
        where = place_of(at, self.heading.indicator)
        if indicator and indicator.kind in {Kind.RATIO, Kind.AVERAGE}:
            sentence = _("%(code)s được tính lại từ các số khác. Hãy nhập các số đó.") % {"code": indicator.code}
            self.wrong.append(BadEntry(where, sentence))
        elif indicator:
            unit = _text(row, self.heading.unit) if self.heading.unit is not None else ""
            for column, span in self.heading.spans.items():
                self._read_number(_text(row, column), place_of(at, column), indicator, unit, span)
        elif code:
            self.wrong.append(BadEntry(where, _("Danh mục không có chỉ tiêu «%(code)s».") % {"code": code[:40]}))

    def _read_number(self, text: str, place: str, indicator: Indicator, unit: str, span: Span) -> None:
        if fold(text) in NOTHING:
            return
        if (unit, indicator.pk, span.code) in self.seen:
            self.wrong.append(BadEntry(place, _("Số này đã có ở một dòng khác của bảng.")))
            return
        self.seen.add((unit, indicator.pk, span.code))
        try:
            number = parse_number(text, decimals=indicator.decimals, worth=in_dong(indicator.measure_vi))
        except DomainError as error:
            self.wrong.append(BadEntry(place, error.sentence))
        else:
            self.cells.append(PastCell(unit, indicator, span, number, place))


def _text(row: Sequence[str], column: int) -> str:
    return row[column].strip() if column < len(row) else ""
