"""The second step of signing in: a code from an authenticator app, or one of ten recovery codes."""

from __future__ import annotations

from time import time

from django.db import transaction
from django.utils.translation import gettext as _

from thidua.audit.services import record
from thidua.core import clock
from thidua.people.errors import BadSecondFactor
from thidua.people.models import SecondFactor, User
from thidua.people.rules import code_digest, matching_step, new_code, shared_key

RECOVERY_CODES = 10


@transaction.atomic
def confirm_second_factor(*, user: User, nonce: str, code: str) -> list[str]:
    """Turn the second factor on once the app shows the right code; the answer are the recovery codes.

    Raises BadSecondFactor for a wrong code. A former app stops working.
    """
    step = matching_step(shared_key(nonce), code, after=0, now=time())
    if step is None:
        raise _wrong()
    recovery = _fresh_codes()
    SecondFactor.objects.update_or_create(
        user=user,
        defaults={
            "nonce": nonce,
            "last_step": step,
            "recovery": [code_digest(one) for one in recovery],
            "confirmed_at": clock.now(),
        },
    )
    record("second_factor.confirmed", by=user, about=user)
    return recovery


@transaction.atomic
def pass_second_factor(*, user: User, code: str) -> None:
    """Take a code of the app, or a recovery code, each once. Raises BadSecondFactor."""
    factor = SecondFactor.objects.select_for_update().get(user=user)
    step = matching_step(shared_key(factor.nonce), code, after=factor.last_step, now=time())
    if step is not None:
        factor.last_step = step
        factor.save(update_fields=["last_step"])
        return
    digest = code_digest(code)
    if digest not in factor.recovery:
        raise _wrong()
    factor.recovery.remove(digest)
    factor.save(update_fields=["recovery"])
    record("second_factor.recovered", by=user, about=user, left=len(factor.recovery))


@transaction.atomic
def renew_recovery_codes(*, user: User) -> list[str]:
    """Ten new recovery codes in the place of the old ones."""
    factor = SecondFactor.objects.select_for_update().get(user=user)
    recovery = _fresh_codes()
    factor.recovery = [code_digest(one) for one in recovery]
    factor.save(update_fields=["recovery"])
    record("second_factor.renewed", by=user, about=user)
    return recovery


@transaction.atomic
def remove_second_factor(*, user: User, by: User | None) -> None:
    """Turn the second factor off, by its holder or for one who has lost the phone."""
    if SecondFactor.objects.filter(user=user).delete()[0]:
        record("second_factor.removed", by=by, about=user)


def _fresh_codes() -> list[str]:
    return [new_code() for _number in range(RECOVERY_CODES)]


def _wrong() -> BadSecondFactor:
    return BadSecondFactor(
        _("Mã xác nhận không đúng hoặc đã dùng rồi. Hãy chờ mã mới trong ứng dụng rồi nhập lại."), where="code"
    )
