"""How a point was worked out: the formula of its criterion with the unit's own numbers in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from django.utils.translation import gettext as _

from thidua.core.numbers import print_number

from .methods import Case, Scored, additions_and_deductions
from .printing import EXACT_DIGITS, figures_of, percent_of, printed, value_of
from .results import Result
from .scheme import (
    Binary,
    Bonus,
    Criterion,
    External,
    Manual,
    On,
    PerOccurrence,
    PlusMinus,
    Proportional,
    Relative,
    Steps,
)


def worked(criterion: Criterion, scored: Scored, result: Result) -> str:
    """The formula with the unit's own numbers: "9 × 85% = 7,65, làm tròn 7,7"; empty where nothing was computed."""
    if scored.case in _NOT_COMPUTED:
        return ""
    return _WRITTEN[type(criterion.formula)](criterion, scored, result)


_NOT_COMPUTED = {Case.NOT_REPORTED, Case.NOT_APPLICABLE, Case.NOT_GIVEN, Case.NO_TARGET, Case.NO_AWARD}


def _binary(_criterion: Criterion, scored: Scored, _result: Result) -> str:
    return _("%(case)s: %(points)s điểm") % {"case": scored.case.label, "points": print_number(scored.points)}


def _proportional(criterion: Criterion, scored: Scored, result: Result) -> str:
    gauge = scored.gauge
    most = print_number(criterion.max)
    if gauge is None or gauge.ratio is None or criterion.less_is_better:
        return _binary(criterion, scored, result)
    ratio, figures = Fraction(*gauge.ratio), figures_of(criterion, result)
    share = f"{figures[0].value}/{figures[0].target}" if len(figures) == 1 else percent_of(ratio, EXACT_DIGITS)
    words = f"{most} × {share} = {printed(Fraction(criterion.max) * ratio)}"
    if ratio > 1:
        words = _("%(words)s, không quá %(max)s") % {"words": words, "max": most}
    elif scored.points:
        words += _rounding(scored)
    bonus = criterion.formula.bonus if isinstance(criterion.formula, Proportional) else None
    return f"{words}; {_beyond(bonus, ratio - 1)}" if bonus and ratio > 1 else words


def _rounding(scored: Scored) -> str:
    """What rounding made of the exact points, where it made anything."""
    if scored.exact == scored.points:
        return ""
    return _(", làm tròn %(points)s") % {"points": print_number(scored.points)}


def _beyond(bonus: Bonus, beyond: Fraction) -> str:
    """The bonus for what is beyond the target: whole steps × points."""
    steps = int(beyond * 100 / Fraction(bonus.step)) if bonus.step else 0
    said = {
        "beyond": percent_of(beyond, EXACT_DIGITS),
        "steps": print_number(steps),
        "step": print_number(bonus.step),
        "points": print_number(bonus.points),
        "product": print_number(steps * bonus.points),
        "pool": print_number(bonus.pool),
    }
    return (
        _("vượt %(beyond)s gồm %(steps)s lần %(step)s%%: %(steps)s × %(points)s = %(product)s, không quá %(pool)s")
        % said
    )


def _bonus(criterion: Criterion, scored: Scored, _result: Result) -> str:
    assert isinstance(criterion.formula, Bonus)
    ratio = scored.percent
    if scored.case is not Case.EXCEEDED or ratio is None:
        return _("Không vượt: 0 điểm")
    beyond = 1 - ratio / 100 if criterion.less_is_better else ratio / 100 - 1
    return _beyond(criterion.formula, beyond)


def _steps(criterion: Criterion, scored: Scored, _result: Result) -> str:
    if scored.step is None:
        return _("Chưa đạt mức nào: 0 điểm")
    percent = "%" if isinstance(criterion.formula, Steps) and criterion.formula.on is On.RATIO else ""
    pattern = _("Đến %(bound)s: %(points)s điểm") if criterion.less_is_better else _("Từ %(bound)s: %(points)s điểm")
    return pattern % {"bound": print_number(scored.step.bound) + percent, "points": print_number(scored.step.points)}


def _per_occurrence(criterion: Criterion, scored: Scored, _result: Result) -> str:
    assert isinstance(criterion.formula, PerOccurrence)
    count, points = value_of(scored), Fraction(criterion.formula.points)
    words = f"{printed(count)} × {printed(points)} = {printed(count * points)}"
    return _("%(words)s, không quá %(max)s") % {"words": words, "max": print_number(criterion.max)}


def _plus_minus(criterion: Criterion, _scored: Scored, result: Result) -> str:
    formula = criterion.formula
    assert isinstance(formula, PlusMinus)
    plus, minus = (Fraction(*one) for one in additions_and_deductions(criterion, result))
    words = printed(formula.start)
    if formula.plus:
        words += f" + {printed(plus)} × {printed(formula.plus)}"
    if formula.minus:
        words += f" − {printed(minus)} × {printed(formula.minus)}"
    raw = Fraction(formula.start) + plus * Fraction(formula.plus) - minus * Fraction(formula.minus)
    return _("%(words)s = %(raw)s, trong khoảng từ %(lowest)s đến %(max)s") % {
        "words": words,
        "raw": printed(raw),
        "lowest": print_number(formula.lowest),
        "max": print_number(criterion.max),
    }


def _relative(criterion: Criterion, scored: Scored, result: Result) -> str:
    formula, gauge = criterion.formula, scored.gauge
    assert isinstance(formula, Relative)
    most = Fraction(criterion.max)
    met = most * Fraction(formula.met) / 100
    points = printed(scored.exact) + _rounding(scored)
    if gauge is None or scored.best is None:
        return ""
    if scored.case is Case.AMONG_UNTARGETED:
        limit = met if scored.best.targeted else most
        largest = Fraction(*(scored.best.untargeted or gauge.value))
        return f"{printed(limit)} × {printed(value_of(scored))} ÷ {printed(largest)} = {points}"
    if scored.case is Case.LEADER or gauge.ratio is None or criterion.less_is_better:
        return _binary(criterion, scored, result)
    ratio = Fraction(*gauge.ratio)
    if scored.case is not Case.EXCEEDED or scored.best.ratio is None:
        return f"{printed(met)} × {percent_of(min(max(ratio, Fraction(0)), Fraction(1)), EXACT_DIGITS)} = {points}"
    leader = Fraction(*scored.best.ratio)
    share = f"({percent_of(ratio, EXACT_DIGITS)} − 100%) ÷ ({percent_of(leader, EXACT_DIGITS)} − 100%)"
    return f"{printed(met)} + {printed(most - met)} × {share} = {points}"


def _manual(criterion: Criterion, scored: Scored, _result: Result) -> str:
    said = {"points": print_number(scored.points), "max": print_number(criterion.max)}
    return _("Được chấm %(points)s trên tối đa %(max)s điểm") % said


def _external(criterion: Criterion, _scored: Scored, result: Result) -> str:
    assert isinstance(criterion.formula, External)
    worth = {award.code: award for award in criterion.formula.awards}
    listed = ", ".join(f"{worth[code].name} {print_number(worth[code].points)}" for code in result.awards)
    how = _("tính cao nhất") if criterion.formula.best_only else _("cộng lại")
    return _("%(awards)s; %(how)s, không quá %(max)s") % {
        "awards": listed,
        "how": how,
        "max": print_number(criterion.max),
    }


_WRITTEN: Mapping[type, Callable[[Criterion, Scored, Result], str]] = {
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
