"""Rankings: the places of a round, and those of a cluster over its years."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from thidua.core import clock
from thidua.core.periods import parse
from thidua.emulation.ranking.queries import in_order, past_of
from thidua.emulation.ranking.views.access import RankingStanding, ranking_or_404
from thidua.emulation.ranking.views.cluster import years_of
from thidua.emulation.ranking.views.shown import rows_of
from thidua.exchange.exports import Cells, Column, Kind, Sheet
from thidua.org.queries import last_names_of
from thidua.scoring.scheme import from_thousandths

DIGITS = 3


def places(request: HttpRequest, reference: str) -> Sheet:
    """The places of a round that the reader may see, by points, by vote and final, with the reasons."""
    standing = ranking_or_404(request.user, reference)
    if not standing.sees or standing.ranking is None:
        raise Http404(_("Kết quả của đợt này chưa công bố."))
    return Sheet(
        title=_("Xếp hạng: %(round)s") % {"round": standing.round.name},
        columns=(
            Column(_("Hạng"), Kind.WHOLE),
            Column(_("Đơn vị"), Kind.NAME, width=44),
            Column(_("Tổng điểm"), Kind.NUMBER, digits=DIGITS),
            Column(_("Hạng theo điểm"), Kind.WHOLE),
            Column(_("Phân định đồng điểm"), width=30),
            Column(_("Số phiếu"), Kind.WHOLE),
            Column(_("Hạng theo phiếu"), Kind.WHOLE),
            Column(_("Hạng năm trước"), Kind.WHOLE),
            Column(_("Loại theo điểm"), width=24),
            Column(_("Loại sau điều kiện"), width=24),
            Column(_("Loại chính thức"), width=24),
            Column(_("Điều kiện đã áp dụng"), width=50),
            Column(_("Lý do"), width=50),
        ),
        rows=_places(standing),
        count=standing.ranking.places.count(),
        facts=((_("Kỳ"), parse(standing.round.period).title),),
    )


def years(request: HttpRequest, reference: str) -> Sheet:
    """The final places of a cluster's units over its years."""
    seen = years_of(request, reference)
    return Sheet(
        title=_("Xếp hạng: %(cluster)s") % {"cluster": seen.cluster.name},
        columns=(
            Column(_("Đơn vị"), Kind.NAME, width=44),
            *(Column(name, Kind.WHOLE) for _ranking, name in seen.rankings),
        ),
        rows=iter([(name, *found) for name, found in seen.rows]),
        count=len(seen.rows),
    )


def _places(standing: RankingStanding) -> Iterator[Cells]:
    assert standing.ranking is not None
    shown = list(in_order(standing.ranking))
    names = {pk: name.name for pk, name in last_names_of([one.unit_id for one in shown], clock.today()).items()}
    for row in rows_of(shown, names, past_of(standing.round, everything=standing.sees_all)):
        place = row.place
        yield (
            row.standing,
            row.name,
            None if place.total is None else from_thousandths(place.total),
            place.by_points,
            place.broken_by,
            place.votes,
            place.by_vote,
            row.before,
            place.class_by_points,
            place.conditions_class,
            row.label,
            "; ".join(place.fired),
            place.reason,
        )
