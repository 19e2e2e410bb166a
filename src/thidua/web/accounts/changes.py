"""What an administrator changes of accounts, each with its undo."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from thidua.access.models import Delegation
from thidua.access.rules import Role
from thidua.access.services import end_delegation, end_role, give_role, open_account, refuse_unmanaged, resume_role
from thidua.core.errors import DomainError
from thidua.people.models import User
from thidua.people.services import (
    deactivate_user,
    edit_user,
    end_other_sessions,
    reactivate_user,
    remove_second_factor,
)
from thidua.ui.notices import say

from .forms import AccountForm, PersonForm, RoleForm
from .reach import account_or_404, administrator, day_of

INVALID = 422


@require_http_methods(["GET", "HEAD", "POST"])
def account_open(request: HttpRequest) -> HttpResponse:
    """Open an account with its first role."""
    by = administrator(request)
    form = AccountForm(request.POST, by=by) if request.method == "POST" else AccountForm(by=by)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            user = open_account(
                username=given["username"],
                full_name=given["full_name"],
                email=given["email"],
                role=Role(given["role"]),
                unit=given["unit"][0],
                areas=given["areas"],
                by=by,
            )
        except DomainError as error:
            add_error(form, error)
        else:
            say(request, _("Đã mở tài khoản. Hãy cấp mã để người dùng tự đặt mật khẩu."))
            return redirect("account", user_id=user.pk)
    return form_page(request, form, _("Mở tài khoản"), _("Mở tài khoản"))


@require_http_methods(["GET", "HEAD", "POST"])
def account_edit(request: HttpRequest, user_id: int) -> HttpResponse:
    """Correct a person's name and e-mail address."""
    by = administrator(request)
    user = account_or_404(by, user_id)
    before = {"full_name": user.person.full_name, "email": user.email}
    form = PersonForm(request.POST) if request.method == "POST" else PersonForm(initial=before)
    if request.method == "POST" and form.is_valid():
        try:
            edit_user(user=user, by=by, **form.cleaned_data)
        except DomainError as error:
            add_error(form, error)
        else:
            say(request, _("Đã lưu thông tin tài khoản."))
            return redirect("account", user_id=user.pk)
    return form_page(request, form, _("Sửa thông tin"), _("Lưu"), user)


@require_POST
def account_deactivate(request: HttpRequest, user_id: int) -> HttpResponse:
    """Take an account out of use."""
    by = administrator(request)
    user = account_or_404(by, user_id)
    if user.pk == by.pk:
        raise Http404(_("Không ai tự ngừng tài khoản của mình."))
    deactivate_user(user=user, by=by)
    say(request, _("Đã ngừng sử dụng tài khoản."), undo=reverse("account-reactivate", args=[user.pk]))
    return redirect("account", user_id=user.pk)


@require_POST
def account_reactivate(request: HttpRequest, user_id: int) -> HttpResponse:
    """Bring an account back into use."""
    by = administrator(request)
    user = account_or_404(by, user_id)
    reactivate_user(user=user, by=by)
    say(request, _("Tài khoản được sử dụng lại."), undo=reverse("account-deactivate", args=[user.pk]))
    return redirect("account", user_id=user.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def role_give(request: HttpRequest, user_id: int) -> HttpResponse:
    """Give an account a role at a unit, or at several units exactly."""
    by = administrator(request)
    user = account_or_404(by, user_id)
    form = RoleForm(request.POST, by=by) if request.method == "POST" else RoleForm(by=by)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        one = len(given["unit"]) == 1
        try:
            grant = give_role(
                user=user,
                role=Role(given["role"]),
                unit=given["unit"][0] if one else None,
                units=() if one else given["unit"],
                areas=given["areas"],
                since=given["since"],
                until=given["until"],
                by=by,
            )
        except DomainError as error:
            add_error(form, error)
        else:
            say(request, _("Đã giao vai trò."), undo=reverse("account-role-take-back", args=[user.pk, grant.pk]))
            return redirect("account", user_id=user.pk)
    return form_page(request, form, _("Giao vai trò"), _("Giao vai trò"), user)


@require_POST
def role_end(request: HttpRequest, user_id: int, grant_id: int) -> HttpResponse:
    """End a role from today on."""
    by = administrator(request)
    user = account_or_404(by, user_id)
    before = user.grants.filter(pk=grant_id).first()
    grant = end_role(user=user, grant_id=grant_id, by=by)
    undo = ""
    if grant.pk and before is not None:
        undo = f"{reverse('account-role-resume', args=[user.pk, grant.pk])}?den={before.during.upper or ''}"
    say(request, _("Đã kết thúc vai trò."), undo=undo)
    return redirect("account", user_id=user.pk)


@require_POST
def role_take_back(request: HttpRequest, user_id: int, grant_id: int) -> HttpResponse:
    """Take a role back that was just given, as if it had never been."""
    by = administrator(request)
    user = account_or_404(by, user_id)
    end_role(user=user, grant_id=grant_id, whole=True, by=by)
    say(request, _("Đã bỏ vai trò vừa giao."))
    return redirect("account", user_id=user_id)


@require_POST
def role_resume(request: HttpRequest, user_id: int, grant_id: int) -> HttpResponse:
    """Let a role that was just ended go on."""
    by = administrator(request)
    user = account_or_404(by, user_id)
    resume_role(user=user, grant_id=grant_id, until=day_of(request.GET.get("den", "")), by=by)
    say(request, _("Đã khôi phục vai trò."))
    return redirect("account", user_id=user.pk)


@require_POST
def sessions_end(request: HttpRequest, user_id: int) -> HttpResponse:
    """Sign an account out everywhere."""
    by = administrator(request)
    user = account_or_404(by, user_id)
    end_other_sessions(user=user, keep=request.session.session_key, by=by)
    say(request, _("Đã kết thúc mọi phiên đăng nhập của tài khoản."))
    return redirect("account", user_id=user.pk)


@require_POST
def factor_remove(request: HttpRequest, user_id: int) -> HttpResponse:
    """Turn the second factor of somebody off who has lost the phone."""
    by = administrator(request)
    user = account_or_404(by, user_id)
    remove_second_factor(user=user, by=by)
    say(request, _("Đã tắt xác nhận hai bước của tài khoản."))
    return redirect("account", user_id=user.pk)


@require_POST
def delegation_end(request: HttpRequest, user_id: int, delegation_id: int) -> HttpResponse:
    """End a delegation from or to an account."""
    by = administrator(request)
    user = account_or_404(by, user_id)
    refuse_unmanaged(by, user)
    mine = Delegation.objects.filter(pk=delegation_id)
    if not (mine.filter(from_user=user) | mine.filter(to_user=user)).exists():
        raise Http404(_("Không có ủy quyền này."))
    end_delegation(delegation_id=delegation_id, by=by)
    say(request, _("Đã kết thúc ủy quyền."))
    return redirect("account", user_id=user.pk)


def add_error(form: forms.Form, error: DomainError) -> None:
    """Put a broken rule at the field that it is about."""
    form.add_error(error.where if error.where in form.fields else None, error.sentence)


def form_page(
    request: HttpRequest, form: forms.Form, title: str, button: str, user: User | None = None
) -> HttpResponse:
    """A form on a page of its own; 422 with everything typed when it does not hold."""
    crumbs = [(_("Tài khoản"), reverse("account-list"))]
    if user is not None:
        crumbs.append((user.person.full_name, reverse("account", args=[user.pk])))
    context: dict[str, Any] = {"title": title, "form": form, "button": button, "crumbs": crumbs, "account": user}
    return render(request, "web/accounts/form.html", context, status=INVALID if form.errors else 200)
