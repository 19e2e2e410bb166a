"""The cluster of `world`, on a day in May 2024."""

from __future__ import annotations

import pytest

from tests.covenants import world as covenant_world
from tests.covenants.world import World


@pytest.fixture
def world(db: None, settings) -> World:
    """A fresh world."""
    settings.THIDUA_TODAY = covenant_world.TODAY
    return covenant_world.made()
