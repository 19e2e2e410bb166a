"""The one written order in which every app that holds units previews a reorganisation, applies it and undoes it.

Applied from the first part to the last, undone from the last to the first. Each part is a module `reorganising` with
the four functions that `thidua.org.plans` states. Every foreign key to a unit is held by a part, or stands in
`UNTOUCHED` with the reason why none needs to; a test lists the keys of all apps and fails on one that is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from thidua.access import reorganising as access
from thidua.emulation.clusters import reorganising as clusters
from thidua.emulation.movements import reorganising as movements
from thidua.figures import reorganising as figures
from thidua.org import reorganising as org
from thidua.org.models import Unit
from thidua.org.plans import Consequence, Ledger, Plan
from thidua.people.models import User
from thidua.registers.members import reorganising as members
from thidua.reporting import reorganising as reporting
from thidua.targets import reorganising as targets

Tell = Callable[[str], None]


class Part(Protocol):
    """A module `reorganising`, by what `thidua.org.plans` says of its four functions."""

    def preview(self, plan: Plan) -> list[Consequence]: ...

    def apply(self, plan: Plan, by: User) -> Ledger: ...

    def obstacles(self, plan: Plan, ledger: Ledger) -> list[str]: ...

    def undo(self, plan: Plan, ledger: Ledger, by: User) -> None: ...


@dataclass(frozen=True, slots=True)
class Step:
    """One app's part: its name in the ledger, what is said while it works, the keys to units that it answers for."""

    name: str
    part: Part
    doing: Promise
    holds: frozenset[str]


ORG = Step(
    "org",
    org,
    _("Đang sắp xếp cây đơn vị"),
    frozenset(
        {
            "org.Placement.unit",
            "org.Placement.parent",
            "org.Lineage.unit",
            "org.Lineage.ancestor",
            "org.Custody.unit",
            "org.Custody.holder",
            "org.Succession.predecessor",
            "org.Succession.successor",
            "org.Jurisdiction.unit",
            "org.Post.unit",
        }
    ),
)
ACCESS = Step(
    "access",
    access,
    _("Đang chuyển vai trò của các tài khoản"),
    frozenset({"access.Grant.unit", "access.GrantUnit.unit"}),
)
MEMBERS = Step(
    "members",
    members,
    _("Đang chuyển đoàn viên"),
    frozenset({"members.Membership.unit", "members.Carried.unit"}),
)
FIGURES = Step(
    "figures",
    figures,
    _("Đang tính lại các kỳ đang mở"),
    frozenset(
        {
            "figures.PeriodUnit.unit",
            "figures.PeriodUnit.parent",
            "figures.PeriodUnit.folds_into",
            "figures.Sheet.unit",
            "figures.Mark.unit",
            "figures.BaseTotal.unit",
            "figures.Total.unit",
            "figures.Wording.unit",
            "figures.RestatedPlace.unit",
            "figures.RestatedPlace.parent",
            "figures.RestatedUnit.unit",
            "figures.RestatedUnit.parent",
            "figures.RestatedBaseTotal.unit",
            "figures.RestatedTotal.unit",
            "figures.RestatementMark.unit",
        }
    ),
)
TARGETS = Step("targets", targets, _("Đang chuyển chỉ tiêu"), frozenset({"targets.Target.unit"}))
REPORTING = Step(
    "reporting", reporting, _("Đang khóa hoặc giao lại báo cáo đang mở"), frozenset({"reporting.Report.unit"})
)
MOVEMENTS = Step("movements", movements, _("Đang chuyển đăng ký thi đua"), frozenset({"movements.Registration.unit"}))
CLUSTERS = Step(
    "clusters",
    clusters,
    _("Đang chuyển chỗ trong cụm thi đua"),
    frozenset({"clusters.Seat.unit", "clusters.Turn.unit"}),
)

PARTS: tuple[Step, ...] = (ORG, ACCESS, MEMBERS, FIGURES, TARGETS, REPORTING, MOVEMENTS, CLUSTERS)

# Keys that stay as they are, and why.
UNTOUCHED: Mapping[str, str] = {
    "scorecards.Round.owner": "who organised a round remains so; custody lets its heirs go on with it",
    "scorecards.Card.unit": "the card of a unit that ended stays as it was scored; custody lets its heirs read it",
    "scorecards.PointChange.in_name_of": "in whose name a point was given is history",
    "scorecards.CrossCheck.checker": "who checked whom is history; the lead goes on where a checker ended",
    "scorecards.CrossCheck.checked": "who checked whom is history",
    "reporting.AdHocRequest.asker": "who asked remains who asked; custody lets its successors follow the answers",
    "reporting.HistoryImport.unit": "a note of what was written for a unit; its figures are those of its sheets",
    "reorganisation.Reorganisation.issuer": "who issued a decision remains so",
    "reorganisation.Involvement.unit": "written and removed with the reorganisation itself",
    "documents.Document.unit": "a document stays with the unit that issued it; custody lets its heirs read and keep it",
    "documents.NumberSeries.unit": "numbers were given in the name of the unit; an heir has a series of its own",
    "documents.Template.unit": "a layout bears the name of the unit that made it; an heir puts in its own",
    "movements.Programme.owner": "who made a programme remains so; custody lets its heirs keep it",
    "movements.Movement.owner": "who launched a movement remains so; custody lets its heirs go on with it",
    "movements.Movement.among": "a movement was for the units below one on its days; the tree of the day says which",
    "movements.LateRequest.unit": "who asked remains who asked; custody lets its heirs read the answer",
    "movements.RegistrationDeadline.owner": "a setting of the past; an heir sets its own or follows those above",
    "clusters.Cluster.owner": "who formed a cluster remains so; custody lets its heirs go on with it",
    "clusters.PlannedDuty.owner": "a setting of the past; an heir plans its own years",
    "clusters.DutyDone.unit": "who has done a duty remains so; the heir has those that are still to be done",
    "clusters.Post.in_name_of": "what was written in the name of a unit stays so; custody lets its heirs read it",
    "clusters.Material.in_name_of": "what was shared in the name of a unit stays so; custody lets its heirs read it",
    "covenants.MemberTarget.unit": "signed amounts stay; in a draft those of who sits no more are read by nobody",
    "covenants.Comment.unit": "what a unit said about a draft stays its own",
    "covenants.Opinion.unit": "a unit agreed for itself; who takes its seat is asked anew",
    "covenants.Party.unit": "a covenant stays as it was signed; before that, who signs follows from the seats",
    "covenants.Signature.unit": "who signed remains who signed",
    "covenants.TableCode.unit": "a code for signing at a table lasts ten minutes",
    "schemes.Scheme.owner": "who made a point table remains so; custody lets its heirs keep it",
    "voting.Ballot.owner": "who held a ballot remains so; custody lets its heirs read it",
    "ranking.Place.unit": "where a unit came is history; custody lets its heirs read it",
    "covenants.Confirmation.unit": "what was confirmed of a unit stays so, as does the covenant that it was about",
    "clusters.ReviewPart.unit": "what a unit wrote for a review stays its own; the heir writes a part of its own",
    "web.SavedView.shared_with": "a view is shared with whoever sees the unit, which custody decides after its end",
}


def preview(plan: Plan, tell: Tell) -> list[Consequence]:
    """What every part would do, in order; what forbids the tree's own change leaves nothing to ask the others."""
    found: list[Consequence] = []
    for step in PARTS:
        tell(str(step.doing))
        found += step.part.preview(plan)
    return found


def apply(plan: Plan, by: User, tell: Tell) -> dict[str, Ledger]:
    """Carry a plan out; the answer is the ledger of each part by its name."""
    ledgers: dict[str, Ledger] = {}
    for step in PARTS:
        tell(str(step.doing))
        ledgers[step.name] = step.part.apply(plan, by)
        if step is ORG:
            plan = with_ids(plan)
    return ledgers


def obstacles(plan: Plan, ledgers: Mapping[str, Ledger]) -> list[str]:
    """Everything that stands on a plan by now, of all parts."""
    return [what for step, ledger in _backwards(ledgers) for what in step.part.obstacles(plan, ledger)]


def undo(plan: Plan, ledgers: Mapping[str, Ledger], by: User, tell: Tell) -> None:
    """Put everything back, the last part first."""
    for step, ledger in _backwards(ledgers):
        tell(str(step.doing))
        step.part.undo(plan, ledger, by)


def with_ids(plan: Plan, codes: Collection[str] = ()) -> Plan:
    """The plan with the ids of the units that it founded, and of others that it has to do with."""
    wanted = {unit.code for unit in plan.founded}.union(codes) - plan.ids.keys()
    return replace(plan, ids={**plan.ids, **dict(Unit.objects.filter(code__in=wanted).values_list("code", "pk"))})


def _backwards(ledgers: Mapping[str, Ledger]) -> Iterator[tuple[Step, Ledger]]:
    """The parts that were applied, the last first: an older ledger may know fewer of them."""
    return ((step, ledgers[step.name]) for step in reversed(PARTS) if step.name in ledgers)
