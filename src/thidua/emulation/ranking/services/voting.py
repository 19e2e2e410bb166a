"""Putting a ranking to a vote, and taking the counted result over."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from thidua.audit.services import record
from thidua.core import clock
from thidua.emulation.clusters.errors import BallotUnfit
from thidua.emulation.clusters.services.ballots import draft_unit_ballot, got_by_unit, is_under_way
from thidua.emulation.ranking.models import Place, RankingVote
from thidua.emulation.ranking.queries import in_order
from thidua.people.models import User
from thidua.voting.models import Ballot
from thidua.voting.rules import Kind

from .settling import open_ranking, rank_by_vote

MOST_RANKED = 10
"""Of more units nobody sets all in order: voters then name the one that should come first."""


@transaction.atomic
def call_vote(*, ranking_id: int, by: User) -> Ballot:
    """Prepare a secret ballot over the places: a draft with the units as options and one voter for each unit.

    Raises AlreadyDecided, and BallotUnfit where there is nothing to vote about or a ballot is under way.
    """
    ranking = open_ranking(ranking_id)
    if is_under_way(RankingVote.objects.select_related("ballot").filter(ranking=ranking).first()):
        raise BallotUnfit(_("Đã có một cuộc bỏ phiếu cho bảng xếp hạng này. Hãy dùng cuộc ấy, hoặc hủy rồi lập lại."))
    RankingVote.objects.filter(ranking=ranking).delete()
    units = [place.unit_id for place in in_order(ranking) if place.by_points is not None]
    ranks_all = len(units) <= MOST_RANKED
    ballot, stands_for = draft_unit_ballot(
        owner=ranking.round.owner,
        title=_("Bỏ phiếu xếp hạng: %(round)s") % {"round": ranking.round.name},
        text=_("Xếp thứ tự các đơn vị") if ranks_all else _("Đơn vị nào xứng đáng đứng đầu?"),
        kind=Kind.RANK if ranks_all else Kind.CHOOSE,
        units=units,
        by=by,
    )
    RankingVote.objects.create(ranking=ranking, ballot=ballot, stands_for=stands_for)
    return ballot


@transaction.atomic
def take_votes(*, ranking_id: int, by: User) -> int:
    """Write what units got in the counted ballot into their places; the answer is how many units got a place by it.

    Votes are voices, or the points of ranks. Raises AlreadyDecided, and BallotUnfit while the ballot is not counted or
    where its options do not stand for the units any more.
    """
    ranking = open_ranking(ranking_id)
    vote = RankingVote.objects.select_related("ballot").filter(ranking=ranking).first()
    if vote is None:
        raise BallotUnfit(_("Bảng xếp hạng này chưa có cuộc bỏ phiếu nào. Hãy lập cuộc bỏ phiếu trước."))
    got = got_by_unit(vote)
    places = list(ranking.places.select_for_update(of=("self",)))
    for place in places:
        option = got.get(place.unit_id)
        place.votes = None if option is None else option.points or option.voices
    Place.objects.bulk_update(places, ["votes"])
    rank_by_vote(places)
    vote.taken_at = clock.now()
    vote.save(update_fields=["taken_at"])
    record("ranking.voted", by=by, about=ranking.round, unit=ranking.round.owner, ballot=vote.ballot.title)
    return sum(place.by_vote is not None for place in places)
