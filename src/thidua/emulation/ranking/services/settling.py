"""The council's part: votes, final places and classes, deciding, and taking the decision back while nobody saw it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from thidua.audit.services import record
from thidua.core import clock
from thidua.emulation.clusters.errors import BallotUnfit
from thidua.emulation.ranking.errors import (
    AlreadyDecided,
    AlreadyPublished,
    NotDecided,
    PlacesIncomplete,
    RankingChanged,
    ReasonMissing,
)
from thidua.emulation.ranking.models import Place, Ranking, RankingVote
from thidua.emulation.ranking.rules import RankingState, is_whole, ranks
from thidua.people.models import User
from thidua.voting.rules import State

MOST_NAMED = 3
BATCH = 2000


@dataclass(frozen=True, slots=True)
class Settled:
    """What the council sets for a unit; `seen` is the (final, final_class, reason, votes) that it saw before."""

    place_id: int
    final: int | None
    final_class: str
    reason: str
    votes: int | None
    seen: tuple[int | None, str, str, int | None]


@transaction.atomic
def settle_places(*, ranking_id: int, settled: Iterable[Settled], by: User) -> int:
    """Write final places, classes, votes and reasons; the answer is how many rows changed.

    Raises `AlreadyDecided`, `RankingChanged` when somebody else changed one of the rows since it was seen, and
    `BallotUnfit` where votes that a ballot counted are typed over.
    """
    ranking = open_ranking(ranking_id)
    places = {place.pk: place for place in ranking.places.select_for_update(of=("self",)).select_related("unit")}
    counted = counted_by_ballot(ranking)
    changed = []
    for one in settled:
        place = places.get(one.place_id)
        wanted = (one.final, one.final_class, one.reason, one.votes)
        if place is None or wanted == one.seen:
            continue
        stands = (place.final, place.final_class, place.reason, place.votes)
        if stands not in (one.seen, wanted):
            words = _("Người khác vừa sửa dòng của %(unit)s. Hãy tải lại trang, xem giá trị mới rồi nhập lại.")
            raise RankingChanged(words % {"unit": place.unit.code})
        if counted and one.votes != place.votes:
            raise BallotUnfit(_("Số phiếu lấy từ cuộc bỏ phiếu đã kiểm nên không sửa tay được. Hãy tải lại trang."))
        place.final, place.final_class, place.reason, place.votes = wanted
        changed.append(place)
    if changed:
        Place.objects.bulk_update(changed, ["final", "final_class", "reason", "votes"], batch_size=BATCH)
        rank_by_vote(list(places.values()))
        record("ranking.placed", by=by, about=ranking.round, unit=ranking.round.owner, places=len(changed))
    return len(changed)


@transaction.atomic
def decide_ranking(*, ranking_id: int, by: User) -> Ranking:
    """Make the ranking final: rows that nobody touched keep the table's place and class.

    Raises `AlreadyDecided`, `PlacesIncomplete` when the places are not those of a competition, `ReasonMissing`, and
    `BallotUnfit` where votes came from a ballot that was declared void since.
    """
    ranking = open_ranking(ranking_id)
    places = list(ranking.places.select_for_update(of=("self",)).select_related("unit"))
    _refuse_void(ranking, places)
    for place in places:
        place.final = place.by_points if place.final is None else place.final
        place.final_class = place.final_class or place.conditions_class
    if not is_whole(place.final for place in places if place.final is not None):
        words = _(
            "Thứ hạng chính thức phải liền nhau từ 1; đơn vị đồng hạng dùng chung một số và số kế tiếp bỏ trống"
            " (1, 1, 3). Hãy sửa cột hạng chính thức."
        )
        raise PlacesIncomplete(words)
    _explained(places)
    Place.objects.bulk_update(places, ["final", "final_class"], batch_size=BATCH)
    ranking.state, ranking.decided_by, ranking.decided_at = RankingState.DECIDED, by, clock.now()
    ranking.save(update_fields=["state", "decided_by", "decided_at"])
    record("ranking.decided", by=by, about=ranking.round, unit=ranking.round.owner)
    return ranking


@transaction.atomic
def discard_ranking(*, ranking_id: int, by: User) -> None:
    """Take a draft away, so that points may be given again; raises `AlreadyDecided`."""
    ranking = open_ranking(ranking_id)
    record("ranking.discarded", by=by, about=ranking.round, unit=ranking.round.owner)
    ranking.delete()


@transaction.atomic
def reopen_ranking(*, ranking_id: int, by: User) -> Ranking:
    """Take the decision back; raises `NotDecided`, and `AlreadyPublished` once members were or will be told."""
    ranking = locked_ranking(ranking_id)
    if ranking.state != RankingState.DECIDED:
        raise NotDecided(_("Xếp hạng này chưa chốt, không có gì để mở lại."))
    if ranking.published_at is not None:
        raise AlreadyPublished(_("Kết quả đã hẹn công bố. Hãy hoàn tác công bố trước khi mở lại xếp hạng."))
    ranking.state, ranking.decided_by, ranking.decided_at = RankingState.DRAFT, None, None
    ranking.save(update_fields=["state", "decided_by", "decided_at"])
    record("ranking.reopened", by=by, about=ranking.round, unit=ranking.round.owner)
    return ranking


def locked_ranking(ranking_id: int) -> Ranking:
    """A ranking with its round and owner, locked until the transaction ends."""
    locked = Ranking.objects.select_for_update(of=("self",)).select_related("round__owner")
    return locked.get(pk=ranking_id)


def open_ranking(ranking_id: int) -> Ranking:
    """A ranking that is not decided, locked. Raises AlreadyDecided."""
    ranking = locked_ranking(ranking_id)
    if ranking.state != RankingState.DRAFT:
        raise AlreadyDecided(_("Xếp hạng đã chốt, không sửa được nữa. Muốn sửa, hãy mở lại xếp hạng trước."))
    return ranking


def counted_by_ballot(ranking: Ranking) -> bool:
    """Whether the votes of a ranking were taken from a ballot whose count stands: nobody types others."""
    taken = RankingVote.objects.filter(ranking=ranking, taken_at__isnull=False)
    return taken.filter(ballot__state=State.COUNTED).exists()


def rank_by_vote(places: list[Place]) -> None:
    """Places by votes, the most votes first; units that nobody voted about have none."""
    found = ranks([None if place.votes is None else (place.votes,) for place in places])
    moved = []
    for place, by_vote in zip(places, found, strict=True):
        if place.by_vote != by_vote:
            place.by_vote = by_vote
            moved.append(place)
    Place.objects.bulk_update(moved, ["by_vote"], batch_size=BATCH)


def _refuse_void(ranking: Ranking, places: Iterable[Place]) -> None:
    void = RankingVote.objects.filter(ranking=ranking, taken_at__isnull=False, ballot__state=State.VOID).exists()
    if void and any(place.votes is not None for place in places):
        raise BallotUnfit(_("Cuộc bỏ phiếu đã bị hủy sau khi lấy kết quả. Hãy xóa cột số phiếu hoặc bỏ phiếu lại."))


def _explained(places: Iterable[Place]) -> None:
    unsaid = [place for place in places if place.differs and not place.reason]
    if unsaid:
        named = ", ".join(place.unit.code for place in unsaid[:MOST_NAMED])
        words = ngettext(
            "%(named)s có hạng hoặc loại chính thức khác với bảng điểm. Hãy ghi lý do.",
            "%(count)s đơn vị (%(named)s …) có hạng hoặc loại chính thức khác với bảng điểm. Hãy ghi lý do.",
            len(unsaid),
        )
        raise ReasonMissing(words % {"count": len(unsaid), "named": named})
