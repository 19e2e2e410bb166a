"""A target of a term as the page prints it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from django.urls import reverse
from django.utils.translation import gettext as _

from thidua.core import clock
from thidua.core.numbers import print_percent
from thidua.emulation.movements.models import Programme, ProgrammeTarget
from thidua.emulation.movements.queries.programmes import Progress, Year
from thidua.figures.printing import short_amount, short_measure
from thidua.indicators.models import Indicator
from thidua.ui.tones import Tone

PERCENT = "%"


@dataclass(frozen=True, slots=True)
class ShownYear:
    """A year of a target: the accepted figure with the page that explains it, and the year's own target."""

    value: str
    url: str
    assigned: str
    target_url: str


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A target with its way; of one in words only the words."""

    target: ProgrammeTarget
    name: str
    measure: str
    wanted: str
    reached: str
    percent: str
    share: Fraction | None
    state: str
    tone: str
    years: tuple[ShownYear, ...]


def shown(progress: Progress, programme: Programme, digits: int) -> ShownLine:
    """A target as the table shows it: as many years as the programme has, those after the target's empty."""
    target, indicator = progress.target, progress.indicator
    blank = ShownYear("", "", "", "")
    length = programme.last_year - programme.first_year + 1
    if indicator is None:
        years = (blank,) * length
        return ShownLine(target, target.text, "", "", "", "", None, _("Theo dõi bằng văn bản"), Tone.QUIET, years)
    found = [_year(one, indicator, programme, digits) for one in progress.years]
    percent = progress.completion.percent_of_plan if progress.completion else None
    state, tone = _standing(progress)
    return ShownLine(
        target=target,
        name=indicator.name,
        measure="" if indicator.measure_vi == PERCENT else short_measure(indicator),
        wanted=short_amount(indicator, progress.wanted, digits),
        reached=short_amount(indicator, progress.reached, digits),
        percent="" if percent is None else print_percent(percent, digits),
        share=percent,
        state=state,
        tone=tone,
        years=(*found, *(blank,) * (length - len(found))),
    )


def _standing(progress: Progress) -> tuple[str, Tone]:
    met = progress.completion.met if progress.completion else None
    if met is None:
        return _("Chưa có số liệu"), Tone.QUIET
    if not met and progress.target.by_year >= clock.today().year:
        return _("Đang thực hiện"), Tone.INFO
    return (_("Đã đạt"), Tone.GOOD) if met else (_("Chưa đạt"), Tone.WARN)


def _year(one: Year, indicator: Indicator, programme: Programme, digits: int) -> ShownYear:
    code = programme.owner.code
    value = "" if one.value is None else short_amount(indicator, one.value, digits)
    return ShownYear(
        value=value,
        url=reverse("figure", args=[code, one.period, indicator.code]) if value else "",
        assigned="" if one.assigned is None else short_amount(indicator, one.assigned, digits),
        target_url="" if one.assigned is None else reverse("target", args=[code, one.period, indicator.code]),
    )
