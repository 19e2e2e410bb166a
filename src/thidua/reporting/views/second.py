"""Naming the second person who accepts reports at a unit."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from thidua.access import gate
from thidua.access.models import Grant
from thidua.access.rules import Permission
from thidua.core import clock
from thidua.core.errors import DomainError
from thidua.org.queries import last_names_of
from thidua.reporting.forms_behalf import SecondForm
from thidua.reporting.queries.behalf import acceptors_at, colleagues_at
from thidua.reporting.services import second
from thidua.ui.notices import say

from .access import signed_in


@require_http_methods(["GET", "HEAD", "POST"])
def second_person(request: HttpRequest, unit: str) -> HttpResponse:
    """Who accepts at a unit; its officer names one person more."""
    user = signed_in(request)
    place = gate.unit_or_404(user, unit, Permission.REPORT_SUBMIT)
    form = SecondForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                grant = second.name_second(unit=place, username=form.cleaned_data["username"], by=user)
            except DomainError as error:
                form.add_error("username", error.sentence)
                status = error.status
            else:
                sentence = _("%(who)s tiếp nhận được báo cáo của các đơn vị trực thuộc.") % {"who": grant.user}
                say(request, sentence)
                return redirect("report-second", unit)
    acceptors = acceptors_at(place)
    held = {grant.user_id for grant in acceptors}
    context = {
        "title": _("Người tiếp nhận báo cáo"),
        "unit": place,
        "unit_name": last_names_of([place.pk], clock.today())[place.pk],
        "acceptors": acceptors,
        "colleagues": [one for one in colleagues_at(place) if one.pk not in held | {user.pk}],
        "form": form,
    }
    return render(request, "reporting/behalf_second.html", context, status=status)


@require_POST
def end_second(request: HttpRequest, unit: str, grant: int) -> HttpResponse:
    """Take the second person's part back."""
    user = signed_in(request)
    place = gate.unit_or_404(user, unit, Permission.REPORT_SUBMIT)
    try:
        ended = second.end_second(unit=place, grant_id=grant, by=user)
    except Grant.DoesNotExist:
        raise Http404(_("Không có người tiếp nhận thứ hai này.")) from None
    say(request, _("%(who)s thôi tiếp nhận báo cáo ở đơn vị.") % {"who": ended.user})
    return redirect("report-second", unit)
