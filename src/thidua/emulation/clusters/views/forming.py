"""Forming a cluster and carrying it on into the next year, each shown before it is done; dissolving it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from thidua.access import gate
from thidua.access.rules import Permission
from thidua.core import clock
from thidua.core.errors import DomainError
from thidua.emulation.clusters.forms import DissolveForm, FoundingForm
from thidua.emulation.clusters.models import Change
from thidua.emulation.clusters.previewing import tried
from thidua.emulation.clusters.queries.candidates import MOST_FOUND, Candidate, candidates
from thidua.emulation.clusters.queries.listing import continued_by, next_year
from thidua.emulation.clusters.rules import NextLead, SeatRole
from thidua.emulation.clusters.services.ballots import elected
from thidua.emulation.clusters.services.forming import Founding, Place, dissolve_cluster, form_cluster
from thidua.org.models import Unit
from thidua.org.queries import last_names_of
from thidua.people.asking import signed_in
from thidua.people.models import User
from thidua.ui.forms import INVALID, posted, refuse, submitted
from thidua.ui.links import Link
from thidua.ui.notices import say

from .common import asked_of, frame, managed, searched

safe_or_post = require_http_methods(["GET", "HEAD", "POST"])
YEARS_ABOUT = 1
ROLE = "role-"


@safe_or_post
def cluster_new(request: HttpRequest) -> HttpResponse:
    """Form a cluster of `don-vi` for `nam`; `lam` is what is done with what was typed: shown, or carried out."""
    user = signed_in(request)
    owners = list(gate.units_for(user, Permission.EMULATION_MANAGE).filter(dissolved_on=None).order_by("pk")[:50])
    if not owners:
        raise PermissionDenied(_("Tài khoản không tổ chức cụm thi đua cho đơn vị nào."))
    owner = _chosen(user, owners, request.GET.get("don-vi", ""))
    year = _year(request.GET.get("nam", ""))
    initial = {"on": max(clock.today(), date(year, 1, 1)), "next_lead": NextLead.ROTATION}
    data, typed = asked_of(request, FoundingForm)
    form = FoundingForm(data, initial=initial | typed)
    names = last_names_of({one.pk for one in owners}, clock.today())
    context = {
        "title": _("Thành lập cụm"),
        "crumbs": [(_("Cụm thi đua"), reverse("cluster-list"))],
        "owners": [
            Link(names[one.pk].short_name, f"?don-vi={one.code}&nam={year}", one.pk == owner.pk) for one in owners
        ],
        "owner_name": names[owner.pk],
        "year": year,
        "years": [
            Link(str(one), f"?don-vi={owner.code}&nam={one}", one == year)
            for one in range(clock.today().year - YEARS_ABOUT, clock.today().year + YEARS_ABOUT + 1)
        ],
    }
    return _founding_page(request, form, context, Founding(owner, year, "", (), clock.today()), {})


@safe_or_post
def cluster_continue(request: HttpRequest, reference: str) -> HttpResponse:
    """Carry a cluster on into the next year, with the lead whose turn it is."""
    standing = managed(request, reference)
    cluster = standing.cluster
    if (after := continued_by(cluster)) is not None:
        return redirect("cluster", after.reference)
    proposed = next_year(cluster, standing.seats, elected(cluster))
    initial = {
        "name": cluster.name,
        "on": date(proposed.year, 1, 1),
        "next_lead": cluster.next_lead,
    }
    data, typed = asked_of(request, FoundingForm)
    form = FoundingForm(data, initial=initial | typed)
    context = frame(standing, "overview", _("Lập cụm năm %(year)d") % {"year": proposed.year}) | {
        "proposed": proposed,
        "owner_name": last_names_of([cluster.owner_id], clock.today())[cluster.owner_id],
        "year": proposed.year,
        "continues": cluster,
    }
    founding = Founding(cluster.owner, proposed.year, "", (), clock.today(), continues=cluster)
    roles = {seat.unit.code: proposed.roles[seat.unit_id] for seat in standing.seats if seat.unit_id in proposed.roles}
    return _founding_page(request, form, context, founding, roles)


@safe_or_post
def cluster_dissolve(request: HttpRequest, reference: str) -> HttpResponse:
    """End a cluster and all its seats."""
    standing = managed(request, reference)
    form = DissolveForm(posted(request))
    change, status = submitted(
        form,
        lambda: dissolve_cluster(cluster_id=standing.cluster.pk, by=signed_in(request), **form.cleaned_data),
    )
    if change is not None:
        undo = reverse("cluster-change-undo", args=[reference, change.pk])
        say(request, _("Đã giải thể %(cluster)s.") % {"cluster": standing.cluster}, undo=undo)
        return redirect("cluster", reference)
    context = frame(standing, "overview", _("Giải thể cụm")) | {
        "form": form,
        "button": _("Giải thể"),
        "lead_in": _("Chỗ của mọi thành viên kết thúc vào ngày này. Trang của cụm và mọi số liệu vẫn xem được."),
        "back": reverse("cluster", args=[reference]),
    }
    return render(request, "clusters/form.html", context, status=status)


def _founding_page(
    request: HttpRequest,
    form: FoundingForm,
    context: dict[str, Any],
    founding: Founding,
    proposed: Mapping[str, SeatRole],
) -> HttpResponse:
    """The form with the roles of the candidates; shown what it would do first, then done.

    `proposed` are roles by the code of the unit. Units are looked for on the way, and whoever has a role stays shown.
    """
    typed, words = _typed_roles(request) if request.method == "POST" else proposed, searched(request)
    offered = candidates(founding.owner.pk, founding.year, clock.today(), words=words, chosen=typed.keys())
    roles = {one.unit_id: typed[one.code] for one in offered if one.code in typed}
    context |= {"form": form, "rows": _rows(offered, roles), "roles": SeatRole.choices, "words": words}
    context["most"] = MOST_FOUND if words and len(offered) >= MOST_FOUND else 0
    status = 200
    if form.is_bound:
        status = INVALID
        if form.is_valid():
            whole = _whole(founding, form, offered, roles)
            act = partial(form_cluster, founding=whole, by=signed_in(request))
            try:
                if request.POST.get("lam") == "ghi":
                    return _formed(request, act())
                context["preview"], status = tried(act), 200
            except DomainError as error:
                status = refuse(form, error)
    return render(request, "clusters/new.html", context, status=status)


def _formed(request: HttpRequest, change: Change) -> HttpResponse:
    cluster = change.cluster
    undo = reverse("cluster-change-undo", args=[cluster.reference, change.pk])
    say(request, _("Đã thành lập %(cluster)s năm %(year)d.") % {"cluster": cluster, "year": cluster.year}, undo=undo)
    return redirect("cluster", cluster.reference)


def _whole(founding: Founding, form: FoundingForm, offered: list[Candidate], roles: Mapping[int, SeatRole]) -> Founding:
    units = Unit.objects.in_bulk([one.unit_id for one in offered if one.unit_id in roles])
    typed = form.cleaned_data
    return Founding(
        owner=founding.owner,
        year=founding.year,
        name=typed["name"],
        places=[Place(units[one.unit_id], roles[one.unit_id]) for one in offered if one.unit_id in roles],
        on=typed["on"],
        decision=typed["decision"],
        next_lead=NextLead(typed["next_lead"]),
        continues=founding.continues,
    )


def _typed_roles(request: HttpRequest) -> dict[str, SeatRole]:
    """The roles that were chosen, by the code of the unit."""
    typed = {name.removeprefix(ROLE): role for name, role in request.POST.items() if name.startswith(ROLE)}
    return {code: SeatRole(role) for code, role in typed.items() if role in SeatRole.values}


def _rows(offered: list[Candidate], roles: Mapping[int, SeatRole]) -> list[dict[str, Any]]:
    """The units with their roles; whoever has one comes first, so that the members are seen among many."""
    rows = [{"unit": one, "role": roles.get(one.unit_id, "")} for one in offered]
    return sorted(rows, key=lambda row: not row["role"])


def _chosen(user: User, owners: list[Unit], code: str) -> Unit:
    """The owner that is asked for; without a word the first."""
    if not code:
        return owners[0]
    found = next((unit for unit in owners if unit.code == code), None)
    return found or gate.unit_or_404(user, code, Permission.EMULATION_MANAGE)


def _year(text: str) -> int:
    """The year of an address, near this one; without a word this year."""
    this = clock.today().year
    if not text:
        return this
    if text not in {str(year) for year in range(this - YEARS_ABOUT, this + YEARS_ABOUT + 1)}:
        raise Http404(_("Chỉ lập cụm cho năm nay, năm trước hoặc năm sau."))
    return int(text)
