"""Signing in and out, one's own password, and the one-click sign-in of the demonstration."""

from __future__ import annotations

from typing import Any

from allauth.account.views import LoginView
from allauth.decorators import rate_limit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from thidua.audit.services import record

from . import services
from .demo import DEMO_PEOPLE
from .errors import WeakPassword
from .forms import PasswordForm, SignInForm
from .models import User

INVALID = 422


class SignInView(LoginView):  # type: ignore[misc]
    """The page to sign in on; in a demonstration it also offers its people."""

    form_class = SignInForm

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lead to the first-run page while nobody has an account."""
        if not User.objects.exists():
            return redirect("first-run")
        response: HttpResponse = super().get(request, *args, **kwargs)
        return response

    def get_form_class(self) -> type[SignInForm]:
        """Our form; allauth would look for one in the settings."""
        return SignInForm

    def form_invalid(self, form: SignInForm) -> HttpResponse:
        """Show the form again with what is wrong."""
        response: HttpResponse = self.render_to_response(self.get_context_data(form=form), status=INVALID)
        return response

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Add the people of the demonstration; allauth's `site` would hide that of the page's frame."""
        context = super().get_context_data(**context)
        context.pop("site", None)
        return context | {"demo_people": DEMO_PEOPLE if settings.THIDUA_DEMO else ()}


sign_in = SignInView.as_view()


@login_not_required
@never_cache
@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the demonstration's people; the address exists in a demonstration only."""
    username = request.POST.get("username", "")
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None or username not in {person.username for person in DEMO_PEOPLE}:
        raise Http404(_("Không có người này trong bản trình diễn."))
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    record("user.signed_in", by=user, about=user)
    following = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(following, {request.get_host()}, require_https=request.is_secure())
    return redirect(following if safe else settings.LOGIN_REDIRECT_URL)


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
            services.set_password(user=user, password=form.cleaned_data["new"], by=user)
        except WeakPassword as error:
            form.add_error("new", error.sentence)
        else:
            update_session_auth_hash(request, user)
            messages.success(request, _("Đã đổi mật khẩu."))
            return redirect(settings.LOGIN_REDIRECT_URL)
    status = INVALID if form.errors else 200
    context = {"title": _("Đổi mật khẩu"), "form": form}
    return render(request, "people/password.html", context, status=status)
