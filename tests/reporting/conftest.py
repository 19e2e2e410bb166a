"""A district with a school and a clinic, a city above, and May 2024 open."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests import people
from tests.factories import reports
from tests.factories.tree import tree
from thidua.org.models import Unit
from thidua.people.models import User
from thidua.reporting.models import Report


@dataclass(frozen=True)
class World:
    units: dict[str, Unit]
    chair: User
    officer: User
    report: Report


@pytest.fixture
def world(db, settings):
    settings.THIDUA_TODAY = None
    reports.forms()
    units = tree("city > district_a > school", "city > district_a > clinic", "city > district_b > market")
    reports.opened()
    chair, officer = people.chair(units["school"]), people.officer(units["district_a"])
    return World(units, chair, officer, reports.report_of(units["school"]))
