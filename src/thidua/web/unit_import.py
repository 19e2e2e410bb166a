"""Units from a file: upload, preview, commit, undo."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from thidua.access import gate
from thidua.access.rules import Permission
from thidua.core.errors import DomainError
from thidua.exchange.tables import check_size
from thidua.org.errors import ImportHasErrors
from thidua.org.imports import MOST_SHOWN
from thidua.org.models import Unit, UnitImport
from thidua.org.rules import ImportState
from thidua.org.services import commit_import, preview_import, refresh_preview, undo_import
from thidua.org.template_workbook import template_workbook
from thidua.people.models import User
from thidua.ui.notices import say, warn

MOST_PAST = 20
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class UploadForm(forms.Form):
    """A file with a list of units."""

    file = forms.FileField(
        label=gettext_lazy("Chọn hoặc kéo tệp danh sách vào đây"),
        help_text=gettext_lazy("Excel (.xlsx, .xls), OpenDocument (.ods) hoặc CSV; tối đa 20 MB, 200.000 dòng."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv"}),
        allow_empty_file=True,
        error_messages={"required": gettext_lazy("Chưa chọn tệp. Hãy chọn tệp danh sách rồi bấm lại.")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def unit_import(request: HttpRequest) -> HttpResponse:
    """Upload a list; below it, the lists of the past."""
    user = _manager(request)
    if request.method == "POST":
        return _upload(request, user)
    return _upload_page(request, user, UploadForm())


@require_safe
def unit_import_preview(request: HttpRequest, import_id: int) -> HttpResponse:
    """What committing a list would do, or has done."""
    stored = _import_or_404(_manager(request), import_id)
    context = {
        "title": stored.file_name,
        "crumbs": [(_("Nhập đơn vị"), reverse("unit-import"))],
        "stored": stored,
        "hidden": stored.bad_count - len(stored.findings),
        "most_shown": MOST_SHOWN,
        "may_commit": stored.state == ImportState.PREVIEWED and stored.new_count and not stored.bad_count,
        "may_undo": stored.state == ImportState.COMMITTED,
    }
    return render(request, "web/unit_import_preview.html", context)


@require_POST
def unit_import_commit(request: HttpRequest, import_id: int) -> HttpResponse:
    """Found the units of a list, all or none."""
    user = _manager(request)
    _import_or_404(user, import_id)
    try:
        stored = commit_import(import_id=import_id, by=user, within=_within(user))
    except ImportHasErrors:
        # The tree has changed since: show what is wrong now, where it is shown anyway.
        refresh_preview(import_id=import_id, within=_within(user))
        raise
    count = len(stored.created_unit_ids)
    say(
        request,
        ngettext("Đã thêm %(n)d đơn vị vào cây.", "Đã thêm %(n)d đơn vị vào cây.", count) % {"n": count},
        undo=reverse("unit-import-undo", args=[import_id]),
    )
    return redirect("unit-import-preview", import_id=import_id)


@require_POST
def unit_import_undo(request: HttpRequest, import_id: int) -> HttpResponse:
    """Take the units of a list away again."""
    user = _manager(request)
    _import_or_404(user, import_id)
    stored = undo_import(import_id=import_id, by=user)
    say(request, _("Đã hoàn tác danh sách «%(name)s».") % {"name": stored.file_name})
    return redirect("unit-import")


@require_safe
def unit_import_template(request: HttpRequest) -> HttpResponse:
    """The workbook to fill in."""
    _manager(request)
    response = HttpResponse(template_workbook(), content_type=XLSX)
    response["Content-Disposition"] = 'attachment; filename="mau-danh-sach-don-vi.xlsx"'
    return response


def _manager(request: HttpRequest) -> User:
    user = request.user
    if not gate.any_unit(user, Permission.UNIT_MANAGE) or not isinstance(user, User):
        raise PermissionDenied(_("Nhập danh sách đơn vị dành cho người quản trị cây tổ chức."))
    return user


def _within(user: User) -> QuerySet[Unit] | None:
    """The units below which the person may found others; None: everywhere, and roots too."""
    if gate.everywhere(user, Permission.UNIT_MANAGE):
        return None
    return gate.units_for(user, Permission.UNIT_MANAGE)


def _imports_of(user: User) -> QuerySet[UnitImport]:
    """One's own lists; those of all for who manages the whole tree."""
    lists = UnitImport.objects.defer("rows", "created_unit_ids").select_related("uploaded_by__person")
    if gate.everywhere(user, Permission.UNIT_MANAGE):
        return lists
    return lists.filter(uploaded_by=user)


def _import_or_404(user: User, import_id: int) -> UnitImport:
    return get_object_or_404(_imports_of(user), pk=import_id)


def _upload(request: HttpRequest, user: User) -> HttpResponse:
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _upload_page(request, user, form, status=422)
    file: UploadedFile[bytes] = form.cleaned_data["file"]
    try:
        check_size(file.size or 0)
        stored = preview_import(file_name=file.name or "", content=file.read(), by=user, within=_within(user))
    except DomainError as error:
        form.add_error("file", error.sentence)
        return _upload_page(request, user, form, status=error.status)
    if stored.bad_count:
        warn(request, _("Danh sách có chỗ sai, chưa ghi được. Hãy sửa trong tệp rồi tải lên lại."))
    return redirect("unit-import-preview", import_id=stored.pk)


def _upload_page(request: HttpRequest, user: User, form: UploadForm, status: int = 200) -> HttpResponse:
    past = _imports_of(user).defer("rows", "created_unit_ids", "findings").order_by("-uploaded_at")[:MOST_PAST]
    context: dict[str, Any] = {
        "title": _("Nhập đơn vị từ tệp"),
        "form": form,
        "past": past,
        "pages": {
            "template": reverse("unit-import-template"),
            "preview": "unit-import-preview",
            "undo": "unit-import-undo",
        },
        "words": {"rows": _("Mỗi dòng một đơn vị, cột theo tệp mẫu, thứ tự tùy ý."), "new": _("Đơn vị mới")},
    }
    return render(request, "web/list_import.html", context, status=status)
