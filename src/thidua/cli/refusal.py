"""The error that a command ends with when it cannot do its work here and now."""

from __future__ import annotations


class Refusal(Exception):
    """The command changes nothing and ends; the sentence says why and what to do."""
