"""The rules of lists and files that a change may break."""

from __future__ import annotations

from thidua.core.errors import DomainError


class UnreadableFile(DomainError):
    """The file is not a table that can be read."""

    status = 422


class FileTooLarge(DomainError):
    """The file, or what it unpacks to, is larger than an import may be."""

    status = 413


class UnsupportedFile(DomainError):
    """The content is of a kind that is not read, whatever its name says."""

    status = 415
