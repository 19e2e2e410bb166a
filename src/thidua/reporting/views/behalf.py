"""Entry on behalf: how figures came in, the paper, the link, and the unit's answer."""

from __future__ import annotations

from typing import Any

from allauth.core import ratelimit
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from thidua.access import gate
from thidua.access.rules import Permission
from thidua.core.errors import DomainError
from thidua.files.answers import download
from thidua.org.models import Unit
from thidua.people.models import User
from thidua.reporting.errors import AlreadyAnswered
from thidua.reporting.forms_behalf import AnswerForm, BehalfForm
from thidua.reporting.models import BehalfEntry
from thidua.reporting.queries.behalf import entries_by_version, typed_instead
from thidua.reporting.queries.entry import entry_page
from thidua.reporting.rules import Channel, Confirmation
from thidua.reporting.services import behalf as services
from thidua.ui.notices import say

from .access import Access, report_or_404
from .report import INVALID, report_url

safe_or_post = require_http_methods(["GET", "HEAD", "POST"])


@safe_or_post
def behalf_page(request: HttpRequest, unit: str, period: str, form: str) -> HttpResponse:
    """How the version at hand came in and what the unit said; before it is handed in, the officer's form for it."""
    access = report_or_404(request, unit, period, form)
    if request.method == "POST":
        access.require(Permission.REPORT_BEHALF)
        return _begin(request, access)
    if access.behalf is None:
        access.require(Permission.REPORT_BEHALF)
    return _show(request, access)


@require_POST
def new_link(request: HttpRequest, unit: str, period: str, form: str) -> HttpResponse:
    """Make a link for the unit's answer; earlier ones end."""
    access = report_or_404(request, unit, period, form)
    access.require(Permission.REPORT_BEHALF)
    hand_out_link(request, access)
    return redirect(report_url(access.report, "report-behalf"))


@require_POST
def answer(request: HttpRequest, unit: str, period: str, form: str) -> HttpResponse:
    """The answer of somebody of the unit who is signed in: right, or what is wrong."""
    access = report_or_404(request, unit, period, form)
    access.require(Permission.REPORT_SUBMIT)
    objects = "object" in request.POST
    typed = AnswerForm({**request.POST.dict(), "name": str(access.user)}, objects=objects)
    if not typed.is_valid():
        return _show(request, access, answer_form=typed, status=INVALID)
    objection = typed.cleaned_data["objection"] if objects else ""
    services.answer_behalf(report_id=access.report.pk, objection=objection, by=access.user)
    say(request, _("Đã báo điểm chưa đúng cho người nhập thay.") if objects else _("Đã xác nhận số liệu."))
    return redirect(report_url(access.report))


@require_safe
def paper(request: HttpRequest, unit: str, period: str, form: str, version: int) -> FileResponse:
    """The paper that a version was typed from."""
    access = report_or_404(request, unit, period, form)
    entry = entries_by_version(access.report).get(version)
    if entry is None or entry.paper is None:
        raise Http404(_("Bản này không có tệp đính kèm."))
    return download(entry.paper)


@login_not_required
@never_cache
@safe_or_post
def confirm(request: HttpRequest, secret: str) -> HttpResponse:
    """What was typed for a unit, for whoever holds the link: read, print, say whether it is right."""
    if request.method == "POST" and not ratelimit.consume(request, action="behalf_link"):
        refusal: HttpResponse = ratelimit.respond_429(request)
        return refusal
    try:
        entry = services.open_link(secret)
    except DomainError as error:
        context = {"title": _("Liên kết xác nhận"), "sentence": error.sentence}
        return _unlisted(render(request, "reporting/behalf_over.html", context, status=error.status))
    if request.method == "POST":
        return _answer_link(request, secret, entry)
    return _confirmation(request, entry, AnswerForm())


def hand_out_link(request: HttpRequest, access: Access) -> None:
    """Make a link; the secret waits in the session for the page that shows it once."""
    secret = services.make_link(report_id=access.report.pk, by=access.user)
    request.session[_key(access)] = secret


def _begin(request: HttpRequest, access: Access) -> HttpResponse:
    typed = BehalfForm(request.POST, request.FILES)
    if not typed.is_valid():
        return _show(request, access, behalf_form=typed, status=INVALID)
    paper = typed.cleaned_data["paper"]
    if paper is None and typed.cleaned_data["keep"] and (earlier := _earlier(access)):
        paper = earlier.paper
    try:
        services.begin_behalf(
            report_id=access.report.pk,
            channel=Channel(typed.cleaned_data["channel"]),
            remark=typed.cleaned_data["remark"],
            paper=paper,
            by=access.user,
        )
    except DomainError as error:
        typed.add_error("paper", error.sentence)
        return _show(request, access, behalf_form=typed, status=error.status)
    say(request, _("Bạn đang nhập thay đơn vị. Mọi ô được ghi tên bạn trong nhật ký."))
    return redirect(report_url(access.report))


def _show(
    request: HttpRequest,
    access: Access,
    *,
    behalf_form: BehalfForm | None = None,
    answer_form: AnswerForm | None = None,
    status: int = 200,
) -> HttpResponse:
    report, entry = access.report, access.behalf
    secret = request.session.pop(_key(access), "")
    earlier = _earlier(access)
    page = entry_page(report)
    context: dict[str, Any] = {
        "title": _("Nhập thay đơn vị"),
        "page": page,
        "report": report,
        "access": access,
        "entry": entry,
        "earlier": earlier if entry is None else None,
        "editing": access.may_begin_behalf or (access.acts_for_unit and access.may_enter),
        "form": behalf_form or BehalfForm(initial=_initial(entry or earlier)),
        "answer_form": answer_form or AnswerForm(),
        "second_url": _second_url(access, page.unit.parent_id),
        "link": request.build_absolute_uri(reverse("behalf-confirm", args=[secret])) if secret else "",
        "urls": {"page": report_url(report)},
    }
    return render(request, "reporting/behalf.html", context, status=status)


def _second_url(access: Access, parent_id: int | None) -> str:
    """Where the second person is named, for an officer of the unit above."""
    parent = Unit.objects.filter(pk=parent_id).first() if parent_id else None
    if parent is None or not gate.may(access.user, Permission.REPORT_SUBMIT, parent):
        return ""
    return reverse("report-second", args=[parent.code])


def _initial(entry: BehalfEntry | None) -> dict[str, Any]:
    return {"channel": entry.channel, "remark": entry.remark, "keep": True} if entry else {}


def _earlier(access: Access) -> BehalfEntry | None:
    """The last version before the one at hand that was typed for the unit and has its paper."""
    entries = entries_by_version(access.report)
    versions = [version for version, entry in entries.items() if version < access.report.version and entry.paper]
    return entries[max(versions)] if versions else None


def _answer_link(request: HttpRequest, secret: str, entry: BehalfEntry) -> HttpResponse:
    if _is_typist(request, entry):
        raise PermissionDenied(_("Người nhập thay không tự xác nhận được. Hãy gửi liên kết cho người của đơn vị."))
    objects = "object" in request.POST
    typed = AnswerForm(request.POST, objects=objects)
    if not typed.is_valid():
        return _confirmation(request, entry, typed, status=INVALID)
    try:
        services.answer_link(
            secret=secret,
            name=typed.cleaned_data["name"],
            objection=typed.cleaned_data["objection"] if objects else "",
        )
    except AlreadyAnswered as error:
        return _confirmation(request, services.open_link(secret), AnswerForm(), sentence=error.sentence, status=409)
    return redirect("behalf-confirm", secret)


def _confirmation(
    request: HttpRequest, entry: BehalfEntry, form: AnswerForm, *, sentence: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "title": _("Xác nhận số liệu"),
        "entry": entry,
        "page": entry_page(entry.report, version=entry.version),
        "form": form,
        "sentence": sentence,
        "waiting": entry.confirmation == Confirmation.WAITING,
        "typist": _is_typist(request, entry),
    }
    return _unlisted(render(request, "reporting/behalf_confirm.html", context, status=status))


def _is_typist(request: HttpRequest, entry: BehalfEntry) -> bool:
    """Whether somebody who typed the figures in the unit's stead has opened its link."""
    return isinstance(request.user, User) and typed_instead(entry, entry.report, request.user)


def _unlisted(response: HttpResponse) -> HttpResponse:
    """Links travel through chats and mails: what they open belongs into no search engine."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _key(access: Access) -> str:
    return f"behalf-link-{access.report.pk}"
