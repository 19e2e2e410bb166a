"""One point: the rule, the figures, the formula with its numbers, files, and everybody who gave it."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from thidua.core.errors import DomainError
from thidua.emulation.scorecards.counting import is_counted
from thidua.emulation.scorecards.errors import StageClosed
from thidua.emulation.scorecards.forms import EvidenceForm, PointForm
from thidua.emulation.scorecards.models import CardEvidence
from thidua.emulation.scorecards.queries.cards import bests_of, explained, stage_points
from thidua.emulation.scorecards.queries.points import evidence_of, figures_of, hands_of
from thidua.emulation.scorecards.rules import WITH_FILES, RoundState, Stage, effective, point_at
from thidua.emulation.scorecards.schemes import print_point
from thidua.emulation.scorecards.services.evidence import attach_evidence
from thidua.emulation.scorecards.services.points import Given, give_point
from thidua.emulation.scorecards.services.telling import unit_name
from thidua.files.previews import has_preview
from thidua.scoring.scheme import in_thousandths
from thidua.ui.notices import say

from .access import PointAsked, asked_point, round_crumbs
from .cards import PREFERRED
from .undoing import Back, undo_address


@require_http_methods(["GET", "HEAD", "POST"])
def point_page(request: HttpRequest, reference: str, unit: str, criterion: str) -> HttpResponse:
    """A point; POST gives it for the stage that the person may give."""
    point = asked_point(request, reference, unit, criterion)
    if request.method != "POST":
        return show_point(request, point)
    stage = stage_for(point)
    point.asked.standing.require(stage is not None)
    assert stage is not None
    form = _form(point, stage, request)
    if not form.is_valid():
        return show_point(request, point, form=form)
    batch = uuid4()
    try:
        _refuse_other_stage(form.cleaned_data["stage"], stage)
        file = _give(point, stage, form, batch)
    except DomainError as error:
        form.add_error("reason" if error.code == "reason-missing" else None, error.sentence)
        return show_point(request, point, form=form, status=error.status)
    _say_given(request, point, undo_address(reference, batch, Back.POINT), file)
    return redirect(point.url)


@transaction.atomic
def _give(point: PointAsked, stage: Stage, form: PointForm, batch: UUID) -> CardEvidence | None:
    """Give the point and put the file that came with it beside it, both or neither."""
    data, card, by = form.cleaned_data, point.asked.card, point.asked.standing.user
    given = Given(stage, point.position, data["point"], data["seen"], data["reason"], form.counts)
    in_name_of = point.asked.standing.in_name_of(stage, card)
    give_point(card_id=card.pk, given=given, in_name_of=in_name_of, by=by, batch=batch)
    if not (upload := data.get("file")):
        return None
    caption = data["caption"]
    return attach_evidence(card_id=card.pk, position=point.position, upload=upload, caption=caption, stage=stage, by=by)


def _say_given(request: HttpRequest, point: PointAsked, undo: str, file: CardEvidence | None) -> None:
    """Say what was new: the point, or else the file alone; each with its undo."""
    if undo or file is None:
        say(request, _("Đã lưu điểm «%(name)s».") % {"name": point.criterion.name}, undo=undo)
    else:
        say(request, _("Đã đính kèm «%(file)s».") % {"file": file.file}, undo=_file(point, file)["remove"])


def stage_for(point: PointAsked) -> Stage | None:
    """The stage for which the person may give this point now."""
    standing, card = point.asked.standing, point.asked.card
    open_ones = standing.stages_of(card)
    return next((s for s in PREFERRED if s in open_ones and standing.covers(s, point.criterion)), None)


def _refuse_other_stage(meant: str, stage: Stage) -> None:
    """Raise StageClosed where the page was opened in an earlier step: the point was meant for that."""
    if meant != stage:
        raise StageClosed(_("Đợt chấm điểm đã sang bước khác sau khi bạn mở trang. Hãy tải lại trang rồi chấm."))


def show_point(
    request: HttpRequest,
    point: PointAsked,
    *,
    form: PointForm | None = None,
    evidence_form: EvidenceForm | None = None,
    status: int = 422,
) -> HttpResponse:
    """The page of a point, with a form that came back."""
    came_back = form is not None or evidence_form is not None
    context = _context(point) | {"evidence_form": evidence_form or EvidenceForm()}
    if context["stage"] is not None:
        context["form"] = form or _form(point, context["stage"])
    return render(request, "scorecards/point.html", context, status=status if came_back else 200)


def _form(point: PointAsked, stage: Stage, request: HttpRequest | None = None) -> PointForm:
    """The form of a point: as it was sent, else with what the stage has. Who checks sends a file with it."""
    card = point.asked.card
    own = point_at(card.stages[stage], point.position)
    counts = card.counts.get(point.criterion.code, {})
    return PointForm(
        request.POST if request else None,
        request.FILES if request else None,
        criterion=point.criterion,
        digits=point.asked.scheme.digits,
        with_file=stage in WITH_FILES - {Stage.SELF},
        initial={"stage": stage, "seen": own, "point": print_point(own), **counts},
    )


def _context(point: PointAsked) -> dict[str, Any]:
    asked, criterion = point.asked, point.criterion
    card, standing = asked.card, asked.standing
    found = explained(card, asked.scheme, criterion, bests_of(card, asked.scheme))
    _stage, counts = effective(card.stages, point.position)
    files = evidence_of(card, point.position)
    name = unit_name(card.unit_id, card.unit.code)
    return {
        "title": criterion.name,
        "asked": asked,
        "round": standing.round,
        "criterion": criterion,
        "name": name,
        "explanation": found if _has_grounds(point) else None,
        "rule": found.rule,
        "figures": figures_of(found, criterion),
        "figure_urls": _figure_urls(point),
        "stages": stage_points(card, point.position),
        "text": print_point(counts),
        "most": print_point(in_thousandths(criterion.max)),
        "hands": hands_of(card, criterion, point.position),
        "note": card.notes.get(criterion.code, ""),
        "stage": stage_for(point),
        "files": [_file(point, one) for one in files if one.removed_at is None],
        "removed": [_file(point, one) for one in files if one.removed_at and standing.put_there(card, one)],
        "may_attach": standing.evidence_stage(card, criterion) == Stage.SELF,
        "neighbours": _neighbours(point),
        "crumbs": [*round_crumbs(standing), (name, asked.url)],
    }


def _has_grounds(point: PointAsked) -> bool:
    """Whether something was computed or counted that can be explained."""
    card, code = point.asked.card, point.criterion.code
    return code in card.inputs or (is_counted(point.criterion) and code in card.counts)


def _figure_urls(point: PointAsked) -> dict[str, str]:
    """«Vì sao có số này?» of every measure, by the code of its indicator."""
    unit, period = point.asked.card.unit.code, point.asked.standing.round.period
    return {one.key: reverse("figure", args=[unit, period, one.key]) for one in point.criterion.measures}


def _file(point: PointAsked, one: CardEvidence) -> dict[str, Any]:
    """A file with its addresses."""
    names = ("point-evidence-file", "point-evidence-preview", "point-evidence-remove", "point-evidence-restore")
    asked = point.asked
    at = [asked.standing.round.reference, asked.card.unit.code, point.criterion.code, one.pk]
    url, preview, remove, restore = (reverse(name, args=at) for name in names)
    shown = has_preview(one.file)
    return {
        "evidence": one,
        "answers": one.stage == Stage.SELF and one.step != RoundState.SELF,
        "may_change": asked.standing.may_change_file(asked.card, point.criterion, one),
        "previewed": shown,
        "url": url,
        "preview": preview,
        "remove": remove,
        "restore": restore,
    }


def _neighbours(point: PointAsked) -> tuple[str, str]:
    """The addresses of the criteria before and after this one."""
    criteria = point.asked.scheme.positions
    found = []
    for at in (point.position - 1, point.position + 1):
        code = criteria[at].code if 0 <= at < len(criteria) else ""
        reference, unit = point.asked.standing.round.reference, point.asked.card.unit.code
        found.append(reverse("point", args=[reference, unit, code]) if code else "")
    return found[0], found[1]
