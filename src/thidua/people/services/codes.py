"""One-time codes: how an account without a password, or with a forgotten one, is opened by its holder."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from thidua.audit.services import Subject, record, record_each
from thidua.core import clock
from thidua.people.errors import BadCode
from thidua.people.models import OneTimeCode, User
from thidua.people.rules import code_digest, new_code

from .accounts import set_password

VALID_DAYS = 14


@transaction.atomic
def issue_codes(*, users: Sequence[User], by: User | None) -> list[tuple[User, str]]:
    """A fresh code for each account, in the place of any it had. Only the digests are kept.

    A password that an account has goes on working until the code is used.
    """
    now = clock.now()
    issued = [(user, new_code()) for user in users]
    OneTimeCode.objects.bulk_create(
        [
            OneTimeCode(
                user=user,
                digest=code_digest(code),
                issued_by=by,
                issued_at=now,
                expires_at=now + timedelta(days=VALID_DAYS),
            )
            for user, code in issued
        ],
        update_conflicts=True,
        unique_fields=["user"],
        update_fields=["digest", "issued_by", "issued_at", "expires_at"],
    )
    record_each("code.issued", by=by, subjects=[Subject(user, None, {"username": user.username}) for user in users])
    return issued


def check_code(*, code: str) -> User:
    """Whose account a code opens. Raises BadCode, in the same words whatever is wrong with it."""
    found = OneTimeCode.objects.filter(digest=code_digest(code)).select_related("user__person").first()
    if found is None or found.expires_at <= clock.now() or not found.user.is_active:
        raise BadCode(
            _("Mã này không đúng, đã dùng rồi hoặc đã hết hạn. Hãy xin mã mới của người quản trị."), where="code"
        )
    return found.user


@transaction.atomic
def use_code(*, code: str, password: str) -> User:
    """Open an account by its code: the holder sets a password, the code is gone. Raises BadCode, WeakPassword."""
    OneTimeCode.objects.select_for_update().filter(digest=code_digest(code)).first()
    user = check_code(code=code)
    set_password(user=user, password=password, by=user)
    OneTimeCode.objects.filter(user=user).delete()
    record("user.activated", by=user, about=user, username=user.username)
    return user
