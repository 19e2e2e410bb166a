"""Dividing a whole so that the parts always add up to it."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import floor

from django.utils.translation import gettext as _

from thidua.core.errors import DomainError


class NothingToShareBy(DomainError):
    """No weight is above zero, or one is below it."""

    status = 422


class SharesAreFull(DomainError):
    """The caps of all parts together are less than the whole."""


def largest_remainder(
    whole: int,
    weights: Sequence[int | Decimal],
    codes: Sequence[str],
    caps: Sequence[int] | None = None,
) -> list[int]:
    """Divide `whole` by `weights` into integers that add up to it exactly.

    Every part gets its quota rounded down; what is left goes one by one to the largest
    remainders, ties to the smaller code. A negative whole is divided like its opposite.
    With `caps` (for a whole of zero or more), no part exceeds its cap and the excess is
    divided again over the others by their weights.

    Raises NothingToShareBy or SharesAreFull.
    """
    if any(weight < 0 for weight in weights) or not any(weights):
        raise NothingToShareBy(_("Không chia được: cần ít nhất một trọng số lớn hơn 0 và không có trọng số âm."))
    if whole < 0:
        return [-part for part in largest_remainder(-whole, weights, codes)]
    if caps is None:
        return _divide(whole, weights, codes)
    return _divide_under(whole, weights, codes, caps)


def _divide(whole: int, weights: Sequence[int | Decimal], codes: Sequence[str]) -> list[int]:
    exact = [Fraction(weight) for weight in weights]
    quotas = [whole * weight / sum(exact) for weight in exact]
    parts = [floor(quota) for quota in quotas]
    by_remainder = sorted(range(len(parts)), key=lambda i: (parts[i] - quotas[i], codes[i]))
    for index in by_remainder[: whole - sum(parts)]:
        parts[index] += 1
    return parts


def _divide_under(whole: int, weights: Sequence[int | Decimal], codes: Sequence[str], caps: Sequence[int]) -> list[int]:
    """Divide, hold what went over its cap at the cap, and divide the rest over the others."""
    parts = [0] * len(weights)
    open_parts = [i for i, weight in enumerate(weights) if weight > 0]
    left = whole
    while open_parts:
        shares = _divide(left, [weights[i] for i in open_parts], [codes[i] for i in open_parts])
        full = {i for i, share in zip(open_parts, shares, strict=True) if share > caps[i]}
        if not full:
            for i, share in zip(open_parts, shares, strict=True):
                parts[i] = share
            return parts
        for i in full:
            parts[i] = caps[i]
            left -= caps[i]
        open_parts = [i for i in open_parts if i not in full]
    raise SharesAreFull(
        _("Không chia hết: còn dư %(left)d sau khi mọi phần đã đầy. Hãy nâng mức tối đa.") % {"left": left}
    )
