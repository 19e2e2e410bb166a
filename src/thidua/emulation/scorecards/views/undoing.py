"""Taking back what was saved in one go: a point, a card, a column, the cells of the grid."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from thidua.emulation.scorecards.models import PointChange
from thidua.emulation.scorecards.rules import Stage
from thidua.emulation.scorecards.schemes import scheme_of
from thidua.emulation.scorecards.services.locking import require_stage
from thidua.emulation.scorecards.services.undoing import take_back
from thidua.emulation.scorecards.standing import RoundStanding
from thidua.ui.notices import say

from .access import asked_round


class Back(StrEnum):
    """Where somebody saved, and is led back to."""

    CARD = "phieu"
    COLUMN = "cot"
    GRID = "bang"
    POINT = "diem"


@require_POST
def undo(request: HttpRequest, reference: str, batch: UUID) -> HttpResponse:
    """Take back all points of a batch and lead back to where it was saved, `?ve=`."""
    standing = asked_round(request, reference)
    changes = _seen_changes(standing, batch)
    standing.require(all(change.by_id == standing.user.pk for change in changes))
    criteria = scheme_of(standing.round).positions
    for change in changes:
        change.card.round = standing.round
        require_stage(change.card, Stage(change.stage))
        standing.require(standing.may_give(Stage(change.stage), change.card, criteria[change.position]))
    count = take_back(batch=batch, by=standing.user)
    say(request, ngettext("Đã hoàn tác %(count)d điểm.", "Đã hoàn tác %(count)d điểm.", count) % {"count": count})
    return redirect(_back(standing, changes[0], request.GET.get("ve", "")))


def say_saved(request: HttpRequest, reference: str, batch: UUID, back: Back, count: int) -> None:
    """Say how many points were saved, with the way back."""
    saved = _("Đã lưu %(count)d điểm.") % {"count": count}
    say(request, saved if count else _("Không có điểm nào thay đổi."), undo=undo_address(reference, batch, back))


def undo_address(reference: str, batch: UUID, back: Back) -> str:
    """Where a batch is taken back; nothing where no point of it was new."""
    if not PointChange.objects.filter(batch=batch).exists():
        return ""
    return f"{reverse('round-undo', args=[reference, batch])}?ve={back}"


def _seen_changes(standing: RoundStanding, batch: UUID) -> list[PointChange]:
    """The changes of a batch on cards whose points the person sees. Raises Http404 without any."""
    changes = PointChange.objects.filter(batch=batch, card__in=standing.cards()).select_related("card__unit")
    if found := list(changes):
        return found
    raise Http404(_("Không tìm thấy lần lưu điểm này."))


def _back(standing: RoundStanding, change: PointChange, page: str) -> str:
    reference, unit = standing.round.reference, change.card.unit.code
    code = scheme_of(standing.round).positions[change.position].code
    match page:
        case Back.CARD:
            return reverse("card", args=[reference, unit])
        case Back.COLUMN:
            return reverse("round-column", args=[reference, code])
        case Back.GRID:
            return f"{reverse('round-grid', args=[reference])}?buoc={change.stage}"
        case _:
            return reverse("point", args=[reference, unit, code])
