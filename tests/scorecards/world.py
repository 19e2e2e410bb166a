"""A cluster of four districts that is scored by a table with every kind of line, for the tests of scoring."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from tests import people
from tests.factories import reports
from tests.factories.tree import tree
from thidua.core import clock
from thidua.core.periods import Calendar
from thidua.emulation.clusters.models import Cluster, Seat
from thidua.emulation.clusters.rules import SeatRole
from thidua.emulation.schemes.models import Scheme, SchemeVersion
from thidua.emulation.scorecards.models import Card, Round
from thidua.emulation.scorecards.services.opening import Opening, open_round
from thidua.indicators.models import Period
from thidua.indicators.queries import catalogue
from thidua.indicators.services import ensure_periods
from thidua.org.models import Unit
from thidua.people.models import User
from thidua.scoring.format import scheme_from, scheme_to
from thidua.targets.models import Target

DISTRICTS = ("district_a", "district_b", "district_c", "district_d")
YEAR = "2024"
SCHEME: Mapping[str, Any] = {
    "code": "test",
    "name": "Bảng điểm thử",
    "total": 100,
    "digits": 1,
    "groups": [
        {
            "code": "A",
            "name": "Chuyên đề",
            "max": 60,
            "criteria": [
                {
                    "code": "A1",
                    "name": "Kết nạp mới",
                    "max": 20,
                    "formula": {"method": "proportional"},
                    "measures": [{"key": "ORG21"}],
                },
                {"code": "A2", "name": "Phối hợp", "max": 20, "formula": {"method": "manual"}, "scorer": "unit"},
                {
                    "code": "A3",
                    "name": "An toàn lao động",
                    "max": 20,
                    "formula": {"method": "manual"},
                    "scorer": "department",
                    "area": "LAW",
                    "evidence": ["Kế hoạch"],
                },
            ],
        },
        {
            "code": "B",
            "name": "Báo cáo",
            "max": 40,
            "criteria": [
                {
                    "code": "B1",
                    "name": "Đúng hạn",
                    "max": 20,
                    "formula": {"method": "plus_minus", "start": 20, "minus": 2},
                    "scorer": "lead",
                },
                {"code": "B2", "name": "Dự họp", "max": 20, "formula": {"method": "manual"}, "scorer": "owner"},
            ],
        },
    ],
    "classes": [{"label": "Tốt", "least": 70}, {"label": "Khá", "least": 50}, {"label": "Yếu", "least": 0}],
    "conditions": [
        {
            "code": "fined",
            "text": "Bị xử phạt vi phạm hành chính",
            "when": [{"fact": "fined", "operator": "=", "value": True}],
            "effect": {"effect": "demote", "by": 1},
        },
        {
            "code": "young",
            "text": "Thành lập chưa đủ 12 tháng",
            "when": [{"fact": "months_since_founding", "operator": "<", "value": 12}],
            "effect": {"effect": "exclude"},
        },
    ],
    "tie_breaks": [{"by": "criterion", "of": "A1"}],
}


@dataclass(frozen=True)
class World:
    """The cluster, its people by unit, and the round that is open."""

    units: Mapping[str, Unit]
    cluster: Cluster
    scheme: SchemeVersion
    round: Round
    officer: User
    leader: User
    members: Mapping[str, User]

    def card(self, unit: str) -> Card:
        """A unit's card as it is now, with its round."""
        return Card.objects.select_related("round", "unit").get(round=self.round, unit=self.units[unit])

    def position(self, code: str) -> int:
        """The place of a criterion."""
        return scheme_from(self.scheme.content).position_of[code]


def world(content: Mapping[str, Any] = SCHEME, members: Sequence[str] = DISTRICTS) -> World:
    """A city, its districts in a cluster led by the first, and a round that its officer opened."""
    reports.forms()
    units = tree(*(f"city > {name} > school_{name}" for name in DISTRICTS), "city > district_outside")
    ensure_periods(calendar=Calendar.CALENDAR, year=2024)
    officer, leader = people.officer(units["city"]), people.leader(units["city"])
    chairs = {name: people.officer(units[name]) for name in (*DISTRICTS, "district_outside")}
    cluster = cluster_of(units, members, officer)
    version = published(units["city"], content, officer)
    period = Period.objects.get(code=YEAR)
    opening = Opening(units["city"], version, period, "Chấm điểm năm 2024", cluster=cluster)
    return World(units, cluster, version, open_round(opening=opening, by=officer), officer, leader, chairs)


def cluster_of(units: Mapping[str, Unit], members: Sequence[str], by: User, *, year: int = 2024) -> Cluster:
    """A cluster whose first member leads."""
    cluster = Cluster.objects.create(
        reference=f"cum{year}", owner=units["city"], year=year, name="Cụm 1", made_by=by, made_at=clock.now()
    )
    for name in members:
        role = SeatRole.LEAD if name == members[0] else SeatRole.MEMBER
        Seat.objects.create(cluster=cluster, unit=units[name], role=role, during=DateRange(date(year, 1, 1), None))
    return cluster


def published(owner: Unit, content: Mapping[str, Any], by: User) -> SchemeVersion:
    """A scheme with one published edition."""
    clean = json.loads(json.dumps(scheme_to(scheme_from(content))))
    scheme = Scheme.objects.create(
        reference="bangdiem", owner=owner, name="Bảng điểm thử", year=2024, made_by=by, made_at=clock.now()
    )
    return SchemeVersion.objects.create(
        scheme=scheme,
        number=1,
        content=clean,
        edited_by=by,
        edited_at=clock.now(),
        published_by=by,
        published_at=clock.now(),
        digest="0" * 64,
    )


def target(unit: Unit, amount: int) -> None:
    """The unit's target of new members for the year."""
    period, indicator = Period.objects.get(code=YEAR), catalogue().by_code["ORG21"]
    Target.objects.update_or_create(unit=unit, period=period, indicator=indicator, defaults={"assigned": amount})
