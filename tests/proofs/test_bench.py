"""`make bench` runs rarely; what it leans on changes often."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

MODULES = [path.stem for path in (Path(__file__).parents[1] / "bench").glob("[a-z]*.py")]


@pytest.mark.parametrize("name", MODULES)
def test_every_part_of_the_bench_still_finds_what_it_measures(name: str) -> None:
    assert importlib.import_module(f"tests.bench.{name}").__doc__
