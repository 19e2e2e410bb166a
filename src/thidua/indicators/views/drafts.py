"""The editor of a form's draft: change, try out on a phone, publish, take back, throw away."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from thidua.core import clock
from thidua.core.errors import DomainError
from thidua.indicators.contents import Contents, difference
from thidua.indicators.draft_form import DraftForm
from thidua.indicators.models import FormVersion
from thidua.indicators.queries import catalogue
from thidua.indicators.queries.forms import units_of_kinds
from thidua.indicators.rules import Entry, Kind, Operator, Severity
from thidua.indicators.services.contents import read_contents
from thidua.indicators.services.drafts import discard_draft, publish_draft, save_draft, withdraw_version
from thidua.indicators.trial import try_out
from thidua.people.models import User
from thidua.ui.notices import say

from .access import manager, reader, version_or_404
from .forms import version_context

INVALID = 422


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Show a draft's lines; a button adds, moves or removes one without keeping it yet, «Lưu» keeps all."""
    user = manager(request)
    version = _draft_or_404(code, number)
    if request.method != "POST":
        return _editor(request, version, DraftForm.of(read_contents(version), version.during.lower))
    sent = DraftForm.read(request.POST)
    action = request.POST.get("act", "save")
    if action != "save":
        sent.act(action, request.POST)
        return _editor(request, version, sent, unsaved=True)
    contents = sent.contents()
    if contents is None or sent.starts is None:
        return _editor(request, version, sent, status=INVALID)
    try:
        save_draft(version_id=version.pk, starts=sent.starts, contents=contents, by=user, seen=sent.seen)
    except DomainError as error:
        sent.error = error.sentence
        return _editor(request, version, sent, status=error.status)
    say(request, _("Đã lưu bản soạn."))
    return redirect("catalogue-draft", code, number)


@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The form as a phone shows it; typed figures are checked and forgotten."""
    reader(request)
    version = version_or_404(code, number)
    contents = read_contents(version)
    sent = request.POST.dict() if request.method == "POST" else {}
    trial = try_out(contents, sent) if sent else None
    context = version_context(version, contents) | {"sent": sent, "trial": trial, "looks_back": _looks_back(contents)}
    context["title"] = _("Xem thử: %(form)s") % {"form": version.form.name}
    return render(request, "indicators/preview.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """What publishing would change and whether a rule stands against it; POST publishes."""
    user = manager(request)
    version = _draft_or_404(code, number)
    trouble = _trouble(version, user)
    if request.method == "POST" and not trouble:
        publish_draft(version_id=version.pk, by=user)
        undo = reverse("catalogue-withdraw", args=[code, number])
        say(request, _("Đã ban hành bản %(n)d của biểu mẫu.") % {"n": number}, undo=undo)
        return redirect("catalogue-form", code)
    contents = read_contents(version)
    before = version.form.versions.filter(published_at__isnull=False).order_by("-number").first()
    context = version_context(version, contents) | {
        "before": before,
        "difference": difference(read_contents(before) if before else Contents(), contents),
        "units": units_of_kinds(version.form.unit_kinds, clock.today()),
        "trouble": trouble,
    }
    context["title"] = _("Ban hành %(form)s") % {"form": version.form.name}
    return render(request, "indicators/publish.html", context, status=409 if request.method == "POST" else 200)


@require_POST
def withdraw(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Take a published version back into a draft: the undo of publishing."""
    user = manager(request)
    withdraw_version(version_id=version_or_404(code, number).pk, by=user)
    say(request, _("Đã thu hồi bản %(n)d; nội dung của nó nằm trong bản soạn.") % {"n": number})
    return redirect("catalogue-draft", code, number)


@require_POST
def discard(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Throw a draft away."""
    user = manager(request)
    discard_draft(version_id=_draft_or_404(code, number).pk, by=user)
    say(request, _("Đã bỏ bản soạn %(n)d.") % {"n": number})
    return redirect("catalogue-form", code)


def _editor(
    request: HttpRequest, version: FormVersion, draft: DraftForm, *, unsaved: bool = False, status: int = 200
) -> HttpResponse:
    typed = [indicator for indicator in catalogue().indicators if indicator.kind != Kind.RATIO]
    context: dict[str, Any] = {
        "title": _("Soạn %(form)s") % {"form": version.form.name},
        "version": version,
        "form": version.form,
        "draft": draft,
        "unsaved": unsaved,
        "indicators": typed,
        "entries": Entry.choices,
        "operators": Operator.choices,
        "severities": Severity.choices,
    }
    fragment = "#editor" if request.headers.get("HX-Request") else ""
    return render(request, f"indicators/draft.html{fragment}", context, status=status)


def _draft_or_404(code: str, number: int) -> FormVersion:
    version = version_or_404(code, number)
    if version.published_at is not None:
        raise Http404(_("Bản này đã ban hành nên không sửa được. Hãy mở bản soạn mới ở trang của biểu mẫu."))
    return version


def _trouble(version: FormVersion, user: User) -> str:
    """What stands against publishing a draft, "" when nothing does: it is published and taken back at once."""
    try:
        with transaction.atomic():
            publish_draft(version_id=version.pk, by=user)
            transaction.set_rollback(True)
    except DomainError as error:
        return error.sentence
    return ""


def _looks_back(contents: Contents) -> bool:
    sides = (side for check in contents.checks for side in (check.left, check.right))
    return any("@" in side for side in sides)
