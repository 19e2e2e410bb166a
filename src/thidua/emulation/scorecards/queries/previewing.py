"""What opening a round would do: who takes part, who is not eligible by which condition."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field

from thidua.emulation.clusters.models import Cluster
from thidua.emulation.schemes.facts import known_facts
from thidua.emulation.scorecards.schemes import scheme_with
from thidua.indicators.models import Period
from thidua.org.models import Unit
from thidua.scoring.results import Fact
from thidua.scoring.scheme import Condition, Exclude
from thidua.scoring.standing import holds

from .facts import Place, entered_facts, facts_asked
from .rounds import unit_names
from .taking_part import taking_part

MOST_NAMED = 200


@dataclass(slots=True)
class Ineligible:
    """A condition that leaves units out, as far as is known by now, with the first of them."""

    text: str
    count: int = 0
    units: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Preview:
    """How many take part, the first of them by name, and who is not eligible by which condition.

    `asked` are the texts of the conditions that nobody can judge yet: their facts are stated later.
    """

    count: int
    units: tuple[str, ...]
    ineligible: tuple[Ineligible, ...]
    unknown: tuple[tuple[str, int], ...]


def preview(owner: Unit, cluster: Cluster | None, unit_kind: str, scheme_id: int, period: Period) -> Preview:
    """What a round would be; a few statements, however many units."""
    scheme = scheme_with(scheme_id)
    units = list(taking_part(owner.pk, cluster, unit_kind, period.ends).order_by("code").values_list("pk", flat=True))
    excluding = [condition for condition in scheme.conditions if isinstance(condition.effect, Exclude)]
    facts = _facts(Place(owner.pk, cluster, period.code), units, period, facts_asked(scheme)) if excluding else {}
    out: dict[str, list[int]] = {}
    unknown: Counter[str] = Counter()
    for unit in units:
        for condition in excluding:
            held = holds(condition, facts.get(unit, {}))
            if held:
                out.setdefault(condition.code, []).append(unit)
            elif held is None:
                unknown[condition.code] += 1
    named = {unit for found in out.values() for unit in found[:MOST_NAMED]}
    names = unit_names([*units[:MOST_NAMED], *named])
    return Preview(
        count=len(units),
        units=tuple(names.get(unit, "") for unit in units[:MOST_NAMED]),
        ineligible=tuple(_ineligible(one, out[one.code], names) for one in excluding if one.code in out),
        unknown=tuple((one.text, unknown[one.code]) for one in excluding if unknown[one.code]),
    )


def _facts(place: Place, units: list[int], period: Period, asked: Collection[str]) -> dict[int, dict[str, Fact]]:
    """What the tree, the registrations and the covenants say of units."""
    found: dict[int, dict[str, Fact]] = {unit: {**facts} for unit, facts in known_facts(units, period.ends).items()}
    for unit, facts in entered_facts(place, units, asked).items():
        found.setdefault(unit, {}).update(facts)
    return found


def _ineligible(condition: Condition, units: list[int], names: dict[int, str]) -> Ineligible:
    return Ineligible(condition.text, len(units), [names.get(unit, "") for unit in units[:MOST_NAMED]])
