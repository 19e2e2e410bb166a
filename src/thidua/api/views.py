"""The page where a user makes and revokes tokens of their own."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from thidua.core import clock
from thidua.core.errors import DomainError
from thidua.ui.notices import say

from .auth import user_of
from .forms import TokenForm
from .models import ApiToken
from .services import issue_token, revoke_token, valid_tokens


@never_cache
@require_http_methods(["GET", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """The user's tokens; POST makes one, and the answer is the only page that ever shows it."""
    user = user_of(request)
    form = TokenForm(request.POST or None)
    secret, status = "", 200
    if request.method == "POST" and form.is_valid():
        try:
            secret = issue_token(user=user, name=form.cleaned_data["name"], by=user).secret
            form = TokenForm()
        except DomainError as error:
            form.add_error("name", error.sentence)
            status = error.status
    elif form.errors:
        status = 422
    context = {"form": form, "secret": secret, "tokens": valid_tokens(user, clock.now()).order_by("-created_at", "-pk")}
    return render(request, "api/tokens.html", context, status=status)


@require_POST
def revoke(request: HttpRequest, token_id: int) -> HttpResponse:
    """Revoke one of the user's own tokens; somebody else's does not exist here."""
    user = user_of(request)
    if not ApiToken.objects.filter(pk=token_id, user=user).exists():
        raise Http404(_("Không có mã truy cập này."))
    token = revoke_token(token_id=token_id, by=user)
    say(request, _("Đã thu hồi mã «%(name)s». Phần mềm dùng mã này không vào được nữa.") % {"name": token.name})
    return redirect("api-tokens")
