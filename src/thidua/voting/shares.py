"""The election key and its three shares, any two of which make it again (SLIP-39).

Nothing here is stored. Python cannot promise that memory is wiped: what was a key or a share is let go at once and
overwritten whenever the interpreter uses the memory again; docs/adr/0017 says what follows from that.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations

from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from nacl.public import PrivateKey, SealedBox
from shamir_mnemonic import MnemonicError, Share, combine_mnemonics, generate_mnemonics
from shamir_mnemonic.wordlist import WORD_INDEX_MAP

from .errors import ShareWrong
from .rules import SHARES, SHARES_NEEDED

KEY_BYTES = PrivateKey.SIZE
WORDS = 33
_TEST = b"thidua: a test envelope"


@dataclass(frozen=True, slots=True)
class NewKey:
    """A fresh election key: the public half, and the words of the three shares of the private one."""

    public_key: bytes
    shares: tuple[str, ...] = field(repr=False)


@sensitive_variables()
def make_key() -> NewKey:
    """A key of which any two shares were tried: each pair opened a test envelope."""
    private = PrivateKey.generate()
    public = private.public_key
    # The shares are of 256 random bits, so stretching a passphrase, which there is none of, would add nothing.
    (words,) = generate_mnemonics(1, [(SHARES_NEEDED, SHARES)], bytes(private), iteration_exponent=0)
    envelope = SealedBox(public).encrypt(_TEST)
    for pair in combinations(words, SHARES_NEEDED):
        if SealedBox(key_from(bytes(public), pair)).decrypt(envelope) != _TEST:
            raise RuntimeError("two shares do not open the test envelope")
    return NewKey(bytes(public), tuple(words))


@sensitive_variables()
def key_from(public_key: bytes, shares: Sequence[str]) -> PrivateKey:
    """The private half made again from the words of two different shares. Raises ShareWrong."""
    read = {share.index: share for share in map(_share, shares)}
    if len(read) != SHARES_NEEDED:
        raise ShareWrong(_("Cần đúng hai mảnh khóa khác nhau, của hai thành viên tổ kiểm phiếu."))
    try:
        private = PrivateKey(combine_mnemonics([share.mnemonic() for share in read.values()]))
    except MnemonicError:
        private = None
    if private is None or bytes(private.public_key) != public_key:
        raise ShareWrong(_("Hai mảnh khóa không mở được cuộc bỏ phiếu này. Hãy kiểm tra tệp mảnh khóa của cuộc khác."))
    return private


@sensitive_variables()
def share_digest(public_key: bytes, words: str) -> bytes:
    """What a share is recognised by; it tells nothing of the share. Raises ShareWrong for what is no share."""
    share = _share(words)
    return hashlib.sha256(b"thidua.share" + public_key + bytes([share.index]) + share.value).digest()


@sensitive_variables()
def _share(text: str) -> Share:
    """The share in what was typed, or in a line of a file that the shares were handed out in."""
    for candidate in (text, *text.splitlines()):
        try:
            share = Share.from_mnemonic(" ".join(candidate.lower().split()))
        except (MnemonicError, ValueError):
            continue
        # Shares of other software may be shorter, or ask for minutes of stretching a passphrase.
        if len(share.value) == KEY_BYTES and share.iteration_exponent == 0:
            return share
    sentence = _("Đây không phải là một mảnh khóa: cần đủ 33 từ theo đúng thứ tự trong tệp hoặc giấy đã nhận.")
    raise ShareWrong(" ".join([sentence, *_slips_of(text.lower().split())]))


@sensitive_variables()
def _slips_of(words: Sequence[str]) -> list[str]:
    """Where somebody who copied the words slipped, by numbers alone: no word of a share is said again."""
    if not WORDS // 2 < len(words) < 2 * WORDS:
        return []
    told = []
    if len(words) != WORDS:
        told.append(_("Bạn đã nhập %(count)d từ.") % {"count": len(words)})
    if wrong := [str(at) for at, word in enumerate(words, 1) if word not in WORD_INDEX_MAP]:
        told.append(_("Từ viết chưa đúng: từ thứ %(places)s.") % {"places": ", ".join(wrong)})
    return told
