"""Papers of movements and programmes: adding, reading, removing, putting back."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from thidua.core.errors import DomainError
from thidua.documents.queries import latest_version
from thidua.emulation.movements.forms import PaperForm
from thidua.emulation.movements.models import Movement, Paper, Programme
from thidua.emulation.movements.services import papers
from thidua.files.answers import download
from thidua.ui.notices import say

from .access import INVALID, issued_documents, movement_or_404, own_movement, signed_in
from .movement import show as show_movement
from .programme import own_programme, programme_or_404
from .programme import show as show_programme


@require_POST
def movement_paper_add(request: HttpRequest, reference: str) -> HttpResponse:
    """Attach a paper to a movement."""
    access = own_movement(request, reference)
    form = PaperForm(request.POST, request.FILES, documents=issued_documents(access.movement.owner_id))
    if (refused := _attach(request, access.movement, form)) is None:
        return redirect("movement", reference)
    return show_movement(request, access, paper_form=form, status=refused)


@require_safe
def movement_paper(request: HttpRequest, reference: str, paper_id: int) -> FileResponse:
    """A paper of a movement, for who sees the movement."""
    return _file(_paper_or_404(movement_or_404(request, reference).movement, paper_id))


@require_POST
def movement_paper_remove(request: HttpRequest, reference: str, paper_id: int) -> HttpResponse:
    """Take a paper of a movement away."""
    access = own_movement(request, reference)
    papers.remove(paper_id=_paper_or_404(access.movement, paper_id).pk, by=access.user)
    say(request, _("Đã gỡ tài liệu."), undo=reverse("movement-paper-restore", args=[reference, paper_id]))
    return redirect("movement", reference)


@require_POST
def movement_paper_restore(request: HttpRequest, reference: str, paper_id: int) -> HttpResponse:
    """Put a paper of a movement back."""
    access = own_movement(request, reference)
    papers.restore(paper_id=_paper_or_404(access.movement, paper_id, removed=True).pk, by=access.user)
    say(request, _("Đã lấy lại tài liệu."))
    return redirect("movement", reference)


@require_POST
def programme_paper_add(request: HttpRequest, reference: str) -> HttpResponse:
    """Attach a paper to a programme."""
    access = own_programme(request, reference)
    form = PaperForm(request.POST, request.FILES, documents=issued_documents(access.programme.owner_id))
    if (refused := _attach(request, access.programme, form)) is None:
        return redirect("programme", reference)
    return show_programme(request, access, paper_form=form, status=refused)


@require_safe
def programme_paper(request: HttpRequest, reference: str, paper_id: int) -> FileResponse:
    """A paper of a programme, for who sees the programme."""
    return _file(_paper_or_404(programme_or_404(request, reference).programme, paper_id))


@require_POST
def programme_paper_remove(request: HttpRequest, reference: str, paper_id: int) -> HttpResponse:
    """Take a paper of a programme away."""
    access = own_programme(request, reference)
    papers.remove(paper_id=_paper_or_404(access.programme, paper_id).pk, by=access.user)
    say(request, _("Đã gỡ tài liệu."), undo=reverse("programme-paper-restore", args=[reference, paper_id]))
    return redirect("programme", reference)


@require_POST
def programme_paper_restore(request: HttpRequest, reference: str, paper_id: int) -> HttpResponse:
    """Put a paper of a programme back."""
    access = own_programme(request, reference)
    papers.restore(paper_id=_paper_or_404(access.programme, paper_id, removed=True).pk, by=access.user)
    say(request, _("Đã lấy lại tài liệu."))
    return redirect("programme", reference)


def _attach(request: HttpRequest, to: Movement | Programme, form: PaperForm) -> int | None:
    """Attach what a form holds; the answer is the status of a refusal, with the reason in the form."""
    if not form.is_valid():
        return INVALID
    try:
        made = papers.attach(to=to, paper=form.paper, by=signed_in(request))
    except DomainError as error:
        form.add_error(error.where if error.where in form.fields else "file", error.sentence)
        return error.status
    say(request, _("Đã thêm «%(paper)s».") % {"paper": made})
    return None


def _paper_or_404(of: Movement | Programme, paper_id: int, *, removed: bool = False) -> Paper:
    found = of.papers.filter(pk=paper_id, removed_at__isnull=not removed).select_related("file", "document").first()
    if found is None:
        raise Http404(_("Không có tài liệu này."))
    return found


def _file(paper: Paper) -> FileResponse:
    """The file itself; of a document the one that was issued."""
    if paper.file:
        return download(paper.file)
    version = latest_version(paper.document) if paper.document else None
    if version is None or version.pdf is None:
        raise Http404(_("Không có tài liệu này."))
    return download(version.pdf)
