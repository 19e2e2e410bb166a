"""A city with two districts, each with an administrator of its own."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass

import pytest
from django.test import Client

from tests import people
from tests.factories.tree import tree
from thidua.org.models import Unit
from thidua.people.models import User


@dataclass(frozen=True)
class Federation:
    """`chief` administers everything, `north` and `south` a district each."""

    units: dict[str, Unit]
    chief: User
    north: User
    south: User
    chair: User  # of the school in the northern district
    officer: User  # of the northern district

    def page(self, who: User) -> Client:
        """A browser in which somebody is signed in."""
        client = Client()
        client.force_login(who)
        return client


@pytest.fixture(scope="module")
def built(module_db: None) -> Federation:
    units = tree("city > district_north > school", "city > district_south > works")
    return Federation(
        units=units,
        chief=people.administrator(units["city"], "chief"),
        north=people.administrator(units["district_north"], "admin.north"),
        south=people.administrator(units["district_south"], "admin.south"),
        chair=people.chair(units["school"], "chair.school"),
        officer=people.officer(units["district_north"], "officer.north"),
    )


@pytest.fixture
def federation(built: Federation, db: None) -> Federation:
    return deepcopy(built)
