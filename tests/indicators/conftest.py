"""The catalogue of the project, installed for the tests that read it."""

from __future__ import annotations

import pytest

from thidua.indicators.queries import Catalogue, catalogue, clear_catalogue
from thidua.indicators.services import install_catalogue, install_forms


@pytest.fixture
def installed(db: None) -> Catalogue:
    clear_catalogue()
    install_catalogue()
    install_forms()
    return catalogue()
