"""One report of a cluster out of the parts that its members sent: what it says, as a document with live figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from django.utils import translation

from thidua.core import clock
from thidua.core.numbers import print_number
from thidua.core.periods import Span, parse
from thidua.documents.content import (
    Block,
    Column,
    Content,
    Frame,
    Heading,
    PageBreak,
    Paragraph,
    Pieces,
    Table,
    TableRow,
)
from thidua.documents.frames import frame_for
from thidua.documents.rules import Kind
from thidua.drafting.facts import Asked, Facts, read_facts
from thidua.drafting.keys import Key, What
from thidua.drafting.naming import spelled, within
from thidua.drafting.tables import table_measure
from thidua.drafting.tokens import token
from thidua.figures.printing import ABSENT
from thidua.indicators.models import Indicator
from thidua.org.models import Unit
from thidua.org.queries import UnitName, last_names_of

from .models import Cluster, Seat
from .queries.figures import indicators_of
from .review_models import Review, ReviewPart
from .rules import SeatRole

ABREAST = 6
"""So many members stand beside each other in one table of figures."""
UPRIGHT = 3
"""With more members than this the table lies across."""
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV")


def compiled(*, review: Review, unit: Unit, parts: Sequence[ReviewPart]) -> tuple[str, Frame, Content]:
    """Title, frame and content of the report that `unit` gives of a cluster; statements do not grow with the parts.

    In Vietnamese, whatever the language of the pages.
    """
    with translation.override("vi"):
        cluster, span = review.cluster, parse(review.period)
        seats = list(Seat.objects.filter(cluster=cluster, during__contains=clock.today()).select_related("unit"))
        names = last_names_of({seat.unit_id for seat in seats} | {part.unit_id for part in parts}, clock.today())
        seats.sort(key=lambda seat: (list(SeatRole).index(SeatRole(seat.role)), names[seat.unit_id].code))
        subject = f"Kết quả hoạt động của {cluster.name} {within(span.title)}"
        frame = frame_for(unit, on=clock.today(), kind=Kind.REPORT, subject=subject)
        blocks = [
            *_opening(cluster, span, seats, names, parts),
            *_sections(review, names, parts),
            *_figures(cluster, span, seats, names, number=len(review.sections)),
        ]
        return subject, frame, Content(tuple(blocks))


def _opening(
    cluster: Cluster,
    span: Span,
    seats: Sequence[Seat],
    names: dict[int, UnitName],
    parts: Sequence[ReviewPart],
) -> Iterator[Block]:
    members = ", ".join(names[seat.unit_id].name for seat in seats)
    lead = next((names[seat.unit_id].name for seat in seats if seat.role == SeatRole.LEAD), "")
    led = f"; {lead} làm cụm trưởng" if lead else ""
    yield Paragraph(
        "mo-dau",
        (f"{cluster.name} năm {cluster.year} gồm {print_number(len(seats))} thành viên: {members}{led}.",),
    )
    missing = [names[seat.unit_id].name for seat in seats if seat.unit_id not in {part.unit_id for part in parts}]
    sent = f"Báo cáo {within(span.title)} tổng hợp từ phần báo cáo của {print_number(len(parts))} thành viên"
    yield Paragraph("pham-vi", (f"{sent}; chưa nhận được của {', '.join(missing)}." if missing else f"{sent}.",))


def _sections(review: Review, names: dict[int, UnitName], parts: Sequence[ReviewPart]) -> Iterator[Block]:
    """Every section with what each member wrote under it, the members in the order of their codes."""
    ordered = sorted(parts, key=lambda part: names[part.unit_id].code)
    for at, title in enumerate(review.sections):
        yield Heading(f"muc-{at}", 1, f"{ROMAN[at]}. {title}")
        written = [part for part in ordered if part.texts[at]]
        if not written:
            yield Paragraph(f"muc-{at}-trong", ("Các thành viên không có nội dung ở mục này.",))
        for number, part in enumerate(written, start=1):
            stem = f"muc-{at}-{part.unit_id}"
            yield Heading(stem, 2, f"{number}. {names[part.unit_id].name}")
            for line, text in enumerate(filter(None, map(str.strip, part.texts[at].splitlines()))):
                yield Paragraph(f"{stem}-{line}", (text,))


def _figures(
    cluster: Cluster, span: Span, seats: Sequence[Seat], names: dict[int, UnitName], *, number: int
) -> Iterator[Block]:
    indicators = indicators_of(cluster, [seat.unit_id for seat in seats])
    codes = [names[seat.unit_id].code for seat in seats]
    facts = read_facts(span, Asked(of={code: set(indicators) for code in codes})) if indicators and codes else None
    if facts is None:
        return
    across = len(seats) > UPRIGHT
    if across:
        yield PageBreak("trang-so-lieu", landscape=True)
    yield Heading("so-lieu", 1, f"{ROMAN[number]}. Số liệu {within(span.title)} của các thành viên")
    note = "Số liệu lấy từ báo cáo đã được tiếp nhận, lũy kế từ đầu năm."
    rest, at = iter(seats), 0
    while some := list(islice(rest, ABREAST)):
        yield _table(facts, span, [names[seat.unit_id] for seat in some], indicators, name=f"bang-{at}", note=note)
        at += 1
    if across:
        yield PageBreak("trang-cuoi")


def _table(
    facts: Facts, span: Span, members: Sequence[UnitName], indicators: Sequence[Indicator], *, name: str, note: str
) -> Table:
    columns = [Column("TT", "center", 2), Column("Nội dung", "left", 12), Column("Đơn vị tính", "center", 4)]
    for member in members:
        columns.append(Column("Thực hiện", "right", 4, group=member.short_name))
        columns.append(Column("So với kế hoạch", "right", 4, group=member.short_name))
    rows = []
    for number, indicator in enumerate(indicators, start=1):
        cells: list[Pieces] = [(str(number),), (spelled(indicator.name_vi),), (table_measure(indicator),)]
        for member in members:
            for what in (What.CELL_SINCE, What.SHARE):
                said = token(facts, Key(what, member.code, indicator.code, span.code))
                cells.append((said or ABSENT,))
        rows.append(TableRow(tuple(cells)))
    return Table(name, tuple(columns), tuple(rows), notes=(note,))
