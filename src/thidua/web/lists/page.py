"""The page of one list, in whatever stage it is."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from thidua.core.errors import DomainError
from thidua.exchange.kinds import ListKind
from thidua.exchange.models import Intake
from thidua.exchange.queries import chosen_count, rows_page
from thidua.exchange.refused import refused_workbook
from thidua.exchange.rules import BUSY, Stage, Verdict
from thidua.exchange.services import map_columns
from thidua.people.models import User
from thidua.ui.answers import wants_fragment
from thidua.ui.links import Link
from thidua.ui.notices import say

from .access import intake_or_404
from .forms import MappingForm
from .shown import STAGE_TONES, counts_of, shown_rows
from .upload import INVALID, XLSX

EXAMPLES = 3
MOST_DIGITS = 9
ALL = "tat-ca"


@require_safe
def intake(request: HttpRequest, kind: str, intake_id: int) -> HttpResponse:
    """A list: what has to be mapped, how far a worker is, what would be written, or what was."""
    user, wanted, found = intake_or_404(request, kind, intake_id)
    if found.stage == Stage.MAPPING:
        return _mapping_page(request, user, wanted, found, _mapping_form(None, wanted, found))
    context = _frame(wanted, found)
    if found.stage in BUSY:
        return render(request, "web/list_busy.html", context)
    if found.stage == Stage.DISCARDED:
        return render(request, "web/list_discarded.html", context)
    return render(request, "web/list_preview.html", context | _preview(request, user, wanted, found))


@require_safe
def progress(request: HttpRequest, kind: str, intake_id: int) -> HttpResponse:
    """How far the work in the background is: a fragment for the page, which is fetched anew once it is over."""
    _user, wanted, found = intake_or_404(request, kind, intake_id)
    if not wants_fragment(request):
        return redirect("intake", kind, found.pk)
    if found.stage in BUSY:
        return render(request, "web/list_progress.html", {"kind": wanted, "found": found})
    if found.stage == Stage.COMMITTED and not found.failure:
        say(request, _("Đã ghi danh sách."), undo=reverse("intake-undo", args=[kind, found.pk]))
    elif found.stage == Stage.UNDONE:
        say(request, _("Đã hoàn tác danh sách."))
    return HttpResponse(headers={"HX-Refresh": "true"})


@require_http_methods(["GET", "HEAD", "POST"])
def mapping(request: HttpRequest, kind: str, intake_id: int) -> HttpResponse:
    """Say which column is which field."""
    user, wanted, found = intake_or_404(request, kind, intake_id)
    if request.method != "POST":
        if found.stage not in (Stage.MAPPING, Stage.PREVIEWED):
            return redirect("intake", kind, found.pk)
        return _mapping_page(request, user, wanted, found, _mapping_form(None, wanted, found))
    form = _mapping_form(request.POST, wanted, found)
    if not form.is_valid():
        return _mapping_page(request, user, wanted, found, form, status=INVALID)
    try:
        map_columns(intake_id=found.pk, kind=wanted, mapping=form.mapping(), by=user)
    except DomainError as error:
        if error.where not in form.fields:
            raise
        form.add_error(error.where, error.sentence)
        return _mapping_page(request, user, wanted, found, form, status=error.status)
    return redirect("intake", kind, found.pk)


@require_safe
def refused(request: HttpRequest, kind: str, intake_id: int) -> HttpResponse:
    """The refused rows as a workbook with the reasons; mended, it can be uploaded again."""
    _user, wanted, found = intake_or_404(request, kind, intake_id)
    response = HttpResponse(refused_workbook(found, wanted), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="dong-khong-nhan-{found.pk}.xlsx"'
    return response


def _frame(kind: ListKind, found: Intake) -> dict[str, Any]:
    """What every page of a list says around its content."""
    labels = {one.name: dict(one.choices(found.uploaded_by)) if one.choices else {} for one in kind.options}
    return {
        "title": found.file_name,
        "crumbs": [
            (_("Nhập danh sách"), reverse("intake-home")),
            (str(kind.title), reverse("intake-new", args=[kind.name])),
        ],
        "kind": kind,
        "found": found,
        "tone": STAGE_TONES[Stage(found.stage)],
        "options": [
            (one.heading, labels[one.name].get(found.options[one.name], found.options[one.name]))
            for one in kind.options
            if found.options.get(one.name)
        ],
    }


def _preview(request: HttpRequest, user: User, kind: ListKind, found: Intake) -> dict[str, Any]:
    rows = found.rows.all()
    # Of a list that waits for its refused rows to be mended, these are shown first.
    first = Verdict.REFUSED if found.stage == Stage.PREVIEWED and kind.whole and found.refused_count else ALL
    verdict = request.GET.get("loai", first)
    verdict = verdict if verdict in Verdict.values else ""
    page = rows_page(rows.filter(verdict=verdict) if verdict else rows, _number(request.GET.get("sau", "")))
    previewed = found.stage == Stage.PREVIEWED
    writable = previewed and not (kind.whole and found.refused_count)
    chosen = chosen_count(found) if writable else 0
    return {
        "rows": shown_rows(page.rows, kind, found),
        "counts": counts_of(found),
        "verdict": verdict,
        "tabs": _tabs(found, verdict),
        "previous_url": "" if page.previous is None else rows_query(verdict, page.previous),
        "next_url": "" if page.next is None else rows_query(verdict, page.next),
        "after": _number(request.GET.get("sau", "")),
        "previewed": previewed,
        "may_choose": writable and not kind.whole and bool(found.new_count + found.changed_count),
        "chosen": chosen,
        "writable": writable and bool(found.new_count + found.changed_count),
        "heads": [str(kind.field(name).heading) for name in kind.required[:2]],
        "may_undo": found.stage == Stage.COMMITTED and (found.uploaded_by_id == user.pk or kind.oversees(user)),
        "done_url": reverse(kind.done_url) if kind.done_url else "",
    }


def _tabs(found: Intake, verdict: str) -> list[Link]:
    counts = {
        Verdict.NEW: found.new_count,
        Verdict.CHANGED: found.changed_count,
        Verdict.UNCHANGED: found.unchanged_count,
        Verdict.REFUSED: found.refused_count,
    }
    links = [Link(_("Tất cả"), f"?loai={ALL}#dong", not verdict, count=found.total)]
    for one, count in counts.items():
        if count:
            links.append(Link(str(one.label).capitalize(), f"?loai={one}#dong", verdict == one, count=count))
    return links


def rows_query(verdict: str, after: int) -> str:
    """The query of the rows of a verdict that come after a number of the file."""
    asked = {name: value for name, value in (("loai", verdict or ALL), ("sau", after)) if value}
    return f"?{urlencode(asked)}#dong"


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else 0


def _mapping_form(data: Any, kind: ListKind, found: Intake) -> MappingForm:
    examples = [row.cells for row in found.rows.order_by("number")[:EXAMPLES]]
    return MappingForm(data, kind=kind, intake=found, examples=examples)


def _mapping_page(
    request: HttpRequest, _user: User, kind: ListKind, found: Intake, form: MappingForm, status: int = 200
) -> HttpResponse:
    rows = list(found.rows.order_by("number")[:EXAMPLES])
    width = len(found.headings)
    context = _frame(kind, found) | {
        "form": form,
        "headings": found.headings,
        "examples": [(row.number, (row.cells + [""] * width)[:width]) for row in rows],
    }
    return render(request, "web/list_mapping.html", context, status=status)
