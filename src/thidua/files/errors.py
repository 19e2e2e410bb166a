"""Why a file is not taken, or not there, each with a sentence that says what to do."""

from __future__ import annotations

from thidua.core.errors import DomainError


class FileEmpty(DomainError):
    """A file without a byte: a transfer broke off, or the wrong one was chosen."""

    status = 422


class FileTooLarge(DomainError):
    """A file larger than the installation takes."""

    status = 413


class FileTypeUnknown(DomainError):
    """A file whose bytes are of none of the types that are taken, whatever its name says."""

    status = 422


class FileGone(DomainError):
    """The database knows the file, but its bytes are not on the disk."""

    status = 404


class FileActive(DomainError):
    """A PDF that runs scripts, carries other files or cannot be looked into."""

    status = 422


class NoPreview(DomainError):
    """A file, or a page of it, of which no picture can be drawn."""

    status = 404
