"""Tables of scoring: rounds, the cards of one, the grid, a department's column, pairs, late changes."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from thidua.core.numbers import unscale
from thidua.core.periods import parse
from thidua.emulation.scorecards.models import Card
from thidua.emulation.scorecards.queries.changed import late_changes
from thidua.emulation.scorecards.queries.rounds import round_lines, unit_names
from thidua.emulation.scorecards.rules import Stage, effective_points, point_at
from thidua.emulation.scorecards.schemes import scheme_of
from thidua.emulation.scorecards.standing import RoundStanding, seen_rounds
from thidua.emulation.scorecards.tables import CardRow, table_with
from thidua.emulation.scorecards.views.access import asked_round, reader
from thidua.emulation.scorecards.views.columns import columns_of
from thidua.emulation.scorecards.views.cross import seen_pairs
from thidua.emulation.scorecards.views.late import figures_in_words
from thidua.emulation.scorecards.views.rounds import seen_cards
from thidua.exchange.exports import Cells, Column, Kind, Sheet
from thidua.scoring.standing import Standings

from .asking import chunks

DIGITS = 3


def rounds(request: HttpRequest) -> Sheet:
    """The rounds that the reader sees."""
    user = reader(request)
    lines = round_lines(seen_rounds(user).order_by("-made_at"), user)
    return Sheet(
        title=_("Các đợt chấm điểm"),
        columns=(
            Column(_("Đợt chấm điểm"), Kind.NAME, width=50),
            Column(_("Cụm, khối"), width=30),
            Column(_("Bước"), width=30),
            Column(_("Kỳ số liệu")),
            Column(_("Đơn vị tổ chức"), width=32),
            Column(_("Phiếu chấm điểm"), Kind.WHOLE),
            Column(_("Đã nộp"), Kind.WHOLE),
        ),
        rows=[
            (
                line.round.name,
                line.round.cluster.name if line.round.cluster else "",
                str(line.state.label),
                line.period,
                line.owner,
                line.cards,
                line.handed_in,
            )
            for line in lines
        ],
        count=len(lines),
    )


def cards(request: HttpRequest, reference: str) -> Sheet:
    """What the cards of a round come to, stage by stage."""
    standing = asked_round(request, reference)
    found = seen_cards(request, standing)
    stages = [Column(str(stage.label), Kind.NUMBER, DIGITS, group=_("Tổng điểm nếu dừng ở bước")) for stage in Stage]
    return Sheet(
        title=standing.round.name,
        facts=_facts(standing),
        columns=(
            Column(_("Mã đơn vị")),
            Column(_("Đơn vị"), Kind.NAME, width=40),
            Column(_("Tổng điểm"), Kind.NUMBER, DIGITS),
            Column(_("Xếp loại theo điểm"), width=26),
            Column(_("Xếp loại"), width=26),
            Column(_("Điều kiện"), width=50),
            *stages,
            Column(_("Nộp tự chấm lúc"), Kind.INSTANT),
        ),
        rows=_card_rows(standing, found.iterator(chunk_size=1_000)),
        count=found.count(),
    )


def grid(request: HttpRequest, reference: str) -> Sheet:
    """Units × criteria with the points that count."""
    standing = asked_round(request, reference)
    scheme = scheme_of(standing.round)
    found = standing.cards()
    return Sheet(
        title=_("Bảng tổng hợp điểm: %(round)s") % {"round": standing.round.name},
        facts=_facts(standing),
        columns=(
            Column(_("Mã đơn vị")),
            Column(_("Đơn vị"), Kind.NAME, width=40),
            Column(_("Tổng điểm"), Kind.NUMBER, DIGITS),
            *(Column(f"{one.name} (/{one.max:f})", Kind.NUMBER, DIGITS, width=14) for one in scheme.positions),
        ),
        rows=_grid_rows(standing, found.iterator(chunk_size=1_000)),
        count=found.count(),
    )


def column(request: HttpRequest, reference: str, criterion: str) -> Sheet:
    """One criterion that a department verifies, for all units."""
    standing = asked_round(request, reference)
    found = next((one for one in columns_of(standing) if one.code == criterion), None)
    if found is None:
        raise Http404(_("Không có tiêu chí này để thẩm định."))
    position = scheme_of(standing.round).position_of[criterion]
    cards_seen = standing.cards()
    return Sheet(
        title=found.name,
        facts=_facts(standing),
        columns=(
            Column(_("Mã đơn vị")),
            Column(_("Đơn vị"), Kind.NAME, width=40),
            *(Column(str(stage.label), Kind.NUMBER, DIGITS) for stage in Stage),
            Column(_("Đơn vị ghi"), width=50),
        ),
        rows=_column_rows(cards_seen.iterator(chunk_size=1_000), position, criterion),
        count=cards_seen.count(),
    )


def pairs(request: HttpRequest, reference: str) -> Sheet:
    """Who cross-checks whom."""
    standing = asked_round(request, reference)
    lines = seen_pairs(standing)
    return Sheet(
        title=_("Phân công chấm chéo"),
        facts=(*_facts(standing), (_("Số bốc thăm"), str(standing.round.cross_seed or ""))),
        columns=(
            Column(_("Đơn vị được chấm"), Kind.NAME, width=40),
            Column(_("Đơn vị chấm"), width=40),
            Column(_("Điểm đã cho"), Kind.WHOLE),
            Column(_("Khác tự chấm"), Kind.WHOLE),
            Column(_("Nộp lúc"), Kind.INSTANT),
        ),
        rows=[(one.checked, one.checker, one.given, one.changed, one.card.cross_submitted_at) for one in lines],
        count=len(lines),
    )


def late(request: HttpRequest, reference: str) -> Sheet:
    """The figures that read otherwise by now than they were counted."""
    standing = asked_round(request, reference)
    changes = late_changes(standing.round, standing.cards())
    names = unit_names([change.card.unit_id for change in changes])
    return Sheet(
        title=_("Số liệu thay đổi"),
        facts=_facts(standing),
        columns=(
            Column(_("Đơn vị"), Kind.NAME, width=40),
            Column(_("Tiêu chí"), width=50),
            Column(_("Đã dùng")),
            Column(_("Bây giờ")),
            Column(_("Điểm đã tính")),
            Column(_("Nếu tính lại")),
        ),
        rows=[
            (
                names.get(one.card.unit_id, one.card.unit.code),
                one.criterion.name,
                figures_in_words(one.criterion, one.before),
                figures_in_words(one.criterion, one.after),
                one.point,
                one.would_be,
            )
            for one in changes
        ],
        count=len(changes),
    )


def _facts(standing: RoundStanding) -> tuple[tuple[str, str], ...]:
    round_ = standing.round
    return (
        (_("Đợt chấm điểm"), round_.name),
        (_("Kỳ số liệu"), parse(round_.period).title),
        (_("Bước"), str(standing.state.label)),
    )


def _card_rows(standing: RoundStanding, found: Iterator[Card]) -> Iterator[Cells]:
    for some in chunks(found):
        opened = some if standing.sees_all else standing.cards().filter(pk__in=[card.pk for card in some])
        rows = {row.card_id: row for row in table_with(standing.round, opened).rows}
        names = unit_names([card.unit_id for card in some])
        for card in some:
            yield _card_row(card, rows.get(card.pk), names.get(card.unit_id, card.unit.code))


def _card_row(card: Card, row: CardRow | None, name: str) -> Cells:
    """A card; without a row only how far it is, as on the page."""
    if row is None:
        return (card.unit.code, name, *([None] * (len(Stage) + 4)), card.self_submitted_at)
    return (
        row.unit_code,
        row.unit_name,
        _points(row.total),
        row.label_by_points,
        _("Không xét") if row.excluded else row.label,
        " ".join(row.fired),
        *(_points(row.stages[stage]) for stage in Stage),
        card.self_submitted_at,
    )


def _grid_rows(standing: RoundStanding, found: Iterator[Card]) -> Iterator[Cells]:
    scheme = scheme_of(standing.round)
    sums, count = Standings(scheme), len(scheme.positions)
    for some in chunks(found):
        names = unit_names([card.unit_id for card in some])
        for card in some:
            points = effective_points(card.stages, count)
            total = sums.of(points, card.facts).thousandths
            name = names.get(card.unit_id, card.unit.code)
            yield (card.unit.code, name, _points(total), *(_points(point) for point in points))


def _column_rows(found: Iterator[Card], position: int, criterion: str) -> Iterator[Cells]:
    for some in chunks(found):
        names = unit_names([card.unit_id for card in some])
        for card in some:
            stages = card.stages
            given = (_points(point_at(stages[stage], position)) for stage in Stage)
            name = names.get(card.unit_id, card.unit.code)
            yield (card.unit.code, name, *given, card.notes.get(criterion, ""))


def _points(point: int | None) -> Decimal | None:
    return None if point is None else unscale(point, DIGITS)
