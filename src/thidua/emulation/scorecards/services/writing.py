"""What cards keep of computed points, as text for the database: points, inputs and facts."""

from __future__ import annotations

import json
from collections.abc import Mapping

from thidua.emulation.schemes.figures import REMEMBERED
from thidua.scoring.engine import Bests
from thidua.scoring.format import written
from thidua.scoring.methods import Line
from thidua.scoring.results import Fact, Result
from thidua.scoring.results_format import result_to
from thidua.scoring.scheme import Scheme

# A point that nobody gave, in an array of the database.
NOBODYS = "NULL"

UnitReading = Mapping[str, Result]


def written_facts(facts: Mapping[str, Fact]) -> str:
    """Facts as a card keeps them, in JSON."""
    return json.dumps({name: written(value) for name, value in facts.items()}) if facts else "{}"


class CardWriter:
    """Turns the results of units into what their cards keep: points, and the JSON of what they stand on."""

    def __init__(self, scheme: Scheme, shared: Bests) -> None:
        self._columns = [
            (criterion.code, _Column(Line(criterion, digits=scheme.digits, best=shared.get(criterion.code))))
            for criterion in scheme.positions
        ]

    def written(self, results: UnitReading) -> tuple[str, str]:
        """The computed points of a unit as an array of the database, and its inputs in JSON."""
        points, inputs = [], []
        for code, column in self._columns:
            result = results.get(code)
            if result is None:
                points.append(NOBODYS)
            else:
                point, entry = column.written(result)
                points.append(point)
                inputs.append(entry)
        return f"{{{','.join(points)}}}", f"{{{','.join(inputs)}}}"


class _Column:
    """A criterion with what every result that was met gives, as text.

    Results are told apart by identity, for a reader gives the same object for the same figures. What is remembered
    holds its result, so that no other one can come to bear the same id.
    """

    def __init__(self, line: Line) -> None:
        self._line = line
        self._code = json.dumps(line.criterion.code)
        self._met: dict[int, tuple[Result, tuple[str, str]]] = {}

    def written(self, result: Result) -> tuple[str, str]:
        """The point, and the entry of the inputs."""
        met = self._met.get(id(result))
        if met is None:
            if len(self._met) >= REMEMBERED:
                self._met.clear()
            point = self._line.score(result).stored
            texts = NOBODYS if point is None else str(point), f"{self._code}: {json.dumps(result_to(result))}"
            met = self._met[id(result)] = result, texts
        return met[1]
