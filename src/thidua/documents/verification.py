"""Whether a document is genuine: what a public page may say of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from hashlib import sha256
from itertools import zip_longest

from .errors import NotSignable
from .models import Document, Signature, Version
from .rules import State
from .signing import Checked, check


class Likeness(Enum):
    """How a file relates to a document: the one that was issued, one signed by it, or neither."""

    SIGNED = "signed"
    UNSIGNED = "unsigned"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Verified:
    """An issued document, its latest PDF's signatures judged, and the digests of all its files."""

    document: Document
    version: Version
    signatures: tuple[Signature, ...]
    checked: tuple[Checked, ...]

    @property
    def withdrawn(self) -> bool:
        """Whether it holds no longer."""
        return self.document.state == State.WITHDRAWN

    @property
    def sound(self) -> bool:
        """Whether every signature that was put on is there and good."""
        return len(self.checked) == len(self.signatures) and all(one.good for one in self.checked)

    @property
    def pairs(self) -> list[tuple[Signature, Checked | None]]:
        """Each signature with what holds of it; None where the kept file does not bear it any more."""
        return list(zip_longest(self.signatures, self.checked[: len(self.signatures)]))

    def likeness(self, content: bytes) -> Likeness:
        """What a file is to this document, byte by byte."""
        digest = sha256(content).hexdigest()
        if any(signature.file.digest == digest for signature in self.signatures):
            return Likeness.SIGNED
        pdf = self.version.pdf
        return Likeness.UNSIGNED if pdf is not None and pdf.digest == digest else Likeness.OTHER


def find(code: str) -> Verified | None:
    """The document that bears a code; None for an unknown one and for drafts, which nobody has issued."""
    document = Document.objects.exclude(state=State.DRAFT).select_related("unit").filter(verify_code=code).first()
    if document is None:
        return None
    # The words are not what is verified: of a large report they are half a megabyte.
    version = document.versions.defer("content").select_related("pdf").get(issued=True)
    signatures = tuple(version.signatures.select_related("file").order_by("position"))
    return Verified(document, version, signatures, _checked(signatures))


def _checked(signatures: tuple[Signature, ...]) -> tuple[Checked, ...]:
    """The last file bears all signatures; one that is gone or broken bears none that can be believed."""
    if not signatures:
        return ()
    read: Callable[[], bytes] = signatures[-1].file.path.read_bytes
    try:
        return tuple(check(read()))
    except (NotSignable, FileNotFoundError):
        return ()
