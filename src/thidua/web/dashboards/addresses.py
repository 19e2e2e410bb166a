"""Addresses of the pages of figures: every number that is printed leads to its own page through these."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from django.urls import reverse

from thidua.figures.history import AS_IT_WAS, History
from thidua.figures.rules import Basis

PRELIMINARY = "tam-tinh"


@dataclass(frozen=True, slots=True)
class Lens:
    """How figures are read: on which basis, and in whose tree. It goes with every link of a page."""

    basis: Basis = Basis.OFFICIAL
    history: History = AS_IT_WAS

    @property
    def query(self) -> str:
        """What an address that has a query already says about it; nothing where all is as usual."""
        return (f"&co-so={PRELIMINARY}" if self.basis is Basis.PRELIMINARY else "") + self.history.query

    @property
    def first_query(self) -> str:
        """The same for an address without a query."""
        return f"?{self.query[1:]}" if self.query else ""


def unit_address(code: str, period: str, lens: Lens) -> str:
    """The page of a unit for a period."""
    return f"{reverse('unit', args=[code])}?ky={quote(period)}{lens.query}"


def figure_address(unit: str, period: str, lens: Lens) -> str:
    """The figure pages of a unit and period as a pattern: `%s` stands for the indicator's code."""
    stem = reverse("figure", args=[unit, period, "-"]).replace("%", "%%")
    return f"{stem.removesuffix('-/')}%s/{lens.first_query}"


def charts_address(unit: str, period: str, lens: Lens) -> str:
    """The charts of a unit and period as a pattern: `%s` stands for the indicator's code."""
    stem = reverse("unit-charts", args=[unit, "-"]).replace("%", "%%")
    return f"{stem.removesuffix('-/')}%s/?ky={quote(period)}{lens.query}"


def area_address(area: str, unit: str, period: str, lens: Lens) -> str:
    """The page of a work area for a unit and a period."""
    return f"{reverse('area', args=[area])}?don-vi={quote(unit)}&ky={quote(period)}{lens.query}"


def committee_address(unit: str, period: str, lens: Lens) -> str:
    """The page that a standing committee meets over."""
    return reverse("committee", args=[unit, period]) + lens.first_query


def compare_address(unit: str, period: str, lens: Lens) -> str:
    """A comparison that begins with one unit and period."""
    return f"{reverse('compare')}?don-vi={quote(unit)}&ky={quote(period)}{lens.query}"
