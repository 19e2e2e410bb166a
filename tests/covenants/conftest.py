"""The cluster of `world`, on a day in May 2024."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy

import pytest
from django.test.utils import override_settings

from tests.covenants import world as covenant_world
from tests.covenants.world import World


@pytest.fixture(scope="module")
def built(module_db: None) -> Iterator[World]:
    """A fresh world."""
    with override_settings(THIDUA_TODAY=covenant_world.TODAY):
        yield covenant_world.made()


@pytest.fixture
def world(built: World, db: None) -> World:
    return deepcopy(built)
