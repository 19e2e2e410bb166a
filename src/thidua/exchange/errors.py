"""The rules of lists and files that a change may break."""

from __future__ import annotations

from django.utils.translation import gettext as _

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


class NoSuchChoice(DomainError):
    """Something that has to be chosen for a list is not chosen, or not among the choices; `where` names the option."""

    status = 422


class BadMapping(DomainError):
    """Columns are not mapped so that the list can be read; `where` names the field."""

    status = 422


class ListNotOpen(DomainError):
    """The list is in another stage than the one in which this can be done."""


class ListHasErrors(DomainError):
    """The list has refused rows and is written as a whole or not at all."""


class NothingToSave(DomainError):
    """No row is chosen that would change anything."""


class NotYourRows(DomainError):
    """The list wrote to units where the person may not write any more."""

    status = 403

    def __init__(self) -> None:
        super().__init__(
            _("Danh sách có dòng của đơn vị mà bạn không còn phụ trách nên bạn không hoàn tác được. Hãy nhờ cấp trên.")
        )


class Cancelled(DomainError):
    """The person has cancelled what a worker was doing."""


class TooManyExports(DomainError):
    """The person waits for enough files already."""
