"""A city whose six districts compete in a cluster, and the people who act for them."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import date

import pytest
from django.test import Client
from django.test.utils import override_settings

from tests import people
from tests.factories import reports
from tests.factories.tree import tree
from thidua.emulation.clusters.models import Cluster, Seat
from thidua.emulation.clusters.rules import SeatRole
from thidua.emulation.clusters.services.forming import Founding, Place, form_cluster
from thidua.org.models import Unit
from thidua.people.models import User

TODAY = date(2024, 5, 18)
BEGAN = date(2024, 1, 2)
DISTRICTS = ("district_a", "district_b", "district_c", "district_d", "district_e", "district_f")


@dataclass(frozen=True)
class World:
    """The cluster of the first six districts; `district_g` and `other_city` sit in none."""

    units: dict[str, Unit]
    cluster: Cluster
    organiser: User
    lead: User
    deputy: User
    member: User

    def seats(self) -> list[tuple[str, str, str, str]]:
        """Every span as (unit, role, from, until), in the order of the units and their days."""
        rows = Seat.objects.filter(cluster=self.cluster).order_by("unit__code", "during")
        return [
            (
                seat.unit.code,
                seat.role,
                seat.during.lower.isoformat(),
                seat.during.upper.isoformat() if seat.during.upper else "",
            )
            for seat in rows.select_related("unit")
        ]

    def today(self) -> dict[str, str]:
        """Who sits there today, and as what."""
        rows = Seat.objects.filter(cluster=self.cluster, during__contains=TODAY)
        return dict(rows.order_by("unit__code").values_list("unit__code", "role"))


@pytest.fixture
def world(built: World, db: None) -> World:
    return deepcopy(built)


@pytest.fixture(scope="module")
def built(module_db: None) -> Iterator[World]:
    with override_settings(THIDUA_TODAY=TODAY):
        reports.forms()
        paths = [f"country > city > {name} > union_{name[-1]}" for name in (*DISTRICTS, "district_g")]
        units = tree(*paths, "country > other_city > other_district")
        organiser = people.officer(units["city"])
        places = [
            Place(units["district_a"], SeatRole.LEAD),
            Place(units["district_b"], SeatRole.DEPUTY),
            *(Place(units[name]) for name in DISTRICTS[2:]),
        ]
        founding = Founding(units["city"], 2024, "Cụm thi đua số 2", places, BEGAN, decision="12/QĐ-LĐLĐ")
        change = form_cluster(founding=founding, by=organiser)
        yield World(
            units,
            change.cluster,
            organiser,
            people.officer(units["district_a"]),
            people.officer(units["district_b"]),
            people.officer(units["district_c"]),
        )


def signed_in(user: User) -> Client:
    """A browser in which somebody is signed in."""
    client = Client()
    client.force_login(user)
    return client
