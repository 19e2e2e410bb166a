"""The scheme of a round as the engine reads it; a published edition never changes, so it is read once."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from django.utils.translation import gettext as _

from thidua.core.numbers import parse_number, print_number, unscale
from thidua.core.periods import parse
from thidua.emulation.schemes.figures import WHOLE, share_of_year
from thidua.emulation.schemes.models import SchemeVersion
from thidua.scoring.format import scheme_from
from thidua.scoring.scheme import MOST_DIGITS, Criterion, Group, PlusMinus, Scheme, in_thousandths

from .errors import PointBad
from .models import Round
from .rules import YearTarget


def scheme_of(round_: Round) -> Scheme:
    """The scheme by which a round is scored."""
    return scheme_with(round_.scheme_id)


@lru_cache(maxsize=32)
def scheme_with(version_id: int) -> Scheme:
    """The scheme of an edition that is published."""
    return scheme_from(SchemeVersion.objects.values_list("content", flat=True).get(pk=version_id))


def share_of(round_: Round) -> Fraction:
    """The part of a year's target that results of a round are held against, where they add up over the year."""
    return share_of_year(parse(round_.period)) if round_.year_target == YearTarget.PART else WHOLE


def lowest_of(criterion: Criterion) -> Decimal:
    """The least point of a criterion: below zero only where deductions may lead there."""
    return min(Decimal(0), criterion.formula.lowest) if isinstance(criterion.formula, PlusMinus) else Decimal(0)


def print_point(point: int | None) -> str:
    """A stored point in Vietnamese notation; nothing where there is none."""
    return "" if point is None else print_number(unscale(point, MOST_DIGITS))


def read_point(text: str, criterion: Criterion, digits: int) -> int | None:
    """The thousandths of a typed point, None where it is empty.

    Raises PointBad for what is no point of this criterion, BadNumber for what is no number.
    """
    if not text.strip():
        return None
    point: int = parse_number(text, decimals=digits) * 10 ** (MOST_DIGITS - digits)
    least, most = in_thousandths(lowest_of(criterion)), in_thousandths(criterion.most)
    if not least <= point <= most:
        raise PointBad(
            _("«%(name)s» có từ %(least)s đến %(most)s điểm. Hãy nhập điểm trong khoảng này.")
            % {"name": criterion.name, "least": print_point(least), "most": print_point(most)},
            where=criterion.code,
        )
    return point


def groups_with_criteria(scheme: Scheme) -> list[tuple[Group, tuple[Criterion, ...]]]:
    """The groups that hold criteria themselves, in the order of the table."""
    found: list[tuple[Group, tuple[Criterion, ...]]] = []

    def walk(group: Group) -> None:
        for inner in group.groups:
            walk(inner)
        if group.criteria:
            found.append((group, group.criteria))

    for group in scheme.groups:
        walk(group)
    return found
