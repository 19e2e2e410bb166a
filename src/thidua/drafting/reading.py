"""Everything that a report of a unit about a period is written from, in a fixed number of statements."""

from __future__ import annotations

from django.utils.translation import gettext as _

from thidua.core.periods import Span
from thidua.indicators.models import Indicator
from thidua.indicators.queries import catalogue
from thidua.org.models import Unit
from thidua.targets.queries import ADDITIVE

from .errors import NothingToReport
from .facts import Asked, Facts, read_facts

COMPARED = ("ORG21", "ORG07", "ORG18", "WEL01", "LAW22")
"""What units below are compared by in an annex before their other targets."""


def read_report(unit: Unit, span: Span) -> Facts:
    """A unit's accepted figures with targets and last year, coverage, and those of the units directly below.

    Raises NothingToReport for a period without any.
    """
    own = read_facts(span, Asked(of={unit.code: catalogue().indicators}))
    if own is None or not any(result.value is not None for result in own.of(unit.code)):
        raise NothingToReport(
            _("%(period)s chưa có số liệu chính thức của đơn vị này. Hãy tiếp nhận báo cáo hoặc chọn kỳ khác.")
            % {"period": span.title}
        )
    facts = read_facts(
        span,
        Asked(
            of={unit.code: catalogue().indicators},
            below={unit.code: _told_apart(own, unit.code)},
            counted=[unit.code],
            counted_below=[unit.code],
        ),
    )
    return facts or own


def _told_apart(own: Facts, unit: str) -> list[Indicator]:
    """What units below are read for: the unit's targets that add up over them, and what is always compared."""
    aimed = [result.indicator for result in own.of(unit) if result.target is not None]
    usual = [found for code in COMPARED if (found := catalogue().by_code.get(code))]
    return list(dict.fromkeys([*usual, *(indicator for indicator in aimed if indicator.kind in ADDITIVE)]))
