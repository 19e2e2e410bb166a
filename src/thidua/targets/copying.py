"""Last year's targets as the beginning of this year's: what is proposed, and what stands already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db.models import QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from thidua.core.errors import DomainError
from thidua.core.periods import Span
from thidua.figures.queries import figures
from thidua.figures.rules import Basis
from thidua.indicators.models import Indicator, Period
from thidua.indicators.queries import catalogue
from thidua.indicators.rules import Kind
from thidua.org.models import Unit

from .board import Child, children_of
from .planning import grown
from .queries import standing_targets
from .rules import adds_up, split_target


class Source(TextChoices):
    """What of last year is copied."""

    TARGET = "chi-tieu", _("Chỉ tiêu được giao năm trước")
    RESULT = "ket-qua", _("Kết quả năm trước")


@dataclass(frozen=True, slots=True)
class Copy:
    """One indicator: last year's target and result of the unit, this year's amount, and last year's of the children.

    `before` and `standing` are scaled amounts by unit id: what is copied of last year, and this year's targets.
    """

    indicator: Indicator
    last_target: int | None
    last_result: Fraction | None
    assigned: int | None
    proposed: int | None
    before: Mapping[int, int]
    standing: Mapping[int, int]

    def parts(self, whole: int | None, growth: Decimal) -> dict[int, int]:
        """What children without a target of this year get: their shares of last year in what is not given yet.

        Rates do not add up: each child's grows for itself.
        """
        missing = {pk: amount for pk, amount in self.before.items() if pk not in self.standing}
        one = 10**self.indicator.decimals
        if not adds_up(Kind(self.indicator.kind)):
            each = {pk: grown(self.indicator, Fraction(amount, one), growth) for pk, amount in missing.items()}
            return {pk: amount for pk, amount in each.items() if amount is not None}
        if whole is None:
            return {}
        free = max(0, whole - sum(self.standing.values()))
        try:
            parts = split_target(free, {str(pk).zfill(20): amount for pk, amount in missing.items()}) if free else {}
        except DomainError:
            return {}
        return {int(pk): part for pk, part in parts.items()}


@dataclass(frozen=True, slots=True)
class Copies:
    """What can be copied, and the children by id."""

    rows: tuple[Copy, ...]
    children: Mapping[int, Child]


def copies(*, unit: Unit, year: Period, among: QuerySet[Unit], source: Source, growth: Decimal) -> Copies:
    """Every indicator that the unit or one of its children had a target for last year. Five statements.

    Where results are copied, also those that targets of this year are given for.
    """
    below = children_of(unit, among)
    ids = [unit.pk, *(child.unit_id for child in below)]
    earlier = year.span.year_before()
    last = standing_targets(unit_ids=ids, year=earlier)
    now = standing_targets(unit_ids=ids, year=year.span)
    wanted = {what for _unit, what in last} | ({what for _unit, what in now} if source is Source.RESULT else set())
    indicators = sorted((catalogue().by_id[pk] for pk in wanted), key=lambda one: (one.area.order, one.order))
    results = _results(ids, earlier, indicators)
    if source is Source.RESULT:
        copied = {key: grown(catalogue().by_id[key[1]], value, Decimal(0)) for key, value in results.items()}
    else:
        copied = {key: amounts.assigned for key, amounts in last.items()}
    assigned = {key: amounts.assigned for key, amounts in now.items()}
    rows = []
    for indicator in indicators:
        key = (unit.pk, indicator.pk)
        base, was = copied.get(key), last.get(key)
        whole = None if base is None else Fraction(base, 10**indicator.decimals)
        rows.append(
            Copy(
                indicator=indicator,
                last_target=was.assigned if was else None,
                last_result=results.get(key),
                assigned=assigned.get(key),
                proposed=grown(indicator, whole, growth),
                before=_of_children(copied, indicator, below),
                standing=_of_children(assigned, indicator, below),
            )
        )
    return Copies(tuple(rows), {child.unit_id: child for child in below})


def _results(ids: list[int], earlier: Span, indicators: list[Indicator]) -> dict[tuple[int, int], Fraction]:
    """What units reached in a year, by (unit, indicator)."""
    before = Period.objects.filter(code=earlier.code).first()
    if before is None:
        return {}
    read = figures(units=ids, periods=[before], indicators=indicators, basis=Basis.OFFICIAL)
    return {(unit, what): figure.to_date for (unit, _when, what), figure in read.items() if figure.to_date is not None}


def _of_children(
    amounts: Mapping[tuple[int, int], int | None], indicator: Indicator, below: list[Child]
) -> dict[int, int]:
    found = {child.unit_id: amounts.get((child.unit_id, indicator.pk)) for child in below}
    return {pk: amount for pk, amount in found.items() if amount is not None}
