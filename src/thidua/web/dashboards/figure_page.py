"""«Vì sao có số này?»: a figure opened to its formula, parts, cells and people, and added up again.

It stands here and not in `figures`, because it shows the reports that the cells were handed in with.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from thidua.access import gate
from thidua.access.rules import Permission
from thidua.core import clock
from thidua.core.numbers import print_change, print_percent, print_points, unscale
from thidua.figures.explain import Explanation, Part, Typed, typed
from thidua.figures.history import stands
from thidua.figures.printing import ABSENT, amount
from thidua.figures.queries import wordings
from thidua.figures.rules import Basis
from thidua.figures.trees import trees_of
from thidua.figures.waiting import waits_for_restatement
from thidua.indicators.models import Indicator
from thidua.indicators.rules import Kind
from thidua.org.models import Unit
from thidua.org.queries import last_names_of, path_of, percent_digits_of
from thidua.reporting.models import Report
from thidua.targets.printing import printed
from thidua.targets.queries import Result, results
from thidua.targets.standing import standing

from .addresses import Lens, figure_address, unit_address
from .asking import basis_links
from .figure_opening import opened_figure, own_name, visible_parts
from .restated_figure import restated_context

PARTS = 50
# Base periods fit beside the parts as columns up to this many.
MOST_BASES = 12


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A report behind a part, with its address where the reader may open it."""

    report: Report
    url: str


@dataclass(frozen=True, slots=True)
class PartRow:
    """One part as a line: printed numbers, who handed it in and accepted it."""

    name: str
    own: bool
    url: str
    value: str
    to_date: str
    by_base: tuple[str, ...]
    share: Fraction | None
    coverage: str
    short: bool
    reports: tuple[ReportLine, ...]

    @property
    def accepted(self) -> int:
        """How many of the reports were accepted at least once."""
        return sum(line.report.sheet.official_version is not None for line in self.reports)


@dataclass(frozen=True, slots=True)
class TermRow:
    """One side of a ratio as a line."""

    name: str
    role: str
    url: str
    value: str


@dataclass(frozen=True, slots=True)
class EditRow:
    """One change of a cell as a line."""

    edit: Typed
    before: str
    after: str


@require_safe
@waits_for_restatement
def figure_page(request: HttpRequest, unit: str, period: str, indicator: str) -> HttpResponse:
    """A figure of a unit and period, opened; the basis is `co-so`, the page of parts `trang`."""
    seen = opened_figure(request, unit, period, indicator)
    place, when, lens, opened = seen.unit, seen.period, seen.lens, seen.opened
    history, what, restated = lens.history, opened.indicator, seen.restated
    found = results(
        unit_id=place.pk,
        period=when,
        basis=lens.basis,
        indicators=[what],
        restatement_id=history.restatement_id,
    )
    context = _context(request, place, lens, opened, next(iter(found), None))
    context["tree"] = trees_of(
        history,
        lambda one: figure_address(place.code, when.code, replace(lens, history=one)) % what.code,
        differs=seen.differs,
        stands=stands(place, clock.today()),
        ends=when.ends,
        note=seen.note,
    )
    if restated:
        visible = gate.units_for(request.user, Permission.FIGURES_VIEW)
        context |= restated_context(unit=place, opened=opened, lens=lens, on=restated, visible=visible)
    return render(request, "figures/figure.html", context)


urlpatterns = [path("so-lieu/<str:unit>/<str:period>/<str:indicator>/", figure_page, name="figure")]


def _context(
    request: HttpRequest, unit: Unit, lens: Lens, opened: Explanation, result: Result | None
) -> dict[str, Any]:
    digits = percent_digits_of(unit)
    indicator, period = opened.indicator, opened.period
    trail = path_of([unit.pk], lens.history.on or period.ends).get(unit.pk, ())
    name = trail[-1].name if trail else unit.code
    wording = wordings(unit.pk, period).get(indicator.pk)
    seen, others = visible_parts(request, opened)
    page, pager = _paged(request, seen, lens)
    rows = _part_rows(request, unit, opened, page, lens=lens, digits=digits)
    own_sheets = {sheet for part in opened.parts if part.own for sheet in part.sheets} | set(opened.stated_on)
    return {
        "title": indicator.name,
        "unit": unit,
        "unit_name": name,
        "period": period,
        "indicator": indicator,
        "basis": lens.basis,
        "preliminary": lens.basis is Basis.PRELIMINARY,
        "bases_switch": basis_links(lambda one: figure_address(unit.code, period.code, one) % indicator.code, lens),
        "crumbs": [
            (name, unit_address(unit.code, period.code, lens)),
            (indicator.area.name, f"{unit_address(unit.code, period.code, lens)}#ket-qua"),
        ],
        "opened": opened,
        "formula": [*_formula(opened), *_of_tree(lens)],
        "value": _value(opened, result, digits, wording),
        "comparison": _comparison(opened, result, digits),
        "added": amount(indicator, opened.added.value, digits),
        "added_to_date": amount(indicator, opened.added.to_date, digits),
        "stored": amount(indicator, opened.stored.value, digits),
        "stored_to_date": amount(indicator, opened.stored.to_date, digits),
        "difference": amount(indicator, opened.difference, digits),
        "stated": amount(indicator, opened.stated, digits) if opened.stated is not None else "",
        "shown_below": amount(indicator, opened.shown, digits),
        "unexplained": amount(indicator, (opened.stated or 0) - (opened.shown or Fraction(0)), digits)
        if opened.stated is not None
        else "",
        "rows": rows,
        "with_reports": any(row.reports for row in rows),
        "over_time": opened.added.value != opened.added.to_date,
        "hidden": _in_sum(opened, others, digits),
        "pager": pager,
        "bases": opened.bases if 1 < len(opened.bases) <= MOST_BASES else (),
        "terms": _term_rows(unit, lens, opened, digits),
        "edits": [_edit_row(edit, indicator, digits) for edit in _typed(request, unit, own_sheets, indicator)],
        "back_url": unit_address(unit.code, period.code, lens),
    }


def _value(opened: Explanation, result: Result | None, digits: int, wording: Any) -> dict[str, Any]:
    indicator = opened.indicator
    words = printed(result, digits=digits, wording=wording).value if result else None
    exact = amount(indicator, opened.stored.value, digits)
    return {"text": words or exact, "exact": exact if words and words != exact else ""}


def _comparison(opened: Explanation, result: Result | None, digits: int) -> dict[str, Any]:
    """Target, completion and last year beside the figure."""
    if result is None:
        return {}
    change, points, percent = result.change_on_year_percent, result.change_points, result.completion.percent_of_plan
    return {
        "standing": standing(result),
        "target": amount(opened.indicator, result.target, digits) if result.target is not None else "",
        "percent": print_percent(percent, digits) if percent is not None else "",
        "previous": amount(opened.indicator, result.previous_year, digits) if result.previous_year is not None else "",
        "change": print_change(change, digits)
        if change is not None
        else print_points(points, digits)
        if points is not None
        else "",
    }


def _formula(opened: Explanation) -> list[str]:
    """How the figure comes about, in sentences."""
    kind, span = Kind(opened.indicator.kind), opened.period.span
    year = span.whole_year().starts.strftime("%d/%m/%Y")
    basis = (
        _("Tính theo báo cáo đã được cấp trên tiếp nhận.")
        if opened.basis is Basis.OFFICIAL
        else _("Tính theo báo cáo đã nộp; đơn vị chưa nộp bản mới thì lấy bản đã được tiếp nhận.")
    )
    over_units = (
        _("Là số do đơn vị tự báo cáo.")
        if opened.is_leaf and kind != Kind.RATIO
        else _("Bằng số của chính đơn vị cộng số của các đơn vị trực thuộc.")
    )
    match kind:
        case Kind.FLOW:
            return [over_units, _("Trong kỳ: cộng các kỳ báo cáo gốc. Lũy kế: cộng từ %(day)s.") % {"day": year}, basis]
        case Kind.STOCK:
            return [over_units, _("Là số có đến cuối kỳ, lấy ở kỳ báo cáo gốc cuối cùng; thiếu thì để trống."), basis]
        case Kind.DISTINCT:
            return [over_units, _("Đếm không trùng từ %(day)s nên không cộng các kỳ với nhau.") % {"day": year}, basis]
        case Kind.RATIO:
            return [
                _("Bằng tử số chia mẫu số, nhân 100; mỗi bên được cộng xong rồi mới chia."),
                _("Số phát sinh lấy lũy kế từ %(day)s, số có đến cuối kỳ lấy ở kỳ cuối.") % {"day": year},
                basis,
            ]
        case Kind.AVERAGE:
            weight = opened.indicator.weight.name if opened.indicator.weight else ""
            return [_("Bình quân gia quyền theo «%(weight)s»: cộng các tích rồi chia.") % {"weight": weight}, basis]
        case Kind.EXTREME:
            return [_("Là số lớn nhất trong các đơn vị và các kỳ báo cáo gốc."), basis]


def _of_tree(lens: Lens) -> list[str]:
    """In whose tree it was added up, where that is one for all periods."""
    if not lens.history.as_it_is:
        return []
    words = _("%(tree)s: số của đơn vị đã kết thúc được tính cho đơn vị kế tục, chia theo tỷ lệ nếu có nhiều.")
    return [words % {"tree": lens.history.label}]


def _part_rows(
    request: HttpRequest, unit: Unit, opened: Explanation, parts: Sequence[Part], *, lens: Lens, digits: int
) -> list[PartRow]:
    """One page of parts as lines."""
    names = last_names_of([part.unit_id for part in parts], lens.history.on or opened.period.ends)
    reports = _reports(request, opened, parts)
    return [
        _part_row(part, unit, lens, opened, names[part.unit_id].short_name, names[part.unit_id].code, reports, digits)
        for part in parts
    ]


def _in_sum(opened: Explanation, others: Sequence[Part], digits: int) -> dict[str, Any]:
    """What the parts that the reader may not see add up to."""
    rest = sum((part.to_date or Fraction(0) for part in others), Fraction(0))
    return {"count": len(others), "amount": amount(opened.indicator, rest, digits)}


def _part_row(  # noqa: PLR0917  private, and each argument is a different thing
    part: Part,
    unit: Unit,
    lens: Lens,
    opened: Explanation,
    name: str,
    code: str,
    reports: dict[int, list[ReportLine]],
    digits: int,
) -> PartRow:
    own = part.unit_id == unit.pk
    whole = opened.added.to_date
    pattern = figure_address(code, opened.period.code, lens)
    return PartRow(
        name=own_name(lens) if own else name,
        own=own,
        url="" if own else pattern % opened.indicator.code,
        value=amount(opened.indicator, part.value, digits),
        to_date=amount(opened.indicator, part.to_date, digits),
        by_base=tuple(amount(opened.indicator, value, digits) for value in part.by_base),
        share=part.to_date * 100 / whole if part.to_date is not None and whole else None,
        coverage=f"{part.received}/{part.expected}",
        short=part.received < part.expected,
        reports=tuple(reports.get(part.unit_id, ())),
    )


def _reports(request: HttpRequest, opened: Explanation, parts: Iterable[Part]) -> dict[int, list[ReportLine]]:
    """The reports that the parts were handed in with, newest first, by unit. Three statements.

    A report of a unit with children of its own is shown where its form asks for the indicator.
    """
    bases = [base.pk for base, within in zip(opened.bases, opened.within, strict=True) if within]
    # The sheets have an index for this; asked of the reports, all sheets of the form are looked through.
    rows = list(
        Report.objects.filter(sheet__unit__in=[part.unit_id for part in parts], sheet__period__in=bases)
        .filter(sheet__form_version__sections__rows__indicator=opened.indicator)
        .select_related("unit", "period", "sheet__form_version__form", "submitted_by__person", "accepted_by__person")
        .order_by("-period__ends", "pk")
    )
    open_to = gate.units_for(request.user, Permission.REPORT_VIEW).filter(pk__in={report.unit_id for report in rows})
    readable = set(open_to.values_list("pk", flat=True))
    found: dict[int, list[ReportLine]] = {}
    for report in rows:
        url = _report_address(report) if report.unit_id in readable else ""
        found.setdefault(report.unit_id, []).append(ReportLine(report, url))
    return found


def _paged(request: HttpRequest, rows: Sequence[Part], lens: Lens) -> tuple[Sequence[Part], dict[str, Any]]:
    text = request.GET.get("trang", "1")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1  # noqa: PLR2004
    number = min(max(number, 1), max(1, -(-len(rows) // PARTS)))
    start = (number - 1) * PARTS
    shown = rows[start : start + PARTS]
    stem = f"?{lens.query[1:]}&trang=" if lens.query else "?trang="
    return shown, {
        "first": start + 1,
        "last": start + len(shown),
        "total": len(rows),
        "previous": f"{stem}{number - 1}" if number > 1 else "",
        "next": f"{stem}{number + 1}" if start + PARTS < len(rows) else "",
    }


def _term_rows(unit: Unit, lens: Lens, opened: Explanation, digits: int) -> list[TermRow]:
    pattern = figure_address(unit.code, opened.period.code, lens)
    terms = [(term, _("Tử số")) for term in opened.above]
    if opened.below:
        terms.append((opened.below, _("Mẫu số")))
    return [
        TermRow(
            name=term.indicator.name,
            role=role,
            url=pattern % term.indicator.code,
            value=amount(term.indicator, term.figure.to_date, digits),
        )
        for term, role in terms
    ]


def _typed(request: HttpRequest, unit: Unit, sheets: Iterable[int], indicator: Indicator) -> list[Typed]:
    """Who typed the unit's own cells; drafts are among them, so only for those who may read the report."""
    if not gate.may(request.user, Permission.REPORT_VIEW, unit):
        return []
    return typed(sheets=sheets, indicator=indicator)


def _edit_row(edit: Typed, indicator: Indicator, digits: int) -> EditRow:
    return EditRow(
        edit,
        _cell_text(edit.before, edit.before_na, indicator, digits),
        _cell_text(edit.after, edit.after_na, indicator, digits),
    )


def _cell_text(number: int | None, na: bool, indicator: Indicator, digits: int) -> str:  # noqa: FBT001  a cell's state
    if na:
        return _("không áp dụng")
    return ABSENT if number is None else amount(indicator, Fraction(unscale(number, indicator.decimals)), digits)


def _report_address(report: Report) -> str:
    form = report.sheet.form_version.form.code
    return reverse("report", args=[report.unit.code, report.period.code, form])
