"""What every proof stands on."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="package", autouse=True)
def template(django_db_setup: None) -> None:
    """The migrated template, which `furnish` lays into data folders."""
