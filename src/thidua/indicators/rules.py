"""What an indicator is, how its values add up, and the balance checks of a form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
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


# ── Balance checks ───────────────────────────────────────────────────────────

NOT_APPLICABLE: Final = "NA"
Cell = int | Literal["NA"] | None
"""A scaled number, "NA" for not applicable, or None for empty."""

_SUM = re.compile(r"\s*[+-]?\s*[A-Z]+[0-9]+(?:@previous)?(?:\s*[+-]\s*[A-Z]+[0-9]+(?:@previous)?)*\s*")
_TERM = re.compile(r"(?P<sign>[+-]?)\s*(?P<code>[A-Z]+[0-9]+)(?P<previous>@previous)?")


class BadSum(DomainError):
    """A side of a balance check is not a sum of indicators."""

    status = 422


@dataclass(frozen=True, slots=True)
class Term:
    """One indicator of a sum: `sign` is 1 or -1, `previous` reads the period before."""

    sign: int
    code: str
    previous: bool


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
    """A check that failed: both sides as scaled numbers, and the codes of the cells that it is about."""

    severity: Severity
    sentence: str
    left: int
    right: int
    codes: tuple[str, ...]


def parse_sum(text: str) -> tuple[Term, ...]:
    """Read a sum such as ``ORG18@previous + ORG21 - ORG23``. Raises BadSum."""
    if not _SUM.fullmatch(text):
        raise BadSum(
            _("«%(text)s» không phải là một tổng chỉ tiêu. Hãy viết như ORG18@previous + ORG21 - ORG23.")
            % {"text": text}
        )
    return tuple(
        Term(-1 if found["sign"] == "-" else 1, found["code"], bool(found["previous"]))
        for found in _TERM.finditer(text)
    )


def add_up(terms: Iterable[Term], cells: Mapping[str, Cell], before: Mapping[str, Cell]) -> int | None:
    """The value of a sum over a report's cells and those of the period before, by code.

    Not applicable counts as zero. None when a cell is empty: nothing can be said yet.
    """
    total = 0
    for term in terms:
        value = (before if term.previous else cells).get(term.code)
        if value is None:
            return None
        if value != NOT_APPLICABLE:
            total += term.sign * value
    return total


def failed(check: Balance, cells: Mapping[str, Cell], before: Mapping[str, Cell]) -> Finding | None:
    """What a check has to say about these cells; None when it holds or cannot be decided yet."""
    sides = (parse_sum(check.left), parse_sum(check.right))
    left, right = (add_up(side, cells, before) for side in sides)
    if left is None or right is None:
        return None
    if left <= right if check.operator == "<=" else left == right:
        return None
    codes = dict.fromkeys(term.code for side in sides for term in side if not term.previous)
    return Finding(Severity(check.severity), check.sentence, left, right, tuple(codes))


def findings(checks: Iterable[Balance], cells: Mapping[str, Cell], before: Mapping[str, Cell]) -> list[Finding]:
    """Everything that the checks of a form have to say about a report's cells."""
    found = (failed(check, cells, before) for check in checks)
    return [finding for finding in found if finding is not None]


# ── When reports are due ─────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class DueRule:
    """From `since` on, a report is due `days` after its period ends, at `at` in Việt Nam."""

    since: date
    days: int
    at: time


DUE_RULES: Final = (DueRule(since=date(1900, 1, 1), days=5, at=time(17, 0)),)


def due_at(ends: date) -> datetime:
    """When reports of a period that ends on this day are due: an aware instant."""
    rule = max((rule for rule in DUE_RULES if rule.since <= ends), key=lambda rule: rule.since)
    return datetime.combine(ends + timedelta(days=rule.days), rule.at, tzinfo=VIETNAM)
