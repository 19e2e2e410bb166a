"""What a table is scored from: the results of units by criterion, and facts about the units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

Number = int | Decimal
Fact = Decimal | int | bool | str


class Missing(TextChoices):
    """Why there is no result."""

    NO = "", _("Có kết quả")
    NOT_REPORTED = "not_reported", _("Chưa báo cáo")
    NOT_APPLICABLE = "NA", _("Không áp dụng")


@dataclass(frozen=True, slots=True)
class Part:
    """The result of one of several measures, in the order of the criterion's measures.

    Without a value it is not reported; a part that does not apply is left out of the criterion.
    """

    value: Number | None = None
    target: Number | None = None
    applies: bool = True


@dataclass(frozen=True, slots=True)
class Result:
    """What a unit reached in one criterion; each formula reads what it needs.

    `value` and `target`: binary, proportional, steps, bonus, relative. `parts` instead of them where the criterion has
    several measures. `count`: per occurrence (else the value). `plus` and `minus`: additions and deductions. `points`:
    given by hand. `awards`: codes of awards from outside. A missing target falls back on the measure's.
    """

    value: Number | None = None
    target: Number | None = None
    parts: tuple[Part, ...] = ()
    plus: Number = 0
    minus: Number = 0
    count: Number | None = None
    points: Number | None = None
    awards: tuple[str, ...] = ()
    missing: Missing = Missing.NO


NOT_REPORTED = Result(missing=Missing.NOT_REPORTED)


@dataclass(frozen=True, slots=True)
class UnitResults:
    """A unit by its code, its results by the codes of criteria (absent: not reported), and facts about it."""

    unit: str
    results: Mapping[str, Result]
    facts: Mapping[str, Fact] = field(default_factory=dict)
    name: str = ""
