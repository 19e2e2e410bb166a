"""What is promised, as numbers and in print."""

from __future__ import annotations

from fractions import Fraction

from thidua.core.numbers import print_percent
from thidua.figures.printing import ABSENT, amount
from thidua.indicators.models import Indicator
from thidua.indicators.queries import catalogue

from .models import Clause
from .rules import PERCENT, Comparator, Measure

# Shares of a plan are typed to hundredths of a per cent.
PLAN_DIGITS = 2


def indicator_of(clause: Clause) -> Indicator:
    """The indicator of a measured clause."""
    assert clause.indicator_id is not None, "only measured clauses have an indicator"
    return catalogue().by_id[clause.indicator_id]


def scale_of(clause: Clause) -> int:
    """What one unit of measure is in the stored number."""
    return PERCENT if clause.measure == Measure.PLAN else 10 ** indicator_of(clause).decimals


def promised(clause: Clause, stored: int | None) -> Fraction | None:
    """A stored amount in the unit of measure, or in per cent of the plan."""
    return None if stored is None else Fraction(stored, scale_of(clause))


def printed(clause: Clause, stored: int | None, digits: int) -> str:
    """A stored amount as people read it: "1.424", "95%"; "–" for none. `digits`: those of the federation's rates."""
    value = promised(clause, stored)
    if value is None:
        return ABSENT
    return (
        print_percent(value, PLAN_DIGITS)
        if clause.measure == Measure.PLAN
        else amount(indicator_of(clause), value, digits)
    )


def with_sign(clause: Clause, stored: int | None, digits: int) -> str:
    """The same with the comparator before it: "≥ 95%"."""
    text = printed(clause, stored, digits)
    return text if text == ABSENT else f"{Comparator(clause.comparator).sign} {text}"


def measure_text(clause: Clause) -> str:
    """What an amount counts, in the language of papers: "đoàn viên", "% kế hoạch"; "" for words."""
    if clause.measure == Measure.WORDS:
        return ""
    return "% kế hoạch" if clause.measure == Measure.PLAN else indicator_of(clause).measure_vi
