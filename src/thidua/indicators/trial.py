"""Trying a form out before it is in force: the checks over figures that are typed for the purpose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import get_language

from thidua.core.errors import DomainError
from thidua.core.numbers import parse_number
from thidua.indicators.contents import CheckDraft, Contents
from thidua.indicators.queries import catalogue
from thidua.indicators.rules import Finding, Reads, Value, findings

NAMES = {Reads.NOW: "now", Reads.PREVIOUS: "previous", Reads.YEAR: "year"}
"""How the fields of the trial are named: `now-ORG16`."""


@dataclass(slots=True)
class TriedCheck:
    """A check as `rules.failed` takes it, in the reader's language."""

    left: str
    operator: str
    right: str
    severity: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Trial:
    """What a form says to some figures: required lines that are empty, checks that fail, what cannot be read."""

    missing: tuple[str, ...]
    findings: tuple[Finding, ...]
    unread: Mapping[str, str]


def try_out(contents: Contents, sent: Mapping[str, str]) -> Trial:
    """Run the checks of a form over typed figures, by field name."""
    unread: dict[str, str] = {}
    readings = {
        reads: {row.indicator: _value(sent, f"{name}-{row.indicator}", row.indicator, unread) for row in contents.rows}
        for reads, name in NAMES.items()
    }
    missing = tuple(
        row.indicator for row in contents.rows if row.required and readings[Reads.NOW][row.indicator] is None
    )
    return Trial(missing, tuple(findings(_checks(contents.checks), readings)), unread)


def _checks(checks: Sequence[CheckDraft]) -> list[TriedCheck]:
    english = get_language() == "en"
    return [
        TriedCheck(c.left, c.operator, c.right, c.severity, (english and c.sentence_en) or c.sentence_vi)
        for c in checks
    ]


def _value(sent: Mapping[str, str], name: str, code: str, unread: dict[str, str]) -> Value:
    text = sent.get(name, "").strip()
    if not text:
        return None
    decimals = catalogue().by_code[code].decimals
    try:
        return Fraction(parse_number(text, decimals=decimals), 10**decimals)
    except DomainError as error:
        unread[name] = error.sentence
        return None
