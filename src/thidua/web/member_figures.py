"""What the register of members counts beside what was reported: a figure opens to the people behind it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

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
from thidua.figures.printing import ABSENT
from thidua.figures.queries import NOTHING, ReadablePeriod, figures, readable_periods, usual_period
from thidua.figures.rules import Basis
from thidua.indicators.queries import catalogue
from thidua.org.models import Lineage, Placement, Unit
from thidua.org.queries import last_names_of
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

    def of(self, found: Counts) -> int:
        """How many the register has."""
        return sum(getattr(found, name) for name in self.counts)


MEASURES = (
    Measure("ORG18", gettext_lazy("Đoàn viên cuối kỳ"), ("members",), "?"),
    Measure("ORG19", gettext_lazy("trong đó: nữ"), ("women",), "?sex=female"),
    Measure("ORG21", gettext_lazy("Kết nạp mới trong kỳ"), ("admitted",), "?state=all&since={starts}&until={ends}"),
    Measure(
        "ORG22",
        gettext_lazy("trong đó: nữ"),
        ("admitted_women",),
        "?state=all&sex=female&since={starts}&until={ends}",
    ),
    Measure("ORG23", gettext_lazy("Đoàn viên giảm trong kỳ"), ("left", "went"), "?state=left"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """A measure in the register and in the reports, printed; `difference` is "" where they agree or one is missing."""

    label: str
    part: bool
    registered: str
    list_url: str
    reported: str
    figure_url: str
    difference: str


@dataclass(frozen=True, slots=True)
class Below:
    """A unit directly below with its members in the register and in the reports, and where its own page is."""

    name: str
    url: str
    registered: str
    reported: str
    difference: str


@require_safe
def member_figures(request: HttpRequest, code: str) -> HttpResponse:
    """The register beside the accepted reports of a period (`ky`), for a unit with all below and for each below."""
    user = request.user
    assert isinstance(user, User)  # nobody else passes the middleware
    unit = gate.unit_or_404(user, code, Permission.MEMBER_VIEW)
    today = clock.today()
    periods = readable_periods(unit.pk, today)
    period = next((one for one in periods if one.code == request.GET.get("ky", "")), None) or usual_period(
        periods, today
    )
    name = last_names_of([unit.pk], today)[unit.pk]
    context = {
        "title": _("Đối chiếu báo cáo"),
        "unit": unit,
        "unit_name": name,
        "tabs": tabs_of(unit, "member-figures"),
        "period": period,
        "periods": [Link(one.span.title, f"?ky={one.code}", one == period) for one in periods[:OFFERED]],
        "crumbs": [(_("Đoàn viên"), reverse("member-list", args=[unit.code]))],
    }
    if period is not None:
        context |= _compared(unit, period)
    return render(request, "members/figures.html", context)


urlpatterns = [path("doan-vien/don-vi/<str:code>/doi-chieu/", member_figures, name="member-figures")]


def _compared(unit: Unit, period: ReadablePeriod) -> dict[str, object]:
    """Both sides of a period; a few statements, however many units stand below."""
    indicators = [catalogue().by_code[measure.code] for measure in MEASURES]
    children = list(
        Placement.objects.filter(parent=unit, during__contains=period.ends)
        .order_by("sort_key")
        .values_list("unit", "unit__code", "short_name")
    )
    wanted = [unit.pk, *(pk for pk, _code, _name in children)]
    registered = _registered(wanted, period)
    reported = figures(units=wanted, periods=[period], indicators=indicators, basis=Basis.OFFICIAL)
    members = catalogue().by_code["ORG18"]
    own = registered[unit.pk]
    lines = [
        _line(unit, period, measure, own, reported.get((unit.pk, period.pk, indicator.pk), NOTHING).value)
        for measure, indicator in zip(MEASURES, indicators, strict=True)
    ]
    below = [
        _below(code, name, period, registered[pk], reported.get((pk, period.pk, members.pk), NOTHING).value)
        for pk, code, name in children
    ]
    first = reported.get((unit.pk, period.pk, members.pk), NOTHING).value
    return {
        "lines": lines,
        "below": below,
        "differing": sum(bool(one.difference) for one in below),
        "verdict": _verdict(own.members, first, lines),
    }


def _registered(units: Sequence[int], period: ReadablePeriod) -> Mapping[int, Counts]:
    """What the register counts for units with all that stood below them at the end of a period."""
    day = period.ends
    above: dict[int, list[int]] = defaultdict(list)
    for ancestor, below in Lineage.objects.filter(ancestor__in=units, during__contains=day).values_list(
        "ancestor", "unit"
    ):
        above[below].append(ancestor)
    found = counts([*above], period.span.starts, day)
    totals = {unit: Counts(unit) for unit in units}
    for below, row in found.items():
        for ancestor in above[below]:
            totals[ancestor] = totals[ancestor].plus(row)
    return totals


def _line(unit: Unit, period: ReadablePeriod, measure: Measure, own: Counts, reported: Fraction | None) -> Line:
    days = {"starts": period.span.starts.isoformat(), "ends": period.ends.isoformat()}
    registered = measure.of(own)
    list_url = reverse("member-list", args=[unit.code]) + measure.listed.format(**days).removesuffix("?")
    return Line(
        label=str(measure.label),
        part=measure.code in {"ORG19", "ORG22"},
        registered=print_number(registered),
        list_url=list_url,
        reported=ABSENT if reported is None else print_number(reported),
        figure_url="" if reported is None else figure_address(unit.code, period.code, Lens()) % measure.code,
        difference=_difference(registered, reported),
    )


def _below(code: str, name: str, period: ReadablePeriod, registered: Counts, reported: Fraction | None) -> Below:
    return Below(
        name=name,
        url=f"{reverse('member-figures', args=[code])}?ky={period.code}",
        registered=print_number(registered.members),
        reported=ABSENT if reported is None else print_number(reported),
        difference=_difference(registered.members, reported),
    )


def _difference(registered: int, reported: Fraction | None) -> str:
    """How many more the register has, with its sign; "" where both agree or nothing was reported."""
    if reported is None or registered == reported:
        return ""
    more = registered - reported
    return f"{'+' if more > 0 else '−'}{print_number(abs(more))}"


def _verdict(registered: int, reported: Fraction | None, lines: Sequence[Line]) -> tuple[Tone, str]:
    """One sentence about what both sides say."""
    if reported is None:
        return Tone.INFO, _("Kỳ này chưa có báo cáo được tiếp nhận nên chưa đối chiếu được.")
    words = {"registered": print_number(registered), "reported": print_number(reported)}
    if not registered:
        sentence = _("Sổ chưa có ai, trong khi báo cáo ghi %(reported)s đoàn viên. Hãy nhập danh sách đoàn viên.")
        return Tone.WARN, sentence % words
    if registered != reported:
        sentence = _(
            "Cuối kỳ, sổ có %(registered)s đoàn viên còn báo cáo ghi %(reported)s. "
            "Hãy bổ sung sổ, hoặc điều chỉnh báo cáo nếu báo cáo sai."
        )
        return Tone.WARN, sentence % words
    if any(line.difference for line in lines):
        sentence = _("Số đoàn viên cuối kỳ khớp nhau: %(registered)s; có dòng khác còn lệch.")
        return Tone.WARN, sentence % words
    return Tone.GOOD, _("Sổ và báo cáo khớp nhau: %(registered)s đoàn viên.") % words
