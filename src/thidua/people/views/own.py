"""One's own account: password, browsers that are signed in, the second factor."""

from __future__ import annotations

import secrets

from allauth.decorators import rate_limit
from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from pyotp import TOTP

from thidua.people.adapter import CHECK, SECOND_STEP
from thidua.people.errors import BadSecondFactor, WeakPassword
from thidua.people.forms import PasswordForm, SecondFactorForm
from thidua.people.models import SecondFactor, User
from thidua.people.queries import sessions_of
from thidua.people.rules import device, shared_key
from thidua.people.services import (
    confirm_second_factor,
    end_other_sessions,
    end_session,
    note_sign_in,
    pass_second_factor,
    remove_second_factor,
    renew_recovery_codes,
    set_password,
)
from thidua.ui.notices import say
from thidua.ui.qr import qr_picture

INVALID = 422
# The key of the session under which a second factor that is not confirmed yet stands.
NONCE = "second_factor_nonce"


@never_cache
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters()
@rate_limit(action="change_password")  # type: ignore[untyped-decorator]
def change_password(request: HttpRequest) -> HttpResponse:
    """Change one's own password; the other sessions of the account end."""
    user = request.user
    assert isinstance(user, User)  # the middleware lets nobody else through
    form = PasswordForm(request.POST if request.method == "POST" else None, user=user)
    if request.method == "POST" and form.is_valid():
        try:
            set_password(user=user, password=form.cleaned_data["new"], by=user)
        except WeakPassword as error:
            form.add_error("new", error.sentence)
        else:
            update_session_auth_hash(request, user)
            note_sign_in(session=request.session, user=user, agent=request.headers.get("User-Agent", ""))
            say(request, _("Đã đổi mật khẩu."))
            return redirect(settings.LOGIN_REDIRECT_URL)
    status = INVALID if form.errors else 200
    context = {"title": _("Đổi mật khẩu"), "form": form}
    return render(request, "people/password.html", context, status=status)


@never_cache
@require_safe
def sessions(request: HttpRequest) -> HttpResponse:
    """Where one's account is signed in."""
    shown = [
        {"row": row, "device": device(row.agent), "here": row.session_key == request.session.session_key}
        for row in sessions_of(_user(request))
    ]
    context = {"title": _("Phiên đăng nhập"), "sessions": shown, "others": sum(not one["here"] for one in shown)}
    return render(request, "people/sessions.html", context)


@require_POST
def session_end(request: HttpRequest, session_id: int) -> HttpResponse:
    """Sign out of one browser."""
    user = _user(request)
    end_session(user=user, signed_in_id=session_id, by=user)
    say(request, _("Đã kết thúc phiên đăng nhập."))
    return redirect("session-list")


@require_POST
def session_end_others(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    user = _user(request)
    ended = end_other_sessions(user=user, keep=request.session.session_key, by=user)
    said = ngettext("Đã kết thúc %(n)d phiên khác.", "Đã kết thúc %(n)d phiên khác.", ended)
    say(request, said % {"n": ended})
    return redirect("session-list")


@never_cache
@require_safe
def second_factor(request: HttpRequest) -> HttpResponse:
    """Whether the second factor is on, and what can be done about it."""
    factor = SecondFactor.objects.filter(user=_user(request)).first()
    context = {"title": _("Xác nhận hai bước"), "factor": factor, "form": SecondFactorForm()}
    return render(request, "people/second_factor.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
@rate_limit(action="second_factor")  # type: ignore[untyped-decorator]
def second_factor_set_up(request: HttpRequest) -> HttpResponse:
    """Connect an authenticator app; at the end the recovery codes are shown once."""
    user = _user(request)
    if request.session.get(SECOND_STEP) == CHECK or SecondFactor.objects.filter(user=user).exists():
        return redirect("second-factor")
    nonce = request.session.setdefault(NONCE, secrets.token_hex(16))
    form = SecondFactorForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            recovery = confirm_second_factor(user=user, nonce=nonce, code=form.cleaned_data["code"])
        except BadSecondFactor as error:
            form.add_error("code", error.sentence)
        else:
            request.session.pop(NONCE, None)
            request.session.pop(SECOND_STEP, None)
            return _recovery_page(request, recovery)
    key = shared_key(nonce)
    context = {
        "title": _("Bật xác nhận hai bước"),
        "form": form,
        "key": " ".join(key[at : at + 4] for at in range(0, len(key), 4)),
        "picture": qr_picture(_app_address(user, key)),
        "owed": SECOND_STEP in request.session,
    }
    return render(request, "people/second_factor_set_up.html", context, status=INVALID if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
@rate_limit(action="second_factor")  # type: ignore[untyped-decorator]
def second_factor_check(request: HttpRequest) -> HttpResponse:
    """The second step of signing in."""
    following = request.POST.get("next") or request.GET.get("next", "")
    if request.session.get(SECOND_STEP) != CHECK:
        return redirect(settings.LOGIN_REDIRECT_URL)
    form = SecondFactorForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _passes(form, _user(request)):
        request.session.pop(SECOND_STEP)
        safe = url_has_allowed_host_and_scheme(following, {request.get_host()}, require_https=request.is_secure())
        return redirect(following if safe else settings.LOGIN_REDIRECT_URL)
    context = {"form": form, "next": following}
    return render(request, "people/second_factor_check.html", context, status=INVALID if form.errors else 200)


@require_POST
@sensitive_post_parameters()
@rate_limit(action="second_factor")  # type: ignore[untyped-decorator]
def second_factor_change(request: HttpRequest) -> HttpResponse:
    """Turn the second factor off, or ask for new recovery codes; either takes a code of the app."""
    user = _user(request)
    factor = SecondFactor.objects.filter(user=user).first()
    if factor is None:
        return redirect("second-factor")
    form = SecondFactorForm(request.POST)
    if not form.is_valid() or not _passes(form, user):
        context = {"title": _("Xác nhận hai bước"), "factor": factor, "form": form}
        return render(request, "people/second_factor.html", context, status=INVALID)
    if request.POST.get("do") == "renew":
        return _recovery_page(request, renew_recovery_codes(user=user))
    remove_second_factor(user=user, by=user)
    say(request, _("Đã tắt xác nhận hai bước."))
    return redirect("second-factor")


def _passes(form: SecondFactorForm, user: User) -> bool:
    try:
        pass_second_factor(user=user, code=form.cleaned_data["code"])
    except BadSecondFactor as error:
        form.add_error("code", error.sentence)
        return False
    return True


def _recovery_page(request: HttpRequest, recovery: list[str]) -> HttpResponse:
    context = {"title": _("Mã dự phòng"), "recovery": recovery, "onwards": reverse("home")}
    return render(request, "people/recovery_codes.html", context)


def _app_address(user: User, key: str) -> str:
    """What the picture tells the app."""
    return TOTP(key).provisioning_uri(name=user.username, issuer_name="Thi Đua")


def _user(request: HttpRequest) -> User:
    user = request.user
    assert isinstance(user, User)  # the middleware lets nobody else through
    return user
