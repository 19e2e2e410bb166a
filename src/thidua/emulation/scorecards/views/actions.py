"""Steps of a round and of a card: one service each, with its undo."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from thidua.emulation.scorecards.errors import RoundBad, RoundNotReady
from thidua.emulation.scorecards.rules import RoundState
from thidua.emulation.scorecards.services import cross, handing_in, steps
from thidua.emulation.scorecards.services.computing import ask_to_compute
from thidua.emulation.scorecards.standing import RoundStanding
from thidua.ui.notices import say

from .access import asked_card, asked_round

LONGEST_SEED = 12


@require_POST
def step(request: HttpRequest, reference: str) -> HttpResponse:
    """Bring a round to the step `to`; to cross-checking with the pairs of `seed`, of a new one without it."""
    standing = asked_round(request, reference)
    wanted = request.POST.get("to", "")
    standing.require(standing.runs or standing.concludes)
    if wanted not in RoundState.values:
        raise RoundBad(_("Không có bước ấy. Hãy tải lại trang."))
    to = RoundState(wanted)
    standing.require(may_step(standing, to))
    if to != standing.state:
        _refuse_ahead(standing)
    round_ = steps.go_on(round_id=standing.round.pk, to=to, seed=_seed(request), by=standing.user)
    undo = reverse("round-step-back", args=[reference])
    say(request, _("Đợt chấm điểm đã sang bước «%(step)s».") % {"step": RoundState(round_.state).label}, undo=undo)
    return redirect("round", reference)


@require_POST
def step_back(request: HttpRequest, reference: str) -> HttpResponse:
    """Take the last step of a round back."""
    standing = asked_round(request, reference)
    standing.require(may_step(standing, standing.state))
    round_ = steps.go_back(round_id=standing.round.pk, by=standing.user)
    say(request, _("Đợt chấm điểm đã lùi về bước «%(step)s».") % {"step": RoundState(round_.state).label})
    return redirect("round", reference)


@require_POST
def remove(request: HttpRequest, reference: str) -> HttpResponse:
    """Take back the opening of a round."""
    standing = asked_round(request, reference)
    standing.require(standing.manages)
    name = standing.round.name
    steps.remove_round(round_id=standing.round.pk, by=standing.user)
    say(request, _("Đã bỏ đợt chấm điểm «%(name)s».") % {"name": name})
    return redirect("round-list")


@require_POST
def compute(request: HttpRequest, reference: str) -> HttpResponse:
    """Compute the points of a round again, at once or by a worker."""
    standing = asked_round(request, reference)
    standing.require(standing.runs)
    done = ask_to_compute(round_id=standing.round.pk, by=standing.user)
    if done is None:
        say(request, _("Hệ thống đang tính điểm. Bạn có thể rời trang này, việc vẫn tiếp tục."))
    else:
        say(request, _("Đã tính điểm từ số liệu mới nhất cho %(count)d phiếu chấm điểm.") % {"count": done})
    return redirect("round", reference)


@require_POST
def hand_in(request: HttpRequest, reference: str, unit: str) -> HttpResponse:
    """Hand in a unit's own scoring; with `all-the-same` although something is missing."""
    asked = asked_card(request, reference, unit)
    asked.standing.require(asked.card.unit_id in asked.standing.joins)
    although = bool(request.POST.get("all-the-same"))
    card = handing_in.hand_in(card_id=asked.card.pk, although_missing=although, by=asked.standing.user)
    undo = "" if handing_in.stays_in(card) else reverse("card-withdraw", args=[reference, unit])
    say(request, _("Đã nộp bảng tự chấm."), undo=undo)
    return redirect(asked.url)


@require_POST
def withdraw(request: HttpRequest, reference: str, unit: str) -> HttpResponse:
    """Take a unit's own scoring back."""
    asked = asked_card(request, reference, unit)
    asked.standing.require(asked.card.unit_id in asked.standing.joins)
    handing_in.withdraw(card_id=asked.card.pk, by=asked.standing.user)
    say(request, _("Đã rút lại bảng tự chấm."))
    return redirect(asked.url)


@require_POST
def hand_in_check(request: HttpRequest, reference: str, unit: str) -> HttpResponse:
    """Say that the cross-check of a card is done."""
    asked = asked_card(request, reference, unit)
    asked.standing.require(_checks(asked.standing, asked.card.unit_id) and not asked.standing.owns(asked.card))
    cross.hand_in_check(card_id=asked.card.pk, by=asked.standing.user)
    say(request, _("Đã nộp kết quả chấm chéo."), undo=reverse("card-cross-withdraw", args=[reference, unit]))
    return redirect("round-cross", reference)


@require_POST
def withdraw_check(request: HttpRequest, reference: str, unit: str) -> HttpResponse:
    """Take the result of a cross-check back."""
    asked = asked_card(request, reference, unit)
    asked.standing.require(_checks(asked.standing, asked.card.unit_id) and not asked.standing.owns(asked.card))
    cross.withdraw_check(card_id=asked.card.pk, by=asked.standing.user)
    say(request, _("Đã rút lại kết quả chấm chéo."))
    return redirect(asked.url)


def may_step(standing: RoundStanding, to: RoundState) -> bool:
    """Who takes a step: the owner's officer or the lead while points are given, the owner alone from the freeze on.

    Who scored a card for its own unit, or takes part for one, does not settle the round.
    """
    match to:
        case RoundState.FINAL:
            return standing.concludes and not standing.joins and not standing.scored
        case RoundState.FROZEN:
            return standing.manages
        case _:
            return standing.runs


def _refuse_ahead(standing: RoundStanding) -> None:
    """Raise RoundNotReady where the lead would end self-scoring, and see all points, before its own card is in."""
    if standing.state == RoundState.SELF and not standing.sees_all:
        raise RoundNotReady(_("Hãy nộp bảng tự chấm của đơn vị mình trước khi chuyển đợt chấm điểm sang bước sau."))


def _checks(standing: RoundStanding, unit_id: int) -> bool:
    return unit_id in standing.checks


def _seed(request: HttpRequest) -> int | None:
    """The seed that was typed; anything that is no number leaves it to be drawn."""
    text = request.POST.get("seed", "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_SEED else None
