"""The notice of results: how the units directly below stand with their targets, ranked, target by target."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils import translation

from thidua.core import clock
from thidua.core.periods import Span
from thidua.documents.content import (
    Block,
    Column,
    Content,
    Heading,
    PageBreak,
    Paragraph,
    Pieces,
    Table,
    TableRow,
)
from thidua.documents.frames import frame_for
from thidua.documents.rules import Kind
from thidua.figures.printing import ABSENT
from thidua.indicators.models import Indicator
from thidua.org.models import Unit

from .drafted import Drafted
from .keys import Key, What
from .naming import spelled, within
from .side_by_side import coverage, read_below, standing_of, until_when, with_plans
from .tables import below_table, last_year, table_measure, with_results
from .tokens import ranked, token
from .words import year_word
from .writing import Voice

MOST_TOLD = 4
"""So many targets fit beside each other on a page that lies across."""
RANK_WIDTH = 3
MOST_UPRIGHT = 7
SHOWN = (What.CELL_TARGET, What.CELL_SINCE, What.SHARE, What.CELL_BEFORE, What.DIFF)
NOTES = (
    "Thứ bậc xếp theo tỷ lệ thực hiện so với kế hoạch; các đơn vị có tỷ lệ bằng nhau cùng thứ bậc.",
    "Đơn vị chưa được giao chỉ tiêu hoặc chưa có đủ báo cáo được tiếp nhận thì chưa xếp thứ bậc.",
)


def draft_notice(unit: Unit, span: Span, options: Mapping[str, str]) -> Drafted:
    """Draft a unit's notice of the results of those directly below. Raises NothingToReport."""
    with translation.override("vi"):
        voice, found = read_below(unit, span, options)
        planned = with_plans(voice, found)
        what = f"Kết quả thực hiện chỉ tiêu kế hoạch {year_word(span)}" if planned else "Kết quả hoạt động"
        subject = f"{what} của các đơn vị trực thuộc {until_when(voice)}"
        told = (planned or found)[:MOST_TOLD]
        frame = frame_for(unit, on=clock.today(), kind=Kind.RESULTS, subject=subject)
        return Drafted(subject, frame, Content((*_body(voice, told, what, frame.issuer), *_annex(voice, told, what))))


def _body(voice: Voice, told: list[Indicator], what: str, issuer: str) -> list[Block]:
    opening = f"{issuer} thông báo {within(what)} của các đơn vị trực thuộc {until_when(voice)} như sau:"
    found: list[Block] = [Paragraph("mo-dau", (opening,), source="mo-dau")]
    if said := coverage(voice, "pham-vi"):
        found.append(said)
    for number, indicator in enumerate(told, start=1):
        name = f"ket-qua-{indicator.code.lower()}"
        if words := standing_of(voice, indicator, name):
            found += [Heading(f"muc-{indicator.code.lower()}", 2, f"{number}. {spelled(indicator.name_vi)}"), words]
    closing = (
        "Kết quả của từng đơn vị nêu tại Phụ lục kèm theo. Đề nghị các đơn vị đối chiếu với số liệu của mình;"
        f" nếu có sai lệch, báo cáo về {issuer} để kiểm tra, điều chỉnh."
    )
    return [*found, Paragraph("ket-thuc", (closing,), source="ket-thuc")]


def _annex(voice: Voice, told: list[Indicator], what: str) -> list[Block]:
    """One target has a table of its own; several stand beside each other on pages that lie across."""
    table = _table(voice, told)
    title = spelled(told[0].name_vi) if len(told) == 1 else what
    return [
        PageBreak("trang-phu-luc", landscape=len(table.columns) > MOST_UPRIGHT),
        Heading("phu-luc", 1, f"Phụ lục. {title} của các đơn vị trực thuộc"),
        table,
    ]


def _table(voice: Voice, told: list[Indicator]) -> Table:
    if not with_plans(voice, told):
        return below_table(voice, told, name="bang-don-vi")
    if len(told) == 1:
        return ranking_table(voice, told[0], name="bang-xep-hang")
    return _several(voice, told, name="bang-xep-hang")


def _several(voice: Voice, told: list[Indicator], *, name: str) -> Table:
    """Units in the order of the first target; each target with its result, its per cent of plan and its ranks."""
    columns = [Column("TT", "center", 2), Column("Đơn vị", "left", 11)]
    for indicator in told:
        heading = f"{spelled(indicator.name_vi)} ({within(table_measure(indicator))})"
        for text, width in (("Chỉ tiêu", 4), ("Thực hiện", 4), ("%", 4), ("Thứ bậc", 3)):
            columns.append(Column(text, "right" if width > RANK_WIDTH else "center", width, group=heading))
    rows = []
    for number, child in enumerate(_in_order(voice, told), start=1):
        cells: list[Pieces] = [(str(number),), (voice.facts.names[child].short_name,)]
        for indicator in told:
            rank = voice.say(What.RANK, indicator.code, child)
            cells += [*_figures(voice, indicator, child, SHOWN[:3]), (rank or ABSENT,)]
        rows.append(TableRow(tuple(cells)))
    total: list[Pieces] = [("",), ("Toàn đơn vị",)]
    for indicator in told:
        total += [*_figures(voice, indicator, voice.unit, SHOWN[:3]), ("",)]
    return Table(name, tuple(columns), (*rows, TableRow(tuple(total), strong=True)), notes=NOTES, source=name)


def _in_order(voice: Voice, told: list[Indicator]) -> list[str]:
    """All units that have something to show, ranked by the first target; who has no rank follows."""
    order = [child for child, _share in ranked(voice.facts, voice.unit, told[0].code)]
    shown = with_results(voice.facts, voice.unit, told)
    return [*(child for child in order if child in set(shown)), *(child for child in shown if child not in set(order))]


def ranking_table(voice: Voice, indicator: Indicator, *, name: str) -> Table:
    """The units directly below by their per cent of plan; who cannot be ranked follows, in Vietnamese order."""
    facts = voice.facts
    year = year_word(facts.span)
    columns = (
        Column("Thứ bậc", "center", 3),
        Column("Đơn vị", "left", 16),
        Column(f"Chỉ tiêu {year}", "right", 5),
        Column("Thực hiện", "right", 5),
        Column("So với kế hoạch", "right", 5),
        Column(last_year(facts), "right", 5),
        Column("So với năm trước" if year == "năm" else "So với năm học trước", "right", 7),
    )
    order = [child for child, _share in ranked(facts, voice.unit, indicator.code)]
    rest = [child for child, _result in facts.below(voice.unit, indicator.code) if child not in set(order)]
    rows = [TableRow(_row(voice, indicator, child)) for child in (*order, *rest)]
    whole = (("",), ("Toàn đơn vị",), *_figures(voice, indicator, voice.unit))
    total = TableRow(whole, strong=True)
    measure = f"Đơn vị tính: {within(table_measure(indicator))}"
    return Table(name, columns, (*rows, total), measure=measure, notes=NOTES, source=name)


def _row(voice: Voice, indicator: Indicator, child: str) -> tuple[Pieces, ...]:
    rank = voice.say(What.RANK, indicator.code, child)
    return ((rank or ABSENT,), (voice.facts.names[child].name,), *_figures(voice, indicator, child))


def _figures(voice: Voice, indicator: Indicator, unit: str, shown: Sequence[What] = SHOWN) -> list[Pieces]:
    facts = voice.facts
    said = (token(facts, Key(what, unit, indicator.code, facts.span.code)) for what in shown)
    return [(one or ABSENT,) for one in said]
