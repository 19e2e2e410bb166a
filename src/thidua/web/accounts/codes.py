"""One-time codes on paper: who gets one sets a password of her own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from thidua.access.models import AccountImport
from thidua.access.queries import grant_words, manageable, with_grants
from thidua.core.errors import DomainError
from thidua.people.models import User
from thidua.people.services import issue_codes
from thidua.people.services.codes import VALID_DAYS
from thidua.ui.qr import qr_picture

from .imports import import_or_404
from .reach import administrator

MOST = 500


class NobodyChosen(DomainError):
    """No account was chosen that a code could be issued for."""

    status = 422


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one person gets on paper."""

    user: User
    roles: list[str]
    code: str
    picture: str


@never_cache
@require_POST
def account_codes(request: HttpRequest) -> HttpResponse:
    """A sheet for each chosen account (`tai-khoan`), to print; the codes are shown here once."""
    by = administrator(request)
    chosen = [int(text) for text in request.POST.getlist("tai-khoan")[:MOST] if text.isdecimal() and len(text) < MOST]
    return _sheets(request, by, chosen)


@never_cache
@require_POST
def account_import_codes(request: HttpRequest, import_id: int) -> HttpResponse:
    """Sheets for all accounts of a list."""
    by = administrator(request)
    stored: AccountImport = import_or_404(by, import_id)
    return _sheets(request, by, stored.created_user_ids)


def _sheets(request: HttpRequest, by: User, user_ids: Sequence[int]) -> HttpResponse:
    known = [pk for pk in user_ids if pk < 2**63]
    users = list(with_grants(manageable(by).filter(pk__in=known, is_active=True)).order_by("person__sort_key", "pk"))
    if not users:
        raise NobodyChosen(_("Chưa chọn tài khoản nào đang dùng. Hãy đánh dấu trong danh sách rồi bấm lại."))
    address = request.build_absolute_uri(reverse("activate"))
    sheets = [
        Sheet(
            user=user,
            roles=[grant_words(grant) for grant in user.grants.all()],
            code=code,
            picture=qr_picture(f"{address}?{urlencode({'ma': code})}", error="l"),
        )
        for user, code in issue_codes(users=users, by=by)
    ]
    context = {
        "title": _("Phiếu kích hoạt"),
        "crumbs": [(_("Tài khoản"), reverse("account-list"))],
        "sheets": sheets,
        "address": address,
        "days": VALID_DAYS,
    }
    return render(request, "web/accounts/sheets.html", context)
