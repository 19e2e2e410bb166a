"""A district with a school and a clinic, a city above, and May 2024 open."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass

import pytest
from django.test.utils import override_settings

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


@pytest.fixture(scope="module")
def built(module_db):
    with override_settings(THIDUA_TODAY=None):
        reports.forms()
        units = tree("city > district_a > school", "city > district_a > clinic", "city > district_b > market")
        reports.opened()
        chair, officer = people.chair(units["school"]), people.officer(units["district_a"])
        yield World(units, chair, officer, reports.report_of(units["school"]))


@pytest.fixture
def world(built, db):
    return deepcopy(built)
