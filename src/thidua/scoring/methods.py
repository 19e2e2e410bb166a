"""The formulas at work: one result of one criterion gives points, with what decided them.

Each formula is a function from a line of the table and a result. Points are exact until they are rounded once, half up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thidua.core.errors import DomainError

from .gauging import NOTHING, WHOLE, Gauge, Ratio, gauge, over, targeted, times, total
from .results import Missing, Result
from .scheme import (
    HUNDRED,
    MOST_DIGITS,
    Binary,
    Bonus,
    Criterion,
    External,
    Manual,
    NotApplicable,
    On,
    PerOccurrence,
    PlusMinus,
    Proportional,
    Relative,
    Step,
    Steps,
    Untargeted,
    from_thousandths,
    in_thousandths,
)


class UnknownAward(DomainError):
    """A result names an award that the criterion does not list."""

    status = 422


class Case(TextChoices):
    """What decided the points."""

    NOT_REPORTED = "not_reported", gettext_lazy("Chưa báo cáo")
    NOT_APPLICABLE = "not_applicable", gettext_lazy("Không áp dụng")
    NO_TARGET = "no_target", gettext_lazy("Không có chỉ tiêu")
    MET = "met", gettext_lazy("Đạt")
    NOT_MET = "not_met", gettext_lazy("Không đạt")
    SHARE = "share", gettext_lazy("Đạt một phần")
    EXCEEDED = "exceeded", gettext_lazy("Vượt")
    LEADER = "leader", gettext_lazy("Dẫn đầu")
    AMONG_UNTARGETED = "among_untargeted", gettext_lazy("So với các đơn vị không có chỉ tiêu")
    STEP = "step", gettext_lazy("Đạt một mức")
    NO_STEP = "no_step", gettext_lazy("Chưa đạt mức nào")
    COUNTED = "counted", gettext_lazy("Tính theo số lần")
    GIVEN = "given", gettext_lazy("Được chấm")
    NOT_GIVEN = "not_given", gettext_lazy("Chưa chấm")
    AWARDED = "awarded", gettext_lazy("Có khen thưởng")
    NO_AWARD = "no_award", gettext_lazy("Không có khen thưởng")


class Best(NamedTuple):
    """What a comparison stands on: the leader's ratio if anybody exceeded its target, whether anybody has a target,
    and the largest result among units without one."""

    ratio: Ratio | None = None
    targeted: bool = False
    untargeted: Ratio | None = None


class Scored(NamedTuple):
    """The points of one criterion and what decided them.

    `thousandths` are the rounded points × 1000, `above` / `below` the exact points before rounding. `capped`: a limit
    held the points down. `bonus` is the part on top of the maximum, in thousandths too.
    """

    thousandths: int
    case: Case
    above: int = 0
    below: int = 1
    capped: bool = False
    gauge: Gauge | None = None
    bonus: int = 0
    step: Step | None = None
    best: Best | None = None

    @property
    def points(self) -> Decimal:
        """The rounded points."""
        return from_thousandths(self.thousandths)

    @property
    def exact(self) -> Fraction:
        """The points before rounding."""
        return Fraction(self.above, self.below)

    @property
    def percent(self) -> Fraction | None:
        """The result in per cent of the target, or of the limit that is used; None without a target above zero."""
        ratio = self.gauge.ratio if self.gauge else None
        return None if ratio is None else Fraction(100 * ratio[0], ratio[1])

    @property
    def stored(self) -> int | None:
        """The points as a card keeps them: None where nobody gave any yet."""
        return None if self.case is Case.NOT_GIVEN else self.thousandths


class Line:
    """A criterion made ready for many units: its maximum as whole numbers, its formula's function."""

    __slots__ = ("below", "best", "criterion", "formula", "max", "max_points", "method", "scale", "steps")

    def __init__(self, criterion: Criterion, *, digits: int, best: Best | None = None) -> None:
        self.criterion = criterion
        self.formula: Any = criterion.formula
        self.max = in_thousandths(criterion.max)
        self.max_points: Ratio = criterion.max.as_integer_ratio()
        self.scale: int = 10**digits
        self.below: int = 10 ** (MOST_DIGITS - digits)
        self.best = best or Best()
        self.method = _METHODS[type(criterion.formula)]
        self.steps = _ordered_steps(criterion)

    def score(self, result: Result) -> Scored:
        """The points for a result."""
        return self.method(self, result)

    def rounded(self, points: Ratio) -> int:
        """Exact points as thousandths, rounded half up (away from zero) to the scheme's digits."""
        above, below = points
        whole = (2 * abs(above) * self.scale + below) // (2 * below)
        return whole * self.below if above >= 0 else -whole * self.below

    def scored(self, case: Case, points: Ratio, **facts: Any) -> Scored:
        """Exact points, rounded."""
        return Scored(self.rounded(points), case, points[0], points[1], **facts)


def _missing(line: Line, why: Missing) -> Scored:
    if why == Missing.NOT_APPLICABLE:
        full = line.criterion.not_applicable is NotApplicable.FULL
        return line.scored(Case.NOT_APPLICABLE, line.max_points if full else NOTHING)
    return Scored(0, Case.NOT_REPORTED)


def _binary(line: Line, result: Result) -> Scored:
    found = gauge(line.criterion, result)
    if isinstance(found, Missing):
        return _missing(line, found)
    met = found.met
    if met is None:
        met = found.value[0] <= 0 if line.criterion.less_is_better else found.value[0] > 0
    return line.scored(Case.MET, line.max_points, gauge=found) if met else Scored(0, Case.NOT_MET, gauge=found)


def _proportional(line: Line, result: Result) -> Scored:
    found = gauge(line.criterion, result)
    if isinstance(found, Missing):
        return _missing(line, found)
    if found.met is None:
        return Scored(0, Case.NO_TARGET, gauge=found)
    points = times(line.max_points, found.reached)
    if not found.met:
        return line.scored(Case.SHARE if points[0] else Case.NOT_MET, points, gauge=found)
    beyond, bonus = _beyond(line.criterion, found), line.formula.bonus
    if beyond[0] <= 0 or (bonus is None and line.criterion.less_is_better):
        return line.scored(Case.MET, points, gauge=found)
    extra, limited = _bonus_for(bonus, beyond)
    whole = total((points, extra))
    on_top = line.rounded(whole) - line.rounded(points)
    return line.scored(Case.EXCEEDED, whole, gauge=found, capped=limited, bonus=on_top)


def _bonus(line: Line, result: Result) -> Scored:
    found = gauge(line.criterion, result)
    if isinstance(found, Missing):
        return _missing(line, found)
    if found.met is None:
        return Scored(0, Case.NO_TARGET, gauge=found)
    beyond = _beyond(line.criterion, found)
    if not found.met or beyond[0] <= 0:
        return Scored(0, Case.MET if found.met else Case.NOT_MET, gauge=found)
    points, limited = _bonus_for(line.formula, beyond)
    points, held = _at_most(points, line.max_points)
    return line.scored(Case.EXCEEDED, points, gauge=found, capped=limited or held)


def _beyond(criterion: Criterion, found: Gauge) -> Ratio:
    """By how much the target is exceeded, or how much of the limit is left; zero where there is no percentage."""
    if found.ratio is None:
        return NOTHING
    above, below = found.ratio
    return (below - above, below) if criterion.less_is_better else (above - below, below)


def _bonus_for(bonus: Bonus | None, beyond: Ratio) -> tuple[Ratio, bool]:
    """The points for what is beyond the target, and whether a limit held them down: no bonus is a limit too."""
    if bonus is None:
        return NOTHING, True
    step_above, step_below = bonus.step.as_integer_ratio()
    steps = (beyond[0] * 100 * step_below) // (beyond[1] * step_above) if step_above else 0
    return _at_most(times(bonus.points.as_integer_ratio(), (steps, 1)), bonus.pool.as_integer_ratio())


def _at_most(points: Ratio, most: Ratio) -> tuple[Ratio, bool]:
    """The points within a limit, and whether it held them down."""
    held = points[0] * most[1] > most[0] * points[1]
    return (most if held else points), held


def _ordered_steps(criterion: Criterion) -> tuple[tuple[Ratio, Step], ...]:
    """Steps from the one that is hardest to reach; bounds in per cent become ratios."""
    if not isinstance(criterion.formula, Steps):
        return ()
    steps = sorted(criterion.formula.steps, key=lambda step: step.bound, reverse=not criterion.less_is_better)
    by = (100, 1) if criterion.formula.on is On.RATIO else WHOLE
    return tuple((over(step.bound.as_integer_ratio(), by), step) for step in steps)


def _steps(line: Line, result: Result) -> Scored:
    found = gauge(line.criterion, result)
    if isinstance(found, Missing):
        return _missing(line, found)
    x: Ratio | None = found.value
    if line.formula.on is On.RATIO:
        if found.met is None:
            return Scored(0, Case.NO_TARGET, gauge=found)
        x = found.ratio or (WHOLE if found.met else None)
    step = None if x is None else _step(line, x)
    if step is None:
        return Scored(0, Case.NO_STEP, gauge=found)
    points, held = _at_most(step.points.as_integer_ratio(), line.max_points)
    return line.scored(Case.STEP, points, gauge=found, step=step, capped=held)


def _step(line: Line, x: Ratio) -> Step | None:
    """The best step that is reached: where steps were written out of order, the one with the most points."""
    less = line.criterion.less_is_better
    reached = [
        step
        for bound, step in line.steps
        if (x[0] * bound[1] <= bound[0] * x[1] if less else x[0] * bound[1] >= bound[0] * x[1])
    ]
    return max(reached, key=lambda step: step.points, default=None)


def _per_occurrence(line: Line, result: Result) -> Scored:
    if result.missing:
        return _missing(line, result.missing)
    count = _counted(line, result)
    if count is None:
        return Scored(0, Case.NOT_REPORTED)
    points, held = _at_most(times(count, line.formula.points.as_integer_ratio()), line.max_points)
    points = points if points[0] > 0 else NOTHING
    return line.scored(Case.COUNTED, points, gauge=Gauge(count, None, None, NOTHING), capped=held)


def _counted(line: Line, result: Result) -> Ratio | None:
    """How many times; figures of several measures are added up."""
    if result.count is not None:
        return result.count.as_integer_ratio()
    values = _values(line.criterion, result)
    return total(value for value, _deducts in values) if values else None


def _plus_minus(line: Line, result: Result) -> Scored:
    if result.missing:
        return _missing(line, result.missing)
    plus, minus = additions_and_deductions(line.criterion, result)
    formula: PlusMinus = line.formula
    added = times(plus, formula.plus.as_integer_ratio())
    taken = times(minus, formula.minus.as_integer_ratio())
    raw = total((formula.start.as_integer_ratio(), added, (-taken[0], taken[1])))
    points, held = _at_most(raw, line.max_points)
    lowest = formula.lowest.as_integer_ratio()
    if points[0] * lowest[1] < lowest[0] * points[1]:
        points, held = lowest, True
    return line.scored(Case.COUNTED, points, capped=held)


def additions_and_deductions(criterion: Criterion, result: Result) -> tuple[Ratio, Ratio]:
    """How often something was added and deducted: as stated, and what the figures count."""
    values = _values(criterion, result)
    plus = total([result.plus.as_integer_ratio(), *(value for value, deducts in values if not deducts)])
    minus = total([result.minus.as_integer_ratio(), *(value for value, deducts in values if deducts)])
    return plus, minus


def _values(criterion: Criterion, result: Result) -> list[tuple[Ratio, bool]]:
    """The figures that there are, each with whether it counts deductions."""
    if result.parts:
        parts = targeted(criterion, result.parts)
        return [(p.value.as_integer_ratio(), m.deducts) for p, m in parts if p.value is not None]
    if result.value is None:
        return []
    return [(result.value.as_integer_ratio(), bool(criterion.measures) and criterion.measures[0].deducts)]


def _relative(line: Line, result: Result) -> Scored:
    found = gauge(line.criterion, result)
    if isinstance(found, Missing):
        return _missing(line, found)
    best: Best = line.best
    if found.met is None:
        return _untargeted(line, found, best)
    met = over(times(line.max_points, line.formula.met.as_integer_ratio()), HUNDRED.as_integer_ratio())
    beyond = _beyond(line.criterion, found) if found.met else NOTHING
    if beyond[0] <= 0:
        points = times(met, found.reached)
        case = Case.MET if found.met else Case.SHARE if points[0] else Case.NOT_MET
        return line.scored(case, points, gauge=found, best=best)
    # The leader's own ratio, never its result: A/T − 1 of this unit over L − 1 of the leader.
    leading = _beyond(line.criterion, found._replace(ratio=best.ratio)) if best.ratio else beyond
    share, _held = _at_most(over(beyond, leading), WHOLE)
    rest = total((line.max_points, (-met[0], met[1])))
    case = Case.LEADER if share[0] >= share[1] else Case.EXCEEDED
    return line.scored(case, total((met, times(rest, share))), gauge=found, best=best)


def _untargeted(line: Line, found: Gauge, best: Best) -> Scored:
    """Units without a target are compared with each other, below those that met one unless nobody has a target."""
    compared = not line.criterion.less_is_better and line.formula.untargeted is Untargeted.MET
    if not compared or found.value[0] <= 0:
        return Scored(0, Case.NO_TARGET, gauge=found, best=best)
    most = line.max_points
    if best.targeted:
        most = over(times(most, line.formula.met.as_integer_ratio()), HUNDRED.as_integer_ratio())
    share, _held = _at_most(over(found.value, best.untargeted or found.value), WHOLE)
    return line.scored(Case.AMONG_UNTARGETED, times(most, share), gauge=found, best=best)


def _manual(line: Line, result: Result) -> Scored:
    if result.missing == Missing.NOT_APPLICABLE:
        return _missing(line, result.missing)
    given = result.points if result.points is not None else result.value
    if given is None:
        return Scored(0, Case.NOT_GIVEN)
    points, held = _at_most(given.as_integer_ratio(), line.max_points)
    if points[0] < 0:
        points, held = NOTHING, True
    return line.scored(Case.GIVEN, points, capped=held)


def _external(line: Line, result: Result) -> Scored:
    if result.missing:
        return _missing(line, result.missing)
    formula: External = line.formula
    worth = {award.code: award.points for award in formula.awards}
    if unknown := sorted(set(result.awards) - set(worth)):
        sentence = _("Tiêu chí %(code)s không có khen thưởng «%(award)s». Hãy dùng một mã có trong bảng điểm.")
        raise UnknownAward(sentence % {"code": line.criterion.code, "award": unknown[0]})
    won = [worth[code] for code in result.awards]
    if not won:
        return Scored(0, Case.NO_AWARD)
    raw = max(won) if formula.best_only else sum(won, Decimal(0))
    points, held = _at_most(raw.as_integer_ratio(), line.max_points)
    return line.scored(Case.AWARDED, points, capped=held)


_METHODS: Mapping[type, Callable[[Line, Result], Scored]] = {
    Binary: _binary,
    Proportional: _proportional,
    Steps: _steps,
    Bonus: _bonus,
    PerOccurrence: _per_occurrence,
    PlusMinus: _plus_minus,
    Relative: _relative,
    Manual: _manual,
    External: _external,
}
