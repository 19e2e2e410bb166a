"""Signing in and out, by password, by a one-time code, and by one click in a demonstration."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.views import LoginView
from allauth.decorators import rate_limit
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from thidua.audit.services import record
from thidua.people.demo import demo_people
from thidua.people.errors import BadCode, WeakPassword
from thidua.people.forms import ActivationForm, SignInForm
from thidua.people.models import User
from thidua.people.services import note_sign_in, use_code
from thidua.ui.notices import say

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
        return context | {
            "demo_people": demo_people(),
            "resets_by_mail": bool(settings.EMAIL_HOST),
        }


sign_in = SignInView.as_view()


@login_not_required
@never_cache
@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the demonstration's people; the address exists in a demonstration only."""
    username = request.POST.get("username", "")
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None or username not in {person.username for person in demo_people()}:
        raise Http404(_("Không có người này trong bản trình diễn."))
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    record("user.signed_in", by=user, about=user)
    note_sign_in(session=request.session, user=user, agent=request.headers.get("User-Agent", ""))
    following = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(following, {request.get_host()}, require_https=request.is_secure())
    return redirect(following if safe else settings.LOGIN_REDIRECT_URL)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
@rate_limit(action="activate")  # type: ignore[untyped-decorator]
def activate(request: HttpRequest) -> HttpResponse:
    """Open an account by a one-time code: for the first time, or after a forgotten password."""
    if request.method != "POST":
        form = ActivationForm(initial={"code": request.GET.get("ma", "")[:40]})
        return render(request, "people/activate.html", {"form": form})
    form = ActivationForm(request.POST)
    user = _opened(form) if form.is_valid() else None
    if user is None:
        return render(request, "people/activate.html", {"form": form}, status=INVALID)
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    get_adapter(request).welcome(request, user)
    say(request, _("Tài khoản đã sẵn sàng. Từ nay hãy đăng nhập bằng mật khẩu vừa đặt."))
    return redirect(settings.LOGIN_REDIRECT_URL)


def _opened(form: ActivationForm) -> User | None:
    """The account that a code opens; None with the reason in the form."""
    try:
        return use_code(code=form.cleaned_data["code"], password=form.cleaned_data["new"])
    except BadCode as error:
        form.add_error("code", error.sentence)
    except WeakPassword as error:
        form.add_error("new", error.sentence)
    return None
