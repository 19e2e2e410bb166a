"""The comparative table of the units directly below: units down and indicators across, or the other way round."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils import translation

from thidua.core import clock
from thidua.core.periods import Span
from thidua.documents.content import Block, Column, Content, PageBreak, Pieces, Table, TableRow
from thidua.documents.frames import frame_for
from thidua.documents.rules import Kind
from thidua.figures.printing import ABSENT
from thidua.indicators.models import Indicator
from thidua.org.models import Unit

from .assessment import blocks
from .drafted import Drafted
from .keys import Key, What
from .naming import spelled
from .side_by_side import coverage, read_below, standing_of, until_when
from .tables import below_table, table_measure, with_results
from .tokens import token
from .writing import Voice

# The option that says what stands at the heads of the columns, and its value for units.
ACROSS = "across"
UNITS = "units"
MOST_ACROSS = 10
"""So many units fit beside each other on a page that lies across; more are continued in a further table."""
MOST_INDICATORS, MOST_DOWN = 5, 10
"""So many indicators fit beside each other; so many below each other keep two tables on a page."""
MOST_SAID = 3


def draft_comparison(unit: Unit, span: Span, options: Mapping[str, str]) -> Drafted:
    """Draft the comparison of the units directly below. Raises NothingToReport."""
    with translation.override("vi"):
        voice, found = read_below(unit, span, options)
        subject = f"So sánh kết quả hoạt động của các đơn vị trực thuộc {until_when(voice)}"
        frame = frame_for(unit, on=clock.today(), kind=Kind.COMPARISON, subject=subject)
        tables = (
            _units_across(voice, found[:MOST_DOWN]) if options.get(ACROSS) == UNITS else [_units_down(voice, found)]
        )
        said = [standing_of(voice, one, f"nhan-xet-{one.code.lower()}", named=True) for one in found[:MOST_SAID]]
        found_blocks: list[Block | None] = [coverage(voice, "pham-vi"), *said, *tables]
        return Drafted(subject, frame, Content((PageBreak("trang-ngang", landscape=True), *blocks(*found_blocks))))


def _units_down(voice: Voice, indicators: Sequence[Indicator]) -> Table:
    return below_table(voice, indicators[:MOST_INDICATORS], name="bang-so-sanh")


def _units_across(voice: Voice, indicators: Sequence[Indicator]) -> list[Table]:
    units = with_results(voice.facts, voice.unit, indicators)
    pieces = [units[start : start + MOST_ACROSS] for start in range(0, len(units), MOST_ACROSS)]
    return [_across(voice, indicators, piece, f"bang-so-sanh-{at}") for at, piece in enumerate(pieces, start=1)]


def _across(voice: Voice, indicators: Sequence[Indicator], units: Sequence[str], name: str) -> Table:
    facts = voice.facts
    columns = (
        Column("TT", "center", 2),
        Column("Nội dung", "left", 12),
        Column("Đơn vị tính", "center", 5),
        *(Column(facts.names[unit].short_name, "right", 5) for unit in units),
        Column("Toàn đơn vị", "right", 5),
    )
    rows = []
    for number, indicator in enumerate(indicators, start=1):
        said = (_cell(voice, indicator, unit) for unit in (*units, voice.unit))
        head: list[Pieces] = [(str(number),), (spelled(indicator.name_vi),), (table_measure(indicator),)]
        rows.append(TableRow((*head, *said)))
    return Table(name, columns, tuple(rows), source=name)


def _cell(voice: Voice, indicator: Indicator, unit: str) -> Pieces:
    key = Key(What.CELL_SINCE, unit, indicator.code, voice.facts.span.code)
    return (token(voice.facts, key) or ABSENT,)
