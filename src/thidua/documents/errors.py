"""Why something cannot be done with a document, each with a sentence that says what to do."""

from __future__ import annotations

from thidua.core.errors import DomainError


class KeyUnreadable(DomainError):
    """A file that is no PKCS#12 file, or whose passphrase is another one."""

    status = 422


class KeyNotValid(DomainError):
    """A certificate that has run out, is not yet valid or is not for signing."""

    status = 422


class NotSignable(DomainError):
    """A file that is no PDF, or a document that cannot be signed now."""


class NotContent(DomainError):
    """Data that are no content of a document: `where` is the path of what is wrong."""

    status = 422


class TokenForged(DomainError):
    """A figure that the document does not know, or with another text than it was given: nothing is taken on trust."""

    status = 422


class NotDraft(DomainError):
    """Only a draft is edited, issued or deleted; what was issued stands as it is."""


class NotReplaceable(DomainError):
    """A document of another unit, which nobody withdraws by issuing one of one's own."""

    status = 422


class NotIssued(DomainError):
    """Only an issued document is withdrawn or replaced."""


class ContentChanged(DomainError):
    """Somebody else has saved the document since it was read: nothing was written over."""


class ReasonNeeded(DomainError):
    """A document is withdrawn for a reason that whoever holds a copy can read."""

    status = 422


class DocumentTooLarge(DomainError):
    """More was sent than any document holds."""

    status = 413


class TemplateUnusable(DomainError):
    """A layout that cannot carry documents; the sentence names what is wrong with it."""

    status = 422
