"""Addresses of the pages of figures: every number that is printed leads to its own page through these."""

from __future__ import annotations

from urllib.parse import quote

from django.urls import reverse

from thidua.figures.rules import Basis

PRELIMINARY = "tam-tinh"


def unit_address(code: str, period: str, basis: Basis) -> str:
    """The page of a unit for a period."""
    return f"{reverse('unit', args=[code])}?ky={quote(period)}{basis_query(basis)}"


def figure_address(unit: str, period: str, basis: Basis) -> str:
    """The figure pages of a unit and period as a pattern: `%s` stands for the indicator's code."""
    stem = reverse("figure", args=[unit, period, "-"]).replace("%", "%%")
    return f"{stem.removesuffix('-/')}%s/" + (f"?co-so={PRELIMINARY}" if basis is Basis.PRELIMINARY else "")


def charts_address(unit: str, period: str, basis: Basis) -> str:
    """The charts of a unit and period as a pattern: `%s` stands for the indicator's code."""
    stem = reverse("unit-charts", args=[unit, "-"]).replace("%", "%%")
    return f"{stem.removesuffix('-/')}%s/?ky={quote(period)}{basis_query(basis)}"


def area_address(area: str, unit: str, period: str, basis: Basis) -> str:
    """The page of a work area for a unit and a period."""
    return f"{reverse('area', args=[area])}?don-vi={quote(unit)}&ky={quote(period)}{basis_query(basis)}"


def committee_address(unit: str, period: str, basis: Basis) -> str:
    """The page that a standing committee meets over."""
    return reverse("committee", args=[unit, period]) + (f"?co-so={PRELIMINARY}" if basis is Basis.PRELIMINARY else "")


def compare_address(unit: str, period: str, basis: Basis) -> str:
    """A comparison that begins with one unit and period."""
    return f"{reverse('compare')}?don-vi={quote(unit)}&ky={quote(period)}{basis_query(basis)}"


def basis_query(basis: Basis) -> str:
    """What an address says about the basis; nothing where it is the usual one."""
    return f"&co-so={PRELIMINARY}" if basis is Basis.PRELIMINARY else ""
