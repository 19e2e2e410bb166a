"""Light or dark: chosen in the user menu, kept in a cookie, drawn by the server so that nothing flashes."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

COOKIE: Final = "theme"
AUTO: Final = "auto"
THEMES: Final = {
    AUTO: (gettext_lazy("Giao diện theo máy"), "device-desktop"),
    "light": (gettext_lazy("Giao diện sáng"), "sun"),
    "dark": (gettext_lazy("Giao diện tối"), "moon"),
}
"""What can be chosen: its name and its icon."""


def chosen(request: HttpRequest) -> str:
    """The theme that a reader chose; that of the device otherwise."""
    theme = request.COOKIES.get(COOKIE, AUTO)
    return theme if theme in THEMES else AUTO


@login_not_required
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Keep a choice for a year and return to the page that it was made on."""
    theme = request.POST.get("theme", "")
    if theme not in THEMES:
        raise Http404(_("Không có giao diện này."))
    following = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(following, {request.get_host()}, require_https=request.is_secure())
    response = redirect(following if safe else "/")
    response.set_cookie(
        COOKIE, theme, max_age=timedelta(days=365), samesite="Lax", secure=request.is_secure(), httponly=True
    )
    return response
