"""Past totals from a workbook: upload, preview with differences, write, undo."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from thidua.access import gate
from thidua.access.queries import main_unit
from thidua.access.rules import Permission
from thidua.core import clock
from thidua.core.errors import DomainError
from thidua.core.periods import parse
from thidua.exchange.tables import check_size, read_table
from thidua.files.models import StoredFile
from thidua.files.services import store
from thidua.indicators.queries import catalogue
from thidua.indicators.rules import Kind
from thidua.org.models import Unit
from thidua.people.models import User
from thidua.reporting.models import HistoryImport
from thidua.reporting.past_tables import read_past
from thidua.reporting.past_workbook import past_workbook
from thidua.reporting.queries.past import PastPreview, preview_past
from thidua.reporting.services.past import LONGEST_SOURCE, record_past, undo_past
from thidua.ui.notices import say

from .access import signed_in

INVALID = 422
MOST_PAST, MOST_SHOWN, TEMPLATE_YEARS = 20, 500, 5
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class PastForm(forms.Form):
    """A workbook, whose it is and where its numbers come from."""

    unit = forms.CharField(
        label=gettext_lazy("Mã đơn vị"),
        max_length=60,
        help_text=gettext_lazy("Số trong bảng là của cả hệ thống thuộc đơn vị này, trừ dòng có mã đơn vị riêng."),
    )
    source = forms.CharField(
        label=gettext_lazy("Nguồn"),
        max_length=LONGEST_SOURCE,
        help_text=gettext_lazy("Ví dụ: Báo cáo tổng kết năm 2019 số 12/BC-LĐLĐ ngày 20/12/2019."),
    )
    file = forms.FileField(
        label=gettext_lazy("Chọn hoặc kéo bảng Excel vào đây"),
        help_text=gettext_lazy("Tệp .xlsx, tối đa 20 MB."),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        allow_empty_file=True,
        error_messages={"required": gettext_lazy("Chưa chọn tệp. Hãy chọn tệp rồi bấm lại.")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def past(request: HttpRequest) -> HttpResponse:
    """Upload a table; below it, what was written before."""
    user = _historian(request)
    unit = main_unit(user)
    form = PastForm(initial={"unit": unit.code if unit else ""})
    if request.method == "POST":
        form = PastForm(request.POST, request.FILES)
        stored = _stored(form, user)
        if stored is not None:
            chosen = {"don-vi": form.cleaned_data["unit"], "nguon": form.cleaned_data["source"]}
            return redirect(f"{reverse('past-preview', args=[stored.pk])}?{urlencode(chosen)}")
    context = {
        "title": _("Số liệu các năm trước"),
        "form": form,
        "past": seen_imports(request)[:MOST_PAST],
    }
    return render(request, "reporting/past.html", context, status=INVALID if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, file_id: int) -> HttpResponse:
    """What a table would change; POST writes it."""
    user = _historian(request)
    file = get_object_or_404(StoredFile, pk=file_id, stored_by=user)
    unit = gate.unit_or_404(user, request.GET.get("don-vi", ""), Permission.HISTORY_ENTER)
    source = (request.POST.get("source") or request.GET.get("nguon", ""))[:LONGEST_SOURCE]
    found = _preview(file, unit, user)
    sentence, status = "", 200
    if request.method == "POST":
        try:
            made = record_past(preview=found, unit=unit, file=file, source=source, by=user)
        except DomainError as error:
            sentence, status = error.sentence, error.status
        else:
            done = ngettext("Đã ghi %(n)d số.", "Đã ghi %(n)d số.", made.cells) % {"n": made.cells}
            say(request, done, undo=reverse("past-undo", args=[made.pk]))
            return redirect("past")
    context: dict[str, Any] = {
        "title": file.name,
        "unit": unit,
        "source": source,
        "preview": found,
        "changes": found.changes[:MOST_SHOWN],
        "hidden": max(0, len(found.changes) - MOST_SHOWN),
        "wrong": found.wrong[:MOST_SHOWN],
        "sentence": sentence,
    }
    return render(request, "reporting/past_preview.html", context, status=status)


@require_POST
def undo(request: HttpRequest, import_id: int) -> HttpResponse:
    """Put back what stood there before."""
    user = _historian(request)
    done = get_object_or_404(_imports_of(user), pk=import_id)
    undo_past(import_id=done.pk, by=user)
    say(request, _("Đã hoàn tác: %(source)s") % {"source": done.source})
    return redirect("past")


@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """The workbook to fill in: every indicator, the last years."""
    _historian(request)
    year = clock.today().year
    spans = [parse(str(past_year)) for past_year in range(year - TEMPLATE_YEARS, year)]
    typed = [indicator for indicator in catalogue().indicators if indicator.kind not in {Kind.RATIO, Kind.AVERAGE}]
    response = HttpResponse(past_workbook(typed, spans), content_type=XLSX)
    response["Content-Disposition"] = 'attachment; filename="so-lieu-cac-nam-truoc.xlsx"'
    return response


def _historian(request: HttpRequest) -> User:
    user = signed_in(request)
    if not gate.any_unit(user, Permission.HISTORY_ENTER):
        raise PermissionDenied(_("Nhập số liệu các năm trước dành cho cán bộ tổng hợp và người quản trị."))
    return user


def seen_imports(request: HttpRequest) -> QuerySet[HistoryImport]:
    """What was written, the latest first. Raises PermissionDenied for who may not write it."""
    return _imports_of(_historian(request)).order_by("-at")


def _imports_of(user: User) -> QuerySet[HistoryImport]:
    units = gate.units_for(user, Permission.HISTORY_ENTER)
    return HistoryImport.objects.filter(unit__in=units).defer("before").select_related("unit", "file", "by__person")


def _stored(form: PastForm, user: User) -> StoredFile | None:
    """The file of a form that was sent, kept; None when something stands against it, which the form then says."""
    if not form.is_valid():
        return None
    upload: UploadedFile[bytes] = form.cleaned_data["file"]
    try:
        gate_unit = Unit.objects.filter(code=form.cleaned_data["unit"]).first()
        if gate_unit is None or not gate.may(user, Permission.HISTORY_ENTER, gate_unit):
            form.add_error("unit", _("Không có đơn vị này trong phạm vi của bạn. Hãy xem mã ở trang cây đơn vị."))
            return None
        check_size(upload.size or 0)
        read_table(upload.read())
        upload.seek(0)
        return store(upload=upload, by=user)
    except DomainError as error:
        form.add_error("file", error.sentence)
        return None


def _preview(file: StoredFile, unit: Unit, user: User) -> PastPreview:
    table = read_past(read_table(file.path.read_bytes(), point=","))
    return preview_past(table, unit=unit, within=gate.units_for(user, Permission.HISTORY_ENTER))
