"""Issuing and revoking tokens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import models, transaction
from django.utils.translation import gettext as _

from thidua.audit.services import record
from thidua.core import clock
from thidua.core.errors import DomainError
from thidua.core.text import clean_line
from thidua.people.models import User

from .models import ApiToken
from .rules import DAYS_VALID, LONGEST, digest_of, new_token

MOST_TOKENS = 20


class NamelessToken(DomainError):
    """A token says what it is for, so that its owner knows which one to revoke."""

    status = 422


class TooManyTokens(DomainError):
    """An account has as many tokens as it may."""


class TokenRevoked(DomainError):
    """The token has been revoked before."""


class AccountInactive(DomainError):
    """The account is out of use."""


@dataclass(frozen=True, slots=True)
class Issued:
    """A token as stored and the secret itself, which nobody can read again."""

    token: ApiToken
    secret: str


@transaction.atomic
def issue_token(*, user: User, name: str, days: int = DAYS_VALID, by: User | None) -> Issued:
    """Make a token that acts as a user for so many days.

    Raises NamelessToken, BadText, TooManyTokens or AccountInactive.
    """
    label = clean_line(name, most=LONGEST)
    if not label:
        raise NamelessToken(_("Hãy ghi mã này dùng cho phần mềm nào, để sau này biết mà thu hồi."), where="name")
    # Two requests for one account queue up here, so that neither overlooks the other.
    account = User.objects.select_for_update().get(pk=user.pk)
    if not account.is_active:
        raise AccountInactive(_("Tài khoản đã ngừng sử dụng, không tạo được mã truy cập."))
    now = clock.now()
    if valid_tokens(account, now).count() >= MOST_TOKENS:
        raise TooManyTokens(
            _("Tài khoản đã có %(count)d mã còn hiệu lực. Hãy thu hồi mã không dùng nữa rồi tạo mã mới.")
            % {"count": MOST_TOKENS}
        )
    secret = new_token()
    token = ApiToken.objects.create(
        user=account,
        name=label,
        digest=digest_of(secret),
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    record("api_token.issued", by=by, about=token, name=label, username=account.username)
    return Issued(token, secret)


@transaction.atomic
def revoke_token(*, token_id: int, by: User | None) -> ApiToken:
    """Make a token useless at once. Raises TokenRevoked when it is already."""
    token = ApiToken.objects.select_for_update(of=("self",)).select_related("user").get(pk=token_id)
    if token.revoked_at is not None:
        raise TokenRevoked(_("Mã truy cập này đã được thu hồi từ trước."))
    token.revoked_at = clock.now()
    token.save(update_fields=["revoked_at"])
    record("api_token.revoked", by=by, about=token, name=token.name, username=token.user.username)
    return token


def valid_tokens(user: User, now: datetime) -> models.QuerySet[ApiToken]:
    """The tokens of a user that open the door now."""
    return ApiToken.objects.filter(user=user, revoked_at=None, expires_at__gt=now)
