"""Putting a ranking to a vote, and taking the counted result over."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from thidua.access.queries.granted import granted_at
from thidua.access.rules import Permission
from thidua.audit.services import record
from thidua.core import clock
from thidua.emulation.ranking.errors import BallotUnfit
from thidua.emulation.ranking.models import Place, Ranking, RankingVote
from thidua.emulation.ranking.queries import in_order
from thidua.org.queries import last_names_of
from thidua.people.models import User
from thidua.voting.counting import Result
from thidua.voting.models import Ballot
from thidua.voting.rules import MOST_OPTIONS, Kind, State
from thidua.voting.services.setup import (
    BallotFacts,
    NewOption,
    NewQuestion,
    NewVoter,
    found_ballot,
    set_questions,
    set_roster,
)

from .settling import open_ranking, rank_by_vote

MOST_RANKED = 10
"""Of more units nobody sets all in order: voters then name the one that should come first."""


@transaction.atomic
def call_vote(*, ranking_id: int, by: User) -> Ballot:
    """Prepare a secret ballot over the places: a draft with the units as options and one voter for each unit.

    Raises AlreadyDecided, and BallotUnfit where there is nothing to vote about or a ballot is under way.
    """
    ranking = open_ranking(ranking_id)
    places = [place for place in in_order(ranking) if place.by_points is not None]
    _refuse_vote(ranking, places)
    names = last_names_of([place.unit_id for place in places], clock.today())
    options = tuple(
        NewOption(names[place.unit_id].name if place.unit_id in names else place.unit.code) for place in places
    )
    facts = BallotFacts(title=_("Bỏ phiếu xếp hạng: %(round)s") % {"round": ranking.round.name})
    ballot = found_ballot(owner=ranking.round.owner, facts=facts, by=by)
    set_questions(ballot_id=ballot.pk, questions=[_question(options)], by=by)
    set_roster(ballot_id=ballot.pk, voters=_voters(places), by=by)
    RankingVote.objects.filter(ranking=ranking).delete()
    RankingVote.objects.create(ranking=ranking, ballot=ballot, units=[place.unit_id for place in places])
    return ballot


@transaction.atomic
def take_votes(*, ranking_id: int, by: User) -> int:
    """Write what units got in the counted ballot into their places; the answer is how many units got a place by it.

    Raises AlreadyDecided, and BallotUnfit while the ballot is not counted or where it asks about other units by now.
    """
    ranking = open_ranking(ranking_id)
    vote = RankingVote.objects.select_related("ballot").filter(ranking=ranking).first()
    if vote is None or vote.ballot.state != State.COUNTED:
        raise BallotUnfit(_("Cuộc bỏ phiếu xếp hạng chưa kiểm phiếu. Kiểm phiếu xong mới lấy được kết quả."))
    question = vote.ballot.questions.first()
    if question is None or question.result is None or question.options.count() != len(vote.units):
        raise BallotUnfit(_("Câu hỏi của cuộc bỏ phiếu đã đổi nên không còn khớp với các đơn vị. Hãy nhập số phiếu."))
    result = Result.from_data(question.result)
    got = {
        unit: option.points if question.kind == Kind.RANK else option.voices
        for unit, option in zip(vote.units, result.options, strict=True)
    }
    places = list(ranking.places.select_for_update(of=("self",)))
    for place in places:
        place.votes = got.get(place.unit_id)
    Place.objects.bulk_update(places, ["votes"])
    rank_by_vote(places)
    vote.taken_at = clock.now()
    vote.save(update_fields=["taken_at"])
    record("ranking.voted", by=by, about=ranking.round, unit=ranking.round.owner, ballot=vote.ballot.title)
    return sum(place.by_vote is not None for place in places)


def _refuse_vote(ranking: Ranking, places: Sequence[Place]) -> None:
    if len(places) <= 1:
        raise BallotUnfit(_("Phải có ít nhất hai đơn vị được xếp hạng mới bỏ phiếu."))
    if len(places) > MOST_OPTIONS:
        words = _("Có hơn %(most)d đơn vị, không bỏ phiếu xếp hạng chung được. Hãy bỏ phiếu riêng rồi nhập số phiếu.")
        raise BallotUnfit(words % {"most": MOST_OPTIONS})
    standing = RankingVote.objects.select_related("ballot").filter(ranking=ranking).first()
    if standing is not None and standing.ballot.state != State.VOID and standing.ballot.discarded_at is None:
        raise BallotUnfit(_("Đã có một cuộc bỏ phiếu cho bảng xếp hạng này. Hãy dùng cuộc ấy, hoặc hủy rồi lập lại."))


def _question(options: tuple[NewOption, ...]) -> NewQuestion:
    if len(options) <= MOST_RANKED:
        return NewQuestion(_("Xếp thứ tự các đơn vị"), Kind.RANK, options, most=len(options), seats=1)
    return NewQuestion(_("Đơn vị nào xứng đáng đứng đầu?"), Kind.CHOOSE, options, most=1, seats=1)


def _voters(places: Sequence[Place]) -> list[NewVoter]:
    """One person for each unit: who signs for it, else who takes part for it."""
    units = [place.unit_id for place in places]
    signing, joining = (granted_at(units, p) for p in (Permission.COVENANT_SIGN, Permission.EMULATION_JOIN))
    chosen = {unit: min(signing.get(unit) or joining.get(unit) or {0}) for unit in units}
    users = User.objects.select_related("person").in_bulk([user for user in chosen.values() if user])
    names = last_names_of(units, clock.today())
    voters = {
        users[user].pk: NewVoter(users[user], users[user].person.full_name, names[unit].name if unit in names else "")
        for unit, user in chosen.items()
        if user in users
    }
    return list(voters.values())
