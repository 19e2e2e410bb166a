"""The first page of an empty installation: its federation and its first administrator.

Everybody is sent to sign in, and signing in leads here while nobody has an account.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.db import connection, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from thidua.access.rules import Role
from thidua.access.services import give_grant
from thidua.core.errors import DomainError
from thidua.org.rules import UnitKind
from thidua.org.services.founding import found_unit
from thidua.people.models import User
from thidua.people.rules import first_run_code
from thidua.people.services import add_user

# The day on which Vietnamese trade unions were founded: no unit of a list can be older than its root.
FIRST_DAY = date(1929, 7, 28)
ADVISORY_LOCK = 7_447_002
LONGEST_NAME, LONGEST_SHORT_NAME, LONGEST_CODE = 200, 80, 40


class AlreadySetUp(DomainError):
    """Somebody has set the installation up meanwhile."""


class FirstRunForm(forms.Form):
    """Who administers, and what the federation is called."""

    name = forms.CharField(
        label=gettext_lazy("Tên liên đoàn"),
        max_length=LONGEST_NAME,
        help_text=gettext_lazy("Như «LĐLĐ tỉnh Quảng Ninh». Đây là gốc của cây đơn vị."),
    )
    short_name = forms.CharField(label=gettext_lazy("Tên ngắn"), max_length=LONGEST_SHORT_NAME)
    code = forms.CharField(
        label=gettext_lazy("Mã đơn vị"),
        max_length=LONGEST_CODE,
        help_text=gettext_lazy("Chữ không dấu, số và dấu gạch; không đổi về sau."),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Loại đơn vị"), choices=UnitKind.choices, initial=UnitKind.PROVINCE.value
    )
    percent_digits = forms.TypedChoiceField(
        label=gettext_lazy("Số lẻ khi in phần trăm"),
        coerce=int,
        choices=[(1, gettext_lazy("Một số lẻ: 50,9%")), (2, gettext_lazy("Hai số lẻ: 50,86%"))],
        initial=1,
    )
    full_name = forms.CharField(label=gettext_lazy("Họ và tên người quản trị"), max_length=120)
    username = forms.CharField(label=gettext_lazy("Tên đăng nhập"), max_length=80)
    password = forms.CharField(
        label=gettext_lazy("Mật khẩu"),
        max_length=200,
        strip=False,
        help_text=gettext_lazy("Ít nhất 10 ký tự; không dùng mật khẩu phổ biến hoặc giống tên của bạn."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def first_run(request: HttpRequest) -> HttpResponse:
    """Set the installation up; the page is gone for good afterwards.

    Only who reads the server's console knows the address with its code: otherwise whoever finds an empty
    installation first would own it.
    """
    if User.objects.exists():
        raise Http404(_("Hệ thống đã được thiết lập. Hãy đăng nhập."))
    code = request.GET.get("ma", "")
    if not constant_time_compare(code, first_run_code()):
        return render(request, "web/first_run_locked.html", status=403)
    form = FirstRunForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            administrator = set_up(**form.cleaned_data)
        except DomainError as error:
            form.add_error(error.where if error.where in form.fields else None, error.sentence)
        else:
            login(request, administrator)
            return redirect("intake-new", "units")
    return render(request, "web/first_run.html", {"form": form}, status=422 if form.errors else 200)


@transaction.atomic
def set_up(*, full_name: str, username: str, password: str, **unit: Any) -> User:
    """Found the root unit and its administrator. Raises AlreadySetUp, or what founding and accounts refuse."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ADVISORY_LOCK])
    if User.objects.exists():
        raise AlreadySetUp(_("Hệ thống vừa được người khác thiết lập. Hãy đăng nhập."))
    administrator = add_user(username=username, password=password, full_name=full_name, by=None)
    kind = UnitKind(unit.pop("kind"))
    root = found_unit(**unit, kind=kind, parent=None, founded_on=FIRST_DAY, by=administrator)
    give_grant(user=administrator, role=Role.ADMINISTRATOR, unit=root, by=administrator)
    return administrator
