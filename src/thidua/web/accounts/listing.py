"""The accounts that an administrator manages."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from thidua.access.queries import Sought, grant_words, manageable, sought, with_grants
from thidua.people.models import User

from .forms import FilterForm
from .reach import administrator

SIZE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One account of the list."""

    user: User
    roles: list[str]
    activated: bool


@dataclass(frozen=True, slots=True)
class SeenAccounts:
    """The accounts that an address asks for; none where it cannot be read."""

    form: FilterForm
    valid: bool
    wanted: Sought
    users: QuerySet[User]


def seen_accounts(request: HttpRequest) -> SeenAccounts:
    """Accounts by name; narrowed by words, role, unit and state. Raises PermissionDenied for who manages none."""
    by = administrator(request)
    form = FilterForm(request.GET)
    valid = form.is_valid()
    given = form.cleaned_data if valid else {}
    wanted = Sought(
        text=given.get("q", ""),
        role=given.get("role", ""),
        unit=given.get("unit"),
        active={"active": True, "inactive": False}.get(given.get("state", "")),
    )
    return SeenAccounts(form, valid, wanted, sought(manageable(by), wanted) if valid else User.objects.none())


@require_safe
def account_list(request: HttpRequest) -> HttpResponse:
    """A page of the accounts that `seen_accounts` finds."""
    seen = seen_accounts(request)
    valid = seen.valid
    number = (seen.form.cleaned_data.get("page") or 1) if valid else 1
    total = seen.users.count() if valid else 0
    users = with_grants(seen.users)[(number - 1) * SIZE : number * SIZE] if valid else []
    context = {
        "title": _("Tài khoản"),
        "form": seen.form,
        "lines": [line_of(user) for user in users],
        "total": total,
        "first": (number - 1) * SIZE + 1,
        "last": min(number * SIZE, total),
        "previous": _address(request, number - 1) if number > 1 else "",
        "next": _address(request, number + 1) if number * SIZE < total else "",
        "narrowed": seen.wanted != Sought(),
    }
    return render(request, "web/accounts/list.html", context, status=200 if valid else 422)


def line_of(user: User) -> Line:
    """An account as the list shows it; it comes from `with_grants`."""
    return Line(user, [grant_words(grant) for grant in user.grants.all()], user.has_usable_password())


def _address(request: HttpRequest, number: int) -> str:
    query = request.GET.copy()
    query["page"] = str(number)
    return f"?{query.urlencode()}"
