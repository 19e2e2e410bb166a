"""Who gets what at every address of the site: one line per address. `test_matrix.py` asks each of them.

    "unit": row(code="school", get="302 404 200 200 200 200 200", post="302 405"),

Codes are in the order of `PEOPLE`; the last one stands for everybody who follows. `code="school"` is what
the address takes; a value that only the test knows is a function of the `World`. A POST sends `data`, nothing
by default, so that one who is permitted gets 422, 409 or whatever the view says to an empty form.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tests.access import covenants
from tests.factories.clusters import furnished
from tests.factories.contents import FRAME, SMALL
from tests.factories.emulation import cluster_of, open_round_of, scheme_of, settled_round
from tests.schemes.making import published_and_drafted
from tests.scorecards.world import SCHEME as SCORED_BY
from thidua.core import clock
from thidua.core.periods import Calendar
from thidua.documents.rules import Kind
from thidua.documents.services.drafts import Origin, Words, draft_document
from thidua.emulation.clusters.duty_models import Duty
from thidua.emulation.clusters.models import Cluster
from thidua.emulation.clusters.talk_models import Material, Post
from thidua.emulation.movements.rules import MovementKind, ProgrammeKind
from thidua.emulation.movements.services.movements import Setting, draft_movement, launch_movement
from thidua.emulation.movements.services.programmes import About, add_programme
from thidua.emulation.ranking.models import Ranking
from thidua.emulation.ranking.services.drawing import draw_up
from thidua.org.models import Unit
from thidua.org.rules import UnitKind
from thidua.people.models import User
from thidua.registers.members.models import Membership
from thidua.registers.members.rules import Details
from thidua.registers.members.services import admit_member
from thidua.reorganisation.services import Decision, draft_reorganisation
from thidua.reporting.models import Report
from thidua.voting.services.setup import BallotFacts, found_ballot

# No notice of anybody: those of small numbers may be told while the world is made.
NOBODYS = 2**40
# Everyone of the tree "city > district > school", and the chair of a union in another district.
PEOPLE = ("anonymous", "stranger", "chair", "district", "city", "inspector", "administrator")


@dataclass(frozen=True)
class World:
    """What the addresses are asked about; `report` is the school's, of a month that is open."""

    units: Mapping[str, Unit]
    people: Mapping[str, User]
    report: Report


Value = str | int | Callable[[World], str | int]


@dataclass(frozen=True)
class Row:
    get: str
    post: str
    data: Mapping[str, Any]
    takes: Mapping[str, Value]

    def expected(self, method: str) -> list[int]:
        """The status for each of PEOPLE."""
        codes = [int(code) for code in getattr(self, method).split()]
        return codes + codes[-1:] * (len(PEOPLE) - len(codes))


def row(*, get: str, post: str = "302 405", data: Mapping[str, Any] | None = None, **takes: Value) -> Row:
    """An address: by default it is read only."""
    return Row(get, post, data or {}, takes)


# The school's report of the month that is open, and a target of its.
MONTH = "2024-M05"
REPORT: dict[str, Value] = {"unit": "school", "period": MONTH, "form": "grassroots-month"}
TARGET: dict[str, Value] = {"unit": "school", "year": "2024", "indicator": "ORG16"}
# A list from a file that there is not.
LIST: dict[str, Value] = {"kind": "units", "intake_id": 1}
BOARD: dict[str, Value] = {"unit": "school", "year": "2024"}
NO_BATCH = "00000000-0000-4000-8000-000000000000"

VERSION: dict[str, Value] = {"code": "grassroots-month", "number": 1}


def chair_of_the_school(world: World) -> int:
    """The account of the school's chair."""
    return world.people["chair"].pk


def a_draft(world: World) -> int:
    """A reorganisation that the city's administrator has begun."""
    day = clock.today()
    decision = Decision(title="Sắp xếp", number="12/QĐ", decided_on=day, on=day + timedelta(days=30))
    by = world.people["administrator"]
    return draft_reorganisation(issuer=world.units["city"], decision=decision, by=by).pk


def a_member(world: World) -> int:
    """Somebody who was just admitted to the school."""
    return a_membership(world).member_id


def a_membership(world: World) -> Membership:
    """The same person's course, written once."""
    found = Membership.objects.filter(unit=world.units["school"]).first()
    return found or admit_member(
        unit=world.units["school"], details=Details("Nguyễn Thị Minh An"), on=clock.today(), by=world.people["chair"]
    )


def a_point_table(world: World) -> str:
    """The reference of a point table of the city: its first edition is in force, the second is being drafted."""
    return published_and_drafted(world.units["city"], world.people["city"]).reference


def a_document(world: World) -> str:
    """The reference of a draft that the school's chair has begun."""
    origin = Origin(world.units["school"], Kind.REPORT, MONTH)
    return draft_document(origin=origin, words=Words("Báo cáo", FRAME, SMALL), by=world.people["chair"]).reference


def a_ballot(world: World) -> str:
    """The reference of a ballot that the city's officer has begun to set up."""
    facts = BallotFacts(title="Bầu Cụm trưởng")
    return found_ballot(owner=world.units["city"], facts=facts, by=world.people["city"]).reference


def a_movement(world: World) -> str:
    """The reference of a movement that the district launched for its unions this year."""
    day, district = clock.today(), world.units["district"]
    movement = draft_movement(
        owner=district,
        setting=Setting(
            kind=MovementKind.MOVEMENT,
            title="Lao động giỏi",
            calendar=Calendar.CALENDAR,
            year=day.year,
            starts=day,
            ends=day,
            among=district,
            kinds=(UnitKind.GRASSROOTS,),
            register_until=day,
        ),
        by=world.people["district"],
    )
    launch_movement(movement_id=movement.pk, launched_on=day, by=world.people["district"])
    return movement.reference


def a_programme(world: World) -> str:
    """The reference of a programme of the district."""
    about = About(ProgrammeKind.SCHEME, "Đề án", 2023, 2028)
    return add_programme(owner=world.units["district"], about=about, by=world.people["district"]).reference


OF_SCHOOL: dict[str, Value] = {"reference": a_movement, "code": "school"}


def a_cluster(world: World) -> str:
    """A cluster of the school alone, which leads it, formed by the district, with a duty, a post and a review."""
    return _in_cluster(world).reference


def _in_cluster(world: World) -> Cluster:
    found = Cluster.objects.filter(owner=world.units["district"], year=clock.today().year).first()
    return found or furnished(world.units["district"], world.units["school"], world.people["district"])


def a_pair(world: World) -> str:
    """Last year's cluster of two schools of the district, the least that can vote; the school of the chair leads it."""
    return _paired(world).reference


def _paired(world: World) -> Cluster:
    district, year = world.units["district"], clock.today().year - 1
    found = Cluster.objects.filter(owner=district, year=year).first()
    return found or cluster_of(district, world.units["school"], world.units["second_school"], year=year)


def a_round(world: World) -> str:
    """A round in which the district's cluster is scored; nobody has given a point yet."""
    cluster = _in_cluster(world)
    found = cluster.rounds.first() or open_round_of(cluster, scheme_of(world.units["district"], SCORED_BY))
    return found.reference


def a_ranking(world: World) -> str:
    """A round whose points are settled and whose ranking is being drawn up."""
    district = world.units["district"]
    found = Ranking.objects.filter(round__owner=district).first()
    scored = found.round if found else settled_round(_paired(world), scheme_of(district), {})
    draw_up(round_id=scored.pk, by=world.people["district"])
    return scored.reference


def a_duty(world: World) -> int:
    """Something in the cluster's calendar."""
    return Duty.objects.get(cluster=_in_cluster(world), removed_at=None).pk


def a_removed_duty(world: World) -> int:
    """Something that was taken out of the cluster's calendar."""
    return Duty.objects.get(cluster=_in_cluster(world), removed_at__isnull=False).pk


def a_post(world: World) -> int:
    """What the district's officer wrote in the cluster."""
    return Post.objects.get(cluster=_in_cluster(world), deleted_at=None).pk


def a_deleted_post(world: World) -> int:
    """What the district's officer wrote in the cluster and deleted."""
    return Post.objects.get(cluster=_in_cluster(world), deleted_at__isnull=False).pk


def a_material(world: World) -> int:
    """A file that the cluster shares."""
    return Material.objects.get(cluster=_in_cluster(world), removed_at=None).pk


def a_removed_material(world: World) -> int:
    """A file that the cluster shared."""
    return Material.objects.get(cluster=_in_cluster(world), removed_at__isnull=False).pk


def a_review(world: World) -> int:
    """A review of the cluster for which nobody has written."""
    return _in_cluster(world).reviews.get().pk


def a_change(world: World) -> int:
    """The forming of the cluster, on which much stands."""
    return _in_cluster(world).changes.get().pk


MATRIX: dict[str, Row] = {
    # ── people: anonymous, stranger, chair, district, city, inspector, administrator ──
    "account_login": row(get="200 302", post="422 302"),
    "account_logout": row(get="302 200", post="302 302"),
    "account_change_password": row(get="302 200", post="302 422"),
    "set_language": row(get="302", post="302"),
    "activate": row(get="200", post="422"),
    "second-factor": row(get="302 200"),
    "second-factor-set-up": row(get="302 200", post="302 422"),
    "second-factor-check": row(get="302", post="302"),
    "second-factor-change": row(get="302 405", post="302"),
    "session-list": row(get="302 200"),
    "session-end": row(session_id=1, get="302 405", post="302 404"),
    "session-end-others": row(get="302 405", post="302"),
    "delegation-list": row(get="302 200", post="302 422"),
    "delegation-end": row(delegation_id=1, get="302 405", post="302 404"),
    # ── members: anonymous, stranger, chair, district, city, inspector, administrator ──
    "member-home": row(get="302"),
    "member-list": row(code="school", get="302 404 200"),
    "member-figures": row(code="school", get="302 404 200"),
    "member-admit": row(code="school", get="302 404 200 200 200 403 200", post="302 404 422 422 422 403 422"),
    "member": row(member_id=a_member, get="302 404 200"),
    "member-reveal": row(member_id=a_member, get="302 405", post="302 404 200"),
    "member-transfer": row(member_id=a_member, get="302 404 200 200 200 403 200", post="302 404 422 422 422 403 422"),
    "member-leave": row(member_id=a_member, get="302 404 200 200 200 403 200", post="302 404 422 422 422 403 422"),
    "member-correct": row(member_id=a_member, get="302 404 200 200 200 403 200", post="302 404 422 422 422 403 422"),
    "member-undo": row(
        member_id=a_member,
        membership_id=lambda world: a_membership(world).pk,
        get="302 405",
        post="302 404 302 302 302 403 302",
    ),
    # ── movements: anonymous, stranger, chair, district, city, inspector, administrator; the district's own ──
    "movement-list": row(get="302 200"),
    "movement-new": row(get="302 403 403 200 200 403 403", post="302 403 403 422 422 403 403"),
    "movement-deadlines": row(get="302 403 403 200 200 403 403", post="302 403 403 422 422 403 403"),
    "movement-exceptions": row(get="302 403 403 200 200 403 403"),
    "movement": row(reference=a_movement, get="302 404 200"),
    "movement-progress": row(reference=a_movement, get="302 404 200"),
    "movement-edit": row(reference=a_movement, get="302 404 403 200 403", post="302 404 403 422 403"),
    "movement-delete": row(reference=a_movement, get="302 405", post="302 404 403 409 403"),
    "movement-restore": row(reference=a_movement, get="302 405", post="302 404"),
    "movement-launch": row(reference=a_movement, get="302 404 403 200 403", post="302 404 403 422 403"),
    "movement-launch-undo": row(reference=a_movement, get="302 405", post="302 404 403 302 403"),
    "movement-move": row(reference=a_movement, get="302 405", post="302 404 403 422 403"),
    "movement-move-undo": row(
        reference=a_movement, back="launched", seen="reviewed", get="302 405", post="302 404 403 409 403"
    ),
    "movement-remind": row(reference=a_movement, get="302 405", post="302 404 403 302 403"),
    "movement-paper-add": row(reference=a_movement, get="302 405", post="302 404 403 422 403"),
    "movement-paper": row(reference=a_movement, paper_id=1, get="302 404"),
    "movement-paper-remove": row(reference=a_movement, paper_id=1, get="302 405", post="302 404 403 404 403"),
    "movement-paper-restore": row(reference=a_movement, paper_id=1, get="302 405", post="302 404 403 404 403"),
    "movement-exception-answer": row(reference=a_movement, late_id=1, get="302 405", post="302 404 403 404 403"),
    "movement-exception-undo": row(reference=a_movement, late_id=1, get="302 405", post="302 404 403 404 403"),
    "movement-registration": row(**OF_SCHOOL, get="302 404 200", post="302 404 422 422 403"),
    "movement-registration-withdraw": row(**OF_SCHOOL, get="302 405", post="302 404 422 422 403"),
    "movement-registration-undo": row(**OF_SCHOOL, entry_id=1, get="302 405", post="302 404 409 409 403"),
    "movement-registration-late": row(**OF_SCHOOL, get="302 405", post="302 404 422 422 403"),
    "movement-registration-file": row(**OF_SCHOOL, late_id=1, get="302 404"),
    "programme-list": row(get="302 200"),
    "programme-new": row(get="302 403 403 200 200 403 403", post="302 403 403 422 422 403 403"),
    "programme": row(reference=a_programme, get="302 404 200"),
    "programme-edit": row(reference=a_programme, get="302 404 403 200 403", post="302 404 403 422 403"),
    "programme-delete": row(reference=a_programme, get="302 405", post="302 404 403 302 403"),
    "programme-restore": row(reference=a_programme, get="302 405", post="302 404"),
    "programme-target-add": row(reference=a_programme, get="302 405", post="302 404 403 422 403"),
    "programme-target-remove": row(reference=a_programme, target_id=1, get="302 405", post="302 404 403 404 403"),
    "programme-target-restore": row(reference=a_programme, target_id=1, get="302 405", post="302 404 403 404 403"),
    "programme-paper-add": row(reference=a_programme, get="302 405", post="302 404 403 422 403"),
    "programme-paper": row(reference=a_programme, paper_id=1, get="302 404"),
    "programme-paper-remove": row(reference=a_programme, paper_id=1, get="302 405", post="302 404 403 404 403"),
    "programme-paper-restore": row(reference=a_programme, paper_id=1, get="302 405", post="302 404 403 404 403"),
    # ── scoring: anonymous, stranger, chair, district, city, inspector, administrator ──
    # The school takes part for itself and as the lead of the cluster that the district scores.
    "round-list": row(get="302 200"),
    "round-new": row(get="302 403 403 200 200 403 403", post="302 403 403 422 422 403 403"),
    "cluster-rounds": row(reference=a_cluster, get="302 404 200"),
    "round": row(reference=a_round, get="302 404 200"),
    "round-progress": row(reference=a_round, get="302 404 200"),
    "round-undo": row(reference=a_round, batch="00000000-0000-4000-8000-000000000000", get="302 405", post="302 404"),
    "round-step": row(reference=a_round, get="302 405", post="302 404 422 422 403"),
    "round-step-back": row(reference=a_round, get="302 405", post="302 404 409 409 403"),
    "round-remove": row(reference=a_round, get="302 405", post="302 404 403 302 403"),
    "round-compute": row(reference=a_round, get="302 405", post="302 404 302 302 403"),
    "round-grid": row(reference=a_round, get="302 404 200"),
    "round-grid-save": row(reference=a_round, get="302 405", post="302 404 422"),
    "round-column-home": row(reference=a_round, get="302 404 302"),
    "round-column": row(reference=a_round, criterion="A3", get="302 404 200", post="302 404 403 302 403"),
    "round-cross": row(reference=a_round, get="302 404 200"),
    "round-late": row(reference=a_round, get="302 404 200"),
    "card": row(reference=a_round, unit="school", get="302 404 200", post="302 404 302 403"),
    "card-hand-in": row(reference=a_round, unit="school", get="302 405", post="302 404 409 403"),
    "card-withdraw": row(reference=a_round, unit="school", get="302 405", post="302 404 409 403"),
    "card-cross-hand-in": row(reference=a_round, unit="school", get="302 405", post="302 404 403"),
    "card-cross-withdraw": row(reference=a_round, unit="school", get="302 405", post="302 404 403"),
    "card-fact": row(
        reference=a_round, unit="school", fact="fined", get="302 404 403 200 403", post="302 404 403 422 403"
    ),
    "point": row(reference=a_round, unit="school", criterion="A2", get="302 404 200", post="302 404 422 403"),
    "point-evidence": row(reference=a_round, unit="school", criterion="A2", get="302 405", post="302 404 422 403"),
    "point-evidence-file": row(reference=a_round, unit="school", criterion="A2", evidence=1, get="302 404"),
    "point-evidence-preview": row(reference=a_round, unit="school", criterion="A2", evidence=1, get="302 404"),
    "point-evidence-remove": row(
        reference=a_round, unit="school", criterion="A2", evidence=1, get="302 405", post="302 404"
    ),
    "point-evidence-restore": row(
        reference=a_round, unit="school", criterion="A2", evidence=1, get="302 405", post="302 404"
    ),
    # ── clusters: anonymous, stranger, chair, district, city, inspector, administrator ──
    # The school leads the cluster that the district formed.
    "cluster-list": row(get="302 200"),
    "cluster-new": row(get="302 403 403 200 200 403 403", post="302 403 403 422 422 403 403"),
    "cluster-plan": row(code="district", year=2024, get="302 404 403 200 403", post="302 404 403 422 403"),
    "cluster": row(reference=a_cluster, get="302 404 200"),
    "cluster-members": row(reference=a_cluster, get="302 404 200"),
    "cluster-figures": row(reference=a_cluster, get="302 404 200"),
    "cluster-calendar": row(reference=a_cluster, get="302 404 200"),
    "cluster-reviews": row(reference=a_cluster, get="302 404 200"),
    "cluster-continue": row(reference=a_cluster, get="302 404 403 200 403", post="302 404 403 422 403"),
    "cluster-dissolve": row(reference=a_cluster, get="302 404 403 200 403", post="302 404 403 422 403"),
    "cluster-change": row(reference=a_cluster, get="302 404 403 200 403", post="302 404 403 422 403"),
    "cluster-election": row(reference=a_pair, get="302 405", post="302 404 403 302 403"),
    "cluster-ranking": row(reference=a_cluster, get="302 404 200"),
    "ranking": row(reference=a_ranking, get="302 404 200"),
    "ranking-draw": row(reference=a_ranking, get="302 405", post="302 404 302 302 403"),
    "ranking-settle": row(reference=a_ranking, get="302 405", post="302 404 302 302 403"),
    "ranking-discard": row(reference=a_ranking, get="302 405", post="302 404 302 302 403"),
    "ranking-vote": row(reference=a_ranking, get="302 405", post="302 404 403 302 403"),
    "ranking-take-votes": row(reference=a_ranking, get="302 405", post="302 404 409 409 403"),
    "ranking-decide": row(reference=a_ranking, get="302 405", post="302 404 403"),
    "ranking-reopen": row(reference=a_ranking, get="302 405", post="302 404 403"),
    "ranking-publish": row(reference=a_ranking, get="302 404 403", post="302 404 403"),
    "ranking-unpublish": row(reference=a_ranking, get="302 405", post="302 404 403"),
    "ranking-council": row(reference=a_ranking, get="302 404 200 200 403 200"),
    "cluster-turns": row(reference=a_cluster, get="302 404 403 200 403", post="302 404 403 422 403"),
    "cluster-change-undo": row(reference=a_cluster, change_id=a_change, get="302 405", post="302 404 403 409 403"),
    "cluster-indicators": row(reference=a_cluster, get="302 404 200 200 403", post="302 404 302 302 403"),
    "cluster-indicators-back": row(reference=a_cluster, get="302 405", post="302 404 302 302 403"),
    "cluster-calendar-lay": row(reference=a_cluster, get="302 405", post="302 404 302 302 403"),
    "cluster-duty-new": row(reference=a_cluster, get="302 404 200 200 403", post="302 404 422 422 403"),
    "cluster-duty-edit": row(
        reference=a_cluster, duty_id=a_duty, get="302 404 200 200 403", post="302 404 422 422 403"
    ),
    "cluster-duty-remove": row(reference=a_cluster, duty_id=a_duty, get="302 405", post="302 404 302 302 403"),
    "cluster-duty-restore": row(reference=a_cluster, duty_id=a_removed_duty, get="302 405", post="302 404 302 302 403"),
    "cluster-duty-remind": row(reference=a_cluster, duty_id=a_duty, get="302 405", post="302 404 302 302 403"),
    "cluster-duty-done": row(
        reference=a_cluster, duty_id=a_duty, code="school", get="302 405", post="302 404 302 302 403"
    ),
    "cluster-talk": row(reference=a_cluster, get="302 404 200", post="302 404 422 422 403"),
    "cluster-post-edit": row(
        reference=a_cluster, post_id=a_post, get="302 404 200 200 403", post="302 404 422 422 403"
    ),
    # Only who wrote it changes it.
    "cluster-post-delete": row(reference=a_cluster, post_id=a_post, get="302 405", post="302 404 403 302 403"),
    "cluster-post-restore": row(reference=a_cluster, post_id=a_deleted_post, get="302 405", post="302 404 403 302 403"),
    "cluster-share": row(reference=a_cluster, get="302 405", post="302 404 422 422 403"),
    "cluster-material": row(reference=a_cluster, material_id=a_material, get="302 404 200"),
    "cluster-material-remove": row(
        reference=a_cluster, material_id=a_material, get="302 405", post="302 404 302 302 403"
    ),
    "cluster-material-restore": row(
        reference=a_cluster, material_id=a_removed_material, get="302 405", post="302 404 302 302 403"
    ),
    "cluster-review-new": row(reference=a_cluster, get="302 404 200 200 403", post="302 404 422 422 403"),
    "cluster-review": row(reference=a_cluster, review_id=a_review, get="302 404 200"),
    "cluster-review-part": row(
        reference=a_cluster, review_id=a_review, code="school", get="302 404 200 200 403", post="302 404 302 302 403"
    ),
    "cluster-review-part-back": row(
        reference=a_cluster, review_id=a_review, code="school", get="302 405", post="302 404 302 302 403"
    ),
    "cluster-review-remind": row(reference=a_cluster, review_id=a_review, get="302 405", post="302 404 302 302 403"),
    "cluster-review-withdraw": row(reference=a_cluster, review_id=a_review, get="302 405", post="302 404 302 302 403"),
    "cluster-review-compile": row(reference=a_cluster, review_id=a_review, get="302 405", post="302 404 409 409 403"),
    # ── point tables: anonymous, stranger, chair, district, city, inspector, administrator ──
    "scheme-list": row(get="302 200"),
    "scheme-new": row(get="302 403 403 200 200 403 403", post="302 403 403 422 422 403 403"),
    "scheme": row(reference=a_point_table, get="302 200"),
    "scheme-version": row(reference=a_point_table, number=2, get="302 404 404 404 200 404 404"),
    "scheme-file": row(reference=a_point_table, number=1, get="302 200"),
    "scheme-differences": row(reference=a_point_table, number=1, get="302 200"),
    "scheme-withdraw": row(reference=a_point_table, number=1, get="302 405", post="302 403 403 403 409 403 403"),
    "scheme-rename": row(reference=a_point_table, get="302 405", post="302 403 403 403 422 403 403"),
    "scheme-archive": row(reference=a_point_table, get="302 405", post="302 403 403 403 302 403 403"),
    "scheme-trial": row(reference=a_point_table, get="302 403 403 403 200 403 403", post="302 403 403 403 200 403 403"),
    "scheme-draft": row(reference=a_point_table, get="302 403 403 403 200 403 403", post="302 403 403 403 409 403 403"),
    "scheme-draft-begin": row(reference=a_point_table, get="302 405", post="302 403 403 403 409 403 403"),
    "scheme-load": row(reference=a_point_table, get="302 405", post="302 403 403 403 422 403 403"),
    "scheme-discard": row(reference=a_point_table, get="302 405", post="302 403 403 403 302 403 403"),
    "scheme-edit-undo": row(reference=a_point_table, revision=1, get="302 405", post="302 403 403 403 409 403 403"),
    "scheme-publish": row(
        reference=a_point_table, get="302 403 403 403 200 403 403", post="302 403 403 403 302 403 403"
    ),
    # ── accounts: anonymous, stranger, chair, district, city, inspector, administrator ──
    "account-list": row(get="302 403 403 403 403 403 200"),
    "account-open": row(get="302 403 403 403 403 403 200", post="302 403 403 403 403 403 422"),
    "account-codes": row(get="302 405", post="302 403 403 403 403 403 422"),
    "account-import": row(get="302 403 403 403 403 403 200", post="302 403 403 403 403 403 422"),
    "account-import-template": row(get="302 403 403 403 403 403 200"),
    "account-import-preview": row(import_id=1, get="302 403 403 403 403 403 404"),
    "account-import-commit": row(import_id=1, get="302 405", post="302 403 403 403 403 403 404"),
    "account-import-undo": row(import_id=1, get="302 405", post="302 403 403 403 403 403 404"),
    "account-import-codes": row(import_id=1, get="302 405", post="302 403 403 403 403 403 404"),
    "account": row(user_id=chair_of_the_school, get="302 403 403 403 403 403 200"),
    "account-edit": row(
        user_id=chair_of_the_school, get="302 403 403 403 403 403 200", post="302 403 403 403 403 403 422"
    ),
    "account-deactivate": row(user_id=chair_of_the_school, get="302 405", post="302 403 403 403 403 403 302"),
    "account-reactivate": row(user_id=chair_of_the_school, get="302 405", post="302 403 403 403 403 403 409"),
    "account-role-give": row(
        user_id=chair_of_the_school, get="302 403 403 403 403 403 200", post="302 403 403 403 403 403 422"
    ),
    "account-role-end": row(user_id=chair_of_the_school, grant_id=1, get="302 405", post="302 403"),
    "account-role-take-back": row(user_id=chair_of_the_school, grant_id=1, get="302 405", post="302 403"),
    "account-role-resume": row(user_id=chair_of_the_school, grant_id=1, get="302 405", post="302 403"),
    "account-post-give": row(
        user_id=chair_of_the_school, get="302 403 403 403 403 403 200", post="302 403 403 403 403 403 422"
    ),
    "account-post-end": row(user_id=chair_of_the_school, post_id=1, get="302 405", post="302 403 403 403 403 403 404"),
    "account-post-take-back": row(
        user_id=chair_of_the_school, post_id=1, get="302 405", post="302 403 403 403 403 403 404"
    ),
    "account-post-resume": row(
        user_id=chair_of_the_school, post_id=1, get="302 405", post="302 403 403 403 403 403 404"
    ),
    "account-sessions-end": row(user_id=chair_of_the_school, get="302 405", post="302 403 403 403 403 403 302"),
    "account-delegation-end": row(
        user_id=chair_of_the_school, delegation_id=1, get="302 405", post="302 403 403 403 403 403 404"
    ),
    "account-factor-remove": row(user_id=chair_of_the_school, get="302 405", post="302 403 403 403 403 403 302"),
    "see-as-begin": row(user_id=chair_of_the_school, get="302 405", post="302 403 403 403 403 403 422"),
    "see-as-end": row(get="302 405", post="302"),
    "who-sees": row(code="school", get="302 404 200"),
    "theme": row(get="405", post="404"),
    # ── notices: everybody has a list, nobody another's ──
    "notices": row(get="302 200"),
    "notices-read": row(get="302 405", post="302"),
    "notices-unread": row(get="302 405", post="302"),
    "notice": row(notice_id=NOBODYS, get="302 405", post="302 404"),
    # ── the guide: whoever is signed in ──
    "help": row(get="302 200"),
    "help-guide": row(slug="co-so", get="302 200"),
    "help-image": row(name="nothing.png", get="302 404"),
    "tour-done": row(get="302 405", post="302"),
    # ── past totals: officers and administrators, each their own ──
    "past": row(get="302 403 403 200 200 403 200", post="302 403 403 422 422 403 422"),
    "past-template": row(get="302 403 403 200 200 403 200"),
    "past-preview": row(file_id=1, get="302 403 403 404 404 403 404", post="302 403 403 404 404 403 404"),
    "past-undo": row(import_id=1, get="302 405", post="302 403 403 404 404 403 404"),
    # ── the catalogue: everybody with a unit reads it, the administrator of the root edits it ──
    "catalogue": row(get="302 200"),
    "catalogue-indicator": row(code="ORG16", get="302 200"),
    "catalogue-indicator-new": row(get="302 403 403 403 403 403 200", post="302 403 403 403 403 403 422"),
    "catalogue-indicator-edit": row(
        code="ORG16", get="302 403 403 403 403 403 200", post="302 403 403 403 403 403 422"
    ),
    "catalogue-forms": row(get="302 200"),
    "catalogue-form-new": row(get="302 403 403 403 403 403 200", post="302 403 403 403 403 403 422"),
    "catalogue-form": row(code="grassroots-month", get="302 200"),
    "catalogue-draft-begin": row(code="grassroots-month", get="302 405", post="302 403 403 403 403 403 302"),
    "catalogue-version": row(**VERSION, get="302 200"),
    "catalogue-draft": row(**VERSION, get="302 403 403 403 403 403 404", post="302 403 403 403 403 403 404"),
    "catalogue-preview": row(**VERSION, get="302 200", post="302 200"),
    "catalogue-publish": row(**VERSION, get="302 403 403 403 403 403 404", post="302 403 403 403 403 403 404"),
    "catalogue-withdraw": row(**VERSION, get="302 405", post="302 403 403 403 403 403 409"),
    "catalogue-discard": row(**VERSION, get="302 405", post="302 403 403 403 403 403 404"),
    # ── web ──
    "first-run": row(get="404", post="404"),
    "health": row(get="200", post="405"),
    "service-worker": row(get="200", post="405"),
    "nothing-kept": row(get="200", post="405"),
    "audit-log": row(get="302 403 403 403 403 200", post="302 405"),
    "home": row(get="302 200"),
    "unit-home": row(get="302"),
    "unit": row(code="school", get="302 404 200"),
    "unit-freshness": row(code="school", get="302 404 200"),
    "figure": row(unit="school", period=MONTH, indicator="ORG16", get="302 404 200"),
    "restatement-ready": row(day="2024-01-01", get="302 204"),
    "unit-charts": row(code="school", indicator="ORG16", get="302 404 200"),
    "area": row(area="ORG", get="302 200"),
    "compare": row(get="302 200"),
    "committee": row(unit="school", period=MONTH, get="302 404 200"),
    "view-list": row(get="302 200"),
    "view-open": row(view_id=1, get="302 404"),
    "view-save": row(get="302 405", post="302 422"),
    "view-rename": row(view_id=1, get="302 405", post="302 404"),
    "view-remove": row(view_id=1, get="302 405", post="302 404"),
    "view-restore": row(view_id=1, get="302 405", post="302 404"),
    # ── exports: a table for who sees its page, a file for who asked for it ──
    "export-list": row(get="302 200"),
    "export-table": row(page="nhat-ky/", get="302 403 403 403 403 200", post="302 403 403 403 403 302"),
    "export-file": row(reference="nothing", get="302 404"),
    "export-cancel": row(reference="nothing", get="302 405", post="302 404"),
    "export-delete": row(reference="nothing", get="302 405", post="302 404"),
    # ── targets: anonymous, stranger, chair, district, city, inspector, administrator ──
    "target-list": row(get="302 200"),
    "target": row(get="302 404 200", **TARGET),
    "target-register": row(get="302 404 200 403", post="302 404 422 403", **TARGET),
    "target-adjust": row(get="302 404 403 200 403", post="302 404 403 422 403", **TARGET),
    "target-split": row(get="302 404 403", post="302 404 403", **TARGET),
    "target-home": row(get="302"),
    "target-board": row(get="302 404 200", **BOARD),
    "target-plan": row(get="302 404 403", post="302 404 403", **BOARD),
    "target-copy": row(get="302 404 403", post="302 404 403", **BOARD),
    "target-answers": row(get="302 404 200 403", post="302 404 422 403", **BOARD),
    "target-batch-undo": row(get="302 405", post="302 404 404", batch=NO_BATCH, **BOARD),
    "target-ledger": row(get="302 404 200", **TARGET),
    "target-keep": row(get="302 405", post="302 404 403 404 403", **TARGET),
    # ── tree ──
    "tree": row(get="302 200"),
    "tree-children": row(code="school", get="302 404 200"),
    "unit-search": row(get="302 200"),
    # ── lists from files: of units, so of whoever manages the tree ──
    "intake-home": row(get="302 200 200 200 200 403 200"),
    "intake-new": row(kind="units", get="302 403 403 403 403 403 200", post="302 403 403 403 403 403 422"),
    "intake-template": row(kind="units", get="302 403 403 403 403 403 200"),
    "intake": row(**LIST, get="302 403 403 403 403 403 404"),
    "intake-progress": row(**LIST, get="302 403 403 403 403 403 404"),
    "intake-map": row(**LIST, get="302 403 403 403 403 403 404", post="302 403 403 403 403 403 404"),
    "intake-refused": row(**LIST, get="302 403 403 403 403 403 404"),
    "intake-choose": row(**LIST, get="302 405", post="302 403 403 403 403 403 404"),
    "intake-commit": row(**LIST, get="302 405", post="302 403 403 403 403 403 404"),
    "intake-undo": row(**LIST, get="302 405", post="302 403 403 403 403 403 404"),
    "intake-cancel": row(**LIST, get="302 405", post="302 403 403 403 403 403 404"),
    "intake-discard": row(**LIST, get="302 405", post="302 403 403 403 403 403 404"),
    # ── reports: anonymous, stranger, chair, district, city, inspector, administrator ──
    "report-list": row(get="302 200"),
    "report": row(get="302 404 200", post="302 404 302 403", **REPORT),
    "upload-home": row(get="302 200 200 200 200 403 403", post="302 422 422 422 422 403 403"),
    "upload": row(upload_id=1, get="302 404 404 404 404 403 403"),
    "upload-progress": row(upload_id=1, get="302 404 404 404 404 403 403"),
    "upload-choose": row(upload_id=1, get="302 405", post="302 404 404 404 404 403 403"),
    "upload-commit": row(upload_id=1, get="302 405", post="302 404 404 404 404 403 403"),
    "upload-undo": row(upload_id=1, get="302 405", post="302 404 404 404 404 403 403"),
    "upload-refused": row(upload_id=1, get="302 404 404 404 404 403 403"),
    "report-beside": row(get="302 404 200", **REPORT),
    "report-workbook": row(get="302 404 200", **REPORT),
    "units-workbook": row(period=MONTH, form="grassroots-month", get="302 200"),
    "report-steps": row(get="302 404 200 403", post="302 404 302 403", **REPORT),
    "report-save": row(get="302 405", post="302 404 422 403", **REPORT),
    "report-journal": row(get="302 404 200", **REPORT, code="ORG16"),
    "report-cell": row(get="302 404 200", **REPORT, code="ORG16"),
    "report-comment": row(get="302 405", post="302 404 422", **REPORT, code="ORG16"),
    "report-mark": row(get="302 405", post="302 404 422", **REPORT, code="ORG16"),
    "report-explain": row(get="302 405", post="302 404 422 403", **REPORT, code="ORG16"),
    "report-narrative": row(get="302 404 200", post="302 404 302 403", **REPORT),
    "report-evidence": row(get="302 404 200", post="302 404 422 403", **REPORT),
    "report-evidence-file": row(get="302 404", **REPORT, evidence=1),
    "report-evidence-preview": row(get="302 404", **REPORT, evidence=1),
    "report-evidence-remove": row(get="302 405", post="302 404", **REPORT, evidence=1),
    "report-evidence-restore": row(get="302 405", post="302 404", **REPORT, evidence=1),
    "report-submit": row(get="302 405", post="302 404 422 403", **REPORT),
    "report-withdraw": row(get="302 405", post="302 404 409 403", **REPORT),
    "report-return": row(get="302 405", post="302 404 403 422 403", **REPORT),
    "report-accept": row(get="302 405", post="302 404 403 409 403", **REPORT),
    "report-amend": row(get="302 405", post="302 404 409 403", **REPORT),
    "report-behalf": row(get="302 404 403 200 403", post="302 404 403 422 403", **REPORT),
    "report-behalf-link": row(get="302 405", post="302 404 403 409 403", **REPORT),
    "report-behalf-answer": row(get="302 405", post="302 404 409 403", **REPORT),
    "report-behalf-paper": row(get="302 404", **REPORT, version=1),
    "behalf-confirm": row(get="404", post="404", secret="x" * 43),
    "report-second": row(unit="school", get="302 404 200 403", post="302 404 422 403"),
    "report-second-end": row(unit="school", grant=1, get="302 405", post="302 404 404 403"),
    "request-list": row(get="302 200"),
    "request-new": row(get="302 403 403 200 200 403 200", post="302 403 403 422 422 403 422"),
    "request": row(code="2024-X0510-0520-1", get="302 404"),
    "request-extend": row(code="2024-X0510-0520-1", get="302 405", post="302 404"),
    "request-end": row(code="2024-X0510-0520-1", get="302 405", post="302 404"),
    "request-remind": row(code="2024-X0510-0520-1", get="302 405", post="302 404"),
    "request-reopen": row(code="2024-X0510-0520-1", get="302 405", post="302 404"),
    "many-units": row(period=MONTH, form="grassroots-month", get="302 200"),
    "many-units-start": row(period=MONTH, form="grassroots-month", get="302 405", post="302 403 403 422 422 403"),
    "report-compare": row(get="302 404 404", **REPORT),
    "report-merge": row(get="302 405", post="302 404 409 403", **REPORT),
    "inbox": row(get="302 403 403 200 200 403"),
    "inbox-accept": row(get="302 405", post="302 403 403 422 422 403"),
    "inbox-return": row(get="302 405", post="302 403 403 422 422 403"),
    "inbox-undo": row(get="302 405", post="302 403 403 302 302 403"),
    "inbox-missing": row(get="302 403 403 200 200 403"),
    "inbox-remind": row(get="302 403 403 404 404 403", post="302 403 403 404 404 403"),
    "inbox-coverage": row(get="302 403 403 200 200 403"),
    # ── periods ──
    "period-list": row(get="302 403 403 403 403 403 200"),
    "timetable": row(get="302 403 403 403 403 403 200", post="302 403 403 403 403 403 422"),
    "timetable-undo": row(get="302 405", post="302 403 403 403 403 403 422"),
    "period-close-preview": row(code=MONTH, get="302 403 403 403 403 403 200"),
    "period-open": row(code=MONTH, get="302 405", post="302 403 403 403 403 403 302"),
    "period-close": row(code=MONTH, get="302 405", post="302 403 403 403 403 403 302"),
    "period-reopen": row(code=MONTH, get="302 405", post="302 403 403 403 403 403 422"),
    # ── reorganisations: a draft of the city's, which only its administrator works on ──
    "reorganisation-list": row(get="302 200"),
    "reorganisation-new": row(get="302 403 403 403 403 403 200", post="302 403 403 403 403 403 422"),
    "reorganisation-template": row(get="302 403 403 403 403 403 200"),
    "reorganisation": row(reorganisation_id=a_draft, get="302 403 403 403 403 403 200"),
    "reorganisation-edit": row(
        reorganisation_id=a_draft, get="302 403 403 403 403 403 200", post="302 403 403 403 403 403 422"
    ),
    "reorganisation-upload": row(reorganisation_id=a_draft, get="302 405", post="302 403 403 403 403 403 422"),
    "reorganisation-add": row(
        reorganisation_id=a_draft,
        kind="move",
        get="302 403 403 403 403 403 200",
        post="302 403 403 403 403 403 422",
    ),
    "reorganisation-remove": row(reorganisation_id=a_draft, row=9, get="302 405", post="302 403 403 403 403 403 422"),
    "reorganisation-restore": row(reorganisation_id=a_draft, get="302 405", post="302 403 403 403 403 403 404"),
    "reorganisation-preview": row(reorganisation_id=a_draft, get="302 405", post="302 403 403 403 403 403 302"),
    "reorganisation-discard": row(reorganisation_id=a_draft, get="302 405", post="302 403 403 403 403 403 302"),
    "reorganisation-commit": row(reorganisation_id=a_draft, get="302 405", post="302 403 403 403 403 403 409"),
    "reorganisation-undo": row(
        reorganisation_id=a_draft, get="302 403 403 403 403 403 302", post="302 403 403 403 403 403 302"
    ),
    "reorganisation-progress": row(reorganisation_id=a_draft, get="302 403 403 403 403 403 302"),
    "reorganisation-document": row(reorganisation_id=a_draft, get="302 403 403 403 403 403 404"),
    # ── a draft of the school, which its chair alone works on; the figures in it cannot be said ──
    "template-list": row(get="302 403 403 403 403 403 200", post="302 403 403 403 403 403 422"),
    "template-use": row(template_id=1, get="302 405", post="302 403 403 403 403 403 404"),
    "template-rest": row(template_id=1, get="302 405", post="302 403 403 403 403 403 404"),
    "template-file": row(template_id=1, get="302 403 403 403 403 403 404"),
    "template-sample": row(template_id=1, get="302 403 403 403 403 403 404"),
    "template-shipped-word": row(get="302 403 403 403 403 403 200"),
    "template-shipped-pdf": row(get="302 403 403 403 403 403 200"),
    "document-list": row(get="302 200"),
    "document-new": row(get="302 200 200 200 200 403", post="302 422 422 422 422 403"),
    "document-page": row(reference=a_document, get="302 404 200 404"),
    "document-changes": row(reference=a_document, get="302 404 200 404"),
    "document-issue": row(reference=a_document, get="302 404 200 404", post="302 404 422 404"),
    "document-withdraw": row(reference=a_document, get="302 405", post="302 404 422 404"),
    "document-delete": row(reference=a_document, get="302 405", post="302 404 302 404"),
    "document-restore": row(reference=a_document, get="302 405", post="302 404"),
    "document-bring-back": row(reference=a_document, number=1, get="302 405", post="302 404 409 404"),
    "document-editor": row(reference=a_document, get="302 404 200 404", post="302 404"),
    "document-save": row(reference=a_document, get="302 405", post="302 404 422 404"),
    "document-frame": row(reference=a_document, get="302 405", post="302 404 422 404"),
    "document-refresh": row(reference=a_document, get="302 405", post="302 404 409 404"),
    "document-redraft": row(reference=a_document, get="302 405", post="302 404 409 404"),
    "document-figures": row(reference=a_document, get="302 404 200 404"),
    "document-word": row(reference=a_document, get="302 404 200 404"),
    "document-pdf": row(reference=a_document, get="302 404 200 404"),
    # ── a draft of the city's ballot, which only its officer sets up; later stages are in tests/voting ──
    "ballot-list": row(get="302 200"),
    "ballot-new": row(get="302 403 403 200 200 403", post="302 403 403 422 422 403"),
    "ballot": row(reference=a_ballot, get="302 404 404 404 200 404"),
    "ballot-state": row(reference=a_ballot, get="302 404 404 404 200 404"),
    "ballot-edit": row(reference=a_ballot, get="302 404 404 404 200 404", post="302 404 404 404 422 404"),
    "ballot-question-add": row(reference=a_ballot, get="302 404 404 404 200 404", post="302 404 404 404 422 404"),
    "ballot-question": row(reference=a_ballot, position=1, get="302 404", post="302 404"),
    "ballot-question-remove": row(reference=a_ballot, position=1, get="302 405", post="302 404"),
    "ballot-roster": row(reference=a_ballot, get="302 404 404 404 200 404", post="302 404 404 404 422 404"),
    "ballot-roster-remove": row(reference=a_ballot, get="302 405", post="302 404 404 404 302 404"),
    "ballot-question-restore": row(reference=a_ballot, get="302 405", post="302 404"),
    "ballot-roster-restore": row(reference=a_ballot, get="302 405", post="302 404"),
    "ballot-committee": row(reference=a_ballot, get="302 404 404 404 200 404", post="302 404 404 404 422 404"),
    "ballot-prepare": row(reference=a_ballot, get="302 404 404 404 200 404", post="302 404 404 404 409 404"),
    "ballot-reopen": row(reference=a_ballot, get="302 405", post="302 404 404 404 409 404"),
    "ballot-discard": row(reference=a_ballot, get="302 405", post="302 404 404 404 302 404"),
    "ballot-restore": row(reference=a_ballot, get="302 405", post="302 404 404 404 302 404"),
    "ballot-open": row(reference=a_ballot, get="302 404", post="302 404"),
    "ballot-key": row(reference=a_ballot, act="open", get="302 405", post="302 404"),
    "ballot-key-back": row(reference=a_ballot, act="open", get="302 405", post="302 404"),
    "ballot-vote": row(reference=a_ballot, get="302 404 404 404 403 404", post="302 404 404 404 403 404"),
    "ballot-roll": row(reference=a_ballot, get="302 404"),
    "ballot-roll-mark": row(reference=a_ballot, get="302 405", post="302 404"),
    "ballot-remind": row(reference=a_ballot, get="302 405", post="302 404"),
    "ballot-written": row(reference=a_ballot, get="302 404 404 404 403 404"),
    "ballot-paper": row(reference=a_ballot, key=1, get="302 404 404 404 403 404", post="302 404 404 404 403 404"),
    "ballot-paper-drop": row(reference=a_ballot, key=1, get="302 405", post="302 404 404 404 403 404"),
    "ballot-count": row(reference=a_ballot, get="302 404", post="302 404"),
    "ballot-result": row(reference=a_ballot, get="302 404"),
    "ballot-result-find": row(reference=a_ballot, get="302 405", post="302 404"),
    "ballot-recount": row(reference=a_ballot, get="302 405", post="302 404"),
    "ballot-minutes": row(reference=a_ballot, get="302 405", post="302 404"),
    "ballot-void": row(reference=a_ballot, get="302 404", post="302 404"),
    # ── documents are verified by whoever holds one ──
    "verify-look-up": row(get="200", post="405"),
    "verify": row(code="khong-co", get="404", post="404"),
    "document-sign": row(reference="khong-co", get="302 404", post="302 404"),
    # ── tokens of the API ──
    "api-tokens": row(get="302 200", post="302 200"),
    "api-token-revoke": row(token_id=1, get="302 405", post="302 404"),
    # ── API: a session may read, only a token may write ──
    "api-v1:accept": row(get="405", post="401"),
    "api-v1:adjust": row(get="405", post="401", **TARGET),
    "api-v1:amend": row(get="405", post="401", **REPORT),
    "api-v1:api-root": row(get="404", post="404"),
    "api-v1:assign": row(get="405", post="401", **TARGET),
    "api-v1:edit": row(get="401 404 200", post="405", **REPORT),
    "api-v1:get_figures": row(unit="school", period=MONTH, get="401 404 200", post="405"),
    "api-v1:get_indicator": row(indicator="ORG16", get="401 200", post="405"),
    "api-v1:get_period": row(period=MONTH, get="401 200", post="405"),
    "api-v1:get_report": row(get="401 404 200", post="405", **REPORT),
    "api-v1:get_unit": row(unit="school", get="401 404 200", post="405"),
    "api-v1:list_children": row(unit="school", get="401 404 200", post="405"),
    "api-v1:list_indicators": row(get="401 200", post="405"),
    "api-v1:list_periods": row(get="401 200", post="405"),
    "api-v1:list_reports": row(get="401 200", post="405"),
    "api-v1:list_targets": row(unit="school", year="2024", get="401 404 200", post="405"),
    "api-v1:list_units": row(get="401 200", post="405"),
    "api-v1:openapi-json": row(get="200", post="200"),
    "api-v1:register": row(get="405", post="401", **TARGET),
    "api-v1:send": row(get="401 404 200", post="405", **REPORT),
    "api-v1:send_back": row(get="405", post="401", **REPORT),
    "api-v1:submit": row(get="405", post="401", **REPORT),
    "api-v1:withdraw": row(get="405", post="401", **REPORT),
    # ── covenants: anonymous, stranger, chair, district (leads), city (owner), inspector, administrator ──
    "cluster-covenant": row(reference=covenants.without, get="302 404 404 200"),
    "covenant-new": row(
        reference=covenants.without, get="302 404 404 200 200 403 403", post="302 404 404 422 422 403 403"
    ),
    "covenant": row(reference=covenants.draft, get="302 404 404 200 200 404 404"),
    "covenant-pdf": row(reference=covenants.commented, get="302 404 404 200"),
    "covenant-signed-pdf": row(reference=covenants.being_signed, get="302 404"),
    "covenant-general": row(
        reference=covenants.draft, get="302 404 404 200 200 404 404", post="302 404 404 422 422 404 404"
    ),
    "covenant-article-new": row(
        reference=covenants.draft, get="302 404 404 200 200 404 404", post="302 404 404 422 422 404 404"
    ),
    "covenant-article": row(
        reference=covenants.draft,
        key=covenants.article,
        get="302 404 404 200 200 404 404",
        post="302 404 404 422 422 404 404",
    ),
    "covenant-article-move": row(
        reference=covenants.draft, key=covenants.article, get="302 405", post="302 404 404 302 302 404 404"
    ),
    "covenant-article-remove": row(
        reference=covenants.draft, key=covenants.article, get="302 405", post="302 404 404 302 302 404 404"
    ),
    "covenant-article-restore": row(
        reference=covenants.draft, key=covenants.article, get="302 405", post="302 404 404 302 302 404 404"
    ),
    "covenant-clause-new": row(
        reference=covenants.draft,
        key=covenants.article,
        get="302 404 404 200 200 404 404",
        post="302 404 404 422 422 404 404",
    ),
    "covenant-clause": row(
        reference=covenants.draft,
        key=covenants.clause,
        get="302 404 404 200 200 404 404",
        post="302 404 404 422 422 404 404",
    ),
    "covenant-clause-remove": row(
        reference=covenants.draft, key=covenants.clause, get="302 405", post="302 404 404 302 302 404 404"
    ),
    "covenant-clause-restore": row(
        reference=covenants.draft, key=covenants.clause, get="302 405", post="302 404 404 302 302 404 404"
    ),
    "covenant-entry": row(reference=covenants.draft, get="302 405", post="302 404 404 422 422 404 404"),
    "covenant-entry-remove": row(
        reference=covenants.draft, key=covenants.entry, get="302 405", post="302 404 404 302 302 404 404"
    ),
    "covenant-entry-restore": row(
        reference=covenants.draft, key=covenants.entry, get="302 405", post="302 404 404 302 302 404 404"
    ),
    "covenant-ask": row(reference=covenants.draft, get="302 405", post="302 404 404 422 422 404 404"),
    "covenant-comment": row(
        reference=covenants.commented,
        key=covenants.commented_article,
        get="302 405",
        post="302 404 404 422 403 403 403",
        data={"unit": "district"},
    ),
    "covenant-comment-back": row(
        reference=covenants.commented, key=covenants.comment, get="302 405", post="302 404 404 302 403 403 403"
    ),
    "covenant-comment-answer": row(
        reference=covenants.commented, key=covenants.comment, get="302 405", post="302 404 404 422 422 403 403"
    ),
    "covenant-opinion": row(
        reference=covenants.commented,
        get="302 405",
        post="302 404 404 409 403 403 403",
        data={"unit": "district", "agrees": "1", "seen": "0"},
    ),
    "covenant-agree": row(reference=covenants.commented, get="302 405", post="302 404 404 409 409 403 403"),
    "covenant-reopen": row(reference=covenants.commented, get="302 405", post="302 404 404 302 302 403 403"),
    "covenant-begin": row(reference=covenants.commented, get="302 405", post="302 404 404 409 409 403 403"),
    "covenant-sign": row(reference=covenants.being_signed, get="302 404 404 200", post="302 404 404 403"),
    "covenant-sign-state": row(reference=covenants.being_signed, get="302 404 404 200"),
    "covenant-sign-back": row(reference=covenants.being_signed, get="302 405", post="302 404 404 403"),
    "covenant-sign-code": row(reference=covenants.being_signed, get="302 405", post="302 404 404 403"),
    "covenant-witness": row(reference=covenants.being_signed, get="302 405", post="302 404 404 403"),
    "covenant-table": row(
        reference=covenants.being_signed, get="302 404 404 200 200 403 403", post="302 404 404 422 422 403 403"
    ),
    "covenant-annex": row(
        reference=covenants.in_force, get="302 404 404 200 200 403 403", post="302 404 404 422 422 403 403"
    ),
    "covenant-living": row(reference=covenants.in_force, get="302 404 404 200"),
    "covenant-confirm": row(
        reference=covenants.in_force,
        key=covenants.words,
        code="other_district",
        get="302 404 404 200 200 403 403",
        post="302 404 404 422 422 403 403",
    ),
    "covenant-confirm-undo": row(
        reference=covenants.in_force, key=covenants.confirmation, get="302 405", post="302 404 404 302 302 403 403"
    ),
    "covenant-evidence": row(reference=covenants.in_force, key=covenants.confirmation, get="302 404"),
}
