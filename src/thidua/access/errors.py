"""The rules of grants that a change may break."""

from __future__ import annotations

from thidua.core.errors import DomainError


class AlreadyGranted(DomainError):
    """The user holds this role in this scope on some of these days already."""


class BadScope(DomainError):
    """A grant holds at one unit, or in a set of units, and only at one unit can it be narrowed to work areas."""

    status = 422


class BadSpan(DomainError):
    """A grant begins before it ends."""

    status = 422
