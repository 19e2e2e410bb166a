"""How an event is written as bytes, and how one hash follows from the one before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

Fact = int | str | bool | Decimal | date | None

# Stands for the hash before the first event.
GENESIS = bytes(32)


@dataclass(frozen=True, slots=True)
class Content:
    """Everything of an event that the chain covers."""

    number: int
    at: datetime
    event: str
    actor_id: int | None
    actor_label: str
    about_type: str
    about_id: int | None
    about_label: str
    unit_id: int | None
    facts: Mapping[str, Any]
    personal_digest: bytes | None


def stored_facts(facts: Mapping[str, Fact]) -> dict[str, int | str | bool | None]:
    """Facts as JSON keeps them unchanged: days and decimals become text, floats are refused."""
    return {name: _stored(value) for name, value in facts.items()}


def _stored(value: Fact) -> int | str | bool | None:
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (str, Decimal)):
        return clean(str(value))
    raise TypeError(f"a fact is a whole number, a text, a day or a decimal, not {type(value).__name__}")


def clean(text: str) -> str:
    """Text that PostgreSQL can hold: without NUL and without halves of surrogate pairs."""
    return text.replace("\0", "").encode(errors="replace").decode()


def chain_hash(content: Content, previous: bytes) -> bytes:
    """SHA-256 over the previous hash and the content as canonical JSON (sorted keys, no blanks, UTC)."""
    return hashlib.sha256(previous + _canonical(_plain(content))).digest()


def personal_digest(values: Mapping[str, Any], salt: bytes) -> bytes:
    """Salted SHA-256 of personal values: it proves them while they are kept, and tells nothing afterwards."""
    return hashlib.sha256(salt + _canonical(values)).digest()


def _plain(content: Content) -> dict[str, Any]:
    digest = content.personal_digest
    return {
        "number": content.number,
        "at": content.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "event": content.event,
        "actor": [content.actor_id, content.actor_label],
        "about": [content.about_type, content.about_id, content.about_label],
        "unit": content.unit_id,
        "facts": content.facts,
        "personal": digest.hex() if digest is not None else None,
    }


def _canonical(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
