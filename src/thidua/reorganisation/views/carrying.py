"""Carrying a reorganisation out, watching it, undoing it; its document."""

from __future__ import annotations

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from thidua.core.errors import DomainError
from thidua.files.answers import download
from thidua.reorganisation.queries import IN_FORCE, obstacles_to_undo
from thidua.reorganisation.rules import Stage
from thidua.reorganisation.services import ask_for_commit, ask_for_undo
from thidua.reorganisation.services.common import allow_time
from thidua.ui.answers import wants_fragment
from thidua.ui.notices import say

from .access import managed_or_404, manager, readable_or_404


@require_POST
def commit(request: HttpRequest, reorganisation_id: int) -> HttpResponse:
    """Have a draft carried out."""
    found = managed_or_404(request, reorganisation_id)
    ask_for_commit(reorganisation_id=found.pk, by=manager(request))
    return redirect("reorganisation", found.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: HttpRequest, reorganisation_id: int) -> HttpResponse:
    """What stands in the way of undoing a reorganisation; POST has it undone."""
    found = managed_or_404(request, reorganisation_id)
    if found.stage != Stage.COMMITTED:
        return redirect("reorganisation", found.pk)
    sentence, status = "", 200
    if request.method == "POST":
        try:
            ask_for_undo(reorganisation_id=found.pk, by=manager(request))
        except DomainError as error:
            sentence, status = error.sentence, error.status
        else:
            return redirect("reorganisation", found.pk)
    with transaction.atomic():
        allow_time()
        obstacles = obstacles_to_undo(found)
    context = {
        "title": _("Hoàn tác sắp xếp"),
        "found": found,
        "obstacles": obstacles,
        "sentence": "" if obstacles else sentence,
        "crumbs": [
            (_("Sắp xếp tổ chức"), reverse("reorganisation-list")),
            (found.title, reverse("reorganisation", args=[found.pk])),
        ],
    }
    return render(request, "reorganisation/undo.html", context, status=status)


@require_safe
def progress(request: HttpRequest, reorganisation_id: int) -> HttpResponse:
    """How far the work in the background is: a fragment for the page, which is fetched anew once it is over."""
    found, _manages = readable_or_404(request, reorganisation_id)
    if not wants_fragment(request):
        return redirect("reorganisation", found.pk)
    if found.stage in (Stage.COMMITTING, Stage.UNDOING):
        return render(request, "reorganisation/progress.html", {"found": found})
    if found.stage in IN_FORCE and not found.failure:
        say(request, _("Đã thực hiện quyết định."))
    elif found.stage == Stage.UNDONE:
        say(request, _("Đã hoàn tác quyết định."))
    return HttpResponse(headers={"HX-Refresh": "true"})


@require_safe
def document(request: HttpRequest, reorganisation_id: int) -> HttpResponseBase:
    """The decision itself, as it was uploaded."""
    found, _manages = readable_or_404(request, reorganisation_id)
    if found.document is None:
        raise Http404(_("Quyết định này chưa có văn bản đính kèm."))
    return download(found.document)
