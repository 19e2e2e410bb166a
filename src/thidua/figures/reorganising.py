"""What a reorganisation does to figures: open base periods take the new tree, closed ones keep theirs.

Totals are not added up here: marks say which are stale, and the worker folds them once everything is committed.
The past in the tree of today is restated by a job, see `restating`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from thidua.core import clock, sql
from thidua.core.periods import Calendar
from thidua.indicators.models import Period
from thidua.indicators.rules import PeriodState
from thidua.org.models import Unit
from thidua.org.plans import Consequence, Ledger, Plan, Weight
from thidua.people.models import User

from .locks import hold_fold, hold_period
from .models import (
    BaseTotal,
    Mark,
    PeriodUnit,
    RestatedBaseTotal,
    RestatedPlace,
    RestatedTotal,
    RestatedUnit,
    Restatement,
    RestatementMark,
    Total,
    Wording,
)
from .periods import freeze_tree, freeze_window
from .tasks import refreeze_soon, restate_soon

PACKAGE = "thidua.figures"
EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class Changed:
    """A unit that a new writing of a period's tree put elsewhere, with where and how it stood before."""

    unit_id: int
    parent_id: int | None
    ended: bool
    added: bool


def preview(plan: Plan) -> list[Consequence]:
    """Which periods take the new tree, and which that lie after its legal day keep the old one."""
    following, keeping = list(_touched(plan)), list(_keeping(plan))
    found = []
    if late := [period for period in keeping if period.ends >= plan.counts_from]:
        sentence = _("Kỳ %(periods)s đã khóa nên không thể tính theo cây mới. Hãy chọn ngày tính vào số liệu muộn hơn.")
        found.append(_about(sentence, late, Weight.ERROR))
    if following:
        found.append(_about(_("Kỳ đang mở tính theo cây mới: %(periods)s."), following))
    if kept := [period for period in keeping if period.ends < plan.counts_from]:
        found.append(_about(_("Kỳ đã khóa giữ cây cũ: %(periods)s."), kept))
    return found


@transaction.atomic
def apply(plan: Plan, by: User | None) -> Ledger:  # noqa: ARG001 - one signature for all apps
    """Write the trees of open periods anew; the ledger has, by period, what stood elsewhere or had not ended before."""
    ledger = {"periods": [_refreeze(period) for period in _held(plan)]}
    if plan.founded or plan.moved or plan.ended or plan.divided:
        _read_no_more(plan)
    restate_soon()
    return ledger


def obstacles(plan: Plan, ledger: Ledger) -> list[str]:  # noqa: ARG001 - one signature for all apps
    """Periods that were closed with the new tree, and words that were chosen for figures of founded units."""
    # None of them was closed when the plan was carried out, whether it had its tree by then or got it since.
    closed = _with_trees().filter(ends__gte=plan.counts_from, state=PeriodState.CLOSED)
    found = [_("kỳ %(period)s đã khóa theo cây mới") % {"period": period} for period in closed]
    if worded := Wording.objects.filter(unit__code__in=_founded(plan)).count():
        found.append(_("%(count)d cách viết số liệu đã chọn cho đơn vị mới thành lập") % {"count": worded})
    return found


@transaction.atomic
def undo(plan: Plan, ledger: Ledger, by: User | None) -> None:  # noqa: ARG001 - one signature for all apps
    """Put the trees of open periods back, those too that were opened since, and forget all of founded units."""
    before = {entry["period"]: entry for entry in ledger["periods"]}
    founded = list(Unit.objects.filter(code__in=_founded(plan)).values_list("pk", flat=True))
    for period in _held(plan):
        _put_back(period, before.get(period.pk) or _as_placed_before(plan), founded)
    _forget(plan, founded)
    refreeze_soon()
    restate_soon()


@transaction.atomic
def refreeze_open() -> None:
    """Write the trees of all open periods anew: after an undo, units that are back stand in those opened meanwhile."""
    periods = _with_trees().filter(state=PeriodState.OPEN)
    for period in periods.order_by("pk"):
        hold_period(period)
    hold_fold()
    for period in periods:
        _refreeze(period)


def _about(sentence: str, periods: Sequence[Period], weight: Weight = Weight.NOTE) -> Consequence:
    names = [str(period) for period in periods]
    shown = ", ".join(names[:EXAMPLES])
    if len(names) > EXAMPLES:
        shown = _("%(periods)s và %(count)d kỳ khác") % {"periods": shown, "count": len(names) - EXAMPLES}
    return Consequence("figures", sentence % {"periods": shown}, len(names), weight, tuple(names[:EXAMPLES]))


def _founded(plan: Plan) -> list[str]:
    return [unit.code for unit in plan.founded]


def _with_trees() -> QuerySet[Period]:
    frozen = Exists(PeriodUnit.objects.filter(period=OuterRef("pk")))
    return Period.objects.filter(frozen).order_by("ends", "-starts")


def _touched(plan: Plan) -> QuerySet[Period]:
    return _with_trees().filter(state=PeriodState.OPEN, ends__gte=plan.counts_from)


def _keeping(plan: Plan) -> QuerySet[Period]:
    return _with_trees().filter(state=PeriodState.CLOSED, ends__gte=plan.on)


def _held(plan: Plan) -> list[Period]:
    """The open periods whose trees change, with nobody saving in them and no fold running.

    All that are open are held: other apps' parts come after the fold is held, and periods are held before it.
    """
    for period in Period.objects.filter(state=PeriodState.OPEN).order_by("pk"):
        hold_period(period)
    hold_fold()
    return list(_touched(plan))


def _refreeze(period: Period) -> dict[str, Any]:
    """Write a period's tree anew; the answer is how the units that it changed stood before, for the ledger."""
    sql.run(PACKAGE, "keep_tree", {"period": period.pk})
    if period.calendar == Calendar.WINDOW:
        freeze_window(period)
    else:
        freeze_tree(period)
    changed = sql.fetch(PACKAGE, "changed_tree", {"period": period.pk}, Changed)
    _after_change(period)
    stood = [unit for unit in changed if not unit.added]
    return {
        "period": period.pk,
        "units": [unit.unit_id for unit in stood],
        "parents": [unit.parent_id for unit in stood],
        "ended": [unit.ended for unit in stood],
    }


def _put_back(period: Period, before: dict[str, Any], founded: Sequence[int]) -> None:
    sql.run(PACKAGE, "keep_tree", {"period": period.pk})
    columns = {name: before[name] for name in ("units", "parents", "ended")}
    sql.run(PACKAGE, "replace_parents", {"period": period.pk} | columns)
    PeriodUnit.objects.filter(period=period, unit__in=founded).delete()
    sql.run(PACKAGE, "reshape_tree", {"period": period.pk})
    sql.run(PACKAGE, "rescope", {"period": period.pk, "ends": period.ends})
    _after_change(period)


def _after_change(period: Period) -> None:
    """Mark what the new tree makes stale, and forget totals that nothing stands behind any more."""
    sql.run(PACKAGE, "mark_changed", {"period": period.pk, "at": clock.now()})
    sql.run(PACKAGE, "forget_outgrown", {"period": period.pk, "closes": period.ends})
    if Restatement.objects.exists():
        RestatementMark.objects.create(period=period, unit=None)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE former_tree")


@dataclass(frozen=True, slots=True)
class _Place:
    unit_id: int
    parent_id: int | None


def _as_placed_before(plan: Plan) -> dict[str, Any]:
    """How units stood before the plan, for a period that was opened only under the new tree."""
    params = {"codes": [*plan.moved, *plan.ended], "on": plan.on}
    places = sql.fetch(PACKAGE, "places_before", params, _Place)
    return {
        "units": [place.unit_id for place in places],
        "parents": [place.parent_id for place in places],
        "ended": [False] * len(places),
    }


def _forget(plan: Plan, founded: Sequence[int]) -> None:
    """Leave no row of founded units behind; what was restated with them waits for the job."""
    later = Period.objects.filter(ends__gte=plan.counts_from)
    BaseTotal.objects.filter(closes__gte=plan.counts_from, period__in=later, unit__in=founded).delete()
    Total.objects.filter(closes__gte=plan.counts_from, period__in=later, unit__in=founded).delete()
    for table in (Mark, RestatementMark, RestatedBaseTotal, RestatedTotal):
        table.objects.filter(unit__in=founded).delete()
    for tree in (RestatedPlace, RestatedUnit):
        tree.objects.filter(Q(unit__in=founded) | Q(parent__in=founded)).delete()
    _read_no_more(plan)


def _read_no_more(plan: Plan) -> None:
    """Let nobody read the past in a tree that is not that of its day any more, until the job has computed it anew."""
    Restatement.objects.filter(on__gte=plan.on).update(ready_at=None)
