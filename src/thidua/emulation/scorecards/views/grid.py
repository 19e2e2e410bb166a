"""The grid of units × criteria, and the saving of its cells."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID, uuid4

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from thidua.core.errors import DomainError
from thidua.emulation.scorecards.counting import is_counted
from thidua.emulation.scorecards.errors import PointBad
from thidua.emulation.scorecards.models import Card
from thidua.emulation.scorecards.queries.grid import grid_of
from thidua.emulation.scorecards.rules import OPEN_IN, STAGE_FIELDS, Stage, effective_points, point_at
from thidua.emulation.scorecards.schemes import groups_with_criteria, print_point, read_point, scheme_of
from thidua.emulation.scorecards.services.points import Given, give_point
from thidua.emulation.scorecards.standing import RoundStanding
from thidua.scoring.engine import Standing
from thidua.scoring.scheme import Scheme
from thidua.scoring.standing import Standings
from thidua.ui.links import Link
from thidua.ui.notices import say, warn

from .access import asked_round, round_crumbs
from .undoing import Back, undo_address

UNITS_A_PAGE = 300
MOST_EDITS = 500
CHOICES = (Stage.FINAL, Stage.DEPARTMENT, Stage.LEAD, Stage.CROSS, Stage.SELF)


@require_safe
def grid_page(request: HttpRequest, reference: str) -> HttpResponse:
    """All cards that the person sees in one grid; `buoc` names the stage whose points she types."""
    standing = asked_round(request, reference)
    scheme = scheme_of(standing.round)
    page = Paginator(standing.cards(), UNITS_A_PAGE).get_page(request.GET.get("trang"))
    cards = list(page)
    stages = open_stages(standing, cards)
    asked = request.GET.get("buoc", "")
    stage = next((one for one in stages if one == asked), stages[0] if stages else None)
    if asked == "xem":
        stage = None
    grid = grid_of(standing, scheme, cards, stage)
    links = [Link(str(one.label), f"?buoc={one}", current=one == stage) for one in stages]
    context = {
        "title": _("Bảng tổng hợp điểm"),
        "standing": standing,
        "round": standing.round,
        "grid": grid,
        "page": page,
        "stages": [*links, Link(_("Chỉ xem"), "?buoc=xem", current=stage is None)] if links else [],
        "crumbs": round_crumbs(standing),
        "words": _words(),
    }
    return render(request, "scorecards/grid.html", context)


@require_POST
def grid_save(request: HttpRequest, reference: str) -> HttpResponse:
    """Save cells: JSON from the script, or a plain form without it. Every cell is answered by itself."""
    standing = asked_round(request, reference)
    standing.require(bool(OPEN_IN[standing.state]))
    batch = uuid4()
    if request.content_type == "application/json":
        stage, edits = _from_json(request)
        outcomes = [_saved(standing, stage, edit, batch) for edit in edits]
        rows = _totals(standing, {edit["unit"] for edit in edits})
        return JsonResponse({"cells": outcomes, "rows": rows, "undo": undo_address(reference, batch, Back.GRID)})
    stage = _stage(request.POST.get("stage", ""))
    troubles = [
        outcome
        for edit in _from_form(request, standing, stage)
        if (outcome := _saved(standing, stage, edit, batch))["outcome"] not in ("saved", "same")
    ]
    if troubles:
        for one in troubles[:5]:
            warn(request, str(one["sentence"]))
    else:
        say(request, _("Đã lưu các điểm."), undo=undo_address(reference, batch, Back.GRID))
    return redirect(f"../?buoc={stage}")


def open_stages(standing: RoundStanding, cards: list[Card]) -> list[Stage]:
    """The stages of which the person may give some point on some of the cards, the last first."""
    open_ones = set().union(*(standing.stages_of(card) for card in cards)) if cards else set()
    criteria = scheme_of(standing.round).positions
    return [stage for stage in CHOICES if stage in open_ones and any(standing.covers(stage, one) for one in criteria)]


def _stage(text: Any) -> Stage:
    if not isinstance(text, str) or text not in Stage.values:
        raise PointBad(_("Không có bước chấm điểm ấy. Hãy tải lại trang."))
    return Stage(text)


def _from_json(request: HttpRequest) -> tuple[Stage, list[dict[str, Any]]]:
    """The edits of a request. Raises PointBad for anything that our script does not send."""
    wrong = PointBad(_("Không đọc được các điểm gửi lên. Hãy tải lại trang rồi nhập lại."))
    try:
        data = json.loads(request.body)
    except ValueError:
        raise wrong from None
    if not isinstance(data, dict) or not isinstance(edits := data.get("edits"), list) or len(edits) > MOST_EDITS:
        raise wrong
    for edit in edits:
        texts = isinstance(edit, dict) and all(isinstance(edit.get(key), str) for key in ("unit", "code", "text"))
        seen = isinstance(edit, dict) and (edit.get("seen") is None or type(edit["seen"]) is int)
        if not texts or not seen or not isinstance(edit.get("reason", ""), str):
            raise wrong
    return _stage(data.get("stage")), edits


def _from_form(request: HttpRequest, standing: RoundStanding, stage: Stage) -> list[dict[str, Any]]:
    """The edits of a plain form; what a cell had is read now, since a form sends no more than its text."""
    scheme = scheme_of(standing.round)
    edits = []
    for card in standing.cards():
        for position, criterion in enumerate(scheme.positions):
            name = f"p-{card.unit.code}-{criterion.code}"
            if name not in request.POST:
                continue
            seen = point_at(getattr(card, STAGE_FIELDS[stage]), position)
            if request.POST[name].strip() == print_point(seen):
                continue
            reason = request.POST.get("reason", "")
            edits.append(
                {"unit": card.unit.code, "code": criterion.code, "text": request.POST[name], "seen": seen}
                | {"reason": reason}
            )
    return edits[:MOST_EDITS]


def _saved(standing: RoundStanding, stage: Stage, edit: dict[str, Any], batch: UUID) -> dict[str, Any]:
    """What became of one cell: saved, a reason is wanted, somebody was faster, or it cannot be."""
    answer = {"unit": edit["unit"], "code": edit["code"]}
    scheme = scheme_of(standing.round)
    card = standing.cards().filter(unit__code=edit["unit"]).first()
    position = scheme.position_of.get(edit["code"])
    if card is None or position is None:
        return answer | {"outcome": "refused", "sentence": _("Không tìm thấy ô này. Hãy tải lại trang.")}
    card.round = standing.round
    criterion = scheme.positions[position]
    if not standing.may_give(stage, card, criterion) or is_counted(criterion):
        sentence = _("Tài khoản không chấm ô này ở bước đang mở. Hãy tải lại trang.")
        return answer | {"outcome": "refused", "sentence": sentence}
    try:
        point = read_point(edit["text"], criterion, scheme.digits)
        given = Given(stage, position, point, edit["seen"], edit.get("reason", ""))
        in_name_of = standing.in_name_of(stage, card)
        give_point(card_id=card.pk, given=given, in_name_of=in_name_of, by=standing.user, batch=batch)
    except DomainError as error:
        return answer | _refused(error, card, stage, position)
    return answer | {"outcome": "saved", "seen": point, "text": print_point(point)}


def _refused(error: DomainError, card: Card, stage: Stage, position: int) -> dict[str, Any]:
    kind = {"reason-missing": "reason", "point-changed": "conflict"}.get(error.code, "refused")
    answer: dict[str, Any] = {"outcome": kind, "sentence": error.sentence}
    if kind == "conflict":
        now = point_at(getattr(Card.objects.get(pk=card.pk), STAGE_FIELDS[stage]), position)
        answer |= {"seen": now, "text": print_point(now)}
    return answer


def _totals(standing: RoundStanding, units: set[str]) -> list[dict[str, Any]]:
    """What the rows come to after saving."""
    scheme = scheme_of(standing.round)
    sums = Standings(scheme)
    cards = standing.cards().filter(unit__code__in=units)
    return [
        _total(scheme, card, sums.of(effective_points(card.stages, len(scheme.positions)), card.facts))
        for card in cards
    ]


def _total(scheme: Scheme, card: Card, result: Standing) -> dict[str, Any]:
    groups = [group.code for group, _criteria in groups_with_criteria(scheme)]
    return {
        "unit": card.unit.code,
        "total": print_point(result.thousandths),
        "label": result.class_after,
        "sums": [print_point(result.groups[code].content + result.groups[code].bonus) for code in groups],
    }


def _words() -> dict[str, str]:
    """What the script says."""
    return {
        "saving": _("Đang lưu"),
        "saved": _("Đã lưu mọi điểm"),
        "lost": _("Chưa gửi được điểm. Hệ thống sẽ thử lại khi có mạng."),
        "why": _("Lý do khác điểm đã có"),
        "undo": _("Hoàn tác lần lưu cuối"),
        "unsaved": _("Còn {count} ô cần xem lại"),
    }
