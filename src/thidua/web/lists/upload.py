"""What can be imported, the lists of the past, and uploading one."""

from __future__ import annotations

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from thidua.core.errors import DomainError
from thidua.exchange.kinds import ListKind
from thidua.exchange.models import Intake
from thidua.exchange.queries import lists_of
from thidua.exchange.rules import Stage
from thidua.exchange.services import receive_list
from thidua.exchange.tables import check_size
from thidua.exchange.template import template_workbook
from thidua.people.models import User

from .access import kind_or_404, permitted_kinds
from .forms import UploadForm
from .kinds import kind_named
from .shown import STAGE_TONES

MOST_PAST = 20
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
INVALID = 422


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What the person may import, and her lists of the past."""
    user, kinds = permitted_kinds(request)
    context = {"title": _("Nhập danh sách"), "kinds": kinds, "past": _past(user, kinds)}
    return render(request, "web/list_home.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, kind: str) -> HttpResponse:
    """Upload a list of a kind; options may come with the address."""
    user, wanted = kind_or_404(request, kind)
    if request.method != "POST":
        named = {one.name: request.GET[one.name] for one in wanted.options if one.name in request.GET}
        return _upload_page(request, user, UploadForm(kind=wanted, user=user, initial=named))
    form = UploadForm(request.POST, request.FILES, kind=wanted, user=user)
    if not form.is_valid():
        return _upload_page(request, user, form, status=INVALID)
    file: UploadedFile[bytes] = form.cleaned_data["file"]
    try:
        check_size(file.size or 0)
        stored = receive_list(
            kind=wanted, file_name=file.name or "", content=file.read(), options=form.options(), by=user
        )
    except DomainError as error:
        form.add_error(error.where if error.where in form.fields else "file", error.sentence)
        return _upload_page(request, user, form, status=error.status)
    return redirect("intake", wanted.name, stored.pk)


@require_safe
def template(request: HttpRequest, kind: str) -> HttpResponse:
    """The workbook to fill in."""
    user, wanted = kind_or_404(request, kind)
    response = HttpResponse(template_workbook(wanted, user), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="mau-danh-sach-{wanted.name}.xlsx"'
    return response


def _upload_page(request: HttpRequest, user: User, form: UploadForm, status: int = 200) -> HttpResponse:
    kind = form.kind
    context = {
        "title": _("Nhập danh sách %(kind)s") % {"kind": kind.noun or kind.title},
        "crumbs": [(_("Nhập danh sách"), reverse("intake-home"))],
        "kind": kind,
        "form": form,
        "past": _past(user, [kind]),
    }
    return render(request, "web/list_upload.html", context, status=status)


def _past(user: User, kinds: list[ListKind]) -> list[tuple[Intake, ListKind | None, str]]:
    lists = lists_of(user, kinds)[:MOST_PAST]
    return [(one, kind_named(one.kind), STAGE_TONES[Stage(one.stage)]) for one in lists]
