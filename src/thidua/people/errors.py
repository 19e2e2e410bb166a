"""The rules of accounts that a change may break."""

from __future__ import annotations

from thidua.core.errors import DomainError


class BadUsername(DomainError):
    """The user name has letters that it may not have, or is too short or too long."""

    status = 422


class BadName(DomainError):
    """The person's name is empty."""

    status = 422


class BadEmail(DomainError):
    """The text is not an e-mail address."""

    status = 422


class WeakPassword(DomainError):
    """The password is too short, too common or too much like the person's name."""

    status = 422


class UsernameTaken(DomainError):
    """Another account has this user name."""


class AlreadyInactive(DomainError):
    """The account is already out of use."""


class AlreadyActive(DomainError):
    """The account is in use."""


class BadCode(DomainError):
    """The one-time code is wrong, used, out of date or of an account that is out of use."""

    status = 422


class BadSecondFactor(DomainError):
    """The code of the second step is wrong or was used before."""

    status = 422
