"""What nobody may read in the database itself: sealed texts, and keyed digests by which equal texts are found.

Keys follow from the installation's secret key, each for one purpose; a copy of the database alone is worth nothing.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Sequence
from functools import cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.translation import gettext as _

from thidua.core.errors import DomainError

KEY_BYTES = 32
_CLOSED = "\x02sealed:"


class SealBroken(DomainError):
    """What was sealed cannot be opened: the installation's secret key is another one."""


def seal(text: str) -> str:
    """The text encrypted and authenticated, as ASCII; "" stays ""."""
    return _box(_secrets()).encrypt(text.encode()).decode() if text else ""


def unseal(sealed: str) -> str:
    """What `seal` was given. Raises SealBroken when no key of the installation fits."""
    if not sealed:
        return ""
    try:
        return _box(_secrets()).decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise SealBroken(
            _("Khóa bí mật của hệ thống đã đổi nên không mở được số đã mã hóa. Hãy báo quản trị viên đặt lại khóa cũ.")
        ) from error


def closed(texts: Sequence[str]) -> list[str]:
    """Several texts as one that is sealed; `opened` has them again."""
    return [_CLOSED + seal(json.dumps(list(texts)))]


def opened(texts: Sequence[str]) -> list[str]:
    """The texts that were `closed`; others as they are. Raises SealBroken."""
    if len(texts) == 1 and texts[0].startswith(_CLOSED):
        return [str(text) for text in json.loads(unseal(texts[0].removeprefix(_CLOSED)))]
    return list(texts)


def digest(text: str) -> bytes:
    """32 bytes by which equal texts are found without being known; only the secret key can make them."""
    return hmac.digest(_derived(settings.SECRET_KEY, b"thidua.digest"), text.encode(), hashlib.sha256)


def _secrets() -> tuple[str, ...]:
    """The present secret key first, then former ones that still open what they sealed."""
    return (settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS))


@cache
def _box(secrets: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(base64.urlsafe_b64encode(_derived(secret, b"thidua.seal"))) for secret in secrets])


@cache
def _derived(secret: str, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=purpose).derive(secret.encode())
