"""A table as it goes out: what it is called, what it was narrowed to, its columns, and its rows one after the other.

An app says what stands in a table; `exchange.writing` says what that looks like in a workbook.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import NamedTuple

from django.utils.functional import Promise

from thidua.core.numbers import Exact


class Kind(Enum):
    """What a column holds, which says how its cells look and how wide they are."""

    TEXT = "text"
    NAME = "name"
    WHOLE = "whole"
    NUMBER = "number"
    PERCENT = "percent"
    MONEY = "money"
    DATE = "date"
    INSTANT = "instant"


class Figure(NamedTuple):
    """A number with decimals of its own, in a column whose rows differ in that. `percent`: it is in per cent."""

    number: Exact
    digits: int = 0
    percent: bool = False


Value = str | Promise | int | Decimal | Fraction | Figure | date | datetime | None
"""What a cell may hold; None leaves it empty. A text in a column of numbers stays a text."""

Cells = Sequence[Value]


class Strong(tuple[Value, ...]):
    """A row that heads others or adds them up."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Column:
    """A column; neighbours with the same `group` stand under one common heading.

    `digits` are the decimals of numbers, `width` is in characters, `total` has a sum stand below the last row.
    Numbers of a column of per cents are in per cent: 52.5 is printed 52,5%.
    """

    heading: str | Promise
    kind: Kind = Kind.TEXT
    digits: int = 0
    width: float | None = None
    total: bool = False
    group: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table. `rows` are gone through once and may come straight from the database; `count` says how many there are.

    `facts` are pairs (what, which) that say what is seen: the period, the filters; `notes` are sentences below.
    """

    title: str
    columns: tuple[Column, ...]
    rows: Iterable[Cells]
    count: int
    facts: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def cells(self) -> int:
        """How many cells have to be written."""
        return self.count * len(self.columns)


@dataclass(frozen=True, slots=True)
class Made(Sheet):
    """A workbook in a shape of its own, which the app that knows it makes: `make` is called once.

    `weight` is how many cells that makes; `count` says of how many parts it consists, `columns` and `rows` are empty.
    """

    make: Callable[[], bytes] = bytes
    weight: int = 0

    @property
    def cells(self) -> int:
        """How many cells have to be written."""
        return self.weight
