"""The rules of the organisation that a change may break."""

from __future__ import annotations

from thidua.core.errors import DomainError


class BadUnit(DomainError):
    """A new or renamed unit states something that cannot be; `where` names the field."""

    status = 422


class UnitHasEnded(DomainError):
    """The unit no longer exists on the day of the change."""


class ChangeTooEarly(DomainError):
    """The change would overwrite history: a later or same-day change is recorded already."""


class CircularTree(DomainError):
    """A unit would stand under itself, directly or through others."""


class NothingChanges(DomainError):
    """The unit is already named so, or already stands there."""


class LivingChildren(DomainError):
    """Units still stand under the one that is to end."""


class BadShares(DomainError):
    """The shares of the successors do not make a whole."""

    status = 422


class BadPlan(DomainError):
    """The changes of a plan contradict each other, or there are none."""

    status = 422


class PlanBuiltUpon(DomainError):
    """Something stands on what a plan changed, so that it can no longer be undone."""


class UnknownUnit(DomainError):
    """No unit has this code or name."""

    status = 404


class AmbiguousUnit(DomainError):
    """Several units have this name."""

    status = 422


class PostHeldAlready(DomainError):
    """The person already holds this post on some of these days."""


class ImportBuiltUpon(DomainError):
    """Something stands on the units of an import, so that it can no longer be undone."""


class BadTerm(DomainError):
    """A post ends before it begins, or is over already."""

    status = 422


class BadArea(DomainError):
    """An area states no code or no name."""

    status = 422


class AreaHeldAlready(DomainError):
    """The unit looks after this area already on some of these days."""
