"""A figure opened in the tree of one day: what its children there hold, and whom the unit carries on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from thidua.core.numbers import print_percent
from thidua.figures.carrying import Handed, applying, handed_into
from thidua.figures.explain import Explanation, Part, Term
from thidua.figures.models import PeriodUnit
from thidua.figures.printing import amount
from thidua.figures.queries import NOTHING, Figure, ended_without_successor, figures
from thidua.indicators.models import Indicator, Period, PeriodPart
from thidua.indicators.queries import catalogue
from thidua.indicators.rules import Kind
from thidua.org.models import Placement, Unit
from thidua.org.queries import last_names_of, percent_digits_of
from thidua.org.rules import WHOLE

from .addresses import Lens, figure_address
from .kinship import SHARE_DIGITS
from .reconciling import ADDITIVE


def explain_restated(*, unit: Unit, period: Period, indicator: Indicator, lens: Lens, on: date) -> Explanation:
    """A figure in the tree of a day; what no child has is the unit's own, with what it carries on. Two statements.

    Only of what adds up over units can that rest be told; ratios open to their terms, others have children alone.
    """
    children = list(Placement.objects.filter(parent=unit, during__contains=on).values_list("unit", flat=True))
    terms = _terms(indicator)
    read = figures(
        units=[unit.pk, *children],
        periods=[period],
        indicators=[indicator, *terms],
        basis=lens.basis,
        restatement_id=lens.history.restatement_id,
    )
    whole = read.get((unit.pk, period.pk, indicator.pk), NOTHING)
    found = [Term(term, read.get((unit.pk, period.pk, term.pk), NOTHING)) for term in terms]
    below = [
        _part(child, figure)
        for child in children
        if (figure := read.get((child, period.pk, indicator.pk))) is not None and not terms
    ]
    below.sort(key=lambda part: (-(part.to_date or 0), part.unit_id))
    own = [] if indicator.kind not in ADDITIVE else _rest(unit.pk, whole, below)
    return Explanation(
        indicator=indicator,
        unit_id=unit.pk,
        period=period,
        basis=lens.basis,
        stored=whole,
        added=whole,
        parts=(*own, *below),
        above=tuple(found[:-1]),
        below=found[-1] if found else None,
    )


def _terms(indicator: Indicator) -> list[Indicator]:
    """Numerators and denominator of a ratio; nothing of other kinds."""
    if indicator.kind != Kind.RATIO or indicator.denominator_id is None:
        return []
    by_id = catalogue().by_id
    return [*(by_id[part.pk] for part in indicator.numerator.all()), by_id[indicator.denominator_id]]


def _part(unit: int, figure: Figure, *, own: bool = False) -> Part:
    return Part(unit, own, (), figure.value, figure.to_date, figure.received, figure.expected, ())


def _rest(unit: int, whole: Figure, below: Sequence[Part]) -> list[Part]:
    """What the total has beside its children: the unit's own cells and what it took over."""
    rest = Figure(
        value=_minus(whole.value, [part.value for part in below]),
        to_date=_minus(whole.to_date, [part.to_date for part in below]),
        received=whole.received - sum(part.received for part in below),
        expected=whole.expected - sum(part.expected for part in below),
    )
    return [_part(unit, rest, own=True)] if rest.to_date or rest.expected or not below else []


def _minus(whole: Fraction | None, parts: Sequence[Fraction | None]) -> Fraction | None:
    known = [part for part in parts if part is not None]
    if whole is None:
        return None
    return whole - sum(known, Fraction(0)) if known else whole


@dataclass(frozen=True, slots=True)
class Inherited:
    """A unit whose past was taken over: its figure as it was where that is all its own, and the share that came."""

    name: str
    url: str
    share: str
    value: str


def _inherited(
    *, unit: Unit, opened: Explanation, lens: Lens, on: date, visible: QuerySet[Unit], digits: int
) -> tuple[Inherited, ...]:
    """Those whom a unit directly carries on in the tree of a day. At most five statements."""
    handed = [
        each
        for each in applying(handed_into([unit.pk], day=on), day=on, ends=opened.period.ends)
        if each.successor == unit.pk != each.predecessor
    ]
    if not handed:
        return ()
    ids = [each.predecessor for each in handed]
    names = last_names_of(ids, opened.period.ends)
    seen = set(visible.filter(pk__in=ids).values_list("pk", flat=True))
    bases = PeriodPart.objects.filter(period=opened.period, within=True).values("base")
    inner = set(
        PeriodUnit.objects.filter(period__in=bases, unit__in=ids, has_children=True).values_list("unit", flat=True)
    )
    was = figures(units=ids, periods=[opened.period], indicators=[opened.indicator], basis=lens.basis)

    def row(each: Handed) -> Inherited:
        figure = was.get((each.predecessor, opened.period.pk, opened.indicator.pk), NOTHING)
        shown = each.predecessor in seen and each.predecessor not in inner
        pattern = figure_address(each.predecessor_code, opened.period.code, Lens(lens.basis))
        return Inherited(
            name=names[each.predecessor].name,
            url=pattern % opened.indicator.code if each.predecessor in seen else "",
            share=_("toàn bộ")
            if each.share == WHOLE
            else print_percent(Fraction(each.share * 100, WHOLE), SHARE_DIGITS),
            value=amount(opened.indicator, figure.to_date, digits) if shown else "",
        )

    return tuple(row(each) for each in handed)


def restated_context(
    *, unit: Unit, opened: Explanation, lens: Lens, on: date, visible: QuerySet[Unit]
) -> dict[str, Any]:
    """What is told of a figure in the tree of a day: whom the unit carries on, and how the figure was."""
    digits = percent_digits_of(unit)
    was = figures(units=[unit.pk], periods=[opened.period], indicators=[opened.indicator], basis=lens.basis)
    figure = was.get((unit.pk, opened.period.pk, opened.indicator.pk), NOTHING)
    rows = _inherited(unit=unit, opened=opened, lens=lens, on=on, visible=visible, digits=digits)
    return {
        "restated": True,
        "inherited": rows,
        "some_inner": any(not row.value for row in rows),
        "as_it_was": amount(opened.indicator, figure.to_date, digits),
        "without_heir": _without_heir(unit, opened, lens, on, digits),
    }


def _without_heir(unit: Unit, opened: Explanation, lens: Lens, on: date, digits: int) -> str:
    """What ended without a successor, at a root where there is any; else ""."""
    restatement = lens.history.restatement_id
    if restatement is None or opened.indicator.kind not in ADDITIVE or not _is_root(unit, on):
        return ""
    read = ended_without_successor(
        restatement_id=restatement, periods=[opened.period], indicators=[opened.indicator], basis=lens.basis
    )
    figure = read.get((opened.period.pk, opened.indicator.pk), NOTHING)
    return amount(opened.indicator, figure.to_date, digits) if figure.to_date else ""


def _is_root(unit: Unit, on: date) -> bool:
    return Placement.objects.filter(unit=unit, parent=None, during__contains=on).exists()
