"""The catalogue of the project, installed for the tests that read it."""

from __future__ import annotations

import pytest

from tests.factories.catalogue import installed as project_catalogue
from thidua.indicators.queries import Catalogue


@pytest.fixture
def installed(db: None) -> Catalogue:
    return project_catalogue()
