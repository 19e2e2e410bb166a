"""How many members the units have that a plan moves, ends or divides."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from thidua.core import clock
from thidua.core.numbers import print_number
from thidua.figures.queries import figures, readable_periods, usual_period
from thidua.figures.rules import Basis
from thidua.indicators.queries import catalogue
from thidua.org.models import Lineage
from thidua.org.plans import Consequence, Plan

MEMBERS = "members_total"


def foreseen(plan: Plan, issuer_id: int) -> Iterator[Consequence]:
    """The members of the topmost units that change their place, by the last official figures of the issuer's tree."""
    units = _topmost(plan)
    today = clock.today()
    period = usual_period(readable_periods(issuer_id, today), today) if units else None
    if period is None:
        return
    counted = [indicator for indicator in catalogue().indicators if indicator.key == MEMBERS]
    found = figures(units=units, periods=[period], indicators=counted, basis=Basis.OFFICIAL)
    members = sum(figure.value for figure in found.values() if figure.value is not None)
    if members:
        yield Consequence(
            about="members",
            sentence=_("Các đơn vị đó và cấp dưới có %(members)s đoàn viên theo số liệu %(period)s.")
            % {"members": print_number(members), "period": period.span.short_title},
            count=int(members),
        )


def _topmost(plan: Plan) -> list[int]:
    """The units that move, end or are divided, but for those that stand below another of them."""
    touched = {plan.ids[code] for code in (*plan.moved, *plan.ended, *plan.divided)}
    below = Lineage.objects.filter(unit__in=touched, ancestor__in=touched, depth__gt=0, during__contains=plan.on)
    return sorted(touched - set(below.values_list("unit_id", flat=True)))
