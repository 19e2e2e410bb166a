"""Which reports the parts of files are about, and what their sender may do with them; a few statements for all."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Final

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from thidua.access import gate
from thidua.access.rules import Permission
from thidua.core import clock
from thidua.core.text import fold
from thidua.indicators.models import Form, Indicator, Period
from thidua.indicators.rules import PeriodState
from thidua.org.models import Placement, Unit
from thidua.org.rules import plain_words
from thidua.people.models import User
from thidua.reporting.models import Report
from thidua.reporting.rules import EDITABLE, ReportState
from thidua.reporting.workbooks.recognising import Part

from .behalf import entries_of
from .contents import contents_of

P = Permission
ASKED_AT_ONCE: Final = 100
_IN_BRACKETS: Final = re.compile(r"\(([^()]*)\)\s*$")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Codes that the sender chose: a file that names none is about these, one that names others is refused."""

    unit: str = ""
    period: str = ""
    form: str = ""


@dataclass(frozen=True, slots=True)
class Placed:
    """A part with its report, or `trouble`: why there is none for it.

    `closed` says why no cell of the report can be written, "" where some can. `areas` are the work areas (None: all)
    that the sender may write; `on_behalf`: entry on behalf of the unit has to be begun for it.
    """

    part: Part
    report: Report | None = None
    trouble: str = ""
    closed: str = ""
    areas: frozenset[str] | None = None
    on_behalf: bool = False


def place(parts: Sequence[Part], *, wanted: Wanted, viewer: User) -> list[Placed]:
    """The reports that parts of files are about, in the order of the parts.

    Reports come with their sheet, form version, form, unit and period.
    """
    finder = _Finder.of(parts, wanted, viewer)
    found = [finder.find(part) for part in parts]
    rights = Rights.of([report for report, _trouble in found if report], viewer)
    return [
        rights.placed(part, report) if report else Placed(part, trouble=trouble)
        for part, (report, trouble) in zip(parts, found, strict=True)
    ]


# ── Which report ─────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Finder:
    """What the words of all parts stand for."""

    wanted: Wanted
    units: Mapping[str, Unit]
    periods: Mapping[str, Period]
    forms: Mapping[str, Form]
    reports: Mapping[tuple[int, int], Sequence[Report]]

    @classmethod
    def of(cls, parts: Sequence[Part], wanted: Wanted, viewer: User) -> _Finder:
        units = _units({part.unit or wanted.unit for part in parts}, viewer)
        periods = _periods({part.period or wanted.period for part in parts})
        return cls(
            wanted=wanted,
            units=units,
            periods=periods,
            forms=_forms({part.form or wanted.form for part in parts}),
            reports=_reports(units.values(), periods.values()),
        )

    def find(self, part: Part) -> tuple[Report | None, str]:
        """The report of a part, or the sentence that says why there is none."""
        said = part.unit or self.wanted.unit, part.period or self.wanted.period, part.form or self.wanted.form
        unit, period, form = self.units.get(said[0]), self.periods.get(said[1]), self.forms.get(said[2])
        if unit is None:
            return None, _no_unit(said[0])
        if period is None:
            return None, _no_period(said[1])
        if said[2] and form is None:
            return None, _("Hệ thống không có biểu mẫu «%(form)s».") % {"form": said[2][:80]}
        other = self._other(unit, period, form)
        if other:
            return None, other
        reports = [r for r in self.reports.get((unit.pk, period.pk), ()) if form is None or _form_of(r) == form.pk]
        report = max(reports, key=lambda report: _shared(report, part), default=None)
        if report is None or not _shared(report, part):
            return None, _no_report(unit, period, form)
        return report, ""

    def _other(self, unit: Unit, period: Period, form: Form | None) -> str:
        """What the sender chose where the file is about something else."""
        wanted = self.wanted
        if wanted.unit and unit.code != wanted.unit:
            return _("Tệp là của đơn vị %(unit)s, không phải %(wanted)s đang chọn. Hãy chọn đúng tệp.") % {
                "unit": unit.code,
                "wanted": wanted.unit,
            }
        if wanted.period and period.code != wanted.period:
            chosen = self.periods.get(wanted.period)
            return _("Tệp là của %(period)s, không phải %(wanted)s đang chọn. Hãy chọn đúng tệp.") % {
                "period": period.span.title.lower(),
                "wanted": chosen.span.title.lower() if chosen else wanted.period,
            }
        if wanted.form and form is not None and form.code != wanted.form:
            return _("Tệp là biểu mẫu «%(form)s», không phải biểu đang chọn. Hãy chọn đúng tệp.") % {"form": form.name}
        return ""


def _units(texts: Iterable[str], viewer: User) -> dict[str, Unit]:
    """Units that the viewer sees reports of, by what a file calls them: code, code in brackets, or only name."""
    visible = gate.units_for(viewer, P.REPORT_VIEW)
    codes = {text: _codes(text) for text in texts if text}
    by_code = {unit.code: unit for unit in visible.filter(code__in={c for some in codes.values() for c in some})}
    found = {text: by_code[code] for text, some in codes.items() for code in reversed(some) if code in by_code}
    left = [text for text in codes if text not in found and plain_words(text)]
    for start in range(0, len(left), ASKED_AT_ONCE):
        found |= _by_names(left[start : start + ASKED_AT_ONCE], visible)
    return found


def _codes(text: str) -> list[str]:
    """What of a text may be a code, the likeliest first."""
    brackets = _IN_BRACKETS.search(text)
    return [*([brackets[1].strip()] if brackets else []), text.strip()]


def _by_names(texts: Sequence[str], visible: QuerySet[Unit]) -> dict[str, Unit]:
    words = {text: plain_words(text) for text in texts}
    named = [Q(search__startswith=f"{plain} | ") | Q(search__contains=f" | {plain} | ") for plain in words.values()]
    rows = Placement.objects.filter(reduce(or_, named), during__contains=clock.today(), unit__in=visible)
    by_name: dict[str, dict[int, Unit]] = defaultdict(dict)
    for row in rows.select_related("unit"):
        for name in (row.name, row.short_name):
            by_name[plain_words(name)][row.unit_id] = row.unit
    return {text: next(iter(by_name[plain].values())) for text, plain in words.items() if len(by_name[plain]) == 1}


def _periods(texts: Iterable[str]) -> dict[str, Period]:
    codes = {text: _codes(text) for text in texts if text}
    by_code = {p.code: p for p in Period.objects.filter(code__in={c for some in codes.values() for c in some})}
    found = {text: by_code[code] for text, some in codes.items() for code in reversed(some) if code in by_code}
    if len(found) < len(codes):
        titles = {fold(title): period for period in Period.objects.all() for title in _titles(period)}
        found |= {text: titles[fold(text)] for text in codes if text not in found and fold(text) in titles}
    return found


def _titles(period: Period) -> tuple[str, ...]:
    span = period.span
    return span.title, span.short_title


def _forms(texts: Iterable[str]) -> dict[str, Form]:
    wanted = [text for text in texts if text]
    forms = list(Form.objects.all()) if wanted else []
    by_name = {fold(name): form for form in forms for name in (form.name_vi, form.name_en)}
    by_code = {form.code: form for form in forms}
    found = {}
    for text in wanted:
        bare = _IN_BRACKETS.sub("", text)
        form = next((by_code[code] for code in _codes(text) if code in by_code), None) or by_name.get(fold(bare))
        if form:
            found[text] = form
    return found


def _reports(units: Iterable[Unit], periods: Iterable[Period]) -> dict[tuple[int, int], list[Report]]:
    """The reports of units for periods, the one on the newest version of a form first."""
    rows = (
        Report.objects.filter(unit__in={unit.pk for unit in units}, period__in={period.pk for period in periods})
        .select_related("sheet__form_version__form", "unit", "period")
        .order_by("-sheet__form_version__number")
    )
    found: dict[tuple[int, int], list[Report]] = defaultdict(list)
    for report in rows:
        found[report.unit_id, report.period_id].append(report)
    return found


def _form_of(report: Report) -> int:
    return report.sheet.form_version.form_id


def _shared(report: Report, part: Part) -> int:
    """How many of a part's figures a report asks for."""
    asked = {indicator.code for indicator in contents_of(report.sheet.form_version_id).indicators.values()}
    return sum(cell.code in asked for cell in part.cells)


def _no_unit(said: str) -> str:
    if not said:
        return _("Trang này không nói là của đơn vị nào. Hãy ghi mã đơn vị ở dòng «Đơn vị báo cáo» rồi gửi lại.")
    return _("Không thấy đơn vị «%(unit)s» trong phạm vi tài khoản của bạn. Hãy kiểm tra mã hoặc tên đơn vị.") % {
        "unit": said[:80]
    }


def _no_period(said: str) -> str:
    if not said:
        return _("Trang này không nói là của kỳ nào. Hãy ghi kỳ ở dòng «Kỳ báo cáo», như 2024-M05, rồi gửi lại.")
    return _("Hệ thống không có kỳ báo cáo «%(period)s». Hãy ghi như Tháng 5/2024 hoặc 2024-M05.") % {
        "period": said[:80]
    }


def _no_report(unit: Unit, period: Period, form: Form | None) -> str:
    words = {"unit": unit.code, "period": period.span.title, "form": form.name if form else ""}
    if form:
        return _("%(unit)s không có báo cáo «%(form)s» của %(period)s. Hãy kiểm tra kỳ và biểu mẫu.") % words
    return _("%(unit)s không có báo cáo nào của %(period)s hỏi các chỉ tiêu này. Hãy kiểm tra kỳ.") % words


# ── What may be done ─────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Rights:
    """Where a person types as one of the unit, with the work areas (None: all), where on behalf, and what is begun."""

    own: Mapping[int, frozenset[str] | None]
    behalf: frozenset[int]
    begun: frozenset[int]

    @classmethod
    def of(cls, reports: Sequence[Report], viewer: User) -> Rights:
        """What a person may do with reports today."""
        units = {report.unit_id for report in reports}
        own = gate.units_for(viewer, P.REPORT_ENTER).filter(pk__in=units).values_list("pk", flat=True)
        behalf = gate.units_for(viewer, P.REPORT_BEHALF).filter(pk__in=units).values_list("pk", flat=True)
        return cls(
            # Reports are entered at one's own unit only: these are few.
            own={pk: gate.standing_at(viewer, pk).areas(P.REPORT_ENTER) for pk in own},
            behalf=frozenset(behalf),
            begun=frozenset(entries_of(reports)),
        )

    def refusal(self, report: Report, indicator: Indicator, *, beginning: bool) -> str:
        """Why the person does not write a figure of a report today, "" where she does.

        `beginning`: entry on behalf of the unit is begun together with it.
        """
        if report.unit_id in self.own:
            return "" if within(self.own[report.unit_id], indicator) else outside_areas()
        if report.unit_id in self.behalf and (beginning or report.pk in self.begun):
            return ""
        return _not_yours(report)

    def placed(self, part: Part, report: Report) -> Placed:
        """A part with its report and what the person may do with it."""
        own, behalf = report.unit_id in self.own, report.unit_id in self.behalf
        if not own and not behalf:
            return Placed(part, report, trouble=_not_yours(report))
        closed = _closed(report)
        return Placed(
            part,
            report,
            closed=closed,
            areas=self.own.get(report.unit_id),
            on_behalf=not own and not closed and report.pk not in self.begun,
        )


def within(areas: frozenset[str] | None, indicator: Indicator) -> bool:
    """Whether work areas (None: all) hold an indicator."""
    return areas is None or indicator.area.code in areas


def outside_areas() -> str:
    """What is said of a figure that is for somebody else of the unit to type."""
    return _("Chỉ tiêu này ngoài lĩnh vực được giao nhập.")


def _not_yours(report: Report) -> str:
    sentence = _("Tài khoản của bạn xem được nhưng không nhập được báo cáo của %(unit)s.")
    return sentence % {"unit": report.unit.code}


def _closed(report: Report) -> str:
    if report.period.state != PeriodState.OPEN:
        return _("Kỳ %(period)s %(state)s nên không ghi được. Hãy đề nghị người quản trị mở kỳ.") % {
            "period": report.period,
            "state": PeriodState(report.period.state).label.lower(),
        }
    if report.state not in EDITABLE:
        return _("Báo cáo đang ở trạng thái «%(state)s» nên không sửa được. Nếu cần, hãy mở bản điều chỉnh.") % {
            "state": ReportState(report.state).label
        }
    return ""
