"""A city of two districts with three unions, on a fixed day, and short ways to write the register."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from datetime import date

import pytest
from django.test.utils import override_settings

from tests import people
from tests.factories.tree import tree
from thidua.org.models import Unit
from thidua.registers.members.models import Membership
from thidua.registers.members.rules import Details
from thidua.registers.members.services import admit_member

TODAY = date(2024, 5, 18)
JOINED = date(2020, 9, 1)
IDENTITY = "001188012345"


@pytest.fixture(scope="module")
def built(module_db: None) -> Iterator[dict[str, Unit]]:
    """The units by name; `city` and the districts hold no members of their own."""
    with override_settings(THIDUA_TODAY=TODAY):
        yield tree("city > district > school", "city > district > clinic", "city > other_district > mill")


@pytest.fixture
def city(built: dict[str, Unit], db: None) -> dict[str, Unit]:
    return deepcopy(built)


def admitted(unit: Unit, full_name: str = "Nguyễn Thị Minh An", on: date = JOINED, **said: object) -> Membership:
    """A member of a unit since a day."""
    details = Details(full_name, **said)
    return admit_member(unit=unit, details=details, on=on, by=people.person("clerk"))


def course(span: Membership) -> list[tuple[str, str, str, str, str]]:
    """Everything that is recorded of a member: unit, first day, how, day of leaving, why."""
    spans = Membership.objects.filter(member=span.member_id).order_by("during").select_related("unit")
    return [(s.unit.code, f"{s.during.lower}", s.began, f"{s.during.upper or ''}", s.ended) for s in spans]
