"""A comparison: any units, periods and indicators, as the address names them, of what the reader may see."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Literal
from urllib.parse import urlencode

from django.db.models import QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from thidua.core import clock
from thidua.figures.history import PARAMETER, differs, settled
from thidua.figures.queries import figures
from thidua.figures.rules import Basis
from thidua.indicators.models import Indicator, Period
from thidua.indicators.queries import catalogue
from thidua.org.models import Unit
from thidua.org.queries import UnitName, last_names_of, percent_digits_of
from thidua.reorganisation.queries import TreeChange, changes_of_trees
from thidua.targets.queries import Result, compared, standing_targets

from .addresses import PRELIMINARY, Lens

MOST_UNITS, MOST_PERIODS, MOST_INDICATORS = 24, 8, 12


class Look(TextChoices):
    """How a comparison is drawn."""

    TABLE = "bang", _("Bảng")
    BARS = "cot", pgettext_lazy("chart", "Cột")
    LINES = "duong", _("Đường")


class Number(TextChoices):
    """Which number of a figure is compared."""

    SO_FAR = "luy-ke", _("Lũy kế")
    IN_PERIOD = "trong-ky", _("Trong kỳ")
    OF_PLAN = "ke-hoach", _("% kế hoạch")
    CHANGE = "cung-ky", _("So cùng kỳ")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an address asks to compare: codes in the order of the columns and rows."""

    units: tuple[str, ...]
    periods: tuple[str, ...]
    indicators: tuple[str, ...]
    look: Look
    number: Number
    lens: Lens

    @property
    def basis(self) -> Basis:
        """Which reports count."""
        return self.lens.basis

    def query(self) -> str:
        """The address of this comparison, without the path."""
        pairs = [
            *(("don-vi", code) for code in self.units),
            *(("ky", code) for code in self.periods),
            *(("chi-tieu", code) for code in self.indicators),
        ]
        if self.look is not Look.TABLE:
            pairs.append(("dang", self.look.value))
        if self.number is not Number.SO_FAR:
            pairs.append(("so", self.number.value))
        if self.basis is Basis.PRELIMINARY:
            pairs.append(("co-so", PRELIMINARY))
        if self.lens.history.value:
            pairs.append((PARAMETER, self.lens.history.value))
        return urlencode(pairs)

    def toggled(self, kind: Literal["units", "periods", "indicators"], code: str) -> Wanted:
        """The same with a unit, period or indicator more or less."""
        match kind:
            case "units":
                return replace(self, units=_toggled(self.units, code))
            case "periods":
                return replace(self, periods=_toggled(self.periods, code))
            case _:
                return replace(self, indicators=_toggled(self.indicators, code))


def _toggled(codes: tuple[str, ...], code: str) -> tuple[str, ...]:
    return tuple(one for one in codes if one != code) if code in codes else (*codes, code)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was found: the units that the reader may see, and results by (unit, period, indicator).

    `hidden`: how many units were asked for that the reader may not see, or that do not exist. `differs`: the two
    readings of the past differ; `tree_note` says why the reading is not the one asked for. `changes` are those
    of the units' trees from the first period to the last.
    """

    wanted: Wanted
    units: tuple[UnitName, ...]
    hidden: int
    periods: tuple[Period, ...]
    indicators: tuple[Indicator, ...]
    digits: int
    results: dict[tuple[int, int, int], Result]
    changes: tuple[TreeChange, ...] = ()
    differs: bool = False
    tree_note: str = ""

    @property
    def ends(self) -> date:
        """The last day that is compared; today where no period is."""
        return max((period.ends for period in self.periods), default=clock.today())

    def number(self, unit: int, period: int, indicator: int) -> Fraction | None:
        """The number that is compared."""
        result = self.results.get((unit, period, indicator))
        if result is None:
            return None
        match self.wanted.number:
            case Number.SO_FAR:
                return result.cumulative
            case Number.IN_PERIOD:
                return result.value
            case Number.OF_PLAN:
                return result.completion.percent_of_plan
            case Number.CHANGE:
                change = result.change_on_year_percent
                return result.change_points if change is None else change


def read_comparison(wanted: Wanted, visible: QuerySet[Unit]) -> Comparison:
    """Few statements: those of one reading, and one for the targets of each year."""
    codes = wanted.units[:MOST_UNITS]
    by_code = {unit.code: unit for unit in visible.filter(code__in=codes)}
    units = [by_code[code] for code in codes if code in by_code]
    periods = periods_by_code(wanted.periods[:MOST_PERIODS])
    indicators = tuple(
        found for code in wanted.indicators[:MOST_INDICATORS] if (found := catalogue().by_code.get(code)) is not None
    )
    ends = max((period.ends for period in periods), default=clock.today())
    history, note = settled(wanted.lens.history, ends=ends)
    wanted = replace(wanted, lens=replace(wanted.lens, history=history))
    ids = [unit.pk for unit in units]
    names = last_names_of(ids, history.on or ends)
    return Comparison(
        wanted=wanted,
        units=tuple(names[unit.pk] for unit in units),
        hidden=len(set(codes)) - len(units),
        periods=periods,
        indicators=indicators,
        digits=percent_digits_of(units[0]) if units else 1,
        results=_results(ids, periods, indicators, wanted.lens),
        changes=_changes(ids, periods),
        differs=differs(history, units=ids, periods=[period.pk for period in periods]),
        tree_note=note,
    )


def _changes(units: Sequence[int], periods: Sequence[Period]) -> tuple[TreeChange, ...]:
    """What happened to the trees of units over the periods; one period has no course to be marked."""
    if len(periods) <= 1 or not units:
        return ()
    return tuple(changes_of_trees(units, min(period.starts for period in periods), periods[-1].ends))


def periods_by_code(codes: Sequence[str]) -> tuple[Period, ...]:
    """The periods with these codes, oldest first; unknown ones are left out."""
    return tuple(Period.objects.filter(code__in=codes).order_by("ends", "-starts"))


def _results(
    units: Sequence[int], periods: Sequence[Period], indicators: Sequence[Indicator], lens: Lens
) -> dict[tuple[int, int, int], Result]:
    if not (units and periods and indicators):
        return {}
    last_years = {period.pk: period.span.year_before().code for period in periods}
    before = {period.code: period for period in Period.objects.filter(code__in=last_years.values())}
    read = figures(
        units=units,
        periods=_unique((*periods, *before.values())),
        indicators=indicators,
        basis=lens.basis,
        restatement_id=lens.history.restatement_id,
    )
    years = {period.span.whole_year() for period in periods}
    targets = {
        year: standing_targets(
            unit_ids=units, year=year, indicators=indicators, restatement_id=lens.history.restatement_id
        )
        for year in sorted(years, key=lambda year: year.code)
    }
    return {
        (unit, period.pk, indicator): result
        for period in periods
        for (unit, indicator), result in compared(
            read,
            targets[period.span.whole_year()],
            unit_ids=units,
            period=period,
            last_year=before.get(last_years[period.pk]),
            indicators=indicators,
        ).items()
    }


def _unique(periods: Iterable[Period]) -> list[Period]:
    return list({period.pk: period for period in periods}.values())
