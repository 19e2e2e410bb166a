"""Sealed votes: how a vote is laid out in bytes, and the box that only the committee's key opens.

A vote is laid out by position, one byte for each option and one for each question, and padded to full blocks: all votes
of a ballot have one length, whatever was chosen. The box is libsodium's anonymous one (X25519, XSalsa20-Poly1305).
"""

from __future__ import annotations

from collections.abc import Sequence

from django.views.decorators.debug import sensitive_variables
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from .rules import CODE_LENGTH, Asked, Votes

LAYOUT = 1
BLOCK = 64
_VALID, _INVALID = 1, 2


def plain_length(asked: Sequence[Asked]) -> int:
    """How long every vote of a ballot with these questions is before it is sealed, in bytes."""
    bare = 1 + CODE_LENGTH + sum(1 + question.options for question in asked)
    return -(-bare // BLOCK) * BLOCK


@sensitive_variables()
def laid_out(asked: Sequence[Asked], code: str, votes: Votes) -> bytes:
    """A vote and its code in bytes of `plain_length`."""
    parts = [bytes([LAYOUT]), code.encode("ascii")]
    for question, marks in zip(asked, votes, strict=True):
        parts.append(bytes([_INVALID, *[0] * question.options]) if marks is None else bytes([_VALID, *marks]))
    return b"".join(parts).ljust(plain_length(asked), b"\0")


@sensitive_variables()
def read(asked: Sequence[Asked], plain: bytes) -> tuple[str, Votes]:
    """The code and the vote of what `laid_out` made. Raises ValueError for anything else."""
    if len(plain) != plain_length(asked) or plain[0] != LAYOUT:
        raise ValueError("no vote of this ballot")
    code, at = plain[1 : 1 + CODE_LENGTH].decode("ascii"), 1 + CODE_LENGTH
    votes = []
    for question in asked:
        kind, marks = plain[at], tuple(plain[at + 1 : at + 1 + question.options])
        votes.append(marks if kind == _VALID else None)
        at += 1 + question.options
    return code, tuple(votes)


@sensitive_variables()
def seal(public_key: bytes, plain: bytes) -> bytes:
    """The bytes in a box that nobody opens without the private half of the key, not even who sealed it."""
    return SealedBox(PublicKey(public_key)).encrypt(plain)


@sensitive_variables()
def open_vote(private: PrivateKey, asked: Sequence[Asked], envelope: bytes) -> tuple[str, Votes] | None:
    """What an envelope holds; None when it does not open or holds no vote of this ballot."""
    try:
        return read(asked, SealedBox(private).decrypt(envelope))
    except (CryptoError, ValueError):
        return None
