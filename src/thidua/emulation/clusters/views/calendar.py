"""The calendar of a cluster, what is done of it, and the plan of a year that it is laid out from."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from thidua.access import gate
from thidua.access.rules import Permission
from thidua.core import clock
from thidua.core.errors import DomainError
from thidua.core.periods import FIRST_YEAR, LAST_YEAR
from thidua.emulation.clusters.duty_models import Duty
from thidua.emulation.clusters.forms import DutyForm, PlanFormSet
from thidua.emulation.clusters.queries.calendar import Entry, entries
from thidua.emulation.clusters.queries.planning import plan_of
from thidua.emulation.clusters.services import duties
from thidua.emulation.clusters.standing import ClusterStanding
from thidua.org.queries import last_names_of
from thidua.people.asking import signed_in
from thidua.ui.forms import INVALID, posted, submitted
from thidua.ui.notices import say

from .common import acting_seat, directed, frame, opened

safe_or_post = require_http_methods(["GET", "HEAD", "POST"])


def seen_calendar(request: HttpRequest, reference: str) -> tuple[ClusterStanding, list[Entry]]:
    """The calendar of a cluster as the reader sees it. Raises Http404."""
    standing = opened(request, reference)
    return standing, entries(standing.cluster, standing.seats)


@require_safe
def cluster_calendar(request: HttpRequest, reference: str) -> HttpResponse:
    """The duties of a cluster by day, with how each member stands."""
    standing, calendar = seen_calendar(request, reference)
    own = [seat for seat in standing.seats if seat.unit_id in standing.joins]
    context = frame(standing, "calendar", _("Lịch của cụm")) | {
        "rows": [_row(standing, entry) for entry in calendar],
        "own": own,
        "plan_url": reverse("cluster-plan", args=[standing.cluster.owner.code, standing.cluster.year]),
    }
    return render(request, "clusters/calendar.html", context)


def _row(standing: ClusterStanding, entry: Entry) -> dict[str, Any]:
    """A duty with what the reader may mark: her own units, or all of them for who organises."""
    seats = {seat.unit_id: seat for seat in standing.seats}
    return {
        "entry": entry,
        "units": [
            {"one": one, "seat": seats[one.unit_id], "may": one.unit_id in standing.joins or standing.manages}
            for one in entry.units
        ],
        "mine": [(one, seats[one.unit_id]) for one in entry.units if one.unit_id in standing.joins],
    }


@require_POST
def cluster_calendar_lay(request: HttpRequest, reference: str) -> HttpResponse:
    """Put what the owner has planned for the year into the calendar."""
    standing = directed(request, reference)
    laid = duties.lay_out(cluster_id=standing.cluster.pk, by=signed_in(request))
    said = _("Đã thêm %(count)d việc theo lịch mẫu.") if laid else _("Lịch đã có đủ các việc của lịch mẫu.")
    say(request, said % {"count": laid} if laid else said)
    return redirect("cluster-calendar", reference)


@safe_or_post
def cluster_duty_new(request: HttpRequest, reference: str) -> HttpResponse:
    """Put something into the calendar."""
    standing = directed(request, reference)
    form = DutyForm(posted(request))
    duty, status = submitted(
        form,
        lambda: duties.add_duty(cluster_id=standing.cluster.pk, line=form.line(), by=signed_in(request)),
    )
    if duty is None:
        return _form_page(request, standing, form, (_("Thêm việc"), _("Thêm")), status)
    undo = reverse("cluster-duty-remove", args=[reference, duty.pk])
    say(request, _("Đã thêm «%(duty)s».") % {"duty": duty.title}, undo=undo)
    return redirect("cluster-calendar", reference)


@safe_or_post
def cluster_duty_edit(request: HttpRequest, reference: str, duty_id: int) -> HttpResponse:
    """Say a duty otherwise."""
    standing, duty = _duty(request, reference, duty_id)
    initial = {name: getattr(duty, name) for name in ("title", "due_on", "whose", "kind", "source")}
    form = DutyForm(posted(request), initial=initial)
    edited, status = submitted(form, lambda: duties.edit_duty(duty_id=duty.pk, line=form.line(), by=signed_in(request)))
    if edited is None:
        return _form_page(request, standing, form, (_("Sửa việc"), _("Lưu")), status)
    say(request, _("Đã lưu «%(duty)s».") % {"duty": edited.title})
    return redirect("cluster-calendar", reference)


@require_POST
def cluster_duty_remove(request: HttpRequest, reference: str, duty_id: int) -> HttpResponse:
    """Take a duty out of the calendar; the toast brings it back."""
    _standing, duty = _duty(request, reference, duty_id)
    duties.remove_duty(duty_id=duty.pk, by=signed_in(request))
    undo = reverse("cluster-duty-restore", args=[reference, duty.pk])
    say(request, _("Đã bỏ «%(duty)s» khỏi lịch.") % {"duty": duty.title}, undo=undo)
    return redirect("cluster-calendar", reference)


@require_POST
def cluster_duty_restore(request: HttpRequest, reference: str, duty_id: int) -> HttpResponse:
    """Put a duty back into the calendar."""
    _standing, duty = _duty(request, reference, duty_id, removed=True)
    duties.restore_duty(duty_id=duty.pk, by=signed_in(request))
    say(request, _("Đã lấy lại «%(duty)s».") % {"duty": duty.title})
    return redirect("cluster-calendar", reference)


@require_POST
def cluster_duty_remind(request: HttpRequest, reference: str, duty_id: int) -> HttpResponse:
    """Remind those who have not done a duty."""
    _standing, duty = _duty(request, reference, duty_id)
    units = duties.remind_of_duty(duty_id=duty.pk, by=signed_in(request))
    said = _("Đã nhắc %(count)d đơn vị.") % {"count": units} if units else _("Mọi đơn vị đã làm xong việc này.")
    say(request, said)
    return redirect("cluster-calendar", reference)


@require_POST
def cluster_duty_done(request: HttpRequest, reference: str, duty_id: int, code: str) -> HttpResponse:
    """A unit has done its duty; `chua` says that it has not after all."""
    standing = opened(request, reference)
    seat = acting_seat(standing, code)
    duty = get_object_or_404(Duty, pk=duty_id, cluster=standing.cluster, removed_at=None)
    here = reverse("cluster-duty-done", args=[reference, duty.pk, code])
    if "chua" in request.GET:
        duties.mark_not_done(duty_id=duty.pk, unit=seat.unit, by=signed_in(request))
        say(request, _("Đã bỏ đánh dấu «%(duty)s».") % {"duty": duty.title}, undo=here)
    else:
        duties.mark_done(duty_id=duty.pk, unit=seat.unit, by=signed_in(request))
        say(request, _("Đã đánh dấu xong «%(duty)s».") % {"duty": duty.title}, undo=f"{here}?chua")
    return redirect("cluster-calendar", reference)


@safe_or_post
def cluster_plan(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """The plan of an owner's clusters for a year, as a table of lines; an empty title leaves a line out."""
    owner = gate.unit_or_404(request.user, code, Permission.EMULATION_MANAGE)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404(_("Không có lịch mẫu của năm này."))
    plan = plan_of(owner.pk, year)
    initial = [
        {"title": line.title, "due_on": line.due_on, "whose": line.whose, "kind": line.kind, "source": line.source}
        for line in plan.lines
    ]
    forms = PlanFormSet(posted(request), initial=initial, prefix="viec")
    refused = ""
    if request.method == "POST" and forms.is_valid():
        lines = [form.line() for form in forms if form.cleaned_data.get("title")]
        try:
            duties.save_plan(owner=owner, year=year, lines=lines, by=signed_in(request))
        except DomainError as error:
            refused = error.sentence
        else:
            say(request, _("Đã lưu lịch mẫu năm %(year)d.") % {"year": year})
            return redirect("cluster-plan", code, year)
    context = {
        "title": _("Lịch mẫu năm %(year)d") % {"year": year},
        "crumbs": [(_("Cụm thi đua"), f"{reverse('cluster-list')}?nam={year}")],
        "owner_name": last_names_of([owner.pk], clock.today())[owner.pk],
        "plan": plan,
        "forms": forms,
        "refused": refused,
    }
    return render(request, "clusters/plan.html", context, status=INVALID if request.method == "POST" else 200)


def _duty(request: HttpRequest, reference: str, duty_id: int, *, removed: bool = False) -> tuple[ClusterStanding, Duty]:
    standing = directed(request, reference)
    duty = get_object_or_404(Duty, pk=duty_id, cluster=standing.cluster, removed_at__isnull=not removed)
    return standing, duty


def _form_page(
    request: HttpRequest, standing: ClusterStanding, form: DutyForm, words: tuple[str, str], status: int
) -> HttpResponse:
    """The form of a duty; `words` are its title and its button."""
    title, button = words
    context = frame(standing, "calendar", title) | {
        "form": form,
        "button": button,
        "back": reverse("cluster-calendar", args=[standing.cluster.reference]),
    }
    return render(request, "clusters/form.html", context, status=status)
