"""The editor of a draft: the tree beside the panel of the part that is open; every step is kept and can be undone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from thidua.core.addresses import FITS_INTEGER, whole_number
from thidua.core.errors import DomainError
from thidua.emulation.schemes.errors import BadRow, DraftChanged
from thidua.emulation.schemes.models import DraftEdit, SchemeVersion
from thidua.emulation.schemes.panels.choosing import (
    GENERAL,
    Panel,
    applied,
    panel_of,
    panel_sent,
    said_of,
    with_blanks,
)
from thidua.emulation.schemes.rearranging import press
from thidua.emulation.schemes.rearranging import said_of as said_of_button
from thidua.emulation.schemes.services.drafts import begin_draft, discard_draft, edit_draft, edits_since, undo_edit
from thidua.indicators.queries import catalogue
from thidua.scoring.format import scheme_from
from thidua.scoring.scheme import Scheme as PointTable
from thidua.ui.forms import INVALID
from thidua.ui.notices import say

from .access import Access, managed_or_404
from .editor_shown import editor_context

CONFLICT = 409
SAVE, OPEN, SHAPE = "save", "open", "shape"


@dataclass(slots=True)
class Shown:
    """What the editor answers with: the panel, what is wrong, what others did meanwhile."""

    panel: Panel
    error: str = ""
    others: list[DraftEdit] | None = None
    said: str = ""
    undo: str = ""
    status: int = 200


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, reference: str) -> HttpResponse:
    """The tree and the panel that is open; a button keeps what was typed and does what it says."""
    access = managed_or_404(request, reference)
    version = access.draft_or_404()
    if request.method == "POST":
        return _act(request, access, version)
    table = scheme_from(version.content)
    return _editor(request, access, version, table, Shown(panel_of(table, request.GET.get("muc", GENERAL))))


@require_POST
def begin(request: HttpRequest, reference: str) -> HttpResponse:
    """Begin the next edition as a copy of the latest."""
    access = managed_or_404(request, reference)
    draft = begin_draft(scheme_id=access.scheme.pk, by=access.user)
    say(request, _("Đã mở bản soạn %(n)d, chép từ bản trước.") % {"n": draft.number})
    return redirect("scheme-draft", reference)


@require_POST
def undo(request: HttpRequest, reference: str, revision: int) -> HttpResponse:
    """Put back what stood before the last edit."""
    access = managed_or_404(request, reference)
    edit = undo_edit(version_id=access.draft_or_404().pk, revision=revision, by=access.user)
    say(request, _("Đã hoàn tác: %(what)s.") % {"what": edit.said})
    return redirect("scheme-draft", reference)


@require_POST
def discard(request: HttpRequest, reference: str) -> HttpResponse:
    """Throw the draft away; a scheme that was never published goes with it."""
    access = managed_or_404(request, reference)
    stays = discard_draft(version_id=access.draft_or_404().pk, by=access.user)
    say(request, _("Đã bỏ bản soạn.") if stays else _("Đã bỏ bảng điểm chưa ban hành."))
    return redirect("scheme", reference) if stays else redirect("scheme-list")


def _act(request: HttpRequest, access: Access, version: SchemeVersion) -> HttpResponse:
    table = scheme_from(version.content)
    panel = panel_sent(request.POST)
    action, _sign, code = request.POST.get("act", SAVE).partition(":")
    if action == SHAPE:
        return _editor(request, access, version, table, Shown(with_blanks(panel)), seen=_seen(request))
    try:
        meant = applied(panel, table)
    except BadRow as error:
        shown = Shown(with_blanks(panel), error.sentence, edits_since(version, _seen(request)), status=CONFLICT)
        return _editor(request, access, version, table, shown)
    if meant is None:
        shown = Shown(with_blanks(panel), _("Có chỗ cần sửa; xem câu ghi tại ô."), status=INVALID)
        return _editor(request, access, version, table, shown, seen=_seen(request))
    if meant == table and action in {SAVE, OPEN}:
        return _opened(request, access, version, code if action == OPEN else panel.code)
    return _keep(request, access, version, panel, (action, code))


def _keep(
    request: HttpRequest, access: Access, version: SchemeVersion, panel: Panel, step: tuple[str, str]
) -> HttpResponse:
    """Keep what was typed and do what the button says, both as one edit."""
    action, code = step
    table = scheme_from(version.content)
    typed = applied(panel, table) != table
    said = said_of(panel) if action in {SAVE, OPEN} else said_of_button(table, action, code)
    opened = code if action == OPEN else panel.code

    def change(current: PointTable) -> PointTable:
        nonlocal opened
        kept = applied(panel, current) if typed else current
        assert kept is not None  # it was examined above, and only conflicts change what it is examined against
        if action not in {SAVE, OPEN}:
            kept, opened = press(kept, action, code)
        return kept

    try:
        with transaction.atomic():
            version = edit_draft(version_id=version.pk, seen=_seen(request), change=change, said=said, by=access.user)
    except DomainError as error:
        version = access.draft_or_404()
        others = edits_since(version, _seen(request)) if isinstance(error, DraftChanged) else None
        shown = Shown(with_blanks(panel), error.sentence, others, status=error.status)
        return _editor(request, access, version, scheme_from(version.content), shown)
    return _opened(request, access, version, opened, said)


def _opened(request: HttpRequest, access: Access, version: SchemeVersion, key: str, said: str = "") -> HttpResponse:
    """The editor with a part open, without HTMX at its own address; `said` is what was kept, which can be undone."""
    reference = access.scheme.reference
    address = f"{reverse('scheme-draft', args=[reference])}?{urlencode({'muc': key})}"
    sentence = _("Đã lưu: %(what)s.") % {"what": said} if said else ""
    undo_url = reverse("scheme-edit-undo", args=[reference, version.revision])
    if not request.headers.get("HX-Request"):
        if said:
            say(request, sentence, undo=undo_url)
        return redirect(address)
    table = scheme_from(version.content)
    shown = Shown(panel_of(table, key), said=sentence, undo=undo_url)
    response = _editor(request, access, version, table, shown)
    response["HX-Push-Url"] = address
    return response


def _editor(
    request: HttpRequest,
    access: Access,
    version: SchemeVersion,
    table: PointTable,
    shown: Shown,
    *,
    seen: int | None = None,
) -> HttpResponse:
    """The page, or the editor alone for HTMX. `seen` keeps the revision that the person began with."""
    context: dict[str, Any] = editor_context(access.scheme, version, table, shown.panel)
    if not request.headers.get("HX-Request"):
        context["all_indicators"] = catalogue().indicators
    context |= {
        "title": _("Soạn %(scheme)s") % {"scheme": access.scheme.name},
        "shown": shown,
        "seen": version.revision if seen is None else seen,
    }
    fragment = "#editor" if request.headers.get("HX-Request") else ""
    return render(request, f"schemes/draft.html{fragment}", context, status=shown.status)


def _seen(request: HttpRequest) -> int:
    """The revision that the page was made from; 0, which is none, where something else was sent."""
    return whole_number(request.POST.get("seen", ""), digits=FITS_INTEGER)
