"""What an indicator is, how its values add up, and the balance checks of a form."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from typing import Final, Literal, Protocol

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thidua.core.clock import VIETNAM
from thidua.core.errors import DomainError


class Kind(TextChoices):
    """How values of an indicator are put together over time and over units."""

    FLOW = "flow", gettext_lazy("Phát sinh trong kỳ")
    STOCK = "stock", gettext_lazy("Có đến cuối kỳ")
    RATIO = "ratio", gettext_lazy("Tỷ lệ")
    DISTINCT = "distinct", gettext_lazy("Lũy kế không trùng")
    AVERAGE = "average", gettext_lazy("Bình quân")
    EXTREME = "extreme", gettext_lazy("Cao nhất hoặc thấp nhất")


class Direction(TextChoices):
    """Which way is better; a target where less is better is a limit."""

    MORE = "more", gettext_lazy("Càng nhiều càng tốt")
    LESS = "less", gettext_lazy("Càng ít càng tốt")


class Combine(TextChoices):
    """How the numbers of a block are put together over units."""

    SUM = "sum", gettext_lazy("Cộng")
    MAX = "max", gettext_lazy("Lấy số lớn nhất")


class OverTime(TextChoices):
    """How the numbers of a block are put together over base periods."""

    SUM = "sum", gettext_lazy("Cộng các kỳ")
    LAST = "last", gettext_lazy("Lấy kỳ cuối")
    MAX = "max", gettext_lazy("Lấy số lớn nhất")


class PeriodState(TextChoices):
    """planned → open → closed; reports exist from the opening on and rest once it is closed."""

    PLANNED = "planned", gettext_lazy("Chưa mở")
    OPEN = "open", gettext_lazy("Đang mở")
    CLOSED = "closed", gettext_lazy("Đã khóa")


class Operator(TextChoices):
    """How the two sides of a balance check must stand to each other."""

    AT_MOST = "<=", "≤"
    EQUAL = "=", "="
    LESS = "<", "<"
    AT_LEAST = ">=", "≥"
    MORE = ">", ">"
    DIFFERENT = "!=", "≠"


class Severity(TextChoices):
    """An error stops a report from being submitted; a question asks for a reason."""

    ERROR = "error", gettext_lazy("Sai")
    QUESTION = "question", gettext_lazy("Cần giải thích")


class Entry(TextChoices):
    """How a cell is typed. Cells always store what happened in the period; the page does the subtraction."""

    PERIOD = "period", gettext_lazy("Số trong kỳ")
    SINCE_START = "since", gettext_lazy("Lũy kế từ đầu năm")


class Collection(TextChoices):
    """Whose figures a form collects."""

    OWN = "own", gettext_lazy("Số liệu của đơn vị")
    SUBTREE = "subtree", gettext_lazy("Số liệu của toàn hệ thống bên dưới")


BLOCKS: Final[Mapping[Kind, tuple[Combine, OverTime]]] = {
    Kind.FLOW: (Combine.SUM, OverTime.SUM),
    Kind.AVERAGE: (Combine.SUM, OverTime.SUM),
    Kind.STOCK: (Combine.SUM, OverTime.LAST),
    Kind.DISTINCT: (Combine.SUM, OverTime.LAST),
    Kind.EXTREME: (Combine.MAX, OverTime.MAX),
}
"""How a block must combine so that an indicator of a kind may live in it. Ratios live in none."""

WIDTHS: Final[Mapping[Kind, int]] = {kind: 3 if kind is Kind.AVERAGE else 1 for kind in BLOCKS}
"""How many positions of a block an indicator takes: an average keeps value × weight and weight beside itself."""


# ── Balance checks ───────────────────────────────────────────────────────────

NOT_APPLICABLE: Final = "NA"
Value = Fraction | Literal["NA"] | None
"""A number in the unit of measure, "NA" for not applicable, or None for empty."""


class Reads(StrEnum):
    """Which figure of an indicator a term of a check reads."""

    NOW = "now"
    PREVIOUS = "previous"
    YEAR = "year"


Readings = Mapping[Reads, Mapping[str, Value]]
"""The values that checks read, by code; what is not there is empty."""

_ITEM = r"(?:[0-9]{1,9}\s*\*\s*)?[A-Z]+[0-9]+(?:@(?:previous|year))?|[0-9]{1,15}(?:[.,][0-9]{1,4})?"
_SUM = re.compile(rf"\s*[+-]?\s*(?:{_ITEM})(?:\s*[+-]\s*(?:{_ITEM}))*\s*", re.ASCII)
_TERM = re.compile(
    r"(?P<sign>[+-]?)\s*"
    r"(?:(?:(?P<times>[0-9]+)\s*\*\s*)?(?P<code>[A-Z]+[0-9]+)(?:@(?P<reads>[a-z]+))?|(?P<number>[0-9]+(?:[.,][0-9]+)?))",
    re.ASCII,
)


class BadSum(DomainError):
    """A side of a balance check is not a sum of indicators and numbers."""

    status = 422


@dataclass(frozen=True, slots=True)
class Term:
    """A part of a sum: `factor` times what is read of the indicator, or the factor alone when `code` is ""."""

    factor: Fraction
    code: str = ""
    reads: Reads = Reads.NOW


class Balance(Protocol):
    """What a balance check states; `indicators.models.FormCheck` is one."""

    left: str
    operator: str
    right: str
    severity: str

    @property
    def sentence(self) -> str:
        """What is wrong when the check fails, for the person who types."""
        ...


@dataclass(frozen=True, slots=True)
class Finding:
    """A check that failed: both sides in the unit of measure, and the codes of the cells that it is about."""

    severity: Severity
    sentence: str
    left: Fraction
    right: Fraction
    codes: tuple[str, ...]


@lru_cache(maxsize=4096)
def parse_sum(text: str) -> tuple[Term, ...]:
    """Read a sum such as ``ORG18@previous + 2*ORG21 - 10``: indicators and numbers, in the unit of measure.

    `@previous` reads the period before, `@year` from the start of the year to the period's end. Raises BadSum.
    """
    if not _SUM.fullmatch(text):
        raise BadSum(
            _("«%(text)s» không phải là một tổng chỉ tiêu. Hãy viết như ORG18@previous + 2*ORG21 - 10.")
            % {"text": text}
        )
    return tuple(_term(found) for found in _TERM.finditer(text))


def _term(found: re.Match[str]) -> Term:
    sign = -1 if found["sign"] == "-" else 1
    if found["number"]:
        return Term(sign * Fraction(found["number"].replace(",", ".")))
    return Term(Fraction(sign * int(found["times"] or 1)), found["code"], Reads(found["reads"] or Reads.NOW))


def add_up(terms: Iterable[Term], readings: Readings) -> Fraction | None:
    """The value of a sum. Not applicable counts as zero; None when something is empty: nothing can be said yet."""
    total = Fraction(0)
    for term in terms:
        value: Value = Fraction(1) if not term.code else readings.get(term.reads, {}).get(term.code)
        if value is None:
            return None
        if value != NOT_APPLICABLE:
            total += term.factor * value
    return total


HOLDS: Final[Mapping[Operator, Callable[[Fraction, Fraction], bool]]] = {
    Operator.AT_MOST: operator.le,
    Operator.EQUAL: operator.eq,
    Operator.LESS: operator.lt,
    Operator.AT_LEAST: operator.ge,
    Operator.MORE: operator.gt,
    Operator.DIFFERENT: operator.ne,
}


def failed(check: Balance, readings: Readings) -> Finding | None:
    """What a check has to say about these figures; None when it holds or cannot be decided yet."""
    sides = (parse_sum(check.left), parse_sum(check.right))
    left, right = (add_up(side, readings) for side in sides)
    if left is None or right is None or HOLDS[Operator(check.operator)](left, right):
        return None
    now = (term.code for side in sides for term in side if term.code and term.reads is not Reads.PREVIOUS)
    return Finding(Severity(check.severity), check.sentence, left, right, tuple(dict.fromkeys(now)))


def findings(checks: Iterable[Balance], readings: Readings) -> list[Finding]:
    """Everything that the checks of a form have to say about a report's figures."""
    found = (failed(check, readings) for check in checks)
    return [finding for finding in found if finding is not None]


# ── When reports are due ─────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class DueRule:
    """From `since` on, the last reports are due `days` after their period ends, at `at` in Việt Nam."""

    since: date
    days: int
    at: time


DUE_RULES: Final = (DueRule(since=date(1900, 1, 1), days=15, at=time(17, 0)),)


def due_at(ends: date) -> datetime:
    """When the last reports of a period that ends on this day are due: an aware instant.

    Units of a kind hand in so many days before as their `LevelDeadline` says.
    """
    rule = max((rule for rule in DUE_RULES if rule.since <= ends), key=lambda rule: rule.since)
    return datetime.combine(ends + timedelta(days=rule.days), rule.at, tzinfo=VIETNAM)
