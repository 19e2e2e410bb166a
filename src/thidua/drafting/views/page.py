"""The page of a document, what has changed since it was issued, and the steps of its life."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from thidua.access.rules import Permission
from thidua.core import clock
from thidua.core.periods import parse
from thidua.documents.changes import changed_only, difference, frame_changes
from thidua.documents.content import Content
from thidua.documents.models import Document, Version
from thidua.documents.queries import latest_version, own_words, unit_names
from thidua.documents.rules import State
from thidua.documents.services.drafts import bring_back_version, delete_draft, restore_draft
from thidua.documents.services.issuing import issue_document, withdraw_document
from thidua.documents.stored import frame_digest, frame_from_data, read_stored
from thidua.documents.verification import find
from thidua.documents.views.access import Access, document_or_404
from thidua.documents.views.listing import STATE_TONES
from thidua.drafting.amendments import amendments_of
from thidua.drafting.forms import WithdrawForm
from thidua.drafting.stale import freshness
from thidua.ui.notices import say

INVALID = 422
MOST_DIGITS = 6


@require_safe
def document_page(request: HttpRequest, reference: str) -> HttpResponse:
    """A document as it reads, with the figures that have changed since marked."""
    access = document_or_404(request, reference)
    return _page(request, access, WithdrawForm())


@require_safe
def document_changes(request: HttpRequest, reference: str) -> HttpResponse:
    """What differs between two versions (`tu`, `den`), and which figures read otherwise by now.

    Without a word the later version is the one that stands; the earlier is the signed one, that of the document that
    it replaces, else what was drafted first.
    """
    access = document_or_404(request, reference)
    document = access.document
    versions = list(access.versions.defer("content").order_by("-number"))
    later = _version(access, request.GET.get("den"), versions[0].number)
    before, said_before = _earlier(access, request.GET.get("tu"), later)
    content, seen = read_stored(later.content)
    changes = difference(before, content)
    fresh = freshness(content)
    context = {
        "title": _("Có gì thay đổi"),
        "crumbs": _crumbs(document),
        "document": document,
        "access": access,
        "versions": versions,
        "later": later,
        "said_before": said_before,
        "chosen": request.GET.get("tu", ""),
        "changes": changes,
        "changed": changed_only(changes),
        "frame": _frame_changes(document),
        "fresh": fresh,
        "own": own_words(document),
        "amended": amendments_of(fresh.changes, since=later.saved_at) if document.state != State.DRAFT else {},
        "seen": seen,
        "issued_on": document.issued_on,
    }
    return render(request, "drafting/changes.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def document_issue(request: HttpRequest, reference: str) -> HttpResponse:
    """What is about to be issued, and issuing it; figures that have changed since are confirmed on purpose."""
    access = document_or_404(request, reference)
    access.require(Permission.DOCUMENT_ISSUE)
    document = access.document
    content, seen = read_stored(latest_version(document).content)
    frame, fresh = frame_from_data(document.frame), freshness(content)
    if request.method == "POST" and (not fresh.changes or "as_it_is" in request.POST):
        issued = issue_document(
            document_id=document.pk,
            seen=request.POST.get("seen", ""),
            seen_frame=request.POST.get("seen-frame", ""),
            verify_url=request.build_absolute_uri(reverse("verify", args=[document.verify_code])),
            by=access.user,
        )
        say(request, _("Đã ban hành văn bản số %(number)s.") % {"number": issued.number_text})
        return redirect("document-page", reference=reference)
    context = {
        "title": _("Ban hành văn bản"),
        "crumbs": _crumbs(document),
        "document": document,
        "access": access,
        "frame": frame,
        "fresh": fresh,
        "own": own_words(document),
        "seen": seen,
        "seen_frame": frame_digest(frame),
        "today": clock.today(),
        "refused": request.method == "POST",
        "replaced": document.replaces,
        "replaced_number": document.replaces.number_text if document.replaces else "",
    }
    return render(request, "drafting/issue.html", context, status=INVALID if request.method == "POST" else 200)


@require_POST
def document_withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    """Say of an issued document that it holds no more."""
    access = document_or_404(request, reference)
    access.require(Permission.DOCUMENT_ISSUE)
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        return _page(request, access, form, status=INVALID)
    withdrawn = withdraw_document(document_id=access.document.pk, reason=form.cleaned_data["reason"], by=access.user)
    say(request, _("Đã thu hồi văn bản số %(number)s.") % {"number": withdrawn.number_text})
    return redirect("document-page", reference=reference)


@require_POST
def document_delete(request: HttpRequest, reference: str) -> HttpResponse:
    """Delete a draft; the toast brings it back."""
    access = document_or_404(request, reference)
    access.require(Permission.DOCUMENT_DRAFT)
    deleted = delete_draft(document_id=access.document.pk, by=access.user)
    undo = reverse("document-restore", args=[reference])
    say(request, _("Đã xóa bản thảo «%(title)s».") % {"title": deleted.title}, undo=undo)
    return redirect("document-list")


@require_POST
def document_restore(request: HttpRequest, reference: str) -> HttpResponse:
    """Bring a deleted draft back."""
    access = document_or_404(request, reference, deleted=True)
    access.require(Permission.DOCUMENT_DRAFT)
    restored = restore_draft(document_id=access.document.pk, by=access.user)
    say(request, _("Đã lấy lại bản thảo «%(title)s».") % {"title": restored.title})
    return redirect("document-page", reference=reference)


@require_POST
def document_bring_back(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Let a draft say again what an earlier version said."""
    access = document_or_404(request, reference)
    access.require(Permission.DOCUMENT_DRAFT)
    try:
        bring_back_version(
            document_id=access.document.pk, number=number, seen=request.POST.get("seen", ""), by=access.user
        )
    except Version.DoesNotExist:
        raise Http404(_("Văn bản không có bản này.")) from None
    say(request, _("Đã lấy lại bản %(number)d. Bản vừa rồi còn trong danh sách các bản.") % {"number": number})
    return redirect("document-page", reference=reference)


def _page(request: HttpRequest, access: Access, form: WithdrawForm, *, status: int = 200) -> HttpResponse:
    document = access.document
    version = latest_version(document)
    content, seen = read_stored(version.content)
    fresh = freshness(content)
    context = {
        "title": document.title,
        "crumbs": _crumbs(document, last=False),
        "document": document,
        "access": access,
        "tone": STATE_TONES[State(document.state)],
        "number": document.number_text,
        "unit_name": unit_names([document], document.issued_on or parse_day(document))[document.unit_id],
        "span": parse(document.period) if document.period else None,
        "frame": frame_from_data(document.frame),
        "content": content,
        "version": version,
        "versions": access.versions.defer("content").order_by("-number")[:30],
        "fresh": fresh,
        "own": own_words(document),
        "amended": amendments_of(fresh.changes, since=version.saved_at) if not access.is_draft else {},
        "seen": seen,
        "form": form,
        "verified": find(document.verify_code) if document.state != State.DRAFT else None,
        "may_sign": access.may_withdraw,
        "replaced_number": document.replaces.number_text if document.replaces else "",
        "successors": [(one, one.number_text) for one in document.replaced_by.filter(deleted_at=None)]
        if not access.is_draft
        else [],
    }
    return render(request, "drafting/page.html", context, status=status)


def parse_day(document: Document) -> Any:
    """The day whose name of the unit is printed: that of the drafting."""
    return document.made_at.date()


def _crumbs(document: Document, *, last: bool = True) -> list[tuple[str, str]]:
    head = [(_("Văn bản"), reverse("document-list"))]
    return [*head, (document.title, reverse("document-page", args=[document.reference]))] if last else head


def _version(access: Access, number: str | None, usual: int) -> Version:
    asked = int(number) if number and number.isascii() and number.isdecimal() and len(number) <= MOST_DIGITS else usual
    found = access.versions.filter(number=asked).first()
    if found is None:
        raise Http404(_("Văn bản không có bản này."))
    return found


def _earlier(access: Access, asked: str | None, later: Version) -> tuple[Content, str]:
    """The content that the later version is set beside, and what it is."""
    document = access.document
    if asked:
        version = _version(access, asked, 1)
        return read_stored(version.content)[0], _("bản %(number)d") % {"number": version.number}
    if document.replaces is not None:
        issued = document.replaces.versions.get(issued=True)
        number = document.replaces.number_text
        return read_stored(issued.content)[0], _("văn bản số %(number)s mà văn bản này thay thế") % {"number": number}
    if later.issued:
        return read_stored(later.content)[0], _("bản đã ban hành")
    first = document.versions.earliest("number")
    return read_stored(first.content)[0], _("bản soạn đầu tiên")


def _frame_changes(document: Document) -> dict[str, tuple[str, str]]:
    if document.replaces is None:
        return {}
    own = {"number", "date_text", "verify_url", "verify_code", "draft"}
    found = frame_changes(frame_from_data(document.replaces.frame), frame_from_data(document.frame))
    return {name: pair for name, pair in found.items() if name not in own}
