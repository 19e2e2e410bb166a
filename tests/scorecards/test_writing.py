"""What cards keep is what the engine says, however often a result was met before."""

from __future__ import annotations

import json
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given, settings

from tests.scoring import tables
from thidua.emulation.scorecards.services import writing
from thidua.emulation.scorecards.services.writing import CardWriter
from thidua.scoring.engine import bests, scored_each
from thidua.scoring.format import scheme_from
from thidua.scoring.results_format import result_from, results_from

Json = dict[str, Any]


@pytest.mark.parametrize("remembered", [1, 4_000])
@given(table=tables.tables())
@settings(max_examples=60)
def test_points_and_inputs_are_those_of_the_engine(remembered: int, table: tuple[Json, list[Json]]) -> None:
    scheme, units = scheme_from(table[0]), results_from({"units": table[1]})
    compared = bests(scheme, units)
    with patch.object(writing, "REMEMBERED", remembered):
        writer = CardWriter(scheme, compared)
        # Everybody comes twice, the second time with results that were met before.
        written = [writer.written(unit.results) for unit in (*units, *units)]

    for unit, scored, (points, inputs) in zip(
        (*units, *units), scored_each(scheme, (*units, *units), compared), written, strict=True
    ):
        given_to = [criterion.code in unit.results for criterion in scheme.positions]
        expected = [one.stored if there else None for one, there in zip(scored, given_to, strict=True)]
        assert [None if one == "NULL" else int(one) for one in points[1:-1].split(",")] == expected
        kept = {code: result_from(one) for code, one in json.loads(inputs).items()}
        assert kept == {c.code: unit.results[c.code] for c in scheme.positions if c.code in unit.results}
