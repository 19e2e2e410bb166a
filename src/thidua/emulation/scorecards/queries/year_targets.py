"""What of a year's target a point of a shorter period was held against, in words."""

from __future__ import annotations

from fractions import Fraction

from django.utils.translation import gettext as _

from thidua.core.numbers import print_number
from thidua.core.periods import parse
from thidua.emulation.schemes.figures import OVER_THE_YEAR, WHOLE, exact, share_of_year
from thidua.emulation.scorecards.models import Round
from thidua.emulation.scorecards.schemes import share_of
from thidua.indicators.queries import catalogue
from thidua.scoring.results import Number, Part, Result
from thidua.scoring.scheme import Criterion

MONTHS, PERCENT = 12, 100
# Parts without an end are cut at the twelfth decimal place; what they are parts of never has so many.
YEAR_DIGITS = 9
PART_DIGITS = 4


def share_words(round_: Round) -> str:
    """What of the year's target counts: "50% chỉ tiêu năm", "" for all of it."""
    share = share_of(round_)
    return "" if share == WHOLE else _("%(share)s chỉ tiêu năm") % {"share": _printed(share)}


def offered_words(code: str) -> str:
    """The same for a period before a round of it is opened."""
    share = share_of_year(parse(code))
    return "" if share == WHOLE else _("%(share)s chỉ tiêu năm") % {"share": _printed(share)}


def year_target_note(round_: Round, criterion: Criterion, result: Result) -> str:
    """ "Chỉ tiêu 6 tháng 500 = 50% chỉ tiêu năm 1.000."; nothing where the whole year's target counted."""
    share = share_of(round_)
    if share == WHOLE:
        return ""
    parts = result.parts or (Part(result.value, result.target),)
    said = []
    for measure, part in zip(criterion.measures, parts, strict=False):
        indicator = catalogue().by_code.get(measure.key)
        if indicator is None or indicator.kind not in OVER_THE_YEAR or part.target is None:
            continue
        words = _of_year(part.target, share)
        said.append(words if len(criterion.measures) == 1 else f"{measure.name or indicator.name}: {words}")
    return f"{'; '.join(said)}." if said else ""


def _of_year(part: Number, share: Fraction) -> str:
    whole = round(Fraction(part) / share, YEAR_DIGITS)
    return _("Chỉ tiêu %(months)s tháng %(part)s = %(share)s chỉ tiêu năm %(whole)s") % {
        "months": print_number(share * MONTHS),
        "part": print_number(part, PART_DIGITS),
        "share": _printed(share),
        "whole": print_number(exact(whole) or 0),
    }


def _printed(share: Fraction) -> str:
    """A share in per cent where it has an end, else as a fraction: "50%", "5/12"."""
    percent = share * PERCENT
    return f"{print_number(percent)}%" if percent.denominator == 1 else str(share)
