"""Accounts from a file: upload, preview, commit, undo."""

from __future__ import annotations

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from thidua.access import gate
from thidua.access.account_workbook import account_workbook
from thidua.access.models import AccountImport
from thidua.access.rules import Permission
from thidua.access.services import commit_accounts, judged_rows, preview_accounts, undo_accounts
from thidua.core.errors import DomainError
from thidua.exchange.tables import check_size
from thidua.org.rules import ImportState
from thidua.people.models import User
from thidua.ui.notices import say, warn

from .reach import administrator

MOST_PAST, MOST_SHOWN = 20, 500
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class UploadForm(forms.Form):
    """A file with a list of accounts."""

    file = forms.FileField(
        label=gettext_lazy("Chọn hoặc kéo tệp danh sách vào đây"),
        help_text=gettext_lazy("Excel (.xlsx, .xls), OpenDocument (.ods) hoặc CSV; tối đa 2.000 người."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv"}),
        allow_empty_file=True,
        error_messages={"required": gettext_lazy("Chưa chọn tệp. Hãy chọn tệp danh sách rồi bấm lại.")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def account_import(request: HttpRequest) -> HttpResponse:
    """Upload a list; below it, the lists of the past."""
    by = administrator(request)
    if request.method != "POST":
        return _upload_page(request, by, UploadForm())
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _upload_page(request, by, form, status=422)
    file: UploadedFile[bytes] = form.cleaned_data["file"]
    try:
        check_size(file.size or 0)
        stored = preview_accounts(file_name=file.name or "", content=file.read(), by=by)
    except DomainError as error:
        form.add_error("file", error.sentence)
        return _upload_page(request, by, form, status=error.status)
    if stored.bad_count:
        warn(request, _("Danh sách có chỗ sai, chưa ghi được. Hãy sửa trong tệp rồi tải lên lại."))
    return redirect("account-import-preview", import_id=stored.pk)


@require_safe
def account_import_preview(request: HttpRequest, import_id: int) -> HttpResponse:
    """What committing a list would do, row by row, or what it has done."""
    by = administrator(request)
    stored = import_or_404(by, import_id)
    judged = judged_rows(stored, by) if stored.state == ImportState.PREVIEWED else None
    opened = User.objects.filter(pk__in=stored.created_user_ids[:MOST_SHOWN]).order_by("person__sort_key", "pk")
    context = {
        "title": stored.file_name,
        "crumbs": [(_("Tài khoản"), reverse("account-list")), (_("Nhập từ tệp"), reverse("account-import"))],
        "stored": stored,
        "new": judged.new[:MOST_SHOWN] if judged else (),
        "findings": judged.findings[:MOST_SHOWN] if judged else (),
        "new_count": len(judged.new) if judged else stored.new_count,
        "bad_count": len(judged.findings) if judged else 0,
        "opened": opened,
        "may_commit": judged is not None and judged.new and not judged.findings,
    }
    return render(request, "web/accounts/import_preview.html", context)


@require_POST
def account_import_commit(request: HttpRequest, import_id: int) -> HttpResponse:
    """Open the accounts of a list, all or none."""
    by = administrator(request)
    import_or_404(by, import_id)
    stored = commit_accounts(import_id=import_id, by=by)
    count = len(stored.created_user_ids)
    said = ngettext("Đã mở %(n)d tài khoản.", "Đã mở %(n)d tài khoản.", count) % {"n": count}
    say(request, said, undo=reverse("account-import-undo", args=[import_id]))
    return redirect("account-import-preview", import_id=import_id)


@require_POST
def account_import_undo(request: HttpRequest, import_id: int) -> HttpResponse:
    """Remove the accounts of a list again."""
    by = administrator(request)
    import_or_404(by, import_id)
    stored = undo_accounts(import_id=import_id, by=by)
    say(request, _("Đã hoàn tác danh sách «%(name)s».") % {"name": stored.file_name})
    return redirect("account-import")


@require_safe
def account_import_template(request: HttpRequest) -> HttpResponse:
    """The workbook to fill in."""
    administrator(request)
    response = HttpResponse(account_workbook(), content_type=XLSX)
    response["Content-Disposition"] = 'attachment; filename="mau-danh-sach-tai-khoan.xlsx"'
    return response


def import_or_404(by: User, import_id: int) -> AccountImport:
    """A list of one's own; any list for who administers everything."""
    return get_object_or_404(_lists_of(by), pk=import_id)


def _lists_of(by: User) -> QuerySet[AccountImport]:
    lists = AccountImport.objects.select_related("uploaded_by__person")
    return lists if gate.everywhere(by, Permission.USER_MANAGE) else lists.filter(uploaded_by=by)


def _upload_page(request: HttpRequest, by: User, form: UploadForm, status: int = 200) -> HttpResponse:
    past = _lists_of(by).defer("rows", "created_user_ids").order_by("-uploaded_at")[:MOST_PAST]
    context = {
        "title": _("Nhập tài khoản từ tệp"),
        "crumbs": [(_("Tài khoản"), reverse("account-list"))],
        "form": form,
        "past": past,
        "pages": {
            "template": reverse("account-import-template"),
            "preview": "account-import-preview",
            "undo": "account-import-undo",
        },
        "words": {"rows": _("Mỗi dòng một người, cột theo tệp mẫu, thứ tự tùy ý."), "new": _("Tài khoản mới")},
    }
    return render(request, "web/list_import.html", context, status=status)
