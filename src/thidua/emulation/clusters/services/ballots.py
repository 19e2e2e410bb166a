"""Preparing ballots over units, with one voter for each member, and reading what units got in them."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from thidua.access.queries.granted import granted_at
from thidua.access.rules import Permission
from thidua.audit.services import record
from thidua.core import clock
from thidua.emulation.clusters.ballot_models import Election, UnitBallot
from thidua.emulation.clusters.errors import BallotUnfit
from thidua.emulation.clusters.models import Cluster
from thidua.emulation.clusters.standing import seated
from thidua.org.models import Unit
from thidua.org.queries import last_names_of
from thidua.people.models import User
from thidua.voting.counting import OptionResult, Result
from thidua.voting.models import Ballot
from thidua.voting.rules import MOST_OPTIONS, Kind, Outcome, State
from thidua.voting.services.setup import (
    BallotFacts,
    NewOption,
    NewQuestion,
    NewVoter,
    found_ballot,
    set_questions,
    set_roster,
)

from .forming import held


def draft_unit_ballot(
    *, owner: Unit, title: str, text: str, kind: Kind, units: Sequence[int], by: User
) -> tuple[Ballot, dict[str, int]]:
    """A draft of a secret ballot over units, and for which unit each option stands, by the option's name.

    One person votes for each unit: who signs for it, else who takes part for it. Raises BallotUnfit for too few units
    or too many, or where two bear one name.
    """
    if not 1 < len(units) <= MOST_OPTIONS:
        words = _("Bỏ phiếu cần từ 2 đến %(most)d đơn vị. Hãy bỏ phiếu riêng rồi nhập số phiếu.")
        raise BallotUnfit(words % {"most": MOST_OPTIONS})
    names = {unit: name.name for unit, name in last_names_of(units, clock.today()).items()}
    stands_for = {names[unit]: unit for unit in units if unit in names}
    if len(stands_for) < len(units):
        raise BallotUnfit(_("Có hai đơn vị trùng tên nên phiếu không phân biệt được. Hãy đổi tên một đơn vị trước."))
    ballot = found_ballot(owner=owner, facts=BallotFacts(title=title), by=by)
    most = len(units) if kind == Kind.RANK else 1
    question = NewQuestion(text, kind, tuple(NewOption(name) for name in stands_for), most=most, seats=1)
    set_questions(ballot_id=ballot.pk, questions=[question], by=by)
    set_roster(ballot_id=ballot.pk, voters=_voters(units, names), by=by)
    return ballot, stands_for


def got_by_unit(held_: UnitBallot) -> dict[int, OptionResult]:
    """What each unit got in a counted ballot. Raises BallotUnfit before the count, and for options that changed."""
    ballot = held_.ballot
    question = ballot.questions.first()
    if ballot.state != State.COUNTED or question is None or question.result is None:
        raise BallotUnfit(_("Cuộc bỏ phiếu chưa kiểm phiếu. Kiểm phiếu xong mới lấy được kết quả."))
    names = list(question.options.order_by("position").values_list("name", flat=True))
    if sorted(names) != sorted(held_.stands_for):
        raise BallotUnfit(_("Phương án của cuộc bỏ phiếu đã đổi, không còn khớp với các đơn vị. Hãy nhập số phiếu."))
    result = Result.from_data(question.result)
    return {held_.stands_for[name]: option for name, option in zip(names, result.options, strict=True)}


def is_under_way(held_: UnitBallot | None) -> bool:
    """Whether a ballot stands that was neither discarded nor declared void."""
    return held_ is not None and held_.ballot.state != State.VOID and held_.ballot.discarded_at is None


@transaction.atomic
def call_election(*, cluster_id: int, by: User) -> Ballot:
    """Prepare the ballot over next year's lead among the present members. Raises BallotUnfit or Dissolved."""
    cluster = held(cluster_id)
    if is_under_way(Election.objects.select_related("ballot").filter(cluster=cluster).first()):
        raise BallotUnfit(_("Cụm đã có một cuộc bầu cụm trưởng. Hãy dùng cuộc ấy, hoặc hủy rồi lập lại."))
    Election.objects.filter(cluster=cluster).delete()
    year = cluster.year + 1
    ballot, stands_for = draft_unit_ballot(
        owner=cluster.owner,
        title=_("Bầu cụm trưởng năm %(year)d: %(cluster)s") % {"year": year, "cluster": cluster.name},
        text=_("Đơn vị nào làm cụm trưởng năm %(year)d?") % {"year": year},
        kind=Kind.CHOOSE,
        units=[seat.unit_id for seat in seated(cluster)],
        by=by,
    )
    Election.objects.create(cluster=cluster, ballot=ballot, stands_for=stands_for)
    record("cluster.election_called", by=by, about=cluster, unit=cluster.owner_id)
    return ballot


def elected(cluster: Cluster) -> int | None:
    """The id of the unit that was elected to lead next year; None before the count and without a winner."""
    election = Election.objects.select_related("ballot").filter(cluster=cluster).first()
    if election is None or election.ballot.state != State.COUNTED:
        return None
    try:
        got = got_by_unit(election)
    except BallotUnfit:
        return None
    return next((unit for unit, option in got.items() if option.outcome == Outcome.PASSED), None)


def _voters(units: Sequence[int], names: dict[int, str]) -> list[NewVoter]:
    """One person for each unit, nobody twice."""
    signing, joining = (granted_at(units, p) for p in (Permission.COVENANT_SIGN, Permission.EMULATION_JOIN))
    chosen: dict[int, int] = {}
    for unit in units:
        for user in sorted(signing.get(unit, ())) or sorted(joining.get(unit, ())):
            if user not in chosen:
                chosen[user] = unit
                break
    users = User.objects.in_bulk(chosen)
    return [NewVoter(users[user], users[user].person.full_name, names[unit]) for user, unit in chosen.items()]
