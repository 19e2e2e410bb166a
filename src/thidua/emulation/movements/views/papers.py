"""Papers of movements and programmes: adding, reading, removing, putting back."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from thidua.documents.queries import latest_version
from thidua.emulation.movements.forms import PaperForm
from thidua.emulation.movements.models import Movement, Paper, Programme
from thidua.emulation.movements.queries.seeing import issued_documents
from thidua.emulation.movements.services import papers
from thidua.files.answers import download
from thidua.people.asking import signed_in
from thidua.ui.forms import submitted
from thidua.ui.notices import say

from .access import movement_or_404, own_movement, own_programme, programme_or_404
from .movement import show as show_movement
from .programme import show as show_programme

Shelf = Movement | Programme


class Of(NamedTuple):
    """What papers belong to: the name of its page, how it is fetched for who sees it and for who organises it, and
    how its page is answered with a form that was refused and a status."""

    page: str
    seen: Callable[[HttpRequest, str], Shelf]
    own: Callable[[HttpRequest, str], Shelf]
    refused: Callable[[HttpRequest, str, PaperForm, int], HttpResponse]


OF_MOVEMENT = Of(
    "movement",
    lambda request, reference: movement_or_404(request, reference).movement,
    lambda request, reference: own_movement(request, reference).movement,
    lambda request, reference, form, status: show_movement(
        request, own_movement(request, reference), paper_form=form, status=status
    ),
)
OF_PROGRAMME = Of(
    "programme",
    lambda request, reference: programme_or_404(request, reference).programme,
    lambda request, reference: own_programme(request, reference).programme,
    lambda request, reference, form, status: show_programme(
        request, own_programme(request, reference), paper_form=form, status=status
    ),
)


@require_POST
def paper_add(request: HttpRequest, reference: str, of: Of) -> HttpResponse:
    """Attach a paper."""
    shelf = of.own(request, reference)
    form = PaperForm(request.POST, request.FILES, documents=issued_documents(shelf.owner_id))
    made, status = submitted(
        form, lambda: papers.attach(to=shelf, paper=form.paper, by=signed_in(request)), otherwise="file"
    )
    if made is None:
        return of.refused(request, reference, form, status)
    say(request, _("Đã thêm «%(paper)s».") % {"paper": made})
    return redirect(of.page, reference)


@require_safe
def paper(request: HttpRequest, reference: str, paper_id: int, of: Of) -> FileResponse:
    """The file of a paper, for who sees what it belongs to; of a document the one that was issued."""
    found = _paper_or_404(of.seen(request, reference), paper_id)
    if found.file:
        return download(found.file)
    version = latest_version(found.document) if found.document else None
    if version is None or version.pdf is None:
        raise Http404(_("Không có tài liệu này."))
    return download(version.pdf)


@require_POST
def paper_remove(request: HttpRequest, reference: str, paper_id: int, of: Of) -> HttpResponse:
    """Take a paper away."""
    found = _paper_or_404(of.own(request, reference), paper_id)
    papers.remove(paper_id=found.pk, by=signed_in(request))
    say(request, _("Đã gỡ tài liệu."), undo=reverse(f"{of.page}-paper-restore", args=[reference, paper_id]))
    return redirect(of.page, reference)


@require_POST
def paper_restore(request: HttpRequest, reference: str, paper_id: int, of: Of) -> HttpResponse:
    """Put a paper back."""
    found = _paper_or_404(of.own(request, reference), paper_id, removed=True)
    papers.restore(paper_id=found.pk, by=signed_in(request))
    say(request, _("Đã lấy lại tài liệu."))
    return redirect(of.page, reference)


def _paper_or_404(shelf: Shelf, paper_id: int, *, removed: bool = False) -> Paper:
    found = shelf.papers.filter(pk=paper_id, removed_at__isnull=not removed).select_related("file", "document").first()
    if found is None:
        raise Http404(_("Không có tài liệu này."))
    return found
