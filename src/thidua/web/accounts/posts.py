"""The posts of a person, as her account's administrator changes them."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from thidua.access import gate
from thidua.access.rules import Permission
from thidua.core.errors import DomainError
from thidua.org.models import Post
from thidua.org.rules import PostRole
from thidua.org.services import appoint, end_post, resume_post
from thidua.people.models import User
from thidua.ui.notices import say

from .changes import add_error, form_page
from .forms import PostForm
from .reach import account_or_404, administrator, day_of


@require_http_methods(["GET", "HEAD", "POST"])
def post_give(request: HttpRequest, user_id: int) -> HttpResponse:
    """Note a post that a person holds."""
    by = administrator(request)
    user = account_or_404(by, user_id)
    form = PostForm(request.POST, by=by) if request.method == "POST" else PostForm(by=by)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        role = PostRole(given["role"])
        try:
            post = appoint(
                person=user.person,
                unit=given["unit"],
                role=role,
                title=given["title"] or str(role.label),
                during=(given["since"], given["until"]),
                by=by,
            )
        except DomainError as error:
            add_error(form, error)
        else:
            say(request, _("Đã ghi chức vụ."), undo=reverse("account-post-take-back", args=[user.pk, post.pk]))
            return redirect("account", user_id=user.pk)
    return form_page(request, form, _("Thêm chức vụ"), _("Thêm chức vụ"), user)


@require_POST
def post_end(request: HttpRequest, user_id: int, post_id: int) -> HttpResponse:
    """End a post today."""
    by = administrator(request)
    user = account_or_404(by, user_id)
    before = _post_or_404(by, user, post_id)
    post = end_post(post_id=post_id, by=by)
    undo = ""
    if post.pk:
        undo = f"{reverse('account-post-resume', args=[user.pk, post.pk])}?den={before.during.upper or ''}"
    say(request, _("Đã kết thúc chức vụ."), undo=undo)
    return redirect("account", user_id=user.pk)


@require_POST
def post_take_back(request: HttpRequest, user_id: int, post_id: int) -> HttpResponse:
    """Take a post back that was just noted."""
    by = administrator(request)
    user = account_or_404(by, user_id)
    _post_or_404(by, user, post_id)
    end_post(post_id=post_id, whole=True, by=by)
    say(request, _("Đã bỏ chức vụ vừa ghi."))
    return redirect("account", user_id=user.pk)


@require_POST
def post_resume(request: HttpRequest, user_id: int, post_id: int) -> HttpResponse:
    """Let a post that was just ended go on."""
    by = administrator(request)
    user = account_or_404(by, user_id)
    _post_or_404(by, user, post_id)
    resume_post(post_id=post_id, until=day_of(request.GET.get("den", "")), by=by)
    say(request, _("Đã khôi phục chức vụ."))
    return redirect("account", user_id=user.pk)


def _post_or_404(by: User, user: User, post_id: int) -> Post:
    """A post of the person at a unit that one administers."""
    post = Post.objects.filter(pk=post_id, person=user.person_id).select_related("unit").first()
    if post is None or not gate.may(by, Permission.USER_MANAGE, post.unit):
        raise Http404(_("Không có chức vụ này."))
    return post
