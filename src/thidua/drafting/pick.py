"""Figures to choose from when one is put into a text by hand."""

from __future__ import annotations

from dataclasses import dataclass

from thidua.core.periods import Span
from thidua.core.text import fold, search_terms
from thidua.documents.content import Token
from thidua.indicators.models import Indicator
from thidua.indicators.queries import catalogue
from thidua.org.models import Placement, Unit
from thidua.org.queries import last_names_of

from .keys import Key, What
from .tokens import resolve

MOST = 8
# What can be said of a figure, in the order in which it is offered.
OFFERED = (What.VALUE, What.SINCE, What.PLAN, What.CHANGE)


@dataclass(frozen=True, slots=True)
class Choice:
    """An indicator with the figures that can be put into a text."""

    indicator: Indicator
    tokens: tuple[Token, ...]


def places_of(unit: Unit, span: Span) -> list[tuple[str, str]]:
    """The unit itself and those directly below at the end of a period: code and name."""
    own = last_names_of([unit.pk], span.ends)[unit.pk].short_name
    below = Placement.objects.filter(parent=unit, counts__contains=span.ends).order_by("sort_key", "unit__code")
    return [(unit.code, own), *below.values_list("unit__code", "short_name")]


def choices_of(unit: str, span: Span, query: str) -> list[Choice]:
    """The first indicators whose code or name holds every word of a query, with what can be said of them now."""
    terms = search_terms(query)
    found = [one for one in catalogue().indicators if _matches(one, terms)][:MOST]
    keys = {(one.code, what): str(Key(what, unit, one.code, span.code)) for one in found for what in OFFERED}
    said = resolve(keys.values())
    choices = []
    for one in found:
        tokens = (said.get(keys[one.code, what]) for what in OFFERED)
        different = {token.text: token for token in tokens if token is not None}
        choices.append(Choice(one, tuple(different.values())))
    return choices


def _matches(indicator: Indicator, terms: tuple[str, ...]) -> bool:
    words = fold(f"{indicator.code} {indicator.name_vi}")
    return all(term in words for term in terms)
