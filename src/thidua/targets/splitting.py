"""What a target can be divided by, and the division proposed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db.models import QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from thidua.core import clock
from thidua.core.periods import Span
from thidua.figures.queries import Window, figures
from thidua.figures.rules import Basis
from thidua.indicators.models import Indicator, Period
from thidua.indicators.queries import catalogue
from thidua.org.models import Placement, Unit

from .models import Target
from .queries import standing_targets
from .rules import split_target

MEMBERS = "ORG18"


class Weight(TextChoices):
    """What the children's parts are proportional to."""

    STANDING = "dang-giao", _("Như đang giao")
    MEMBERS = "doan-vien", _("Theo số đoàn viên")
    LAST_YEAR = "nam-truoc", _("Theo kết quả năm trước")
    EQUAL = "deu", _("Chia đều")


@dataclass(frozen=True, slots=True)
class Heir:
    """A child that a target may be split to, with what its part can rest on; numbers are exact."""

    unit_id: int
    code: str
    name: str
    standing: int | None
    members: Fraction | None
    last_year: Fraction | None

    @property
    def unknown(self) -> bool:
        """Whether nothing at all speaks for giving it a part."""
        return self.standing is None and self.members is None and self.last_year is None


def heirs_of(*, target: Target, among: QuerySet[Unit], latest: Window | None) -> list[Heir]:
    """The heirs to one target, those that nothing is known of, departments for the most part, last."""
    indicator = catalogue().by_id[target.indicator_id]
    found = heirs_to(unit=target.unit, year=target.period.span, indicators=[indicator], among=among, latest=latest)
    return sorted(found[indicator.pk], key=lambda heir: heir.unknown)


def heirs_to(
    *, unit: Unit, year: Span, indicators: Sequence[Indicator], among: QuerySet[Unit], latest: Window | None
) -> dict[int, list[Heir]]:
    """The units directly below today `among` some, with their weights, in Vietnamese order, by indicator.

    `latest` is the period whose number of members counts. Five statements, however many units and indicators.
    """
    places = list(
        Placement.objects.filter(unit__in=among, parent=unit, during__contains=clock.today())
        .order_by("sort_key")
        .values_list("unit_id", "unit__code", "short_name")
    )
    ids = [pk for pk, *_names in places]
    standing = standing_targets(unit_ids=ids, year=year, indicators=indicators)
    year_before = Period.objects.filter(code=year.year_before().code).first()
    counted = catalogue().by_code[MEMBERS]
    members = _values(ids, latest, [counted])
    last_year = _values(ids, year_before, indicators)
    return {
        indicator.pk: [
            Heir(
                unit_id=pk,
                code=code,
                name=name,
                standing=found.assigned if (found := standing.get((pk, indicator.pk))) else None,
                members=members.get((pk, counted.pk)),
                last_year=last_year.get((pk, indicator.pk)),
            )
            for pk, code, name in places
        ]
        for indicator in indicators
    }


def proposed(whole: int, heirs: Sequence[Heir], weight: Weight) -> dict[int, int]:
    """The parts by unit id under a weight; children without that weight get none.

    Raises NothingToShareBy when no child has it.
    """
    if weight is Weight.STANDING:
        return {heir.unit_id: heir.standing for heir in heirs if heir.standing is not None}
    weights = {heir.code: value for heir in heirs if (value := _weight(heir, weight))}
    parts = split_target(whole, weights)
    ids = {heir.code: heir.unit_id for heir in heirs}
    return {ids[code]: part for code, part in parts.items()}


def _weight(heir: Heir, weight: Weight) -> Decimal:
    number = {Weight.MEMBERS: heir.members, Weight.LAST_YEAR: heir.last_year}.get(weight, Fraction(1))
    return Decimal(0) if number is None or number <= 0 else Decimal(number.numerator) / Decimal(number.denominator)


def _values(
    units: Sequence[int], period: Window | None, indicators: Sequence[Indicator]
) -> dict[tuple[int, int], Fraction]:
    if period is None:
        return {}
    read = figures(units=units, periods=[period], indicators=indicators, basis=Basis.OFFICIAL)
    return {(unit, what): figure.to_date for (unit, _when, what), figure in read.items() if figure.to_date is not None}
