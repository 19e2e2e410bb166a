"""Pages of answers: what waits for a unit's answer, the ledger beside the board, keeping in spite of an objection."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from thidua.access import gate
from thidua.access.rules import Permission
from thidua.core.text import clean_line
from thidua.indicators.models import Indicator, Period
from thidua.indicators.queries import catalogue
from thidua.org.models import Unit
from thidua.org.queries import percent_digits_of
from thidua.ui.notices import say

from .answers import AnswerState, Mark, marks_of
from .asking import addressed, assignable, board_of, unit_name
from .batches import take_back
from .board_shown import ledger_amount
from .forms import LONGEST_REASON
from .models import Target, TargetEntry
from .responding import Answer, answer_targets, keep_target
from .rules import EntryKind, ResponseKind

safe_or_post = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """A target with what is said to it; `typed` keeps what was sent and refused."""

    indicator: Indicator
    mark: Mark
    assigned: str
    registered: str
    url: str
    chosen: str
    reason: str
    error: str


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """A line of the ledger with the answers to it."""

    entry: TargetEntry
    kind: str
    before: str
    after: str
    answers: list[tuple[str, str, str]]


@safe_or_post
def target_answers(request: HttpRequest, unit: str, year: str) -> HttpResponse:
    """A unit answers to the targets that it was assigned, one by one or all that are left."""
    user, place, when = board_of(request, unit, year, Permission.TARGET_REGISTER)
    marks = {what: mark for (_unit, what), mark in marks_of(unit_ids=[place.pk], period_id=when.pk).items()}
    errors: dict[int, str] = {}
    if request.method == "POST":
        answers, errors = _read_answers(request, marks)
        if answers and not errors:
            count = answer_targets(answers=answers, by=user)
            say(request, ngettext("Đã trả lời %d chỉ tiêu.", "Đã trả lời %d chỉ tiêu.", count) % count)
            return redirect("target-answers", unit=place.code, year=when.code)
        if not errors:
            errors[0] = _("Chưa chọn trả lời cho chỉ tiêu nào.")
    targets = {row.indicator_id: row for row in _targets(place, when)}
    digits = percent_digits_of(place)
    rows = [
        _answer_row(request, targets[what], mark, errors.get(what, ""), digits)
        for what, mark in sorted(marks.items(), key=lambda found: _order(found[0]))
    ]
    name = unit_name(place)
    context = {
        "title": _("Trả lời chỉ tiêu được giao %(year)s") % {"year": when.span.short_title},
        "unit": place,
        "unit_name": name,
        "year": when,
        "waiting": [row for row in rows if row.mark.state is AnswerState.WAITING],
        "answered": [row for row in rows if row.mark.state is not AnswerState.WAITING],
        "problem": errors.get(0, ""),
        "has_errors": bool(errors),
        "crumbs": [(name, reverse("unit", args=[place.code])), (_("Chỉ tiêu"), _list(place, when))],
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK
    return render(request, "targets/answers.html", context, status=status)


@require_POST
def target_keep(request: HttpRequest, unit: str, year: str, indicator: str) -> HttpResponse:
    """The unit above keeps a target that the unit objects to, with a reason."""
    user, place, when, what = addressed(request, unit, year, indicator, Permission.TARGET_ASSIGN)
    target = get_object_or_404(Target, unit=place, period=when, indicator=what)
    reason = clean_line(request.POST.get("reason", ""), most=LONGEST_REASON)
    keep_target(target_id=target.pk, entry_id=_number(request.POST.get("entry", "")), reason=reason, by=user)
    say(request, _("Đã giữ nguyên chỉ tiêu và trả lời đơn vị."))
    return redirect("target", unit=place.code, year=when.code, indicator=what.code)


@require_safe
def target_ledger(request: HttpRequest, unit: str, year: str, indicator: str) -> HttpResponse:
    """The ledger of a target with its answers and what the reader may do, for the panel beside the board."""
    user, place, when, what = addressed(request, unit, year, indicator, Permission.TARGET_VIEW)
    target = Target.objects.filter(unit=place, period=when, indicator=what).first()
    mark = marks_of(unit_ids=[place.pk], period_id=when.pk).get((place.pk, what.pk))
    allowed = gate.allowed(user, place)
    digits = percent_digits_of(place)
    context = {
        "unit": place,
        "unit_name": unit_name(place),
        "year": when,
        "indicator": what,
        "target": target,
        "mark": mark,
        "assigned": ledger_amount(what, target.assigned if target else None, digits),
        "registered": ledger_amount(what, target.registered if target else None, digits),
        "lines": _ledger(target, what, digits) if target else [],
        "may_adjust": Permission.TARGET_ASSIGN in allowed,
        "may_register": Permission.TARGET_REGISTER in allowed,
        "may_split": target is not None and target.assigned is not None and assignable(user, place).exists(),
    }
    return render(request, "targets/ledger_panel.html", context)


@require_POST
def batch_undo(request: HttpRequest, unit: str, year: str, batch: UUID) -> HttpResponse:
    """Take back a decision: whoever may assign every target of it."""
    user, place, when = board_of(request, unit, year)
    units = set(TargetEntry.objects.filter(batch=batch, target__period=when).values_list("target__unit", flat=True))
    if not units:
        raise Http404(_("Không tìm thấy quyết định cần hoàn tác."))
    permitted = gate.units_for(user, Permission.TARGET_ASSIGN).filter(pk__in=units).count()
    if permitted < len(units):
        raise PermissionDenied(_("Tài khoản không được giao chỉ tiêu cho các đơn vị của quyết định này."))
    count = take_back(unit=place, batch=batch, by=user)
    say(request, _("Đã hoàn tác: %(count)d chỉ tiêu trở lại như trước.") % {"count": count})
    return redirect("target-board", unit=place.code, year=when.code)


def _read_answers(request: HttpRequest, marks: dict[int, Mark]) -> tuple[list[Answer], dict[int, str]]:
    """The answers sent, and what is wrong with them by indicator; «all» accepts what has no other answer."""
    accept_all = "all" in request.POST
    answers: list[Answer] = []
    errors: dict[int, str] = {}
    for what, mark in marks.items():
        said = request.POST.get(f"answer-{what}", "")
        if not said and accept_all and mark.state is AnswerState.WAITING:
            said = ResponseKind.ACCEPTED.value
        if said not in {ResponseKind.ACCEPTED.value, ResponseKind.OBJECTED.value}:
            continue
        reason = " ".join(request.POST.get(f"reason-{what}", "").split())[: LONGEST_REASON + 1]
        if said == ResponseKind.OBJECTED and not reason:
            errors[what] = _("Hãy ghi lý do, để cấp trên hiểu ý kiến của đơn vị.")
            continue
        if said == ResponseKind.OBJECTED:
            reason = clean_line(reason, most=LONGEST_REASON)
        seen = _number(request.POST.get(f"entry-{what}", "")) or mark.entry_id
        kept = reason if said == ResponseKind.OBJECTED else ""
        answers.append(Answer(mark.target_id, seen, ResponseKind(said), kept))
    return answers, errors


def _answer_row(request: HttpRequest, target: Target, mark: Mark, error: str, digits: int) -> AnswerRow:
    indicator = catalogue().by_id[target.indicator_id]
    return AnswerRow(
        indicator=indicator,
        mark=mark,
        assigned=ledger_amount(indicator, target.assigned, digits),
        registered=ledger_amount(indicator, target.registered, digits),
        url=reverse("target", args=[target.unit.code, target.period.code, indicator.code]),
        chosen=request.POST.get(f"answer-{indicator.pk}", ""),
        reason=request.POST.get(f"reason-{indicator.pk}", ""),
        error=error,
    )


def _targets(unit: Unit, year: Period) -> QuerySet[Target]:
    return Target.objects.filter(unit=unit, period=year).select_related("unit", "period")


def _ledger(target: Target, indicator: Indicator, digits: int) -> list[LedgerLine]:
    lines = target.entries.select_related("by__person").prefetch_related("responses__by__person").order_by("-pk")
    return [
        LedgerLine(
            entry=line,
            kind=str(EntryKind(line.kind).label),
            before=ledger_amount(indicator, line.before, digits),
            after=ledger_amount(indicator, line.amount, digits),
            answers=[
                (str(ResponseKind(answer.kind).label), answer.reason, str(answer.by)) for answer in line.responses.all()
            ],
        )
        for line in lines
    ]


def _order(indicator_id: int) -> tuple[int, int]:
    indicator = catalogue().by_id[indicator_id]
    return indicator.area.order, indicator.order


def _number(text: str) -> int:
    """A key that a form sends back; 0 for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else 0  # noqa: PLR2004 - fits bigint


def _list(unit: Unit, year: Period) -> str:
    return f"{reverse('target-list')}?don-vi={unit.code}&nam={year.code}"
