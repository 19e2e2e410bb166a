"""Putting the places to a vote, and taking the result over."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from thidua.emulation.ranking.services.voting import call_vote, take_votes
from thidua.people.asking import signed_in
from thidua.ui.notices import say

from .access import drawn_or_404, required


@require_POST
def ranking_vote(request: HttpRequest, reference: str) -> HttpResponse:
    """Prepare a ballot over the places and lead to its page, where it is completed and opened."""
    standing, drawn = drawn_or_404(request, reference)
    required(standing.calls_votes)
    ballot = call_vote(ranking_id=drawn.pk, by=signed_in(request))
    say(request, _("Đã soạn cuộc bỏ phiếu. Hãy xem danh sách cử tri, chọn tổ kiểm phiếu rồi mở."))
    return redirect("ballot", reference=ballot.reference)


@require_POST
def ranking_take_votes(request: HttpRequest, reference: str) -> HttpResponse:
    """Write the counted votes into the places."""
    standing, drawn = drawn_or_404(request, reference)
    required(standing.writes)
    count = take_votes(ranking_id=drawn.pk, by=signed_in(request))
    words = ngettext("Đã lấy phiếu của %(count)s đơn vị.", "Đã lấy phiếu của %(count)s đơn vị.", count)
    say(request, words % {"count": count})
    return redirect("ranking", reference=reference)
