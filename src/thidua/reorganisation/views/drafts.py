"""Reorganisations being written: the list of all, the decision, its changes, what they would do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.core import signing
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from thidua.access import gate
from thidua.access.queries import main_unit
from thidua.access.rules import Permission
from thidua.core.errors import BadEntries, BadEntry, DomainError
from thidua.exchange.tables import check_size
from thidua.org.models import Unit
from thidua.org.plans import OpenReports, OpenTargets, People
from thidua.people.models import User
from thidua.reorganisation.forms import CHANGE_FORMS, DecisionForm, UploadForm
from thidua.reorganisation.models import Reorganisation
from thidua.reorganisation.queries import first_open_day
from thidua.reorganisation.rules import Change, ChangeKind, read_change
from thidua.reorganisation.services import (
    Decision,
    add_change,
    discard_reorganisation,
    draft_reorganisation,
    edit_reorganisation,
    preview_reorganisation,
    read_list,
    remove_change,
    restore_change,
)
from thidua.reorganisation.template_workbook import template_workbook
from thidua.ui.notices import say

from .access import managed_or_404, manager
from .page import show

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
INVALID = 422
SALT = "reorganisation-change"
safe_or_post = require_http_methods(["GET", "HEAD", "POST"])


@safe_or_post
def new(request: HttpRequest) -> HttpResponse:
    """Begin a reorganisation; `don-vi` is the unit that its first change will be about."""
    user = manager(request)
    issuer = _usual_issuer(user)
    form = DecisionForm(*_sent(request), by=user, initial={"issuer": issuer.code if issuer else ""})
    status = 200
    if request.method == "POST":
        made = _drafted(form, user)
        if made is not None:
            about = request.GET.get("don-vi", "")
            query = f"?{urlencode({'don-vi': about})}" if about else ""
            return redirect(f"{reverse('reorganisation', args=[made.pk])}{query}")
        status = INVALID
    return _decision_page(request, form, _("Sắp xếp tổ chức mới"), status=status)


@safe_or_post
def edit(request: HttpRequest, reorganisation_id: int) -> HttpResponse:
    """Say something else in the decision of a draft."""
    found = managed_or_404(request, reorganisation_id)
    user = manager(request)
    initial = {field: getattr(found, field) for field in _KEPT} | {"issuer": found.issuer.code}
    form = DecisionForm(*_sent(request), by=user, initial=initial)
    form.fields["issuer"].disabled = True
    status = 200
    if request.method == "POST":
        if form.is_valid() and _saved(form, found, user):
            say(request, _("Đã lưu quyết định."))
            return redirect("reorganisation", found.pk)
        status = INVALID
    crumbs = [(found.title, reverse("reorganisation", args=[found.pk]))]
    return _decision_page(request, form, _("Sửa quyết định"), crumbs=crumbs, document=found.document, status=status)


@require_POST
def upload(request: HttpRequest, reorganisation_id: int) -> HttpResponse:
    """Take the list of a file."""
    found = managed_or_404(request, reorganisation_id)
    user = manager(request)
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return show(request, found, manages=True, upload_form=form, status=INVALID)
    file: UploadedFile[bytes] = form.cleaned_data["file"]
    bad: Sequence[BadEntry] = ()
    try:
        check_size(file.size or 0)
        read_list(reorganisation_id=found.pk, file_name=file.name or "", content=file.read(), by=user)
    except DomainError as error:
        form.add_error("file", error.sentence)
        bad = error.entries if isinstance(error, BadEntries) else ()
        return show(request, found, manages=True, upload_form=form, bad=bad, status=error.status)
    return redirect(f"{reverse('reorganisation', args=[found.pk])}#xem-truoc")


@safe_or_post
def add(request: HttpRequest, reorganisation_id: int, kind: str) -> HttpResponse:
    """Write one change of a kind; `don-vi` is the unit that it is about."""
    found = managed_or_404(request, reorganisation_id)
    user = manager(request)
    if kind not in ChangeKind:
        raise Http404(_("Không có loại thay đổi này."))
    founded = [row["code"] for row in found.changes if row["kind"] == ChangeKind.FOUND]
    about = {} if kind == ChangeKind.FOUND else {"code": request.GET.get("don-vi", "")}
    form = CHANGE_FORMS[ChangeKind(kind)](*_sent(request), by=user, founded=founded, initial=about)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                added = add_change(reorganisation_id=found.pk, change=form.change(), by=user)
            except DomainError as error:
                form.add_error(error.where if error.where in form.fields else None, error.sentence)
                status = error.status
            else:
                undo = reverse("reorganisation-remove", args=[found.pk, added.row])
                say(request, _("Đã thêm vào danh sách: %(code)s.") % {"code": added.code}, undo=undo)
                if "more" in request.POST:
                    return redirect("reorganisation-add", found.pk, kind)
                return redirect(f"{reverse('reorganisation', args=[found.pk])}#danh-sach")
        else:
            status = INVALID
    label = str(ChangeKind(kind).label)
    context: dict[str, Any] = {
        "title": label,
        "form": form,
        "found": found,
        "crumbs": [
            (_("Sắp xếp tổ chức"), reverse("reorganisation-list")),
            (found.title, reverse("reorganisation", args=[found.pk])),
        ],
        "count": len(found.changes),
    }
    return render(request, "reorganisation/change.html", context, status=status)


@require_POST
def remove(request: HttpRequest, reorganisation_id: int, row: int) -> HttpResponse:
    """Take a row out of the list; the toast puts it back."""
    found = managed_or_404(request, reorganisation_id)
    gone = remove_change(reorganisation_id=found.pk, row=row, by=manager(request))
    kept = urlencode({"dong": signing.dumps(gone.stored(), salt=SALT, compress=True)})
    undo = f"{reverse('reorganisation-restore', args=[found.pk])}?{kept}"
    say(request, _("Đã bỏ dòng %(row)d: %(code)s.") % {"row": gone.row, "code": gone.code}, undo=undo)
    return redirect(f"{reverse('reorganisation', args=[found.pk])}#danh-sach")


@require_POST
def restore(request: HttpRequest, reorganisation_id: int) -> HttpResponse:
    """Put back a row that was taken out; `dong` is what it said, sealed."""
    found = managed_or_404(request, reorganisation_id)
    try:
        change: Change = read_change(signing.loads(request.GET.get("dong", ""), salt=SALT))
    except signing.BadSignature as error:
        raise Http404(_("Không đọc được dòng cần trả lại. Hãy thêm lại dòng đó.")) from error
    restore_change(reorganisation_id=found.pk, change=change, by=manager(request))
    say(request, _("Đã trả lại dòng %(row)d.") % {"row": change.row})
    return redirect(f"{reverse('reorganisation', args=[found.pk])}#danh-sach")


@require_POST
def preview(request: HttpRequest, reorganisation_id: int) -> HttpResponse:
    """Ask anew what the draft would do."""
    found = managed_or_404(request, reorganisation_id)
    preview_reorganisation(reorganisation_id=found.pk, by=manager(request))
    return redirect(f"{reverse('reorganisation', args=[found.pk])}#xem-truoc")


@require_POST
def discard(request: HttpRequest, reorganisation_id: int) -> HttpResponse:
    """Throw a draft away."""
    found = managed_or_404(request, reorganisation_id)
    count = len(found.changes)
    discard_reorganisation(reorganisation_id=found.pk, by=manager(request))
    sentence = ngettext(
        "Đã hủy bản soạn «%(title)s» gồm %(count)d thay đổi.",
        "Đã hủy bản soạn «%(title)s» gồm %(count)d thay đổi.",
        count,
    )
    say(request, sentence % {"title": found.title, "count": count})
    return redirect("reorganisation-list")


@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """The workbook to fill in."""
    manager(request)
    response = HttpResponse(template_workbook(), content_type=XLSX)
    response["Content-Disposition"] = 'attachment; filename="mau-danh-sach-sap-xep.xlsx"'
    return response


_KEPT = ("number", "decided_on", "title", "on", "counts_from", "open_reports", "open_targets", "people")


def _decision_page(
    request: HttpRequest, form: DecisionForm, title: str, *, crumbs: Sequence[Any] = (), status: int, **context: Any
) -> HttpResponse:
    context |= {
        "title": title,
        "form": form,
        "first_open_day": first_open_day(),
        "crumbs": [(_("Sắp xếp tổ chức"), reverse("reorganisation-list")), *crumbs],
    }
    return render(request, "reorganisation/decision.html", context, status=status)


def _sent(request: HttpRequest) -> tuple[Any, Any]:
    """What a form is filled with: nothing while it is only looked at."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def _usual_issuer(user: User) -> Unit | None:
    unit = main_unit(user)
    return unit if unit and gate.may(user, Permission.UNIT_MANAGE, unit) else None


def _decision(form: DecisionForm) -> Decision:
    typed = form.cleaned_data
    return Decision(
        title=typed["title"],
        number=typed["number"],
        decided_on=typed["decided_on"],
        on=typed["on"],
        counts_from=typed["counts_from"],
        open_reports=OpenReports(typed["open_reports"]),
        open_targets=OpenTargets(typed["open_targets"]),
        people=People(typed["people"]),
    )


def _drafted(form: DecisionForm, user: User) -> Reorganisation | None:
    """What a valid form began; None when something stands against it, which the form then says."""
    if not form.is_valid():
        return None
    typed = form.cleaned_data
    if not gate.may(user, Permission.UNIT_MANAGE, typed["issuer"]):
        raise PermissionDenied(_("Bạn không quản lý đơn vị ban hành này."))
    try:
        return draft_reorganisation(
            issuer=typed["issuer"], decision=_decision(form), document=typed["document"] or None, by=user
        )
    except DomainError as error:
        form.add_error(_place(error, form), error.sentence)
        return None


def _saved(form: DecisionForm, found: Reorganisation, user: User) -> bool:
    document = form.cleaned_data["document"] or None
    try:
        edit_reorganisation(reorganisation_id=found.pk, decision=_decision(form), document=document, by=user)
    except DomainError as error:
        form.add_error(_place(error, form), error.sentence)
        return False
    return True


def _place(error: DomainError, form: DecisionForm) -> str | None:
    """The field that an error is about: what no field is named for is about the file, if one was sent."""
    if error.where in form.fields:
        return error.where
    return "document" if form.cleaned_data.get("document") else None
