"""Reports as workbooks to download: one of a unit, or those of all the units below one."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from thidua.reporting.queries.contents import contents_of
from thidua.reporting.workbooks.books import XLSX
from thidua.reporting.workbooks.filled import Wanted
from thidua.reporting.workbooks.making import UnitForms, UnitMatrix, report_book, unit_forms, unit_matrix

from .access import Access, report_or_404, signed_in
from .many import place_of

# What `kieu` of the address asks for: one table of all units, or a sheet for each.
_KINDS: dict[str, Callable[..., UnitForms | UnitMatrix]] = {"bang": unit_matrix, "phieu": unit_forms}
# More cells than this take more than a second: a worker writes them, known there by the table of this name.
AT_ONCE = 60_000
TABLES = {"bang": "bieu-bang", "phieu": "bieu-phieu"}


@require_safe
def report_workbook(request: HttpRequest, unit: str, period: str, form: str) -> HttpResponse:
    """A report in its official form, to fill in where this person may, else to read."""
    access = report_or_404(request, unit, period, form)
    return _answer(report_book(_wanted(access)), f"bao-cao-{unit}-{period}-{form}")


@require_safe
def units_workbook(request: HttpRequest, period: str, form: str) -> HttpResponse:
    """The reports of a unit (`don-vi`) and of those directly below it, as `kieu` says: "bang" or "phieu"."""
    parent, chosen_period, chosen_form = place_of(request.GET.get("don-vi", ""), signed_in(request), period, form)
    kind = request.GET.get("kieu", "bang")
    if kind not in _KINDS:
        raise Http404(_("Không có kiểu tệp «%(kind)s».") % {"kind": kind[:20]})
    book = _KINDS[kind](parent=parent, period=chosen_period, form=chosen_form, viewer=signed_in(request))
    if book.cells > AT_ONCE:
        page = reverse("many-units", args=[period, form]).lstrip("/")
        asked = urlencode({"don-vi": parent.code, "bang": TABLES[kind]})
        return redirect(f"{reverse('export-table', args=[page])}?{asked}")
    return _answer(book.make(), f"{kind}-don-vi-{parent.code}-{period}-{form}")


def _wanted(access: Access) -> Wanted:
    """The report with what this person may type into it, now or once they begin to on the unit's behalf."""
    if not access.may_enter and not access.may_begin_behalf:
        return Wanted(access.report, frozenset())
    indicators = contents_of(access.report.sheet.form_version_id).indicators.values()
    covered = frozenset(indicator.pk for indicator in indicators if not access.may_enter or access.covers(indicator))
    return Wanted(access.report, covered, behalf=not access.may_enter)


def _answer(content: bytes, name: str) -> HttpResponse:
    """A workbook that is saved under a name and kept by nobody in between."""
    disposition = content_disposition_header(as_attachment=True, filename=f"{name}.xlsx")
    headers = {"Content-Disposition": disposition or "attachment", "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type=XLSX, headers=headers)
