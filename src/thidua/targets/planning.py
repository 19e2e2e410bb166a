"""A plan before it is assigned: amounts for several indicators and all children, tried without writing anything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db.models import QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from thidua.core.errors import DomainError
from thidua.core.numbers import round_half_up
from thidua.figures.queries import Window, figures
from thidua.figures.rules import Basis
from thidua.indicators.models import Indicator, Period
from thidua.indicators.rules import Kind
from thidua.org.models import Unit

from .queries import judged_on, standing_targets
from .rules import adds_up, expected_share, remainder
from .splitting import Heir, Weight, heirs_to, proposed

# A plan of more indicators than this is no longer read on one screen.
MOST_INDICATORS = 12


class Base(TextChoices):
    """What is divided."""

    ASSIGNED = "duoc-giao", _("Chỉ tiêu đơn vị được giao")
    LAST_YEAR = "nam-truoc", _("Kết quả năm trước, cộng mức tăng")


@dataclass(frozen=True, slots=True)
class Wish:
    """How a plan is to be made: what is divided by which weights, with which growth in per cent.

    Without a weight what stands is kept, and where nothing stands members decide.
    """

    base: Base = Base.ASSIGNED
    weight: Weight | None = None
    growth: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Draft:
    """One indicator of a plan. `assigned` and `whole` are scaled; `projections` are year's ends at present pace."""

    indicator: Indicator
    assigned: int | None
    whole: int | None
    heirs: tuple[Heir, ...]
    parts: Mapping[int, int]
    projections: Mapping[int, Fraction]
    problem: str

    def total(self, parts: Mapping[int, int]) -> int:
        """The sum of amounts by unit id, with what children that are not named keep."""
        return sum(parts.get(heir.unit_id, heir.standing or 0) for heir in self.heirs)

    def left(self, parts: Mapping[int, int]) -> int | None:
        """What the amounts leave of the unit's own target; None where nothing adds up to it."""
        if self.assigned is None or not adds_up(Kind(self.indicator.kind)):
            return None
        return remainder(self.assigned, [self.total(parts)])


def drafts(
    *,
    unit: Unit,
    year: Period,
    period: Window | None,
    indicators: Sequence[Indicator],
    among: QuerySet[Unit],
    wish: Wish,
) -> list[Draft]:
    """The plan that a wish makes, by indicator. Nine statements at most, however many units and indicators."""
    heirs = heirs_to(unit=unit, year=year.span, indicators=indicators, among=among, latest=period)
    own = standing_targets(unit_ids=[unit.pk], year=year.span, indicators=indicators)
    before = Period.objects.filter(code=year.span.year_before().code).first()
    last_year = (
        figures(units=[unit.pk], periods=[before], indicators=indicators, basis=Basis.OFFICIAL) if before else {}
    )
    below = [heir.unit_id for heir in next(iter(heirs.values()), [])]
    read = figures(units=below, periods=[period], indicators=indicators, basis=Basis.OFFICIAL) if period else {}
    made = []
    for indicator in indicators:
        amounts = own.get((unit.pk, indicator.pk))
        assigned = amounts.assigned if amounts else None
        reached = last_year.get((unit.pk, before.pk, indicator.pk)) if before else None
        whole = assigned
        if wish.base is Base.LAST_YEAR:
            whole = grown(indicator, reached.to_date if reached else None, wish.growth)
        parts, problem = _parts(indicator, whole, heirs[indicator.pk], wish)
        projections = {
            pk: projected
            for pk in below
            if period is not None
            and (figure := read.get((pk, period.pk, indicator.pk))) is not None
            and (projected := _projection(indicator, figure.to_date, period)) is not None
        }
        made.append(Draft(indicator, assigned, whole, tuple(heirs[indicator.pk]), parts, projections, problem))
    return made


def grown(indicator: Indicator, value: Fraction | None, growth: Decimal) -> int | None:
    """A value grown by per cent, scaled as the indicator's numbers are; half up. Never below zero."""
    if value is None:
        return None
    return max(0, int(round_half_up(value * (1 + Fraction(growth) / 100) * 10**indicator.decimals, 0)))


def _parts(indicator: Indicator, whole: int | None, heirs: Sequence[Heir], wish: Wish) -> tuple[Mapping[int, int], str]:
    """The children's parts, and why there are none. Rates are not divided: each child gets the whole one."""
    usual = Weight.STANDING if any(heir.standing is not None for heir in heirs) else Weight.MEMBERS
    weight = wish.weight or usual
    if weight is Weight.STANDING:
        return proposed(0, heirs, Weight.STANDING), ""
    if whole is None:
        return {}, ""
    if not adds_up(Kind(indicator.kind)):
        return {heir.unit_id: whole for heir in heirs if not heir.unknown}, ""
    known = [heir for heir in heirs if not heir.unknown] if weight is Weight.EQUAL else heirs
    try:
        return proposed(whole, known, weight), ""
    except DomainError as error:
        return {}, error.sentence


def _projection(indicator: Indicator, result: Fraction | None, period: Window) -> Fraction | None:
    """Where a result ends at the present pace; only what flows has one."""
    if result is None or indicator.kind not in {Kind.FLOW, Kind.DISTINCT}:
        return None
    day = judged_on(indicator, period.span)
    return result / expected_share(period.span.whole_year(), day) if day else None
