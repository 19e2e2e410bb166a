"""Who is asked to sign in, and in which language everyone is answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.translation import gettext as _

from thidua.ui import answers

# The API answers 401 itself: it knows tokens as well as sessions.
API_NAMESPACE = "api"


class ChosenLanguage(LocaleMiddleware):
    """Vietnamese, unless a person has chosen otherwise; many browsers in Việt Nam ask for English unasked."""

    def process_request(self, request: HttpRequest) -> None:
        """Follow the cookie of the language switch only."""
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = language


class SignInRequired(LoginRequiredMiddleware):
    """Every view needs a signed-in person, unless it says `@login_not_required`.

    A page leads to the sign-in page. A script is told that the session is over: it would otherwise receive
    the sign-in page in the place of its answer.
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
        if answers.wants_json(request):
            sentence = _("Phiên làm việc đã hết. Hãy đăng nhập lại rồi làm tiếp.")
            return answers.problem(request, status=401, code="signed-out", sentence=sentence)
        return super().handle_no_permission(request, view_func)
