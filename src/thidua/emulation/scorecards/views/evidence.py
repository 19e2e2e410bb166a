"""Files beside points: sent, shown, taken away, put back."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from thidua.emulation.scorecards.forms import EvidenceForm
from thidua.emulation.scorecards.models import CardEvidence
from thidua.emulation.scorecards.rules import Stage
from thidua.emulation.scorecards.services import evidence as files
from thidua.files.answers import download, preview_answer
from thidua.files.models import StoredFile
from thidua.ui.notices import say

from .access import PointAsked, asked_point
from .points import show_point

LAST_PAGE = 10_000


@require_POST
def attach(request: HttpRequest, reference: str, unit: str, criterion: str) -> HttpResponse:
    """Put a file beside a point, with the hand that the person is now."""
    point = asked_point(request, reference, unit, criterion)
    standing, card = point.asked.standing, point.asked.card
    stage = standing.evidence_stage(card, point.criterion)
    standing.require(stage is not None or card.unit_id in standing.joins)
    form = EvidenceForm(request.POST, request.FILES)
    if not form.is_valid():
        return show_point(request, point, evidence_form=form)
    attached = files.attach_evidence(
        card_id=point.asked.card.pk,
        position=point.position,
        upload=form.cleaned_data["file"],
        caption=form.cleaned_data["caption"],
        stage=stage or Stage.SELF,
        by=standing.user,
    )
    undo = reverse("point-evidence-remove", args=[reference, unit, criterion, attached.pk])
    say(request, _("Đã đính kèm «%(file)s».") % {"file": attached.file}, undo=undo)
    return redirect(point.url)


@require_POST
def remove(request: HttpRequest, reference: str, unit: str, criterion: str, evidence: int) -> HttpResponse:
    """Take a file away from a point."""
    point = asked_point(request, reference, unit, criterion)
    found = _own_or_403(point, evidence)
    files.remove_evidence(card_id=point.asked.card.pk, evidence_id=found.pk, by=point.asked.standing.user)
    undo = reverse("point-evidence-restore", args=[reference, unit, criterion, evidence])
    say(request, _("Đã gỡ «%(file)s».") % {"file": found.file}, undo=undo)
    return redirect(point.url)


@require_POST
def restore(request: HttpRequest, reference: str, unit: str, criterion: str, evidence: int) -> HttpResponse:
    """Put a file back beside a point."""
    point = asked_point(request, reference, unit, criterion)
    found = _own_or_403(point, evidence)
    files.restore_evidence(card_id=point.asked.card.pk, evidence_id=found.pk, by=point.asked.standing.user)
    say(request, _("Đã lấy lại «%(file)s».") % {"file": found.file})
    return redirect(point.url)


@require_safe
def evidence_file(request: HttpRequest, reference: str, unit: str, criterion: str, evidence: int) -> FileResponse:
    """The file itself, for who sees the card; a removed one only for whose it was."""
    return download(_readable(request, reference, unit, criterion, evidence))


@require_safe
def evidence_preview(request: HttpRequest, reference: str, unit: str, criterion: str, evidence: int) -> FileResponse:
    """A small picture of the page `?trang=` of the file, by default the first; a large one with `?lon=1`."""
    file = _readable(request, reference, unit, criterion, evidence)
    page = request.GET.get("trang", "0")
    if not (page.isascii() and page.isdigit() and int(page) <= LAST_PAGE):
        raise Http404(_("Không có trang này của tệp."))
    return preview_answer(file, page=int(page), large=request.GET.get("lon") == "1")


def _readable(request: HttpRequest, reference: str, unit: str, criterion: str, evidence: int) -> StoredFile:
    point = asked_point(request, reference, unit, criterion)
    found = _evidence_or_404(point, evidence)
    if found.removed_at is not None and not point.asked.standing.put_there(point.asked.card, found):
        raise Http404(_("Tệp này đã được gỡ."))
    return found.file


def _evidence_or_404(point: PointAsked, evidence: int) -> CardEvidence:
    beside = CardEvidence.objects.select_related("file").filter(card=point.asked.card, position=point.position)
    return get_object_or_404(beside, pk=evidence)


def _own_or_403(point: PointAsked, evidence: int) -> CardEvidence:
    """A file that the person put there. Raises PermissionDenied for others', StageClosed when it is too late."""
    found, standing, card = _evidence_or_404(point, evidence), point.asked.standing, point.asked.card
    standing.require(standing.put_there(card, found))
    files.require_own_step(card, found)
    standing.require(standing.may_change_file(card, point.criterion, found))
    return found
