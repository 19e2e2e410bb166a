"""Tokens: how they are made and how they are kept."""

from __future__ import annotations

import hashlib
import secrets

# Says at a glance, and to secret scanners, what a leaked string is.
PREFIX = "thidua_"
BITS = 256
LONGEST = 80
DAYS_VALID = 365


def new_token() -> str:
    """A new secret of 256 random bits; it is shown once and kept nowhere."""
    return PREFIX + secrets.token_urlsafe(BITS // 8)


def digest_of(token: str) -> bytes:
    """What is stored of a token. A plain SHA-256 is enough: nobody guesses 256 random bits."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
