"""The inbox of an acceptor: what waits, decided one by one or many at once without leaving the page."""

from __future__ import annotations

from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from thidua.access import gate
from thidua.access.rules import Permission
from thidua.core.errors import DomainError
from thidua.org.models import Unit
from thidua.reporting.forms_inbox import QUICK_REASONS, AcceptForm, InboxReturnForm, chosen_reports
from thidua.reporting.models import Report
from thidua.reporting.queries.inbox import waiting
from thidua.reporting.queries.waiting import Filter, inbox_of
from thidua.reporting.services.reversal import undo_acceptance
from thidua.reporting.services.workflow import accept_reports, return_report
from thidua.ui.answers import wants_fragment
from thidua.ui.links import Link
from thidua.ui.notices import say, warn

from .access import signed_in, small_number

INVALID = 422


@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """Submitted reports of the units directly below: what blocks the level above first, then the oldest."""
    return show(request, units_below(request))


@require_POST
def accept_many(request: HttpRequest) -> HttpResponse:
    """Accept the chosen reports, all or none; those that came in anew meanwhile are left for another look."""
    units = units_below(request)
    chosen = chosen_reports(request.POST)
    form = AcceptForm({"report": list(chosen)}, reports=waiting(units))
    if not form.is_valid():
        return _refused(request, units, " ".join(str(error) for error in form.errors["report"]), INVALID)
    found = form.cleaned_data["report"]
    same = [report.pk for report in found if chosen[str(report.pk)] in {"", str(report.version)}]
    try:
        count = accept_reports(report_ids=same, by=signed_in(request))
    except DomainError as error:
        return _refused(request, units, error.sentence, error.status)
    if count:
        told = ngettext("Đã tiếp nhận %(count)d báo cáo.", "Đã tiếp nhận %(count)d báo cáo.", count)
        undo = f"{reverse('inbox-undo')}?{urlencode({'bc': ','.join(map(str, same))})}"
        say(request, told % {"count": count}, undo=undo)
    if changed := len(found) - count:
        again = ngettext(
            "%(count)d báo cáo vừa được nộp lại nên chưa tiếp nhận; hãy xem bản mới.",
            "%(count)d báo cáo vừa được nộp lại nên chưa tiếp nhận; hãy xem bản mới.",
            changed,
        )
        warn(request, again % {"count": changed})
    return _decided(request, units)


@require_POST
def return_one(request: HttpRequest) -> HttpResponse:
    """Send one report back from its row: quick reasons or typed ones, for cells or for the whole."""
    units = units_below(request)
    form = InboxReturnForm(request.POST, reports=waiting(units))
    if not form.is_valid():
        sentences = (str(error) for errors in form.errors.values() for error in errors)
        return _refused(request, units, " ".join(sentences), INVALID)
    report = form.cleaned_data["report"]
    try:
        return_report(report_id=report.pk, reasons=form.reasons(), by=signed_in(request))
    except DomainError as error:
        return _refused(request, units, error.sentence, error.status)
    say(request, _("Đã trả lại báo cáo của %(unit)s kèm lý do.") % {"unit": report.unit.code})
    return _decided(request, units)


@require_POST
def undo_accept(request: HttpRequest) -> HttpResponse:
    """Let accepted reports wait again: the undo of accepting."""
    units = units_below(request)
    asked = filter(None, map(small_number, request.GET.get("bc", "").split(",")))
    mine = list(Report.objects.filter(unit__in=units, pk__in=list(asked)).values_list("pk", flat=True))
    count = undo_acceptance(report_ids=mine, by=signed_in(request))
    told = ngettext("%(count)d báo cáo lại chờ tiếp nhận.", "%(count)d báo cáo lại chờ tiếp nhận.", count)
    say(request, told % {"count": count})
    return redirect("inbox")


def show(request: HttpRequest, units: QuerySet[Unit], *, sentence: str = "", status: int = 200) -> HttpResponse:
    """The page, or only its list for HTMX."""
    chosen = chosen_filter(request)
    found = inbox_of(units, chosen, user=signed_in(request))
    kept = {"ky": chosen.period, "mau": chosen.form, "q": chosen.words}
    context = {
        "title": _("Hộp thư báo cáo"),
        "tabs": tabs(units, "inbox", found.everything),
        "inbox": found,
        "chosen": chosen,
        "query": urlencode({name: value for name, value in kept.items() if value}),
        "fine_tokens": ",".join(row.token for row in found.fine if not row.own_hand),
        "fine_count": sum(not row.own_hand for row in found.fine),
        "quick_reasons": QUICK_REASONS,
        "sentence": sentence,
        "types_for_units": gate.any_unit(signed_in(request), Permission.REPORT_BEHALF),
    }
    template = "reporting/inbox.html#list" if wants_fragment(request) else "reporting/inbox.html"
    return render(request, template, context, status=status)


def chosen_filter(request: HttpRequest) -> Filter:
    """What of the inbox an address asks for."""
    return Filter(*(request.GET.get(name, "")[:200] for name in ("ky", "mau", "q")))


def units_below(request: HttpRequest) -> QuerySet[Unit]:
    """The units whose reports this person accepts. Raises PermissionDenied where there can be none."""
    user = signed_in(request)
    if not gate.any_unit(user, Permission.REPORT_ACCEPT):
        raise PermissionDenied(_("Hộp thư dành cho người tiếp nhận báo cáo của đơn vị trực thuộc."))
    return gate.units_for(user, Permission.REPORT_ACCEPT)


def tabs(units: QuerySet[Unit], current: str, count: int | None = None) -> list[Link]:
    """The parts of the inbox; `count` saves asking how many wait where that is known."""
    waits = waiting(units).count() if count is None else count
    return [
        Link(_("Chờ tiếp nhận"), reverse("inbox"), current=current == "inbox", count=waits),
        Link(_("Chưa nộp"), reverse("inbox-missing"), current=current == "inbox-missing"),
        Link(_("Bao phủ"), reverse("inbox-coverage"), current=current == "inbox-coverage"),
    ]


def _refused(request: HttpRequest, units: QuerySet[Unit], sentence: str, status: int) -> HttpResponse:
    return show(request, units, sentence=sentence, status=status)


def _decided(request: HttpRequest, units: QuerySet[Unit]) -> HttpResponse:
    """The list without what was just decided; a plain form goes back to the page as it was filtered."""
    if wants_fragment(request):
        return show(request, units)
    response = redirect("inbox")
    if query := request.GET.urlencode():
        response["Location"] += f"?{query}"
    return response
