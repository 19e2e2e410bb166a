"""What the register of members counts beside what was reported: a figure opens to the people behind it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from thidua.access import gate
from thidua.access.rules import Permission
from thidua.core import clock
from thidua.core.numbers import print_number
from thidua.figures.queries import NOTHING, ReadablePeriod, figures, readable_periods, usual_period
from thidua.figures.rules import Basis
from thidua.indicators.queries import catalogue
from thidua.org.models import Lineage, Placement, Unit
from thidua.org.queries import UnitName, last_names_of
from thidua.people.models import User
from thidua.registers.members.queries import Counts, counts
from thidua.registers.members.views.register import tabs_of
from thidua.ui.links import Link
from thidua.ui.tones import Tone

from .dashboards.addresses import Lens, figure_address

OFFERED = 18


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure that members add up to: the indicator's code, what is counted, and where the people are listed."""

    code: str
    label: str | Promise
    counts: tuple[str, ...]
    listed: str = ""
    part: bool = False

    def of(self, found: Counts) -> int:
        """How many the register has."""
        return sum(getattr(found, name) for name in self.counts)


MEASURES = (
    Measure("ORG18", gettext_lazy("Đoàn viên cuối kỳ"), ("members",)),
    Measure("ORG19", gettext_lazy("trong đó: nữ"), ("women",), "?sex=female", part=True),
    Measure("ORG21", gettext_lazy("Kết nạp mới trong kỳ"), ("admitted",), "?state=all&since={starts}&until={ends}"),
    Measure(
        "ORG22",
        gettext_lazy("trong đó: nữ"),
        ("admitted_women",),
        "?state=all&sex=female&since={starts}&until={ends}",
        part=True,
    ),
    Measure("ORG23", gettext_lazy("Đoàn viên giảm trong kỳ"), ("left", "went"), "?state=left"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """A count in the register and in the reports (None: nothing was reported), with the addresses behind both."""

    label: str
    registered: int
    reported: int | None
    url: str
    figure_url: str = ""
    part: bool = False

    @property
    def difference(self) -> int | None:
        """How many more the register has."""
        return None if self.reported is None else self.registered - self.reported

    @property
    def gap(self) -> str:
        """What the register lacks, or has too many of, in a word; "" where both agree or nothing was reported."""
        if not self.difference:
            return ""
        words = {"n": print_number(abs(self.difference))}
        return _("sổ thừa %(n)s") % words if self.difference > 0 else _("sổ thiếu %(n)s") % words


@dataclass(frozen=True, slots=True)
class Seen:
    """The register beside the reports of a period, for a unit with all below (`own`) and for each directly below."""

    unit: Unit
    name: UnitName
    periods: list[ReadablePeriod]
    period: ReadablePeriod | None
    own: list[Row]
    below: list[Row]

    @property
    def rows(self) -> list[Row]:
        """All of them, as they stand one below the other."""
        return [*self.own, *self.below]


@require_safe
def member_figures(request: HttpRequest, code: str) -> HttpResponse:
    """The register beside the accepted reports of a period (`ky`)."""
    seen = seen_figures(request, code)
    context = {
        "title": _("Đối chiếu báo cáo"),
        "unit": seen.unit,
        "unit_name": seen.name,
        "tabs": tabs_of(seen.unit, "member-figures"),
        "period": seen.period,
        "periods": [Link(one.span.title, f"?ky={one.code}", one == seen.period) for one in seen.periods[:OFFERED]],
        "crumbs": [(_("Đoàn viên"), reverse("member-list", args=[code]))],
        "own": seen.own,
        "below": seen.below,
        "differing": sum(bool(row.difference) for row in seen.below),
        "verdict": _verdict(seen.own) if seen.own else None,
    }
    return render(request, "members/figures.html", context)


urlpatterns = [path("doan-vien/don-vi/<str:code>/doi-chieu/", member_figures, name="member-figures")]


def seen_figures(request: HttpRequest, code: str) -> Seen:
    """What the reader sees at an address; a few statements, however many units stand below."""
    user = request.user
    assert isinstance(user, User)  # nobody else passes the middleware
    unit = gate.unit_or_404(user, code, Permission.MEMBER_VIEW)
    today = clock.today()
    periods = readable_periods(unit.pk, today)
    asked = next((one for one in periods if one.code == request.GET.get("ky", "")), None)
    period = asked or usual_period(periods, today)
    name = last_names_of([unit.pk], today)[unit.pk]
    own, below = _compared(unit, period) if period else ([], [])
    return Seen(unit, name, periods, period, own, below)


def _compared(unit: Unit, period: ReadablePeriod) -> tuple[list[Row], list[Row]]:
    indicators = [catalogue().by_code[measure.code] for measure in MEASURES]
    children = list(
        Placement.objects.filter(parent=unit, during__contains=period.ends)
        .order_by("sort_key")
        .values_list("unit", "unit__code", "short_name")
    )
    wanted = [unit.pk, *(pk for pk, _code, _name in children)]
    registered = _registered(wanted, period)
    found = figures(units=wanted, periods=[period], indicators=indicators, basis=Basis.OFFICIAL)

    def reported(unit_id: int, at: int) -> int | None:
        value = found.get((unit_id, period.pk, indicators[at].pk), NOTHING).value
        return None if value is None else int(value)

    own = [
        _own(unit, period, measure, registered[unit.pk], reported(unit.pk, at)) for at, measure in enumerate(MEASURES)
    ]
    below = [
        Row(
            label=name,
            registered=registered[pk].members,
            reported=reported(pk, 0),
            url=f"{reverse('member-figures', args=[code])}?ky={period.code}",
        )
        for pk, code, name in children
    ]
    return own, below


def _registered(units: Sequence[int], period: ReadablePeriod) -> Mapping[int, Counts]:
    """What the register counts for units with all that stood below them at the end of a period."""
    pairs = Lineage.objects.filter(ancestor__in=units, during__contains=period.ends).values_list("ancestor", "unit")
    above: dict[int, list[int]] = defaultdict(list)
    for ancestor, below in pairs:
        above[below].append(ancestor)
    totals = {unit: Counts(unit) for unit in units}
    for below, row in counts([*above], period.span.starts, period.ends).items():
        for ancestor in above[below]:
            totals[ancestor] = totals[ancestor].plus(row)
    return totals


def _own(unit: Unit, period: ReadablePeriod, measure: Measure, own: Counts, reported: int | None) -> Row:
    days = {"starts": period.span.starts.isoformat(), "ends": period.ends.isoformat()}
    return Row(
        label=str(measure.label),
        registered=measure.of(own),
        reported=reported,
        url=reverse("member-list", args=[unit.code]) + measure.listed.format(**days),
        figure_url="" if reported is None else figure_address(unit.code, period.code, Lens()) % measure.code,
        part=measure.part,
    )


def _verdict(own: Sequence[Row]) -> tuple[Tone, str]:
    """One sentence about what both sides say."""
    first = own[0]
    if first.reported is None:
        return Tone.INFO, _("Kỳ này chưa có báo cáo được tiếp nhận nên chưa đối chiếu được.")
    words = {"registered": print_number(first.registered), "reported": print_number(first.reported)}
    if not first.registered:
        sentence = _("Sổ chưa có ai, trong khi báo cáo ghi %(reported)s đoàn viên. Hãy nhập danh sách đoàn viên.")
        return Tone.WARN, sentence % words
    if first.difference:
        sentence = _(
            "Cuối kỳ, sổ có %(registered)s đoàn viên còn báo cáo ghi %(reported)s. "
            "Hãy bổ sung sổ, hoặc điều chỉnh báo cáo nếu báo cáo sai."
        )
        return Tone.WARN, sentence % words
    if any(row.difference for row in own):
        sentence = _("Số đoàn viên cuối kỳ khớp nhau (%(registered)s người) nhưng biến động trong kỳ còn lệch.")
        return Tone.WARN, sentence % words
    return Tone.GOOD, _("Sổ và báo cáo khớp nhau: %(registered)s đoàn viên.") % words
