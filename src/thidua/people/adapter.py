"""How signing in behaves here: nobody signs up, and a failure tells nothing about the account."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from thidua.audit.services import record

from .models import SecondFactor, User
from .services import note_sign_in, set_password

# The key of the session under which the second step that is still to come stands.
SECOND_STEP, CHECK, SET_UP = "second_step", "check", "set-up"
FAILED = _("Tên đăng nhập hoặc mật khẩu không đúng.")


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """The sentences and limits of signing in."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": FAILED,
        "email_password_mismatch": FAILED,
        "phone_password_mismatch": FAILED,
        "too_many_login_attempts": _("Đã thử quá nhiều lần. Hãy chờ năm phút rồi thử lại."),
        "rate_limited": _("Đã thử quá nhiều lần. Hãy chờ ít phút rồi thử lại."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        """Accounts are opened by administrators only."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Refuse an account that is out of use in the same words as a wrong password."""
        user: User | None = super().authenticate(request, **credentials)
        if user is not None and not user.is_active:
            self.authentication_failed(request, **credentials)
            return None
        return user

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:  # noqa: ARG002
        """Note the attempt; what was typed as a name may be erased later."""
        typed = str(credentials.get("username") or credentials.get("email") or "")[:80]
        record("user.sign_in_failed", by=None, personal={"typed": typed})

    def post_login(self, request: HttpRequest, user: User, **details: Any) -> HttpResponse:
        """Note who came in."""
        self.welcome(request, user)
        response: HttpResponse = super().post_login(request, user, **details)
        return response

    def set_password(self, user: User, password: str) -> None:
        """Set a password anew after a mail, as everywhere: recorded, and every session ends."""
        set_password(user=user, password=password, by=user)

    def welcome(self, request: HttpRequest, user: User) -> None:
        """Note a sign-in, and whether a second step is still to come: `SecondStep` waits for it."""
        record("user.signed_in", by=user, about=user)
        note_sign_in(session=request.session, user=user, agent=request.headers.get("User-Agent", ""))
        if step := self.second_step(user):
            request.session[SECOND_STEP] = step

    def second_step(self, user: User) -> str:
        """What is to be done before anything else: "check" a code, "set-up" the app, or nothing ("")."""
        if settings.THIDUA_SECOND_FACTOR == "off":
            return ""
        if SecondFactor.objects.filter(user=user).exists():
            return CHECK
        return SET_UP if settings.THIDUA_SECOND_FACTOR == "required" and self.answers_for_others(user) else ""

    def answers_for_others(self, user: User) -> bool:  # noqa: ARG002 - the gate, above this app, knows
        """Whether an account may accept or administer."""
        return False
