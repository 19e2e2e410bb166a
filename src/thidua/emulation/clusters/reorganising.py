"""What a reorganisation does to clusters: seats of units that end, or come to stand elsewhere, end on the legal day.

The heir with the largest share takes the seat where it stands below the owner and sits in no cluster of that owner and
year yet; it takes the place in the list of turns too. Where the lead ends the first deputy leads, without a deputy the
heir does. Clusters of years that were over by then stay as they were. A divided unit goes on and keeps its seat.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from thidua.audit.services import Subject, record, record_each
from thidua.core.numbers import print_number
from thidua.org.models import Lineage, Placement, Unit
from thidua.org.plans import Consequence, Ledger, Plan, Weight
from thidua.org.queries import last_names_of
from thidua.people.models import User

from .models import Cluster, Seat, Turn
from .rules import SeatRole
from .seating import LONGEST_WHY, SeatLedger, changed_since, take_back

EXAMPLES = 5


@dataclass(slots=True)
class _Fate:
    """What becomes of one cluster: the seats that end, with the codes of the heirs ("" for none); who leads then.

    `members` are the codes of those who sit there afterwards, `leads` of whoever takes over from a lead that ends;
    `promoted` is its seat where it sits there already, `led` says that the lead does end. `seated` are heirs that take
    no seat because they have one, in a cluster of this owner and year, by the id of the seat that ends.
    """

    cluster: Cluster
    ends: list[tuple[Seat, str]] = field(default_factory=list)
    promoted: Seat | None = None
    leads: str = ""
    members: set[str] = field(default_factory=set)
    seated: dict[int, str] = field(default_factory=dict)
    led: bool = False

    @property
    def roles(self) -> dict[str, SeatRole]:
        """What each heir is to the cluster."""
        found: dict[str, SeatRole] = {}
        for seat, heir in self.ends:
            if heir:
                own = SeatRole.DEPUTY if seat.role == SeatRole.DEPUTY else SeatRole.MEMBER
                found[heir] = SeatRole.LEAD if heir == self.leads else own
        return found


def preview(plan: Plan) -> list[Consequence]:
    """How many seats end, who takes them, who leads which cluster then, and which are left empty."""
    return list(_consequences(plan, _fates(plan)))


@transaction.atomic
def apply(plan: Plan, by: User | None) -> Ledger:
    """End the seats on the legal day and begin those of the heirs."""
    fates, ledger = _fates(plan), SeatLedger()
    turns: list[list[int]] = []
    for fate in fates:
        _carry_out(plan, fate, ledger)
        turns += _move_turns(plan, fate)
    counts = Counter(seat.unit for fate in fates for seat, _heir in fate.ends)
    subjects = [Subject(unit, unit, {"seats": count, "decision": plan.decision}) for unit, count in counts.items()]
    record_each("cluster.followed", by=by, subjects=subjects)
    return {"seats": ledger.data(), "turns": turns}


def obstacles(plan: Plan, ledger: Ledger) -> list[str]:
    """Seats that were changed since, and seats of units that would never have been founded."""
    found = []
    if changed := changed_since(ledger["seats"]):
        found.append(
            _("%(count)s chỗ trong cụm thi đua đã thay đổi sau khi sắp xếp") % {"count": print_number(changed)}
        )
    ours = [row["id"] for row in ledger["seats"]["begun"]]
    later = Seat.objects.filter(unit__code__in=[unit.code for unit in plan.founded]).exclude(pk__in=ours)
    if count := later.count():
        found.append(_("%(count)s chỗ trong cụm thi đua của đơn vị mới thành lập") % {"count": print_number(count)})
    return found


@transaction.atomic
def undo(plan: Plan, ledger: Ledger, by: User | None) -> None:
    """Put seats and turns back."""
    take_back(ledger["seats"])
    for turn, unit in ledger["turns"]:
        Turn.objects.filter(pk=turn).update(unit_id=unit)
    touched: list[dict[str, Any]] = [*ledger["seats"]["closed"], *ledger["seats"]["left_out"]]
    if touched:
        record("cluster.following_undone", by=by, about=None, unit=touched[0]["unit"], decision=plan.decision)


def heir_of(plan: Plan, code: str) -> str:
    """Who takes the seat of a unit that ends: the largest share, the first of equal ones; "" when nobody does."""
    heirs = plan.heirs_of(code) if code in plan.ended else ()
    return max(heirs, key=lambda heir: heir[1])[0] if heirs else ""


def _fates(plan: Plan) -> list[_Fate]:
    """What becomes of every cluster that loses a seat; the statements grow with the levels of the tree alone."""
    affected = _affected(plan)
    touched = Cluster.objects.filter(year__gte=plan.on.year, dissolved_on=None, seats__unit__in=affected).distinct()
    seats = (
        Seat.objects.filter(Q(during__endswith=None) | Q(during__endswith__gt=plan.on), cluster__in=touched)
        .select_related("cluster", "cluster__owner", "unit")
        .order_by("cluster", "during", "unit__code")
    )
    by_cluster: dict[int, list[Seat]] = defaultdict(list)
    for seat in seats:
        by_cluster[seat.cluster_id].append(seat)
    codes = {seat.unit.code for some in by_cluster.values() for seat in some if seat.unit_id in affected}
    above = _above(plan, codes | {heir for code in codes if (heir := heir_of(plan, code))})
    taken = _taken(by_cluster)
    fates = (_fate(plan, some, above, taken) for some in by_cluster.values())
    return [fate for fate in fates if fate.ends]


def _affected(plan: Plan) -> set[int]:
    """The ids of units that end, and of those that move with all that stands below them."""
    ended = {plan.ids[code] for code in plan.ended if code in plan.ids}
    moved = [plan.ids[code] for code in plan.moved if code in plan.ids]
    below = Lineage.objects.filter(Q(during__endswith=None) | Q(during__endswith__gte=plan.on), ancestor__in=moved)
    return {*ended, *moved, *below.values_list("unit", flat=True)}


def _above(plan: Plan, codes: Collection[str]) -> dict[str, set[str]]:
    """The codes of all that stands above units in the new order; a statement for each level of the tree."""
    parents: dict[str, str] = {unit.code: unit.parent for unit in plan.founded} | dict(plan.moved)
    level, seen = set(codes), set[str]()
    while level := level - seen:
        seen |= level
        if missing := level - parents.keys():
            rows = Placement.objects.filter(unit__code__in=missing, during__contains=plan.on)
            known = {code: parent or "" for code, parent in rows.values_list("unit__code", "parent__code")}
            parents |= dict.fromkeys(missing, "") | known
        level = {parents[code] for code in level} - {""}
    return {code: set(_way_up(parents, code)) for code in codes}


def _way_up(parents: Mapping[str, str], code: str) -> Iterator[str]:
    seen: set[str] = set()
    while (code := parents.get(code, "")) and code not in seen:
        seen.add(code)
        yield code


def _taken(by_cluster: Mapping[int, Sequence[Seat]]) -> dict[tuple[int, int], set[str]]:
    """Who sits in any cluster of an owner and year, by code: nobody sits in two."""
    owners = {(some[0].cluster.owner_id, some[0].cluster.year) for some in by_cluster.values()}
    rows = Seat.objects.filter(
        during__endswith=None,
        cluster__owner__in={owner for owner, _year in owners},
        cluster__year__in={year for _owner, year in owners},
        cluster__dissolved_on=None,
    ).values_list("cluster__owner", "cluster__year", "unit__code")
    found: dict[tuple[int, int], set[str]] = defaultdict(set)
    for owner, year, code in rows:
        found[owner, year].add(code)
    return found


def _fate(
    plan: Plan,
    seats: Sequence[Seat],
    above: Mapping[str, set[str]],
    taken: dict[tuple[int, int], set[str]],
) -> _Fate:
    """Who leaves a cluster, who comes in their place and who leads; `taken` grows by those who come."""
    cluster = seats[0].cluster
    fate = _Fate(cluster)
    sits = taken[cluster.owner_id, cluster.year]
    for seat in seats:
        code = seat.unit.code
        if code not in plan.ended and cluster.owner.code in above.get(code, {cluster.owner.code}):
            fate.members.add(code)
            continue
        heir = heir_of(plan, code)
        below = bool(heir) and cluster.owner.code in above.get(heir, set())
        comes = below and heir not in sits
        fate.ends.append((seat, heir if comes else ""))
        if below and not comes:
            fate.seated[seat.pk] = heir
        if comes:
            sits.add(heir)
            fate.members.add(heir)
    _find_lead(plan, fate, seats)
    return fate


def _find_lead(plan: Plan, fate: _Fate, seats: Sequence[Seat]) -> None:
    """Where the lead ends: the first deputy that stays, else the lead's heir, a newcomer or a member already."""
    gone = {seat.pk for seat, _heir in fate.ends}
    stay = [seat for seat in seats if seat.pk not in gone]
    lost = next((seat for seat, _heir in fate.ends if seat.role == SeatRole.LEAD), None)
    fate.led = lost is not None
    if lost is None:
        return
    heir = heir_of(plan, lost.unit.code)
    deputy = next((seat for seat in stay if seat.role == SeatRole.DEPUTY), None)
    fate.promoted = deputy or next((seat for seat in stay if seat.unit.code == heir), None)
    fate.leads = fate.promoted.unit.code if fate.promoted else heir if heir in fate.members else ""


def _carry_out(plan: Plan, fate: _Fate, ledger: SeatLedger) -> None:
    why = plan.decision[:LONGEST_WHY]
    begins = {heir: (max(plan.on, seat.during.lower), seat.during.upper) for seat, heir in fate.ends if heir}
    for seat, _heir in fate.ends:
        ledger.close(seat, plan.on, why)
    if fate.promoted is not None:
        on, until = max(plan.on, fate.promoted.during.lower), fate.promoted.during.upper
        ledger.close(fate.promoted, plan.on, why)
        unit, role = fate.promoted.unit_id, SeatRole.LEAD
        ledger.begin(cluster_id=fate.cluster.pk, unit_id=unit, role=role, on=on, until=until, why=why)
    for heir, role in fate.roles.items():
        on, until = begins[heir]
        ledger.begin(cluster_id=fate.cluster.pk, unit_id=plan.ids[heir], role=role, on=on, until=until, why=why)


def _move_turns(plan: Plan, fate: _Fate) -> list[list[int]]:
    """Heirs take the turns of those whom they succeed; answers the turns (id, unit before)."""
    heirs = {seat.unit_id: plan.ids[heir] for seat, heir in fate.ends if heir}
    turns = list(Turn.objects.filter(cluster=fate.cluster)) if heirs else []
    there = {turn.unit_id for turn in turns}
    moved = [turn for turn in turns if turn.unit_id in heirs and heirs[turn.unit_id] not in there]
    before = [[turn.pk, turn.unit_id] for turn in moved]
    for turn in moved:
        turn.unit_id = heirs[turn.unit_id]
    Turn.objects.bulk_update(moved, ["unit"])
    return before


def _consequences(plan: Plan, fates: Sequence[_Fate]) -> Iterator[Consequence]:
    name = _Names(plan, fates)
    followed = [(fate, seat, heir) for fate in fates for seat, heir in fate.ends if heir]
    seated = [(fate, seat, fate.seated[seat.pk]) for fate in fates for seat, _h in fate.ends if seat.pk in fate.seated]
    gone = [(fate, seat) for fate in fates for seat, heir in fate.ends if not heir and seat.pk not in fate.seated]
    if followed:
        sentence = _("%(count)s chỗ trong cụm thi đua chuyển sang đơn vị kế tục.")
        words = [f"{name.of(seat.unit.code)} → {name.of(heir)}: {fate.cluster}" for fate, seat, heir in followed]
        yield _counted(sentence, words, Weight.NOTE)
    if seated:
        sentence = _("%(count)s chỗ trong cụm thi đua kết thúc; đơn vị kế tục đã có chỗ trong cụm thi đua năm đó.")
        words = [f"{name.of(seat.unit.code)} → {name.of(heir)}: {fate.cluster}" for fate, seat, heir in seated]
        yield _counted(sentence, words, Weight.NOTE)
    if gone:
        sentence = _("%(count)s chỗ trong cụm thi đua kết thúc, không có đơn vị nào thay.")
        yield _counted(sentence, [f"{name.of(seat.unit.code)}: {fate.cluster}" for fate, seat in gone], Weight.WARNING)
    if led := [fate for fate in fates if fate.leads]:
        sentence = _("%(count)s cụm thi đua có cụm trưởng mới vì cụm trưởng cũ kết thúc.")
        yield _counted(sentence, [f"{fate.cluster}: {name.of(fate.leads)}" for fate in led], Weight.WARNING)
    if without := [fate for fate in fates if fate.led and not fate.leads and fate.members]:
        sentence = _("%(count)s cụm thi đua không còn cụm trưởng. Hãy giao cụm trưởng mới sau khi sắp xếp.")
        yield _counted(sentence, [str(fate.cluster) for fate in without], Weight.WARNING)
    if empty := [fate for fate in fates if not fate.members]:
        sentence = _("%(count)s cụm thi đua không còn thành viên nào. Hãy giải thể hoặc thêm thành viên.")
        yield _counted(sentence, [str(fate.cluster) for fate in empty], Weight.WARNING)


def _counted(sentence: str, words: Sequence[str], weight: Weight) -> Consequence:
    count = len(words)
    return Consequence("clusters", sentence % {"count": print_number(count)}, count, weight, tuple(words[:EXAMPLES]))


class _Names:
    """Short names of the units of some fates, those to be founded among them."""

    def __init__(self, plan: Plan, fates: Sequence[_Fate]) -> None:
        ids = {seat.unit.code: seat.unit_id for fate in fates for seat, _heir in fate.ends}
        ids |= {fate.promoted.unit.code: fate.promoted.unit_id for fate in fates if fate.promoted}
        heirs = {heir for fate in fates for _seat, heir in fate.ends if heir}
        heirs.update(*(fate.seated.values() for fate in fates))
        ids |= dict(Unit.objects.filter(code__in=heirs - ids.keys()).values_list("code", "pk"))
        names = last_names_of(ids.values(), plan.on)
        self._short = {unit.code: unit.short_name or unit.name for unit in plan.founded}
        self._short |= {code: names[pk].short_name for code, pk in ids.items() if pk in names}

    def of(self, code: str) -> str:
        """The name, or the code of a unit that has none yet."""
        return self._short.get(code, code)
