"""What is done with a list: its rows chosen, written, taken back; a worker stopped; a list thrown away."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from thidua.core.numbers import print_number
from thidua.exchange.rules import Stage, Verdict
from thidua.exchange.services import (
    ask_for_commit,
    ask_for_undo,
    cancel_list,
    choose_all,
    choose_rows,
    discard_list,
)
from thidua.ui.answers import wants_fragment
from thidua.ui.notices import say, warn

from .access import intake_or_404
from .page import rows_query

MOST_DIGITS = 9


@require_POST
def choose(request: HttpRequest, kind: str, intake_id: int) -> HttpResponse:
    """Which of the rows that are shown are to be written (`shown`, `row`), or all or none of them (`all`)."""
    _user, _kind, found = intake_or_404(request, kind, intake_id)
    verdict = request.POST.get("loai", "")
    verdict = verdict if verdict in Verdict.values else ""
    if "all" in request.POST:
        chosen = choose_all(intake_id=found.pk, chosen=request.POST["all"] == "1", verdict=verdict)
    else:
        chosen = _chosen(request, found.pk)
    if wants_fragment(request):
        return render(request, "web/list_chosen.html", {"chosen": chosen})
    after = _numbers(request, "sau")[:1] or [0]
    return redirect(f"{reverse('intake', args=[kind, found.pk])}{rows_query(verdict, after[0])}")


@require_POST
def commit(request: HttpRequest, kind: str, intake_id: int) -> HttpResponse:
    """Have the chosen rows written; what is ticked on the page counts even if it was not saved."""
    user, wanted, found = intake_or_404(request, kind, intake_id)
    if "shown" in request.POST and found.stage == Stage.PREVIEWED and not wanted.whole:
        _chosen(request, found.pk)
    stored = ask_for_commit(intake_id=found.pk, kind=wanted, by=user)
    if stored.failure:
        warn(request, stored.failure)
    elif stored.stage == Stage.COMMITTED:
        count = stored.saved_count
        sentence = ngettext("Đã ghi %(n)s dòng.", "Đã ghi %(n)s dòng.", count) % {"n": print_number(count)}
        say(request, sentence, undo=reverse("intake-undo", args=[kind, found.pk]))
    return redirect("intake", kind, found.pk)


@require_POST
def undo(request: HttpRequest, kind: str, intake_id: int) -> HttpResponse:
    """Have everything taken back that a list wrote."""
    user, wanted, found = intake_or_404(request, kind, intake_id)
    stored = ask_for_undo(intake_id=found.pk, kind=wanted, by=user)
    if stored.stage == Stage.UNDONE:
        say(request, _("Đã hoàn tác danh sách «%(name)s».") % {"name": stored.file_name})
    return redirect("intake", kind, found.pk)


@require_POST
def cancel(request: HttpRequest, kind: str, intake_id: int) -> HttpResponse:
    """Have a worker stop."""
    user, _kind, found = intake_or_404(request, kind, intake_id)
    if not cancel_list(intake_id=found.pk, by=user):
        warn(request, _("Việc này vừa xong hoặc đang dừng, không dừng được nữa."))
    return redirect("intake", kind, found.pk)


@require_POST
def discard(request: HttpRequest, kind: str, intake_id: int) -> HttpResponse:
    """Throw away a list that was not written."""
    user, _kind, found = intake_or_404(request, kind, intake_id)
    discard_list(intake_id=found.pk, by=user)
    say(request, _("Đã bỏ danh sách «%(name)s»; chưa có gì được ghi.") % {"name": found.file_name})
    return redirect("intake-new", kind)


def _chosen(request: HttpRequest, intake_id: int) -> int:
    shown, chosen = _numbers(request, "shown"), _numbers(request, "row")
    return choose_rows(intake_id=intake_id, shown=shown, chosen=chosen)


def _numbers(request: HttpRequest, name: str) -> list[int]:
    texts = request.POST.getlist(name)
    return [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS]
