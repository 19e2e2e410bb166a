"""A unit's card: every criterion with its points, scored on it stage by stage; made for a phone first."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from thidua.core.errors import DomainError
from thidua.emulation.scorecards.forms import LONGEST_NOTE, LONGEST_REASON, FactForm
from thidua.emulation.scorecards.models import CrossCheck
from thidua.emulation.scorecards.queries.cards import GroupLines, PointLine, card_lines
from thidua.emulation.scorecards.queries.facts import FactLine, fact_lines
from thidua.emulation.scorecards.queries.missing import missing_of
from thidua.emulation.scorecards.rules import STAGE_FIELDS, RoundState, Stage, Work, point_at
from thidua.emulation.scorecards.schemes import print_point, read_point
from thidua.emulation.scorecards.services.facts import state_fact
from thidua.emulation.scorecards.services.handing_in import stays_in
from thidua.emulation.scorecards.services.points import Given, give_point, write_note
from thidua.emulation.scorecards.services.telling import unit_name
from thidua.emulation.scorecards.tables import fired_sentences, standing_of, unknown_sentences
from thidua.scoring.scheme import in_thousandths
from thidua.ui.notices import say

from . import actions
from .access import CardAsked, asked_card, round_crumbs
from .undoing import Back, say_saved

PREFERRED = (Stage.FINAL, Stage.DEPARTMENT, Stage.LEAD, Stage.CROSS, Stage.SELF)


@require_http_methods(["GET", "HEAD", "POST"])
def card_page(request: HttpRequest, reference: str, unit: str) -> HttpResponse:
    """A card; POST gives all the points that were typed on it, and keeps what could not be taken with its trouble.

    With `hand-in` or `hand-in-check` the card is handed in once every point is taken: nothing typed is left behind.
    """
    asked = asked_card(request, reference, unit)
    standing = standing_of(asked.card, asked.scheme)
    groups = _open_lines(asked, card_lines(asked.card, asked.scheme, _group_totals(standing.groups)))
    if request.method == "POST":
        lines = [line for group in groups for line in group.lines if line.open]
        asked.standing.require(bool(lines) or "hand-in" in request.POST or "hand-in-check" in request.POST)
        batch = uuid4()
        given, refused = _give_all(request, asked, lines, batch)
        if not refused and ("hand-in" in request.POST or "hand-in-check" in request.POST):
            return _hand_in(request, reference, unit)
        if given or not refused:
            say_saved(request, reference, batch, Back.CARD, given)
        if not refused:
            return redirect(asked.url)
        return render(request, "scorecards/card.html", _context(asked, groups, refused=refused), status=422)
    return render(request, "scorecards/card.html", _context(asked, groups))


def _hand_in(request: HttpRequest, reference: str, unit: str) -> HttpResponse:
    """Hand in what is saved; where something is missing the card says so, with all that was given."""
    try:
        return (actions.hand_in if "hand-in" in request.POST else actions.hand_in_check)(request, reference, unit)
    except DomainError as error:
        asked = asked_card(request, reference, unit)
        standing = standing_of(asked.card, asked.scheme)
        groups = _open_lines(asked, card_lines(asked.card, asked.scheme, _group_totals(standing.groups)))
        context = _context(asked, groups) | {"trouble": error.sentence}
        return render(request, "scorecards/card.html", context, status=error.status)


@require_http_methods(["GET", "HEAD", "POST"])
def fact_page(request: HttpRequest, reference: str, unit: str, fact: str) -> HttpResponse:
    """State a fact about a unit for the conditions of the scheme."""
    asked = asked_card(request, reference, unit)
    asked.standing.require(_states(asked))
    line = _fact_or_404(asked, fact)
    status = 200
    if request.method == "POST":
        form = FactForm(request.POST, request.FILES, yes_no=line.yes_no, words=line.choices)
        status = 422
        if form.is_valid():
            data = form.cleaned_data
            try:
                stated = state_fact(
                    card_id=asked.card.pk,
                    fact=fact,
                    value=data["value"],
                    grounds=data["grounds"],
                    upload=data["file"],
                    by=asked.standing.user,
                )
            except DomainError as error:
                form.add_error(None, error.sentence)
                status = error.status
            else:
                words = _("Đã ghi «%(fact)s».") % {"fact": line.words}
                if stated.card.round.work != Work.NONE:
                    words = _("Đã ghi «%(fact)s». Hệ thống đang tính lại điểm của cả đợt.") % {"fact": line.words}
                say(request, words)
                return redirect(asked.url)
    else:
        form = FactForm(yes_no=line.yes_no, words=line.choices)
    context = {
        "title": line.words,
        "asked": asked,
        "line": line,
        "form": form,
        "name": unit_name(asked.card.unit_id, unit),
        "crumbs": [*round_crumbs(asked.standing), (unit_name(asked.card.unit_id, unit), asked.url)],
    }
    return render(request, "scorecards/fact.html", context, status=status)


def _states(asked: CardAsked) -> bool:
    """Whether the person states facts of a card for the owner: of her own one as little as she judges it."""
    return asked.standing.manages and not asked.standing.owns(asked.card)


def _fact_or_404(asked: CardAsked, key: str) -> FactLine:
    line = next((one for one in fact_lines(asked.card, asked.scheme) if one.key == key and one.may_state), None)
    if line is None:
        raise Http404(_("Bảng điểm không hỏi thông tin này."))
    return line


def _group_totals(groups: Any) -> dict[str, int]:
    return {code: found.content + found.bonus for code, found in groups.items()}


def _open_lines(asked: CardAsked, groups: list[GroupLines]) -> list[GroupLines]:
    """Say at every criterion what the person may give there now."""
    card, standing = asked.card, asked.standing
    stages = [stage for stage in PREFERRED if stage in standing.stages_of(card)]
    missing = {one.criterion.code: one.sentence for one in missing_of(card)} if Stage.SELF in stages else {}
    for group in groups:
        for line in group.lines:
            line.url = reverse("point", args=[standing.round.reference, card.unit.code, line.criterion.code])
            line.stage = next((stage for stage in stages if standing.covers(stage, line.criterion)), None)
            line.missing = missing.get(line.criterion.code, "")
            if line.stage is not None:
                line.seen = point_at(getattr(card, STAGE_FIELDS[line.stage]), line.position)
                line.own = print_point(line.seen)
    return groups


def _give_all(request: HttpRequest, asked: CardAsked, lines: list[PointLine], batch: UUID) -> tuple[int, int]:
    """Give what was typed, each point by itself; the answer is how many were given and how many refused."""
    given = refused = 0
    for line in lines:
        try:
            given += _give(request, asked, line, batch)
        except DomainError as error:
            line.trouble = error.sentence
            refused += 1
    return given, refused


def _give(request: HttpRequest, asked: CardAsked, line: PointLine, batch: UUID) -> int:
    """Give the point and the note of one criterion; 1 where anything changed."""
    assert line.stage is not None
    at, card = line.position, asked.card
    changed = 0
    if line.stage == Stage.SELF and f"note-{at}" in request.POST:
        note = request.POST[f"note-{at}"][: LONGEST_NOTE + 1]
        changed = int(note.strip() != line.note)
        line.note = note
        write_note(card_id=card.pk, position=at, text=note, by=asked.standing.user)
    if line.counted or f"point-{at}" not in request.POST:
        return changed
    seen = _whole(request.POST.get(f"seen-{at}", ""))
    line.own = request.POST[f"point-{at}"][:40]
    line.typed_reason = request.POST.get(f"reason-{at}", "")[: LONGEST_REASON + 1]
    point = read_point(line.own, line.criterion, asked.scheme.digits)
    if point == seen:
        return changed
    line.seen = seen
    give_point(
        card_id=card.pk,
        given=Given(line.stage, at, point, seen, line.typed_reason),
        in_name_of=asked.standing.in_name_of(line.stage, card),
        by=asked.standing.user,
        batch=batch,
    )
    line.seen = point
    return 1


def _whole(text: str) -> int | None:
    """A whole number that a page of ours wrote."""
    digits = text.removeprefix("-")
    return int(text) if digits.isascii() and digits.isdigit() and len(digits) <= 12 else None  # noqa: PLR2004


def _context(asked: CardAsked, groups: list[GroupLines], *, refused: int = 0) -> dict[str, Any]:
    card, standing = asked.card, asked.standing
    result = standing_of(card, asked.scheme)
    stages = standing.stages_of(card)
    name = unit_name(card.unit_id, card.unit.code)
    check = CrossCheck.objects.filter(round=standing.round, checked=card.unit_id).select_related("checker").first()
    return {
        "title": name,
        "asked": asked,
        "round": standing.round,
        "card": card,
        "groups": groups,
        "result": result,
        "total": print_point(result.thousandths),
        "most": print_point(in_thousandths(asked.scheme.total)),
        "fired": fired_sentences(asked.scheme, result),
        "unknown": unknown_sentences(asked.scheme, result),
        "facts": fact_lines(card, asked.scheme),
        "may_state": _states(asked) and standing.state not in (RoundState.FROZEN, RoundState.FINAL),
        "may_give": any(line.open for group in groups for line in group.lines),
        "stages": [stage for stage in PREFERRED if stage in stages],
        "missing": [line.missing for group in groups for line in group.lines if line.missing],
        "may_hand_in": Stage.SELF in stages,
        "may_withdraw": card.unit_id in standing.joins
        and standing.state == RoundState.SELF
        and card.self_submitted_at is not None
        and not stays_in(card),
        "may_hand_in_check": Stage.CROSS in stages,
        "may_withdraw_check": card.unit_id in standing.checks
        and standing.state == RoundState.CROSS
        and card.cross_submitted_at is not None
        and not standing.owns(card),
        "checker": unit_name(check.checker_id, check.checker.code) if check else "",
        "refused": refused,
        "crumbs": round_crumbs(standing),
    }
