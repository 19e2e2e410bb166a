"""Beginning a document."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from thidua.access import gate
from thidua.access.rules import Permission
from thidua.core import clock
from thidua.core.errors import DomainError
from thidua.core.periods import parse
from thidua.documents.models import Document
from thidua.documents.queries import draftable_units
from thidua.documents.rules import Kind, State
from thidua.documents.views.access import document_or_404
from thidua.drafting.forms import StartForm
from thidua.drafting.services import Wanted, draft_document
from thidua.figures.queries import ReadablePeriod, readable_periods, usual_period
from thidua.org.models import Placement, Unit
from thidua.org.queries import last_names_of
from thidua.people.models import User
from thidua.ui.notices import say

INVALID = 422


@require_http_methods(["GET", "HEAD", "POST"])
def document_new(request: HttpRequest) -> HttpResponse:
    """Choose unit (`don-vi`), kind (`loai`) and period (`ky`); POST drafts. `thay` names what it comes in place of."""
    assert isinstance(request.user, User)  # the middleware lets nobody else through
    units = draftable_units(request.user)
    if not units:
        raise PermissionDenied(_("Tài khoản không soạn văn bản cho đơn vị nào."))
    replaces = _replaced(request)
    asked = request.POST.get("unit") or request.GET.get("don-vi") or (replaces.unit.code if replaces else "")
    unit = _chosen(request, units, asked)
    periods = readable_periods(unit.pk, clock.today())
    usual = usual_period(periods, clock.today())
    names = last_names_of({one.pk for one in units}, clock.today())
    form = StartForm(
        request.POST or None,
        units=[(one.code, names[one.pk].name) for one in units],
        periods=_by_year(periods),
        compares=Placement.objects.filter(parent=unit).exists(),
        initial={
            "unit": unit.code,
            "kind": request.GET.get("loai") or (replaces.kind if replaces else Kind.REPORT),
            "period": request.GET.get("ky") or (replaces.period if replaces else "") or (usual.code if usual else ""),
        },
    )
    context = {
        "title": _("Soạn văn bản"),
        "form": form,
        "unit": unit,
        "unit_name": names[unit.pk].name,
        "several": len(units) > 1,
        "periods": periods,
        "replaces": replaces,
        "replaces_number": replaces.number_text if replaces else "",
    }
    if request.method != "POST" or not form.is_valid():
        return render(request, "drafting/new.html", context, status=INVALID if request.method == "POST" else 200)
    wanted = Wanted(unit, Kind(form.cleaned_data["kind"]), parse(form.cleaned_data["period"]), replaces=replaces)
    try:
        document = draft_document(wanted=wanted, by=request.user)
    except DomainError as error:
        form.add_error(None, error.sentence)
        return render(request, "drafting/new.html", context, status=error.status)
    say(request, _("Đã soạn «%(title)s» từ số liệu. Hãy đọc lại và sửa.") % {"title": document.title})
    return redirect("document-editor", reference=document.reference)


def _by_year(periods: Sequence[ReadablePeriod]) -> list[tuple[str, list[tuple[str, str]]]]:
    """The periods to choose from, under their years: there are too many for one list."""
    return [
        (_("Năm %(year)s") % {"year": year}, [(period.code, period.span.title) for period in those])
        for year, those in groupby(periods, key=lambda period: period.span.year)
    ]


def _chosen(request: HttpRequest, units: list[Unit], code: str) -> Unit:
    """The unit that is asked for, where somebody may draft; without a word the first."""
    if not code:
        return units[0]
    found = next((unit for unit in units if unit.code == code), None)
    if found is None:
        gate.unit_or_404(request.user, code, Permission.DOCUMENT_DRAFT)
        raise Http404(_("Không tìm thấy đơn vị này."))
    return found


def _replaced(request: HttpRequest) -> Document | None:
    reference = request.POST.get("replaces") or request.GET.get("thay")
    if not reference:
        return None
    access = document_or_404(request, reference)
    access.require(Permission.DOCUMENT_DRAFT)
    if access.document.state == State.DRAFT:
        raise Http404(_("Chỉ thay thế được văn bản đã ban hành."))
    return access.document
