"""Looking at the system with somebody else's eyes, for a while and with a reason."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from thidua.access.see_as import begin, end
from thidua.ui.notices import say

from .reach import account_or_404, administrator


@require_POST
def see_as_begin(request: HttpRequest, user_id: int) -> HttpResponse:
    """Begin to see as an account, with a reason (`ly-do`)."""
    by = administrator(request)
    begin(session=request.session, target=account_or_404(by, user_id), reason=request.POST.get("ly-do", ""), by=by)
    return redirect("home")


@require_POST
def see_as_end(request: HttpRequest) -> HttpResponse:
    """See as oneself again."""
    seen = end(request)
    if seen is None:
        return redirect("home")
    say(request, _("Đã thôi xem như %(name)s.") % {"name": seen})
    return redirect("account", user_id=seen.pk)
