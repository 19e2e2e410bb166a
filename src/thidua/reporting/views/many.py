"""One table for many units: the children of a unit, a few indicators of a form."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from thidua.access import gate
from thidua.access.rules import Permission
from thidua.core import clock
from thidua.indicators.models import Form, Indicator, Period
from thidua.org.models import Unit
from thidua.org.queries import tops_of
from thidua.people.models import User
from thidua.reporting.forms import StartForm, sentences_of
from thidua.reporting.queries.many import MOST_COLUMNS, MOST_LINES, USUAL_COLUMNS, Many, collected, many_units
from thidua.reporting.rules import Channel
from thidua.reporting.services.many import begin_behalf_of_many
from thidua.ui.notices import say

from .access import signed_in
from .words import entry_words

INVALID = 422


@require_GET
def many(request: HttpRequest, period: str, form: str) -> HttpResponse:
    """Many units' cells beside each other, to type where this person may and to read elsewhere.

    `don-vi` is the unit above them, `chi-tieu` up to eight codes, `q` a name, `thieu` only units with empty cells.
    """
    return _show(request, *place_of(request.GET.get("don-vi", ""), signed_in(request), period, form))


@require_POST
def start_many(request: HttpRequest, period: str, form: str) -> HttpResponse:
    """Begin entry on behalf of the chosen units, whose figures came in by one way."""
    user = signed_in(request)
    if not gate.any_unit(user, Permission.REPORT_BEHALF):
        raise PermissionDenied(_("Chỉ cán bộ của công đoàn cấp trên mới nhập thay đơn vị."))
    place = place_of(request.POST.get("don-vi", ""), user, period, form)
    parent, chosen_period, chosen_form = place
    lines = many_units(parent=parent, period=chosen_period, form=chosen_form, indicators=(), viewer=user).lines
    start = StartForm(request.POST, reports={line.report.pk: line.name for line in lines if line.startable})
    if not start.is_valid():
        return _show(request, *place, start=start, status=INVALID)
    count = begin_behalf_of_many(
        report_ids=start.cleaned_data["report"],
        channel=Channel(start.cleaned_data["channel"]),
        remark=start.cleaned_data["remark"],
        by=user,
    )
    opened = ngettext("Đã mở ô để nhập thay %(count)d đơn vị.", "Đã mở ô để nhập thay %(count)d đơn vị.", count)
    say(request, opened % {"count": count})
    kept = {"don-vi": parent.code} | {key: request.POST[key] for key in ("chi-tieu", "q") if request.POST.get(key)}
    return redirect(f"{reverse('many-units', args=[period, form])}?{urlencode(kept)}")


def place_of(code: str, user: User, period: str, form: str) -> tuple[Unit, Period, Form]:
    """The unit above, the period and the form that an address names. Raises Http404 or PermissionDenied."""
    if not gate.any_unit(user, Permission.REPORT_VIEW):
        raise PermissionDenied(_("Tài khoản không xem được báo cáo nào."))
    parent = gate.unit_or_404(user, code or _usual_unit(user), Permission.REPORT_VIEW)
    chosen_period = Period.objects.filter(code=period).first()
    if chosen_period is None:
        raise Http404(_("Không có kỳ báo cáo «%(code)s».") % {"code": period})
    chosen_form = Form.objects.filter(code=form).first()
    if chosen_form is None:
        raise Http404(_("Không có biểu mẫu «%(code)s».") % {"code": form})
    return parent, chosen_period, chosen_form


def _usual_unit(user: User) -> str:
    """The highest of the units whose reports somebody sees."""
    tops = tops_of(gate.units_for(user, Permission.REPORT_VIEW), clock.today())
    return tops[0].code if tops else ""


@dataclass(frozen=True, slots=True)
class SeenMany:
    """The table that an address asks for, and what it asked: columns, words of a name, only units with empty cells."""

    period: Period
    form: Form
    offered: list[Indicator]
    indicators: list[Indicator]
    left_out: list[str]
    words: str
    only_missing: bool
    table: Many


def seen_many(request: HttpRequest, period: str, form: str, *, most: int | None = MOST_LINES) -> SeenMany:
    """Many units' cells beside each other, at most so many units. Raises Http404 or PermissionDenied."""
    user = signed_in(request)
    return _seen(request.GET, user, *place_of(request.GET.get("don-vi", ""), user, period, form), most=most)


def _seen(
    asked: QueryDict, user: User, parent: Unit, period: Period, form: Form, *, most: int | None = MOST_LINES
) -> SeenMany:
    offered = collected(form, period)
    codes = [code.strip() for value in asked.getlist("chi-tieu") for code in value.split(",") if code.strip()]
    indicators, left_out = _chosen(codes, offered)
    words, only_missing = asked.get("q", "")[:100], asked.get("thieu", "") == "1"
    table = many_units(
        parent=parent,
        period=period,
        form=form,
        indicators=indicators,
        viewer=user,
        name=words,
        only_missing=only_missing,
        most=most,
    )
    return SeenMany(period, form, offered, indicators, left_out, words, only_missing, table)


def _show(
    request: HttpRequest,
    parent: Unit,
    period: Period,
    form: Form,
    *,
    start: StartForm | None = None,
    status: int = 200,
) -> HttpResponse:
    seen = _seen(request.POST if start else request.GET, signed_in(request), parent, period, form)
    table = seen.table
    context = {
        "title": _("Nhập nhiều đơn vị"),
        "parent": parent,
        "period": period,
        "span": period.span,
        "form": form,
        "table": table,
        "chosen": {indicator.code for indicator in seen.indicators},
        "codes": ",".join(indicator.code for indicator in seen.indicators),
        "offered": seen.offered,
        "left_out": seen.left_out,
        "most": MOST_COLUMNS,
        "cut_off": MOST_LINES if table.total > MOST_LINES else 0,
        "query": seen.words,
        "only_missing": seen.only_missing,
        "start": start or StartForm(reports={}),
        "sentence": sentences_of(start) if start else "",
        "url": reverse("many-units", args=[period.code, form.code]),
        "start_url": reverse("many-units-start", args=[period.code, form.code]),
        "words": entry_words(),
    }
    return render(request, "reporting/many.html", context, status=status)


def _chosen(codes: list[str], offered: list[Indicator]) -> tuple[list[Indicator], list[str]]:
    """The indicators of these codes in the form's order, the first few without codes; codes that are left out."""
    wanted = list(dict.fromkeys(codes))
    by_code = {indicator.code: indicator for indicator in offered}
    taken = [code for code in wanted if code in by_code][:MOST_COLUMNS]
    if not taken:
        return offered[:USUAL_COLUMNS], wanted
    return [indicator for indicator in offered if indicator.code in taken], [c for c in wanted if c not in taken]
