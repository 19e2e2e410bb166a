"""Who sits in a cluster and sat in it, changes of that shown before they are done, and the list of turns."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import TextChoices
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from thidua.access.rules import Permission
from thidua.core import clock
from thidua.core.errors import DomainError
from thidua.emulation.clusters.forms import ChangeForm, TurnsForm
from thidua.emulation.clusters.models import Change, Seat
from thidua.emulation.clusters.previewing import tried
from thidua.emulation.clusters.queries.candidates import candidates
from thidua.emulation.clusters.queries.listing import changes_of, names_for, seat_history
from thidua.emulation.clusters.rules import ChangeKind, SeatRole
from thidua.emulation.clusters.services.ballots import call_election
from thidua.emulation.clusters.services.membership import (
    give_role,
    join_cluster,
    leave_cluster,
    set_turns,
    undo_change,
)
from thidua.emulation.clusters.standing import ClusterStanding
from thidua.org.models import Unit
from thidua.people.asking import signed_in
from thidua.people.models import User
from thidua.ui.forms import INVALID, posted, refuse, submitted
from thidua.ui.links import Link
from thidua.ui.notices import say

from .common import asked_of, frame, managed, opened, searched

safe_or_post = require_http_methods(["GET", "HEAD", "POST"])
MOST_CHANGES = 20


class What(TextChoices):
    """What is done to a seat."""

    JOIN = "them", gettext_lazy("Thêm thành viên")
    ROLE = "vai-tro", gettext_lazy("Đổi vai trò")
    LEAVE = "ra", gettext_lazy("Cho ra khỏi cụm")


@require_safe
def cluster_members(request: HttpRequest, reference: str) -> HttpResponse:
    """Who sits in a cluster, since when and why, and who sat in it before."""
    standing = opened(request, reference)
    history = seat_history(standing.cluster)
    context = frame(standing, "overview", _("Thành viên của cụm")) | {
        "history": [(seat, still_seated(seat)) for seat in history],
        "names": names_for(history),
        "changes": changes_of(standing.cluster)[:MOST_CHANGES],
    }
    return render(request, "clusters/members.html", context)


@safe_or_post
def cluster_change(request: HttpRequest, reference: str) -> HttpResponse:
    """Change the membership: `viec` says what; shown what it would do first (`lam`), then done."""
    standing = managed(request, reference)
    what = _what(request)
    data, typed = asked_of(request, ChangeForm)
    initial = {"unit": request.GET.get("don-vi", ""), "role": SeatRole.MEMBER} | typed
    units = _units(standing, what, searched(request), request.POST.get("unit", ""))
    form = ChangeForm(data, units=units, with_role=what != What.LEAVE, initial=initial)
    context = frame(standing, "overview", str(what.label)) | {
        "form": form,
        "what": what,
        "words": searched(request),
        "found": len(units),
        "whats": [Link(str(one.label), f"?viec={one.value}", one == what) for one in What],
        "back": reverse("cluster-members", args=[reference]),
    }
    status = 200
    if form.is_bound:
        status = INVALID
        if form.is_valid():
            act = partial(_act, standing, what, form.cleaned_data, signed_in(request))
            try:
                if request.POST.get("lam") == "ghi":
                    return _changed(request, reference, act())
                context["preview"], status = tried(act), 200
            except DomainError as error:
                status = refuse(form, error)
    return render(request, "clusters/change.html", context, status=status)


@require_POST
def cluster_change_undo(request: HttpRequest, reference: str, change_id: int) -> HttpResponse:
    """Take the last change of a cluster back."""
    standing = managed(request, reference)
    if not Change.objects.filter(pk=change_id, cluster=standing.cluster).exists():
        raise Http404(_("Không tìm thấy thay đổi này của cụm."))
    change = undo_change(change_id=change_id, by=signed_in(request))
    say(request, _("Đã hoàn tác: %(change)s.") % {"change": str(ChangeKind(change.kind).label).lower()})
    if change.kind == ChangeKind.FORMED:
        return redirect("cluster-list")
    return redirect("cluster-members", reference)


@require_POST
def cluster_election(request: HttpRequest, reference: str) -> HttpResponse:
    """Prepare the ballot over next year's lead and lead to its page, where it is completed and opened."""
    standing = managed(request, reference)
    if Permission.BALLOT_MANAGE not in standing.at_owner:
        raise PermissionDenied(_("Tài khoản không có quyền tổ chức bỏ phiếu của đơn vị lập cụm."))
    ballot = call_election(cluster_id=standing.cluster.pk, by=signed_in(request))
    say(request, _("Đã soạn cuộc bầu cụm trưởng. Hãy xem danh sách bỏ phiếu, chọn tổ kiểm phiếu rồi mở."))
    return redirect("ballot", ballot.reference)


@safe_or_post
def cluster_turns(request: HttpRequest, reference: str) -> HttpResponse:
    """How next year's lead is found; the members take turns by the places that are typed (`place-<code>`)."""
    standing = managed(request, reference)
    cluster = standing.cluster
    order = list(cluster.turns.values_list("unit", flat=True))
    seats = sorted(standing.seats, key=lambda seat: order.index(seat.unit_id) if seat.unit_id in order else len(order))
    form = TurnsForm(posted(request), initial={"next_lead": cluster.next_lead})
    turns, status = submitted(
        form,
        lambda: set_turns(
            cluster_id=cluster.pk,
            next_lead=form.cleaned_data["next_lead"],
            order=_typed_order(request, seats),
            by=signed_in(request),
        ),
    )
    if turns is not None:
        say(request, _("Đã lưu cách chọn cụm trưởng năm sau."))
        return redirect("cluster", reference)
    context = frame(standing, "overview", _("Cụm trưởng năm sau")) | {
        "form": form,
        "turns": [
            (request.POST.get(f"place-{seat.unit.code}", str(at)), seat) for at, seat in enumerate(seats, start=1)
        ],
        "back": reverse("cluster", args=[reference]),
    }
    return render(request, "clusters/turns.html", context, status=status)


def _typed_order(request: HttpRequest, seats: list[Seat]) -> list[int]:
    """The units by the places that were typed; none where a place is missing or was given twice."""
    typed = {seat.unit_id: request.POST.get(f"place-{seat.unit.code}", "") for seat in seats}
    places = {unit: int(place) for unit, place in typed.items() if place.isascii() and place.isdecimal()}
    return sorted(places, key=lambda unit: places[unit]) if len(set(places.values())) == len(seats) else []


def _what(request: HttpRequest) -> What:
    asked = request.GET.get("viec", What.JOIN)
    if asked not in What.values:
        raise Http404(_("Không có loại thay đổi này."))
    return What(asked)


def _units(standing: ClusterStanding, what: What, words: str, chosen: str) -> list[tuple[str, str]]:
    """Who may be chosen: whoever may come in, with those that `words` find, or whoever sits there and may change."""
    if what is What.JOIN:
        cluster, seated = standing.cluster, {seat.unit_id for seat in standing.seats}
        offered = candidates(
            cluster.owner_id, cluster.year, clock.today(), words=words, chosen={chosen} - {""}, but=cluster
        )
        free = [one for one in offered if not one.sits_in and one.unit_id not in seated]
        return [(one.code, f"{one.name} · {one.under}" if one.under else one.name) for one in free]
    names = names_for(standing.seats)
    return [
        (seat.unit.code, f"{names[seat.unit_id].name} · {seat.get_role_display()}")
        for seat in standing.seats
        if seat.role != SeatRole.LEAD
    ]


def _act(standing: ClusterStanding, what: What, typed: dict[str, Any], by: User) -> Change:
    unit = Unit.objects.get(code=typed["unit"])
    cluster, on, reason = standing.cluster.pk, typed["on"], typed["reason"]
    match what:
        case What.JOIN:
            role = SeatRole(typed["role"])
            return join_cluster(cluster_id=cluster, unit=unit, on=on, reason=reason, role=role, by=by)
        case What.ROLE:
            role = SeatRole(typed["role"])
            return give_role(cluster_id=cluster, unit=unit, role=role, on=on, reason=reason, by=by)
        case What.LEAVE:
            return leave_cluster(cluster_id=cluster, unit=unit, on=on, reason=reason, by=by)


def _changed(request: HttpRequest, reference: str, change: Change) -> HttpResponse:
    undo = reverse("cluster-change-undo", args=[reference, change.pk])
    say(
        request,
        _("Đã ghi: %(change)s từ ngày %(day)s.")
        % {"change": str(ChangeKind(change.kind).label).lower(), "day": f"{change.on:%d/%m/%Y}"},
        undo=undo,
    )
    return redirect("cluster-members", reference)


def still_seated(seat: Seat) -> bool:
    """Whether a seat of the history holds today."""
    today = clock.today()
    return bool(seat.during.lower <= today and (seat.during.upper is None or seat.during.upper > today))
