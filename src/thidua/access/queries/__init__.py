"""Who holds what: reads over accounts, grants and delegations."""

from .accounts import (
    Account,
    Sought,
    accounts,
    grant_words,
    main_unit,
    manageable,
    own_unit,
    sought,
    stands_in_for,
    with_grants,
)
from .holders import Holder, Holders, holders_of

__all__ = [
    "Account",
    "Holder",
    "Holders",
    "Sought",
    "accounts",
    "grant_words",
    "holders_of",
    "main_unit",
    "manageable",
    "own_unit",
    "sought",
    "stands_in_for",
    "with_grants",
]
