"""Point tables, clusters and scored rounds, made by the services."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from tests.people import leader, officer
from thidua.core.periods import Calendar
from thidua.emulation.clusters.models import Cluster
from thidua.emulation.clusters.rules import SeatRole
from thidua.emulation.clusters.services.forming import Founding, Place, form_cluster
from thidua.emulation.schemes.models import SchemeVersion
from thidua.emulation.schemes.services.drafts import found_scheme
from thidua.emulation.schemes.services.publishing import publish_version
from thidua.emulation.scorecards.models import Card, Round
from thidua.emulation.scorecards.rules import RoundState, Stage
from thidua.emulation.scorecards.services.opening import Opening, open_round
from thidua.emulation.scorecards.services.points import Given, give_point
from thidua.emulation.scorecards.services.steps import go_on
from thidua.indicators.models import Period
from thidua.indicators.services import ensure_periods
from thidua.org.models import Unit
from thidua.scoring.format import scheme_from

CLASSES = [
    {"label": "Xuất sắc", "least": 90},
    {"label": "Tốt", "least": 70},
    {"label": "Hoàn thành", "least": 50},
    {"label": "Không hoàn thành", "least": 0},
]
FOUR_OF_25: dict[str, Any] = {
    "code": "FOUR",
    "name": "Bốn tiêu chuẩn",
    "total": 100,
    "groups": [
        {
            "code": "I",
            "name": "Tiêu chuẩn",
            "max": 100,
            "criteria": [
                {
                    "code": f"I.{number}",
                    "name": f"Tiêu chuẩn {number}",
                    "max": 25,
                    "formula": {"method": "manual"},
                    "scorer": "unit",
                }
                for number in range(1, 5)
            ],
        }
    ],
    "classes": CLASSES,
}


def scheme_of(owner: Unit, content: Mapping[str, Any] = FOUR_OF_25, *, year: int = 2024) -> SchemeVersion:
    """A published edition of a point table of a unit."""
    by = officer(owner)
    scheme = found_scheme(
        owner=owner, name=f"{content['name']} {year}", year=year, table=scheme_from(dict(content)), by=by
    )
    return publish_version(version_id=scheme.versions.get().pk, by=by)


def cluster_of(owner: Unit, *units: Unit, year: int = 2024, continues: Cluster | None = None) -> Cluster:
    """A cluster of units for a year; the first is its lead."""
    roles = [SeatRole.LEAD, *[SeatRole.MEMBER] * (len(units) - 1)]
    founding = Founding(
        owner=owner,
        year=year,
        name="Cụm thi đua số 1",
        places=[Place(unit, role) for unit, role in zip(units, roles, strict=True)],
        on=date(year, 1, 1),
        continues=continues,
    )
    return form_cluster(founding=founding, by=officer(owner)).cluster


def year_of(year: int) -> Period:
    """The calendar year as a period."""
    ensure_periods(calendar=Calendar.CALENDAR, year=year)
    return Period.objects.get(code=str(year))


def open_round_of(cluster: Cluster, scheme: SchemeVersion) -> Round:
    """A round of a cluster over its year, in which nobody has scored yet."""
    name = f"Chấm điểm {cluster.year}"
    opening = Opening(cluster.owner, scheme, year_of(cluster.year), name, cluster=cluster)
    return open_round(opening=opening, by=officer(cluster.owner))


def settled_round(cluster: Cluster, scheme: SchemeVersion, points: Mapping[str, Sequence[int]]) -> Round:
    """A finished round: `points` are whole points of each criterion, by the codes of units."""
    found = open_round_of(cluster, scheme)
    clerk, chief = officer(cluster.owner), leader(cluster.owner)
    for to in (RoundState.RECHECK, RoundState.FROZEN):
        go_on(round_id=found.pk, to=to, by=clerk)
    cards = {card.unit.code: card for card in Card.objects.filter(round=found).select_related("unit")}
    for code, given in points.items():
        for position, point in enumerate(given):
            final = Given(Stage.FINAL, position, point * 1000, None, reason="Hội nghị thống nhất")
            give_point(card_id=cards[code].pk, given=final, in_name_of=cluster.owner_id, by=chief)
    return go_on(round_id=found.pk, to=RoundState.FINAL, by=clerk)
