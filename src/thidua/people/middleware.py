"""Every view needs a signed-in person, unless it says `@login_not_required`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase

# The API answers 401 itself: it knows tokens as well as sessions.
API_NAMESPACE = "api"


class SignInRequired(LoginRequiredMiddleware):
    """Send a page to the sign-in page, and tell a script that the session is over.

    A script would otherwise receive the sign-in page in the place of its answer.
    """

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        """Let the API's own views through: they check who asks themselves."""
        match = request.resolver_match
        if match and match.namespaces and match.namespaces[0].startswith(API_NAMESPACE):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)

    def handle_no_permission(  # type: ignore[override]
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseBase:
        """Redirect, or answer 401 where HTMX or a script asks."""
        if request.headers.get("HX-Request"):
            page = request.headers.get("HX-Current-URL", "/")
            return HttpResponse(status=401, headers={"HX-Redirect": redirect_to_login(page).url})
        if "application/json" in request.headers.get("Accept", ""):
            return HttpResponse(status=401)
        return super().handle_no_permission(request, view_func)
