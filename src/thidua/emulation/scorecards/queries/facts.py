"""The facts that the conditions of a scheme ask about.

They are read from the tree, the registrations for movements and the covenant of the cluster. What the owner states
stands before what is read.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from thidua.core.clock import VIETNAM
from thidua.core.periods import parse
from thidua.emulation.clusters.models import Cluster
from thidua.emulation.covenants.queries.signed import signed
from thidua.emulation.movements.queries.registrations import registered
from thidua.emulation.schemes.facts import FACTS, STATED, known_facts
from thidua.emulation.scorecards.models import Card, CardFact, Round
from thidua.scoring.facts import fact_name
from thidua.scoring.results import Fact, UnitResults
from thidua.scoring.scheme import Scheme, TieBreakBy

REGISTERED, SIGNED = "registered", "covenant_signed"


@dataclass(frozen=True, slots=True)
class Place:
    """What says which movements and covenants facts are read from: a round, or what it would be opened from."""

    owner_id: int
    cluster: Cluster | None
    period: str

    @classmethod
    def of(cls, round_: Round) -> Place:
        return cls(round_.owner_id, round_.cluster, round_.period)


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
    """The facts that the scheme asks about on a day, by unit, empty where it asks none; six statements at most."""
    if not facts_asked(scheme):
        return {}
    return _asked(round_, scheme, known_facts(unit_ids, day))


def _asked(round_: Round, scheme: Scheme, of_tree: Mapping[int, Mapping[str, Fact]]) -> dict[int, dict[str, Fact]]:
    """Of all that is known of units only what the scheme asks about."""
    asked = facts_asked(scheme)
    if not asked:
        return {}
    entered = entered_facts(Place.of(round_), list(of_tree), asked)
    stated = _stated(round_, list(of_tree))
    found = {}
    for unit, facts in of_tree.items():
        known: dict[str, Fact] = {**facts, **entered.get(unit, {}), **stated.get(unit, {})}
        found[unit] = {name: known[name] for name in asked if name in known}
    return found


def entered_facts(place: Place, unit_ids: Collection[int], asked: Collection[str]) -> dict[int, dict[str, Fact]]:
    """Of the facts asked for those that units entered themselves: registered, covenant signed; two statements at most.

    Where a unit had nothing to register for or to sign the fact is absent.
    """
    found: dict[int, dict[str, Fact]] = {}
    span = parse(place.period)
    if REGISTERED in asked:
        for unit, answer in registered(unit_ids, calendar=span.calendar, year=span.year).items():
            found.setdefault(unit, {})[REGISTERED] = answer.counts
    if SIGNED in asked:
        for unit, one in signed(unit_ids, cluster=place.cluster, owner_id=place.owner_id, year=span.year).items():
            found.setdefault(unit, {})[SIGNED] = one.signed
    return found


def fact_lines(card: Card, scheme: Scheme) -> list[FactLine]:
    """What is known of every fact that a card's conditions ask about; three statements at most."""
    stated = {line.fact: line for line in card.stated.select_related("by", "file")}
    entered = _entered_where(card, scheme)
    lines = []
    for key in facts_asked(scheme):
        fact = FACTS.get(key)
        line = stated.get(key)
        source = STATED if fact is None or (line and line.value is not None) else entered.get(key, fact.source)
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


def _entered_where(card: Card, scheme: Scheme) -> dict[str, str]:
    """In which movement or covenant a unit entered what its card was computed with, as long as that still stands."""
    asked, place, unit = facts_asked(scheme), Place.of(card.round), card.unit_id
    span = parse(place.period)
    found: dict[str, str] = {}
    if REGISTERED in asked:
        answer = registered([unit], calendar=span.calendar, year=span.year).get(unit)
        if answer is not None and answer.counts == card.facts.get(REGISTERED):
            found[REGISTERED] = _dated(_("Phong trào «%(title)s»") % {"title": answer.movement}, answer.since)
    if SIGNED in asked:
        one = signed([unit], cluster=place.cluster, owner_id=place.owner_id, year=span.year).get(unit)
        if one is not None and one.signed == card.facts.get(SIGNED):
            found[SIGNED] = _dated(_("Giao ước «%(title)s»") % {"title": one.title}, one.since)
    return found


def _dated(words: str, since: datetime | None) -> str:
    """The same with the day, where there is one."""
    if since is None:
        return words
    return _("%(what)s, ngày %(day)s") % {"what": words, "day": f"{since.astimezone(VIETNAM):%d/%m/%Y}"}


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
