"""Tables of a report: results beside targets and last year, units below side by side, who has not reported."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import groupby

from thidua.core.periods import Frequency
from thidua.documents.content import Column, Pieces, Table, TableRow, Token
from thidua.figures.printing import ABSENT, in_millions
from thidua.indicators.models import Indicator
from thidua.targets.queries import Result

from .facts import Facts
from .keys import Key, What
from .naming import spelled
from .tokens import token
from .words import measure
from .writing import Voice

Cells = tuple[Pieces, ...]


def results_table(voice: Voice, results: Sequence[Result], *, name: str, caption: str = "", full: bool) -> Table:
    """Results beside targets and last year; the full one by work area, and with what is there of each if some lacks."""
    cover = full and lacks_figures(results)
    columns = _columns(voice, cover=cover)
    rows: list[TableRow] = []
    number = 0
    shown = _by_area(results) if full else results
    for area, of_area in groupby(shown, key=lambda result: result.indicator.area):
        if full:
            rows.append(TableRow(((area.name_vi,),), section=True))
        for result in of_area:
            number += 1
            rows.append(TableRow(_cells(voice, number, result.indicator, cover=cover)))
    return Table(name, columns, tuple(rows), caption=caption, source=name)


def _by_area(results: Sequence[Result]) -> list[Result]:
    """The results of each work area together, the areas in the order of their first result."""
    order: dict[int, int] = {}
    for result in results:
        order.setdefault(result.indicator.area_id, len(order))
    return sorted(results, key=lambda result: order[result.indicator.area_id])


def _columns(voice: Voice, *, cover: bool) -> tuple[Column, ...]:
    since = () if voice.begins_the_year else (Column("Lũy kế từ đầu năm", "right", 7),)
    return (
        Column("TT", "center", 3),
        Column("Nội dung", "left", 18),
        Column("Đơn vị tính", "center", 6),
        Column("Chỉ tiêu năm", "right", 7),
        Column("Thực hiện trong kỳ" if since else "Thực hiện", "right", 7),
        *since,
        Column("So với kế hoạch", "right", 6),
        Column(last_year(voice.facts), "right", 7),
        Column(f"So với {_then(voice.facts)}", "right", 9),
        *((Column("Số liệu đã có/phải có", "center", 8),) if cover else ()),
    )


def last_year(facts: Facts) -> str:
    """The heading of last year's figures."""
    then = _then(facts)
    return then[:1].upper() + then[1:]


def _then(facts: Facts) -> str:
    before = facts.span.year_before()
    if facts.span.frequency is Frequency.YEAR:
        return before.title[:1].lower() + before.title[1:]
    return "cùng kỳ"


def _cells(voice: Voice, number: int, indicator: Indicator, *, cover: bool) -> Cells:
    def cell(what: What) -> Pieces:
        return (voice.say(what, indicator.code) or ABSENT,)

    since = () if voice.begins_the_year else (cell(What.CELL_SINCE),)
    return (
        (str(number),),
        (spelled(indicator.name_vi),),
        (table_measure(indicator),),
        cell(What.CELL_TARGET),
        cell(What.CELL),
        *since,
        cell(What.SHARE),
        cell(What.CELL_BEFORE),
        cell(What.DIFF),
        *((cell(What.COVER),) if cover else ()),
    )


def lacks_figures(results: Iterable[Result]) -> bool:
    """Whether some of the results are not added up from all that they should be."""
    return any(result.figure.received < result.figure.expected for result in results)


def table_measure(indicator: Indicator) -> str:
    """The unit of measure as tables print values in."""
    return "triệu đồng" if in_millions(indicator) else measure(indicator)


def below_table(voice: Voice, indicators: Sequence[Indicator], *, name: str) -> Table:
    """The units directly below with their results, and their per cents of plan where they have one."""
    facts = voice.facts
    planned = {one.code for one in indicators if any(r.target for _child, r in facts.below(voice.unit, one.code))}
    columns = [Column("TT", "center", 2), Column("Đơn vị", "left", 16)]
    for indicator in indicators:
        heading = f"{spelled(indicator.name_vi)} ({table_measure(indicator)})"
        if indicator.code in planned:
            columns.append(Column("Thực hiện", "right", 4, group=heading))
            columns.append(Column("So với kế hoạch", "right", 4, group=heading))
        else:
            columns.append(Column(heading, "right", 5))
    rows = [
        TableRow(((str(number),), (facts.names[child].name,), *_of_unit(facts, child, indicators, planned)))
        for number, child in enumerate(with_results(facts, voice.unit, indicators), start=1)
    ]
    whole = (("",), ("Toàn đơn vị",), *_of_unit(facts, voice.unit, indicators, planned))
    return Table(name, tuple(columns), (*rows, TableRow(whole, strong=True)), source=name)


def _of_unit(facts: Facts, unit: str, indicators: Sequence[Indicator], planned: Collection[str]) -> list[Pieces]:
    cells: list[Pieces] = []
    for indicator in indicators:
        cells.append(_of_child(facts, unit, indicator, What.CELL_SINCE))
        if indicator.code in planned:
            cells.append(_of_child(facts, unit, indicator, What.SHARE))
    return cells


def with_results(facts: Facts, unit: str, indicators: Iterable[Indicator]) -> list[str]:
    """The units directly below that have a result or a target of one of these."""
    codes = [indicator.code for indicator in indicators]
    found = {child for code in codes for child, result in facts.below(unit, code) if _has_something(result)}
    return [child for child in facts.children.get(unit, ()) if child in found]


def _has_something(result: Result) -> bool:
    return result.cumulative is not None or result.target is not None


def _of_child(facts: Facts, unit: str, indicator: Indicator, what: What) -> Pieces:
    said = token(facts, Key(what, unit, indicator.code, facts.span.code))
    return (said or ABSENT,)


def missing_table(voice: Voice, *, name: str) -> Table | None:
    """The units directly below that, with all below them, still owe reports; None where nobody does."""
    facts = voice.facts
    late = [child for child in facts.children.get(voice.unit, ()) if _owes(facts, child)]
    if not late:
        return None
    columns = (
        Column("TT", "center", 2),
        Column("Đơn vị", "left", 16),
        Column("Số báo cáo phải nộp", "right", 5),
        Column("Đã tiếp nhận", "right", 5),
        Column("Chưa tiếp nhận", "right", 5),
    )
    rows = []
    for number, child in enumerate(late, start=1):
        counts = (What.SHEETS_OWED, What.SHEETS_ACCEPTED, What.SHEETS_MISSING)
        said = [token(facts, Key(what, child, "", facts.span.code)) for what in counts]
        cells: list[Pieces] = [(str(number),), (facts.names[child].name,), *(_only(one) for one in said)]
        rows.append(TableRow(tuple(cells)))
    return Table(name, columns, tuple(rows), source=name)


def _owes(facts: Facts, unit: str) -> bool:
    return unit in facts.handed_in and facts.handed_in[unit].sheets_missing > 0


def _only(said: Token | None) -> Pieces:
    return (said or ABSENT,)
