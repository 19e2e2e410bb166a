"""The backward timetable: read, previewed, changed."""

from __future__ import annotations

from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from thidua.core import clock
from thidua.core.periods import Frequency
from thidua.indicators.services.deadlines import MOST_DAYS
from thidua.org.rules import UnitKind
from thidua.reporting.queries.timetable import Level, Move, frequencies, levels, moves
from thidua.reporting.services.timetable import NewDeadline, change_deadline
from thidua.ui.notices import say

from .periods import manager

INVALID = 422


class DeadlineForm(forms.Form):
    """A deadline of a kind of unit, counted back from the last one."""

    kind = forms.ChoiceField(label=gettext_lazy("Loại đơn vị"), choices=UnitKind.choices)
    frequency = forms.ChoiceField(label=gettext_lazy("Loại kỳ"), choices=Frequency.choices)
    days = forms.IntegerField(
        label=gettext_lazy("Số ngày trước hạn chung"),
        min_value=0,
        max_value=MOST_DAYS,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    since = forms.DateField(
        label=gettext_lazy("Áp dụng cho kỳ kết thúc từ ngày"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def deadline(self) -> NewDeadline:
        """What was typed, of a valid form."""
        data = self.cleaned_data
        return NewDeadline(UnitKind(data["kind"]), Frequency(data["frequency"]), data["days"], data["since"])


@require_http_methods(["GET", "POST"])
def timetable(request: HttpRequest) -> HttpResponse:
    """The days before the last instant by kind of unit; GET with a change previews it, POST makes it."""
    user = manager(request)
    if request.method == "POST":
        form = DeadlineForm(request.POST)
        if not form.is_valid():
            return _show(request, form, status=INVALID)
        before = _undo_of(form.deadline())
        count = change_deadline(deadline=form.deadline(), by=user)
        said = ngettext(
            "Đã đổi lịch nộp; dời hạn của %(count)d báo cáo.", "Đã đổi lịch nộp; dời hạn của %(count)d báo cáo.", count
        )
        say(request, said % {"count": count}, undo=before)
        return redirect("timetable")
    return _show(request, DeadlineForm(request.GET) if request.GET else None)


@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Put the days back that were in force before a change."""
    user = manager(request)
    form = DeadlineForm(request.GET)
    if not form.is_valid():
        return _show(request, form, status=INVALID)
    change_deadline(deadline=form.deadline(), by=user)
    say(request, _("Đã đặt lại lịch nộp như trước."))
    return redirect("timetable")


def _undo_of(deadline: NewDeadline) -> str:
    """The address that puts back the days which are in force on the first day of a change."""
    days = next(
        (level.days.get(deadline.frequency, 0) for level in levels(deadline.since) if level.kind == deadline.kind), 0
    )
    kept = {"kind": deadline.kind, "frequency": deadline.frequency, "days": days, "since": deadline.since.isoformat()}
    return f"{reverse('timetable-undo')}?{urlencode(kept)}"


def _show(request: HttpRequest, form: DeadlineForm | None, *, status: int = 200) -> HttpResponse:
    asked = form if form is not None and form.is_valid() else None
    columns, rows = seen_levels()
    context = {
        "title": _("Lịch nộp theo cấp"),
        "columns": columns,
        "rows": [(level, [(column, level.days.get(column)) for column in columns], level.later) for level in rows],
        "form": form or DeadlineForm(initial={"since": clock.today().replace(day=1)}),
        "previewed": asked is not None,
        "moves": _moves(asked.deadline()) if asked else [],
    }
    return render(request, "reporting/timetable.html", context, status=status)


def seen_levels() -> tuple[list[Frequency], list[Level]]:
    """The columns and rows of the timetable as it stands today."""
    return frequencies(), levels(clock.today())


def _moves(deadline: NewDeadline) -> list[Move]:
    return moves(kind=deadline.kind, frequency=deadline.frequency, days=deadline.days, since=deadline.since)
