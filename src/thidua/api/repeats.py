"""Changes that are safe to send again: the answer is kept under the key of the request."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Header

from thidua.core import clock, sql
from thidua.core.errors import DomainError
from thidua.people.models import User

from .auth import user_of
from .models import Receipt

Key = Annotated[
    UUID,
    Header(alias="Idempotency-Key", description="Một UUID mới cho mỗi thay đổi; gửi lại cùng mã thì không làm lại."),
]
KEPT = timedelta(days=7)


class KeyReused(DomainError):
    """One key came with two different requests."""

    status = 422


class _Repeated(Exception):
    """Another request with this key was first; what this one did is taken back."""


def once(request: HttpRequest, key: UUID, change: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Make a change and keep its answer; for a key that has one already, answer it and change nothing.

    The usual case costs one insert. A repetition makes the change too, finds the receipt and takes everything
    back, or breaks a rule because the change is made: then the receipt, if there is one, is the answer.
    Raises KeyReused, and whatever the change raises.
    """
    user, mark = user_of(request), _mark(request)
    try:
        with transaction.atomic():
            answer = change()
            _keep(user, key, mark, answer)
    except (DomainError, _Repeated):
        kept = Receipt.objects.filter(user=user, key=key).first()
        if kept is None:
            raise
        if bytes(kept.request) != mark:
            raise KeyReused(
                _("Idempotency-Key này đã dùng cho một yêu cầu khác. Hãy tạo UUID mới cho mỗi thay đổi."),
                where="Idempotency-Key",
            ) from None
        stored: dict[str, Any] = kept.answer
        return stored
    return answer


def forget_receipts() -> int:
    """Delete receipts that nobody can still be waiting for; the answer is how many."""
    deleted, _each = Receipt.objects.filter(at__lt=clock.now() - KEPT).delete()
    return deleted


def _keep(user: User, key: UUID, mark: bytes, answer: dict[str, Any]) -> None:
    params = {"user": user.pk, "key": key, "request": mark, "answer": json.dumps(answer), "at": clock.now()}
    if not sql.run("thidua.api", "keep_receipt", params):
        raise _Repeated


def _mark(request: HttpRequest) -> bytes:
    """The request in 32 bytes."""
    head = f"{request.method} {request.get_full_path()}\n".encode()
    return hashlib.sha256(head + request.body).digest()
