"""The types that requests and answers are made of."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from ninja import Path, Query
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from thidua.core.errors import DomainError
from thidua.core.numbers import scale, unscale
from thidua.figures.cells import EMPTY, NOT_APPLICABLE, Cell
from thidua.indicators.models import Indicator

NA = "NA"
MOST_ON_A_PAGE = 200
USUAL_PAGE = 50


class Input(BaseModel):
    """What a request says; a field that nobody knows is an error, not a wish ignored."""

    model_config = ConfigDict(extra="forbid")


class Output(BaseModel):
    """What an answer says."""

    model_config = ConfigDict(extra="forbid")


_MANY_DIGITS = 13  # so many may be more than any figure

# A plain decimal: no grouping, no exponent, a point before the decimals.
NUMBER = r"^-?[0-9]{1,40}(\.[0-9]{1,20})?$"
Number = Annotated[str, StringConstraints(pattern=NUMBER), Field(examples=["1424", "52.5"])]
CellText = Annotated[
    str,
    StringConstraints(pattern=rf"^(NA|{NUMBER[1:-1]})$"),
    Field(examples=["1424", "52.5", NA], description="Số thập phân viết liền, hoặc NA: không áp dụng."),
]
IndicatorName = Annotated[str, StringConstraints(min_length=1, max_length=80)]
Sentence = Annotated[str, StringConstraints(max_length=400)]
Line = Annotated[str, StringConstraints(max_length=120)]

# Codes of units, periods and forms.
CODE = r"^[0-9A-Za-z][0-9A-Za-z._-]*$"

UnitCode = Annotated[str, Path(max_length=40, description="Mã đơn vị.", examples=["HN-UH"])]
PeriodCode = Annotated[str, Path(max_length=20, description="Mã kỳ: 2024-M05, 2024-Q1, 2020-H1, 2024.")]

Limit = Annotated[int, Query(ge=1, le=MOST_ON_A_PAGE, description="Số dòng của một trang.")]


def number_of(text: str, indicator: Indicator, where: str) -> int:
    """A decimal string as the indicator's scaled integer. Raises BadNumber, naming the place."""
    if not indicator.decimals and len(text) < _MANY_DIGITS and text.isdecimal():
        return int(text)  # nine cells of ten
    try:
        return scale(Decimal(text), indicator.decimals)
    except DomainError as error:
        error.where = where
        raise


def cell_of(text: str | None, indicator: Indicator, where: str) -> Cell:
    """A cell as the API writes it: a decimal string, "NA" or null. Raises BadNumber."""
    if text is None:
        return EMPTY
    return NOT_APPLICABLE if text == NA else Cell(number_of(text, indicator, where))


def text_of(number: int | None, indicator: Indicator) -> str | None:
    """A scaled integer as a decimal string."""
    return None if number is None else f"{unscale(number, indicator.decimals):f}"


def cell_text(cell: Cell, indicator: Indicator) -> str | None:
    """A cell as the API writes it."""
    return NA if cell.na else text_of(cell.number, indicator)


def name_of(indicator: Indicator) -> str:
    """The name under which an indicator is known outside: its key, or its code where it has none."""
    return indicator.key or indicator.code
