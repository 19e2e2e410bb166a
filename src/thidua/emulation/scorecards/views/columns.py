"""A department verifies one of its criteria for all units in one column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from thidua.core.errors import DomainError
from thidua.emulation.scorecards.counting import is_counted
from thidua.emulation.scorecards.forms import LONGEST_REASON
from thidua.emulation.scorecards.models import Card, CardEvidence
from thidua.emulation.scorecards.queries.cards import StagePoint, bests_of, explained, stage_points
from thidua.emulation.scorecards.queries.rounds import unit_names
from thidua.emulation.scorecards.rules import STAGE_FIELDS, Stage, point_at
from thidua.emulation.scorecards.schemes import print_point, read_point, scheme_of
from thidua.emulation.scorecards.services.points import Given, give_point
from thidua.emulation.scorecards.standing import RoundStanding
from thidua.files.previews import has_preview
from thidua.indicators.models import WorkArea
from thidua.scoring.scheme import Criterion, Scheme, Scorer, in_thousandths
from thidua.ui.links import Link

from .access import asked_round, round_crumbs
from .undoing import Back, say_saved

UNITS_A_PAGE = 50
LONGEST_POINT = 40


@dataclass(slots=True)
class ColumnLine:
    """A unit in the column: its points so far, what they stand on, its files, and what is typed."""

    card: Card
    name: str
    sentence: str
    note: str
    stages: list[StagePoint]
    files: list[dict[str, Any]]
    url: str
    open: bool
    own: str
    seen: int | None
    typed_reason: str = ""
    trouble: str = ""


@require_safe
def column_home(request: HttpRequest, reference: str) -> HttpResponse:
    """Lead to the first criterion that the person verifies, else to the first that any department does."""
    standing = asked_round(request, reference)
    criteria = columns_of(standing)
    if not criteria:
        raise Http404(_("Bảng điểm không có tiêu chí nào do ban chuyên đề thẩm định."))
    return redirect("round-column", reference, criteria[0].code)


@require_http_methods(["GET", "HEAD", "POST"])
def column_page(request: HttpRequest, reference: str, criterion: str) -> HttpResponse:
    """One criterion for all units; POST gives the points that were typed."""
    standing = asked_round(request, reference)
    scheme = scheme_of(standing.round)
    found = next((one for one in columns_of(standing) if one.code == criterion), None)
    if found is None:
        raise Http404(_("Không có tiêu chí này để thẩm định."))
    page = Paginator(standing.cards(), UNITS_A_PAGE).get_page(request.GET.get("trang"))
    lines = _lines(standing, scheme, found, page)
    refused = 0
    if request.method == "POST":
        standing.require(standing.verifies and standing.covers(Stage.DEPARTMENT, found))
        batch = uuid4()
        given, refused = _give_all(request, standing, found, lines, batch)
        if given or not refused:
            say_saved(request, reference, batch, Back.COLUMN, given)
        if not refused:
            return redirect(request.get_full_path())
    context = {
        "title": found.name,
        "standing": standing,
        "round": standing.round,
        "criterion": found,
        "most": print_point(in_thousandths(found.max)),
        "lines": lines,
        "page": page,
        "tabs": _tabs(standing, found),
        "may_give": any(line.open for line in lines),
        "counted": is_counted(found),
        "refused": refused,
        "crumbs": round_crumbs(standing),
    }
    return render(request, "scorecards/column.html", context, status=422 if refused else 200)


def columns_of(standing: RoundStanding) -> list[Criterion]:
    """The criteria that departments verify, those of the person's own areas first."""
    criteria = [one for one in scheme_of(standing.round).positions if one.scorer == Scorer.DEPARTMENT]
    return sorted(criteria, key=lambda one: not standing.covers(Stage.DEPARTMENT, one))


def _tabs(standing: RoundStanding, current: Criterion) -> list[Link]:
    areas = {area.code: area.name for area in WorkArea.objects.all()}
    return [
        Link(
            one.name,
            reverse("round-column", args=[standing.round.reference, one.code]),
            current=one.code == current.code,
            group=areas.get(one.area, _("Chưa ghi lĩnh vực")),
        )
        for one in columns_of(standing)
    ]


def _lines(standing: RoundStanding, scheme: Scheme, criterion: Criterion, page: Page[Card]) -> list[ColumnLine]:
    cards = list(page)
    position = scheme.position_of[criterion.code]
    names = unit_names([card.unit_id for card in cards])
    files = _files(standing, criterion, cards, position)
    compared = bests_of(cards[0], scheme) if cards else {}
    lines = []
    for card in cards:
        card.round = standing.round
        seen = point_at(getattr(card, STAGE_FIELDS[Stage.DEPARTMENT]), position)
        known = criterion.code in card.inputs or criterion.code in card.counts
        lines.append(
            ColumnLine(
                card=card,
                name=names.get(card.unit_id, card.unit.code),
                sentence=explained(card, scheme, criterion, compared).sentence.removeprefix(f"{criterion.name}: ")
                if known
                else "",
                note=card.notes.get(criterion.code, ""),
                stages=stage_points(card, position),
                files=files.get(card.pk, []),
                url=reverse("point", args=[standing.round.reference, card.unit.code, criterion.code]),
                open=standing.may_give(Stage.DEPARTMENT, card, criterion) and not is_counted(criterion),
                own=print_point(seen),
                seen=seen,
            )
        )
    return lines


def _files(
    standing: RoundStanding, criterion: Criterion, cards: list[Card], position: int
) -> dict[int, list[dict[str, Any]]]:
    """The files beside the points, by card; one statement."""
    codes = {card.pk: card.unit.code for card in cards}
    found: dict[int, list[dict[str, Any]]] = {}
    rows = CardEvidence.objects.filter(card__in=codes, position=position, removed_at=None).select_related("file")
    for one in rows:
        at = [standing.round.reference, codes[one.card_id], criterion.code, one.pk]
        file = {
            "name": one.file.name,
            "caption": one.caption,
            "url": reverse("point-evidence-file", args=at),
            "preview": reverse("point-evidence-preview", args=at) if has_preview(one.file) else "",
        }
        found.setdefault(one.card_id, []).append(file)
    return found


def _give_all(
    request: HttpRequest, standing: RoundStanding, criterion: Criterion, lines: list[ColumnLine], batch: UUID
) -> tuple[int, int]:
    """Give what was typed, unit by unit; how many were given and how many refused."""
    scheme = scheme_of(standing.round)
    given = refused = 0
    for line in lines:
        name = f"point-{line.card.unit.code}"
        if not line.open or name not in request.POST:
            continue
        line.own = request.POST[name][:LONGEST_POINT]
        line.typed_reason = request.POST.get(f"reason-{line.card.unit.code}", "")[: LONGEST_REASON + 1]
        before, sent = line.seen, request.POST.get(f"seen-{line.card.unit.code}")
        seen = before if sent is None else _whole(sent)
        try:
            point = read_point(line.own, criterion, scheme.digits)
            if point == seen:
                continue
            give_point(
                card_id=line.card.pk,
                given=Given(Stage.DEPARTMENT, scheme.position_of[criterion.code], point, seen, line.typed_reason),
                in_name_of=standing.round.owner_id,
                by=standing.user,
                batch=batch,
            )
        except DomainError as error:
            line.trouble = error.sentence
            refused += 1
        else:
            given += 1
            line.seen = point
    return given, refused


def _whole(text: str) -> int | None:
    digits = text.removeprefix("-")
    return int(text) if digits.isascii() and digits.isdigit() and len(digits) <= 12 else None  # noqa: PLR2004
