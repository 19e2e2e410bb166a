"""Who is asked to sign in, and in which language everyone is answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from thidua.ui import answers

from .adapter import CHECK, SECOND_STEP
from .services import touch

# The API answers 401 itself: it knows tokens as well as sessions.
API_NAMESPACE = "api"
# What is open between the password and the second step.
OPEN_BEFORE_SECOND_STEP = {"second-factor-check", "second-factor-set-up", "account_logout", "set_language"}


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


class SecondStep:
    """Lets nobody past who has given a password and still owes the second step; notes who is still here.

    What is owed stands in the session, so that a request asks the database nothing more.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: Callable[..., HttpResponseBase], _args: object, _kwargs: object
    ) -> HttpResponseBase | None:
        """Lead to the second step, or go on."""
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
            return None
        touch(session=request.session)
        owed = request.session.get(SECOND_STEP)
        match = request.resolver_match
        if not owed or (match and match.url_name in OPEN_BEFORE_SECOND_STEP):
            return None
        step = reverse("second-factor-check" if owed == CHECK else "second-factor-set-up")
        if answers.wants_json(request):
            sentence = _("Hãy hoàn thành bước xác nhận thứ hai rồi làm tiếp.")
            return answers.problem(request, status=403, code="second-step", sentence=sentence)
        if answers.wants_fragment(request):
            return HttpResponse(status=403, headers={"HX-Redirect": step})
        return redirect_to_login(request.get_full_path(), step) if request.method == "GET" else redirect(step)
