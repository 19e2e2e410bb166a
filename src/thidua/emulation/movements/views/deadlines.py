"""The last days for registering that hold for a unit, and setting its own."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from thidua.core import clock
from thidua.emulation.movements.forms import DeadlineForm
from thidua.emulation.movements.models import RegistrationDeadline
from thidua.emulation.movements.queries.deadlines import settings_for
from thidua.emulation.movements.services.deadlines import set_deadline
from thidua.org.models import Unit
from thidua.org.queries import last_names_of
from thidua.people.asking import signed_in
from thidua.ui.forms import posted, submitted
from thidua.ui.notices import say

from .access import owner_of_new


@require_http_methods(["GET", "HEAD", "POST"])
def deadlines(request: HttpRequest) -> HttpResponse:
    """What holds for the unit that one organises for; POST sets its own from a year on."""
    user = signed_in(request)
    owner = owner_of_new(user)
    form = DeadlineForm(posted(request))
    made, status = submitted(form, lambda: set_deadline(owner=owner, by=user, **form.setting))
    if made is not None:
        say(request, _("Đã đặt hạn đăng ký. Phong trào đã soạn giữ hạn của mình."))
        return redirect("movement-deadlines")
    context = {
        "title": _("Hạn đăng ký thi đua"),
        "owner": last_names_of([owner.pk], clock.today())[owner.pk],
        "rows": rows_for(owner),
        "form": form,
    }
    return render(request, "movements/deadlines.html", context, status=status)


def rows_for(owner: Unit) -> list[tuple[RegistrationDeadline, str]]:
    """The settings of a unit, of those above it and of the system, with who set each."""
    found = list(settings_for(owner.pk).order_by("calendar", "-during", "pk"))
    names = last_names_of({one.owner_id for one in found if one.owner_id}, clock.today())
    return [(one, names[one.owner_id].short_name if one.owner_id else _("Hạn chung của hệ thống")) for one in found]
