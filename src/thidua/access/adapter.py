"""Signing in, as far as it depends on what an account may do."""

from __future__ import annotations

from thidua.people.adapter import AccountAdapter as PlainAdapter
from thidua.people.models import User

from . import gate
from .rules import WEIGHTY


class AccountAdapter(PlainAdapter):
    """Knows who answers for others and so needs a second factor."""

    def answers_for_others(self, user: User) -> bool:
        """Whether an account may accept or administer anywhere, also while it stands in for somebody."""
        return bool(gate.anywhere(user) & WEIGHTY)
