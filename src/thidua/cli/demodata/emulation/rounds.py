"""Years of the clusters played through: scored by every hand, ranked, voted on, decided, published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final

from django.db.models import QuerySet

from thidua.cli.demodata.emulation.members import CITY
from thidua.cli.demodata.people import leader_of, officer_of
from thidua.core import clock
from thidua.emulation.clusters.models import Cluster, Seat
from thidua.emulation.clusters.rules import SeatRole
from thidua.emulation.ranking.models import Ranking
from thidua.emulation.ranking.services.drawing import draw_up
from thidua.emulation.ranking.services.publishing import publish_ranking
from thidua.emulation.ranking.services.settling import decide_ranking
from thidua.emulation.ranking.services.voting import call_vote, take_votes
from thidua.emulation.schemes.models import SchemeVersion
from thidua.emulation.scorecards.counting import counted_point, is_counted
from thidua.emulation.scorecards.models import Card, CrossCheck, Round
from thidua.emulation.scorecards.rules import RoundState, Stage, point_at
from thidua.emulation.scorecards.schemes import scheme_of
from thidua.emulation.scorecards.services.cross import hand_in_check
from thidua.emulation.scorecards.services.handing_in import hand_in
from thidua.emulation.scorecards.services.opening import Opening, open_round
from thidua.emulation.scorecards.services.points import Given, compared_with, give_point, write_note
from thidua.emulation.scorecards.services.steps import go_on
from thidua.indicators.models import Period
from thidua.org.models import Unit
from thidua.people.models import User
from thidua.scoring.scheme import Criterion, External, Manual, PerOccurrence, PlusMinus, Scorer, in_thousandths
from thidua.voting.models import Ballot, Option
from thidua.voting.rules import Act, Votes
from thidua.voting.services.casting import cast_vote, new_slip, paper_of
from thidua.voting.services.counting import count_ballot
from thidua.voting.services.keys import rehearse_share, turn_key
from thidua.voting.services.minutes import draft_minutes
from thidua.voting.services.setup import prepare_ballot, set_committee

SEED: Final = 20_221_205
HALF: Final = 500
SAMPLE_NOTE: Final = "Số liệu mẫu: kết quả theo báo cáo năm, hồ sơ lưu tại đơn vị."
REASONS: Final = {
    Stage.CROSS: "Đối chiếu hồ sơ, thiếu biên bản kèm theo",
    Stage.LEAD: "Cụm trưởng xem lại hồ sơ gốc, đủ căn cứ",
    Stage.FINAL: "Hội nghị cụm thống nhất",
}


@dataclass(frozen=True, slots=True)
class Played:
    """A cluster that is scored from `on`, the first day, about its year or about a `period` of it, like "2024-Q1"."""

    cluster: Cluster
    scheme: SchemeVersion
    on: date
    period: str = ""


def open_scoring(played: Played, users: Mapping[str, User]) -> Round:
    """Open a round of a cluster over its year, or over the period that is played."""
    period = Period.objects.get(code=played.period or str(played.cluster.year))
    with clock.on_day(played.on):
        opening = Opening(
            owner=played.cluster.owner,
            scheme=played.scheme,
            period=period,
            name=f"Thi đua {_uncapitalised(str(period))}",
            cluster=played.cluster,
            self_until=played.on + timedelta(days=7),
            cross_until=played.on + timedelta(days=11),
            recheck_until=played.on + timedelta(days=14),
        )
        return open_round(opening=opening, by=users[officer_of(CITY)])


def play(played: Played, users: Mapping[str, User], *, votes: bool = False) -> Ranking:
    """Play a year through: every unit scores itself, others check and look again; all is settled and published."""
    scored = play_until_verified(played, users)
    city, chief = users[officer_of(CITY)], users[leader_of(CITY)]
    with clock.on_day(played.on + timedelta(days=13)):
        for card in _cards(scored):
            _verify(card, city)
        go_on(round_id=scored.pk, to=RoundState.FROZEN, by=city)
        for card in _cards(scored):
            _award(card, chief)
        go_on(round_id=scored.pk, to=RoundState.FINAL, by=city)
        ranking = draw_up(round_id=scored.pk, by=city).ranking
        if votes:
            _vote(ranking, users)
        decide_ranking(ranking_id=ranking.pk, by=chief)
        return publish_ranking(ranking_id=ranking.pk, at=clock.now(), by=chief)


def play_until_verified(played: Played, users: Mapping[str, User]) -> Round:
    """Play a round until only the owner's departments have to verify what is theirs."""
    scored, city = open_scoring(played, users), users[officer_of(CITY)]
    lead = Seat.objects.get(cluster=played.cluster, role=SeatRole.LEAD, during__contains=played.on).unit
    with clock.on_day(played.on + timedelta(days=6)):
        for card in _cards(scored):
            score_oneself(card, users)
        go_on(round_id=scored.pk, to=RoundState.CROSS, seed=SEED, by=city)
    with clock.on_day(played.on + timedelta(days=10)):
        for check in CrossCheck.objects.filter(round=scored).select_related("checker", "checked"):
            card = _cards(scored).get(unit=check.checked)
            _check(card, check.checker, users[officer_of(check.checker.code)])
        go_on(round_id=scored.pk, to=RoundState.RECHECK, by=city)
    with clock.on_day(played.on + timedelta(days=11)):
        for card in _cards(scored):
            _look_again(card, lead, users)
    return scored


def score_oneself(card: Card, users: Mapping[str, User], *, send: bool = True) -> None:
    """Fill in what figures do not say, and hand the card in."""
    by = users[officer_of(card.unit.code)]
    rng = Random(f"{card.unit.code} {card.round.period} self")
    for position, _criterion in _asked_of(card, Scorer.UNIT, Scorer.DEPARTMENT):
        _give(card, Stage.SELF, position, rng, by, in_name_of=card.unit)
        write_note(card_id=card.pk, position=position, text=SAMPLE_NOTE, by=by)
    if send:
        hand_in(card_id=card.pk, although_missing=True, by=by)


def _check(card: Card, checker: Unit, by: User) -> None:
    """Take half a point off here and there, as one who looked into the papers would."""
    rng = Random(f"{card.unit.code} {checker.code} check")
    for position, _criterion in _asked_of(card, Scorer.UNIT):
        if rng.random() < HALF / 1000:
            stands = compared_with(card, Stage.CROSS, position)
            if stands:
                point = max(0, stands - HALF)
                given = Given(Stage.CROSS, position, point, None, REASONS[Stage.CROSS])
                card = give_point(card_id=card.pk, given=given, in_name_of=checker.pk, by=by)
    hand_in_check(card_id=card.pk, by=by)


def _look_again(card: Card, lead: Unit, users: Mapping[str, User]) -> None:
    """The lead gives its own criteria, the owner's officer that of the lead's own card."""
    rng = Random(f"{card.unit.code} {card.round.period} lead")
    own = card.unit_id == lead.pk
    by, name = (users[officer_of(CITY)], card.round.owner) if own else (users[officer_of(lead.code)], lead)
    for position, _criterion in _asked_of(card, Scorer.LEAD):
        _give(card, Stage.LEAD, position, rng, by, in_name_of=name)
    card = Card.objects.select_related("unit", "round__scheme", "round__owner").get(pk=card.pk)
    for position, _criterion in _asked_of(card, Scorer.UNIT):
        checked, before = point_at(card.cross_checked, position), point_at(card.self_scored, position)
        if checked is not None and before is not None and checked != before and rng.random() < HALF / 1000:
            given = Given(Stage.LEAD, position, before, None, REASONS[Stage.LEAD])
            give_point(card_id=card.pk, given=given, in_name_of=name.pk, by=by)


def _verify(card: Card, by: User) -> None:
    """The owner's departments verify what is theirs; its officer enters it for them."""
    rng = Random(f"{card.unit.code} {card.round.period} department")
    for position, criterion in _asked_of(card, Scorer.DEPARTMENT):
        point = in_thousandths(criterion.max) - rng.choice((0, 0, HALF))
        given = Given(Stage.DEPARTMENT, position, point, None, "Ban chuyên đề thẩm định")
        give_point(card_id=card.pk, given=given, in_name_of=card.round.owner_id, by=by)


def _award(card: Card, chief: User) -> None:
    """The owner gives what only it knows: reports in time, awards from above."""
    rng = Random(f"{card.unit.code} {card.round.period} owner")
    for position, _criterion in _asked_of(card, Scorer.OWNER):
        _give(card, Stage.FINAL, position, rng, chief, in_name_of=card.round.owner)


def _give(card: Card, stage: Stage, position: int, rng: Random, by: User, *, in_name_of: Unit) -> None:
    criterion = scheme_of(card.round).positions[position]
    point, counts = _invented(criterion, rng, scheme_of(card.round).digits)
    fresh = Card.objects.get(pk=card.pk)
    seen = point_at(fresh.stages[stage], position)
    given = Given(stage, position, point, seen, REASONS.get(stage, SAMPLE_NOTE), counts)
    give_point(card_id=card.pk, given=given, in_name_of=in_name_of.pk, by=by)


def _invented(criterion: Criterion, rng: Random, digits: int) -> tuple[int, dict[str, object] | None]:
    """Points or counts that such a unit may well have."""
    most = in_thousandths(criterion.max)
    if not is_counted(criterion):
        return max(0, most - HALF * rng.choice((0, 0, 1, 1, 2, 3))), None
    match criterion.formula:
        case PerOccurrence():
            counts: dict[str, object] = {"count": rng.choice((0, 0, 1, 2))}
        case PlusMinus():
            counts = {"plus": 0, "minus": rng.choice((0, 0, 1, 2))}
        case External(awards=awards):
            counts = {"awards": [rng.choice(awards).code] if rng.random() < HALF / 1000 else []}
        case _:
            counts = {}
    return counted_point(criterion, counts, digits), counts


def _asked_of(card: Card, *scorers: Scorer) -> Iterator[tuple[int, Criterion]]:
    """The criteria that people score, by who does."""
    for position, criterion in enumerate(scheme_of(card.round).positions):
        by_people = isinstance(criterion.formula, Manual) or is_counted(criterion)
        if by_people and criterion.scorer in scorers:
            yield position, criterion


def _vote(ranking: Ranking, users: Mapping[str, User]) -> None:
    """Put the places to a secret ballot of the members' chairs, count it with two shares and take the votes over."""
    city = users[officer_of(CITY)]
    ballot = call_vote(ranking_id=ranking.pk, by=city)
    committee = [users[officer_of(code)] for code in _first_codes(ranking.round.cluster)]
    members = [(member, member.person.full_name) for member in committee]
    set_committee(ballot_id=ballot.pk, members=members, by=city)
    shares = prepare_ballot(ballot_id=ballot.pk, by=city)
    for member, share in zip(committee, shares, strict=True):
        rehearse_share(ballot_id=ballot.pk, words=share.words, by=member)
    for member in committee[:2]:
        turn_key(ballot_id=ballot.pk, act=Act.OPEN, by=member)
    paper = paper_of(ballot.reference)
    rng = Random(f"{ranking.round.period} votes")
    for voter in ballot.voters.select_related("user"):
        slip = new_slip(paper.ballot, voter.user)
        cast_vote(paper=paper, votes=_ranked(ballot, rng), slip=slip.signed, by=voter.user)
    for member in committee[:2]:
        turn_key(ballot_id=ballot.pk, act=Act.CLOSE, by=member)
    count_ballot(ballot_id=ballot.pk, shares=[share.words for share in shares[:2]], by=committee[0])
    draft_minutes(ballot_id=ballot.pk, by=city)
    take_votes(ranking_id=ranking.pk, by=city)


def _ranked(ballot: Ballot, rng: Random) -> Votes:
    """An order of all options that mostly follows theirs."""
    count = Option.objects.filter(question__ballot=ballot).count()
    order = sorted(range(count), key=lambda at: at + rng.uniform(0, 1.6))
    places = [0] * count
    for place, at in enumerate(order, start=1):
        places[at] = place
    return (tuple(places),)


def _first_codes(cluster: Cluster | None) -> Sequence[str]:
    seats = Seat.objects.filter(cluster=cluster, during__contains=clock.today()).order_by("pk")
    return list(seats.values_list("unit__code", flat=True)[1:4])


def _uncapitalised(title: str) -> str:
    return title[:1].lower() + title[1:]


def _cards(scored: Round) -> QuerySet[Card]:
    return Card.objects.filter(round=scored).select_related("unit", "round__scheme", "round__owner").order_by("pk")
