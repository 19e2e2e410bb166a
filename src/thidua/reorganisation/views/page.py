"""The page of one reorganisation, in whatever stage it is; and the list of all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from thidua.access import gate
from thidua.access.rules import Permission
from thidua.core import clock
from thidua.core.errors import BadEntry
from thidua.core.numbers import print_number
from thidua.org.checks import key
from thidua.org.models import Unit
from thidua.org.plans import Consequence, OpenReports, OpenTargets, People, Weight
from thidua.org.queries import last_names_of
from thidua.people.models import User
from thidua.reorganisation.forms import UploadForm
from thidua.reorganisation.models import Involvement, Reorganisation
from thidua.reorganisation.queries import readable_by, reorganisations_of
from thidua.reorganisation.rules import Change, ChangeKind, Part, Stage, read_change
from thidua.reorganisation.shown import KIND_ICONS, MOST_ERRORS, STAGE_TONES, counts_of, groups_of, matching, shown
from thidua.reorganisation.stored import errors_in, read_preview
from thidua.ui.links import Link

from .access import is_draft, readable_or_404, signed_in

PAGE = 50
MOST_DIGITS = 6
LONGEST_QUERY = 200


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The reorganisations that the person may read, the latest first; `don-vi` narrows to those of one unit."""
    user = signed_in(request)
    found, unit = seen_reorganisations(request)
    page = Paginator(found, PAGE).get_page(request.GET.get("trang"))
    rows = list(page.object_list)
    names = last_names_of({row.issuer_id for row in rows}, clock.today())
    stem = {"don-vi": unit.code} if unit else {}
    context = {
        "title": _("Quyết định sắp xếp"),
        "unit": unit,
        "unit_name": last_names_of([unit.pk], clock.today())[unit.pk].name if unit else "",
        "rows": [(row, names[row.issuer_id].short_name, STAGE_TONES[row.stage]) for row in rows],
        "manages": gate.any_unit(user, Permission.UNIT_MANAGE),
        "page": page,
        "previous_url": _query(stem, trang=page.previous_page_number()) if page.has_previous() else "",
        "next_url": _query(stem, trang=page.next_page_number()) if page.has_next() else "",
    }
    return render(request, "reorganisation/list.html", context)


def seen_reorganisations(request: HttpRequest) -> tuple[QuerySet[Reorganisation], Unit | None]:
    """What the person may read, the latest first, and the unit that `don-vi` narrows it to. Raises Http404."""
    user = signed_in(request)
    unit = gate.unit_or_404(user, request.GET["don-vi"]) if request.GET.get("don-vi") else None
    found: QuerySet[Reorganisation] = reorganisations_of(unit) if unit else readable_by(user)
    return found.select_related("issuer", "made_by__person"), unit


@require_safe
def page(request: HttpRequest, reorganisation_id: int) -> HttpResponse:
    """One reorganisation: its changes (`q`, `loai`, `trang`, or the page of `dong`) and what they do."""
    found, manages = readable_or_404(request, reorganisation_id)
    return show(request, found, manages=manages)


def show(
    request: HttpRequest,
    found: Reorganisation,
    *,
    manages: bool,
    upload_form: UploadForm | None = None,
    bad: Sequence[BadEntry] = (),
    status: int = 200,
) -> HttpResponse:
    """The page, perhaps with a form that was not taken."""
    user = signed_in(request)
    seen = seen_changes(request, found, manages=manages)
    preview = seen_preview(found, manages=manages)
    errors = [one for one in preview if one.weight is Weight.ERROR]
    about = request.GET.get("don-vi", "")
    context: dict[str, Any] = {
        "title": found.title,
        "found": found,
        "manages": manages,
        "draft": is_draft(found),
        "busy": found.stage in (Stage.COMMITTING, Stage.UNDOING),
        "tone": STAGE_TONES[found.stage],
        "issuer": last_names_of([found.issuer_id], found.on)[found.issuer_id],
        "choices": [
            (_("Báo cáo đang mở"), OpenReports(found.open_reports).label),
            (_("Chỉ tiêu"), OpenTargets(found.open_targets).label),
            (_("Vai trò của cán bộ"), People(found.people).label),
        ],
        "groups": groups_of(preview),
        "errors": errors[:MOST_ERRORS],
        "error_count": errors_in(found.preview) if found.preview else 0,
        "hidden_errors": max(0, (errors_in(found.preview) if found.preview else 0) - MOST_ERRORS),
        "may_commit": manages and is_draft(found) and bool(found.changes) and bool(found.preview) and not errors,
        "add_links": _add_links(found, about) if manages and is_draft(found) else [],
        "upload_form": upload_form or UploadForm(),
        "bad": bad[:MOST_ERRORS],
        "hidden_bad": max(0, len(bad) - MOST_ERRORS),
        "counts": _counts(found, user, manages=manages),
        "hidden_rows": len(found.changes) - len(seen),
        "crumbs": [(_("Sắp xếp tổ chức"), reverse("reorganisation-list"))],
        **_list(request, seen),
    }
    return render(request, "reorganisation/page.html", context, status=status)


def seen_changes(request: HttpRequest, found: Reorganisation, *, manages: bool) -> list[Change]:
    """The changes of a decision that the person may see."""
    changes = [read_change(row) for row in found.changes]
    return changes if manages else _visible(changes, signed_in(request))


def seen_preview(found: Reorganisation, *, manages: bool) -> list[Consequence]:
    """What was foreseen of a decision, for those who work on it."""
    return list(read_preview(found.preview)) if found.preview and manages else []


def asked_changes(request: HttpRequest, changes: Sequence[Change]) -> tuple[list[Change], dict[str, str]]:
    """The changes that an address asks for, by words (`q`) and kind (`loai`), and what it asked."""
    asked = {"q": request.GET.get("q", "").strip()[:LONGEST_QUERY], "loai": request.GET.get("loai", "")}
    if asked["loai"] not in ChangeKind:
        asked["loai"] = ""
    return matching(changes, asked["q"], asked["loai"]), asked


def _list(request: HttpRequest, changes: Sequence[Change]) -> dict[str, Any]:
    """The rows that are asked for, a page of them."""
    found, asked = asked_changes(request, changes)
    row = _number(request.GET.get("dong", ""))
    at = next((index for index, change in enumerate(found) if change.row == row), None) if row else None
    paginator = Paginator(found, PAGE)
    page = paginator.get_page(at // PAGE + 1 if at is not None else request.GET.get("trang"))
    kept = {name: value for name, value in asked.items() if value}
    return {
        "total": len(changes),
        "matched": len(found),
        "rows": shown(list(page.object_list), changes),
        "marked_row": row if at is not None else 0,
        "query": asked["q"],
        "chosen_kind": asked["loai"],
        "kinds": _kinds(changes, asked),
        "page": page,
        "previous_url": _query(kept, trang=page.previous_page_number()) if page.has_previous() else "",
        "next_url": _query(kept, trang=page.next_page_number()) if page.has_next() else "",
    }


def _kinds(changes: Sequence[Change], asked: dict[str, str]) -> list[Link]:
    """All rows, or those of one kind; a list of one kind offers no choice."""
    counts = {kind: sum(change.kind is kind for change in changes) for kind in ChangeKind}
    present = [kind for kind in ChangeKind if counts[kind]]
    if len(present) < 2:  # noqa: PLR2004 - one kind is all of them
        return []
    query = {"q": asked["q"]} if asked["q"] else {}
    return [
        Link(_("Tất cả"), _query(query) or "?#danh-sach", not asked["loai"]),
        *(
            Link(f"{kind.label} · {print_number(counts[kind])}", _query(query, loai=kind.value), asked["loai"] == kind)
            for kind in present
        ),
    ]


def _add_links(found: Reorganisation, about: str) -> list[Link]:
    query = f"?{urlencode({'don-vi': about})}" if about else ""
    return [
        Link(
            str(kind.label),
            reverse("reorganisation-add", args=[found.pk, kind.value]) + query,
            icon=KIND_ICONS[kind],
        )
        for kind in ChangeKind
    ]


def _visible(changes: Sequence[Change], user: User) -> list[Change]:
    """The rows about units that the person may see."""
    if gate.everywhere(user, Permission.UNIT_VIEW):
        return list(changes)
    codes = {change.code for change in changes}
    seen = gate.units_for(user, Permission.UNIT_VIEW).filter(code__in=codes)
    keys = {key(code) for code in seen.values_list("code", flat=True)}
    return [change for change in changes if key(change.code) in keys]


def _counts(found: Reorganisation, user: User, *, manages: bool) -> list[tuple[str, int]]:
    """How many units were what, of those that the person may see."""
    involved = Involvement.objects.filter(reorganisation=found)
    if not manages and not gate.everywhere(user, Permission.UNIT_VIEW):
        visible: QuerySet[Unit] = gate.units_for(user, Permission.UNIT_VIEW)
        involved = involved.filter(unit__in=visible)
    rows = involved.values_list("part").annotate(count=Count("pk"))
    return counts_of({Part(part): count for part, count in rows})


def _number(text: str) -> int:
    """A whole number of an address, 0 for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS else 0


def _query(kept: dict[str, str], **more: object) -> str:
    asked = {**kept, **more}
    return f"?{urlencode(asked)}#danh-sach" if asked else ""
