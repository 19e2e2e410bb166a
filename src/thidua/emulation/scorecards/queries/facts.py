"""The facts that the conditions of a scheme ask about: from the tree, from registrations, and as the owner stated."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from thidua.core.periods import parse
from thidua.emulation.movements.queries.registrations import registered
from thidua.emulation.schemes.facts import FACTS, STATED, known_facts
from thidua.emulation.scorecards.models import Card, CardFact, Round
from thidua.scoring.facts import fact_name
from thidua.scoring.results import Fact, UnitResults
from thidua.scoring.scheme import Scheme, TieBreakBy

REGISTERED = "registered"


@dataclass(frozen=True, slots=True)
class FactLine:
    """A fact that a card's conditions ask about: what is known of it, and who stated it on what grounds."""

    key: str
    words: str
    source: str
    yes_no: bool
    choices: tuple[str, ...]
    value: Any
    stated: CardFact | None
    may_state: bool

    @property
    def printed(self) -> str:
        """The value in words."""
        if self.value is None:
            return _("chưa biết")
        if isinstance(self.value, bool):
            return _("có") if self.value else _("không")
        return str(self.value) or _("không có")


def facts_asked(scheme: Scheme) -> tuple[str, ...]:
    """The facts that the conditions and tie-breaks of a scheme ask about, each once."""
    tests = [test.fact for condition in scheme.conditions for test in condition.when]
    ties = [tie.of for tie in scheme.tie_breaks if tie.by == TieBreakBy.FACT]
    return tuple(dict.fromkeys([*tests, *ties]))


def with_facts(round_: Round, scheme: Scheme, units: Mapping[int, UnitResults]) -> dict[int, UnitResults]:
    """Results of units with all the facts that the scheme asks about; three statements at most."""
    found = _asked(round_, scheme, {unit: results.facts for unit, results in units.items()})
    return {unit: replace(results, facts=found.get(unit, {})) for unit, results in units.items()}


def facts_for(round_: Round, scheme: Scheme, unit_ids: Sequence[int], day: date) -> dict[int, dict[str, Fact]]:
    """The facts that the scheme asks about on a day, by unit, empty where it asks none; five statements at most."""
    if not facts_asked(scheme):
        return {}
    return _asked(round_, scheme, known_facts(unit_ids, day))


def _asked(round_: Round, scheme: Scheme, of_tree: Mapping[int, Mapping[str, Fact]]) -> dict[int, dict[str, Fact]]:
    """Of all that is known of units only what the scheme asks about."""
    asked = facts_asked(scheme)
    if not asked:
        return {}
    joined = _registered(round_, list(of_tree)) if REGISTERED in asked else {}
    stated = _stated(round_, list(of_tree))
    found = {}
    for unit, facts in of_tree.items():
        known: dict[str, Fact] = {**facts}
        if unit in joined:
            known[REGISTERED] = joined[unit]
        known |= stated.get(unit, {})
        found[unit] = {name: known[name] for name in asked if name in known}
    return found


def fact_lines(card: Card, scheme: Scheme) -> list[FactLine]:
    """What is known of every fact that a card's conditions ask about; one statement."""
    stated = {line.fact: line for line in card.stated.select_related("by", "file")}
    lines = []
    for key in facts_asked(scheme):
        fact = FACTS.get(key)
        line = stated.get(key)
        source = STATED if fact is None or (line and line.value is not None) else fact.source
        value = line.value if line and line.value is not None else card.facts.get(key)
        tests = [test for condition in scheme.conditions for test in condition.when if test.fact == key]
        lines.append(
            FactLine(
                key=key,
                words=fact_name(key),
                source=str(source),
                yes_no=any(isinstance(test.value, bool) for test in tests)
                or (not tests and fact is not None and fact.yes_no),
                choices=next((test.order for test in tests if test.order), ()),
                value=value,
                stated=line,
                may_state=fact is None or not fact.computed,
            )
        )
    return lines


def _registered(round_: Round, unit_ids: Collection[int]) -> dict[int, bool]:
    span = parse(round_.period)
    answers = registered(unit_ids, calendar=span.calendar, year=span.year)
    return {unit: answer.counts for unit, answer in answers.items()}


def _stated(round_: Round, unit_ids: Collection[int]) -> dict[int, dict[str, Fact]]:
    """What the owner stated last of each fact, by unit; a line without a value takes back those before it."""
    lines = CardFact.objects.filter(card__round=round_, card__unit__in=unit_ids).order_by("pk")
    found: dict[int, dict[str, Fact]] = {}
    for unit, fact, value in lines.values_list("card__unit", "fact", "value"):
        known = found.setdefault(unit, {})
        known.pop(fact, None)
        if value is not None:
            known[fact] = value
    return found
