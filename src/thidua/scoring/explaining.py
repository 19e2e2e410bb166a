"""Why a unit has the points that it has: one sentence per criterion, and the same taken apart for a page.

Numbers are printed the Vietnamese way; percentages with one decimal place.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from thidua.core.numbers import Exact, print_number, print_percent

from .describing import describe, describe_effect
from .gauging import Ratio, targeted
from .methods import Case, Scored, additions_and_deductions
from .results import Number, Part, Result
from .scheme import (
    Binary,
    Bonus,
    Combine,
    Criterion,
    External,
    Manual,
    Measure,
    On,
    PerOccurrence,
    PlusMinus,
    Proportional,
    Relative,
    Scheme,
    Steps,
)
from .standing import Fired

PERCENT_DIGITS = 1
# Points before rounding, when they have no end.
EXACT_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure as it was read: its name, the result, the target, the percentage, each as printed ("" for none)."""

    key: str
    name: str
    value: str
    target: str
    percent: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """A point taken apart: the rule in words, the figures, the formula with the numbers in it, what decided it,
    whether a limit held the points down, and everything in one sentence."""

    rule: str
    figures: tuple[Figure, ...]
    formula: str
    case: Case
    capped: bool
    points: str
    sentence: str


def explain(criterion: Criterion, scored: Scored, result: Result) -> Explanation:
    """A scored result taken apart; `result` is what it was scored from."""
    return Explanation(
        rule=describe(criterion),
        figures=_figures(criterion, result),
        formula=_with_numbers(criterion, scored, result),
        case=scored.case,
        capped=scored.capped,
        points=print_number(scored.points),
        sentence=sentence(criterion, scored, result),
    )


def sentence(criterion: Criterion, scored: Scored, result: Result) -> str:
    """One sentence: "Kết nạp mới: 1.240 trên chỉ tiêu 1.000 đoàn viên, đạt 124% → 9 điểm (đã chạm trần 9 điểm)."."""
    return _("%(criterion)s: %(found)s → %(points)s điểm%(note)s.") % {
        "criterion": criterion.name,
        "found": _found(criterion, scored, result),
        "points": print_number(scored.points),
        "note": _note(criterion, scored),
    }


def fired_sentence(scheme: Scheme, fired: Fired) -> str:
    """Why the class is not that of the points: the condition or the floor that fired, and what follows."""
    effect = describe_effect(fired.effect)
    if fired.floor is None:
        text = next((c.text for c in scheme.conditions if c.code == fired.code), fired.code)
        return _("%(text)s: %(effect)s.") % {"text": text, "effect": effect}
    places: tuple[Any, ...] = (*scheme.walk(), *scheme.positions)
    name = next((place.name for place in places if place.code == fired.code), fired.code)
    return _("«%(name)s» dưới %(least)s%% điểm tối đa: %(effect)s.") % {
        "name": name,
        "least": print_number(fired.floor.least),
        "effect": effect,
    }


# ── What was found ───────────────────────────────────────────────────────────


def _found(criterion: Criterion, scored: Scored, result: Result) -> str:
    """The result in words, before what it is worth."""
    said = _SAID.get(scored.case)
    if said is not None:
        return said()
    if isinstance(criterion.formula, PlusMinus):
        return _plus_minus_counts(criterion.formula, additions_and_deductions(criterion, result))
    if isinstance(criterion.formula, PerOccurrence):
        return _("%(count)s lần") % {"count": _printed(_value(scored))}
    if isinstance(criterion.formula, External):
        names = {award.code: award.name for award in criterion.formula.awards}
        return ", ".join(names[code] for code in result.awards)
    figures = _figures(criterion, result)
    if len(figures) == 1:
        return _one_figure(criterion, figures[0], _unit(criterion))
    together = _COMBINED[criterion.combine]()
    listed = "; ".join(f"{figure.name} {_short(figure)}" for figure in figures)
    percent = "" if scored.percent is None else print_percent(scored.percent, PERCENT_DIGITS)
    return f"{listed}; {together} {percent or _printed(_value(scored))}"


_SAID: Mapping[Case, Callable[[], str]] = {
    Case.NOT_REPORTED: lambda: _("chưa có số liệu"),
    Case.NOT_APPLICABLE: lambda: _("không áp dụng với đơn vị"),
    Case.NOT_GIVEN: lambda: _("chưa chấm"),
    Case.GIVEN: lambda: _("được chấm"),
    Case.NO_AWARD: lambda: _("không có khen thưởng"),
}
_COMBINED: Mapping[Combine, Callable[[], str]] = {
    Combine.EACH: lambda: _("trung bình"),
    Combine.SUM: lambda: _("cộng lại"),
    Combine.LOWEST: lambda: _("thấp nhất"),
}


def _one_figure(criterion: Criterion, figure: Figure, unit: str) -> str:
    said = {"value": figure.value, "target": figure.target, "percent": figure.percent, "unit": unit and f" {unit}"}
    if not figure.target:
        return (
            _("%(value)s%(unit)s, không có chỉ tiêu") % said
            if _needs_target(criterion)
            else f"{figure.value}{said['unit']}"
        )
    if criterion.less_is_better:
        if not figure.percent:
            return _("%(value)s, mức cho phép %(target)s%(unit)s") % said
        return _("%(value)s, mức cho phép %(target)s%(unit)s, bằng %(percent)s mức đó") % said
    if not figure.percent:
        return _("%(value)s trên chỉ tiêu %(target)s%(unit)s") % said
    return _("%(value)s trên chỉ tiêu %(target)s%(unit)s, đạt %(percent)s") % said


def _needs_target(criterion: Criterion) -> bool:
    formula = criterion.formula
    return not (isinstance(formula, Binary) or (isinstance(formula, Steps) and formula.on is On.VALUE))


def _short(figure: Figure) -> str:
    words = f"{figure.value}/{figure.target}" if figure.target else figure.value
    return f"{words} ({figure.percent})" if figure.percent else words


def _note(criterion: Criterion, scored: Scored) -> str:
    """What held the points down, raised them or decided them, in brackets."""
    notes = []
    if scored.bonus:
        notes.append(_("trong đó %(bonus)s điểm thưởng") % {"bonus": print_number(Fraction(scored.bonus, 1000))})
    if scored.capped:
        notes.append(_limit(criterion, scored))
    if scored.case in _NOTED:
        notes.append(_NOTED[scored.case]())
    return f" ({'; '.join(notes)})" if notes else ""


def _limit(criterion: Criterion, scored: Scored) -> str:
    lowest = criterion.formula.lowest if isinstance(criterion.formula, PlusMinus) else 0
    if scored.points == lowest and scored.points < criterion.max:
        return _("đã chạm mức thấp nhất %(points)s điểm") % {"points": print_number(scored.points)}
    return _("đã chạm trần %(points)s điểm") % {"points": print_number(scored.points)}


_NOTED: Mapping[Case, Callable[[], str]] = {
    Case.NO_TARGET: lambda: _("không có chỉ tiêu để so"),
    Case.LEADER: lambda: _("dẫn đầu"),
    Case.NO_STEP: lambda: _("chưa đạt mức nào"),
    Case.AMONG_UNTARGETED: lambda: _("so với các đơn vị cùng không có chỉ tiêu"),
}


# ── The formula with its numbers ─────────────────────────────────────────────


def _with_numbers(criterion: Criterion, scored: Scored, result: Result) -> str:
    """The formula with the unit's own numbers; empty where nothing was computed."""
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
    ratio, figures = Fraction(*gauge.ratio), _figures(criterion, result)
    share = f"{figures[0].value}/{figures[0].target}" if len(figures) == 1 else _percent(ratio, EXACT_DIGITS)
    words = f"{most} × {share} = {_printed(Fraction(criterion.max) * ratio)}"
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
        "beyond": _percent(beyond, EXACT_DIGITS),
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
    count, points = _value(scored), Fraction(criterion.formula.points)
    words = f"{_printed(count)} × {_printed(points)} = {_printed(count * points)}"
    return _("%(words)s, không quá %(max)s") % {"words": words, "max": print_number(criterion.max)}


def _plus_minus(criterion: Criterion, _scored: Scored, result: Result) -> str:
    formula = criterion.formula
    assert isinstance(formula, PlusMinus)
    plus, minus = (Fraction(*one) for one in additions_and_deductions(criterion, result))
    words = _printed(formula.start)
    if formula.plus:
        words += f" + {_printed(plus)} × {_printed(formula.plus)}"
    if formula.minus:
        words += f" − {_printed(minus)} × {_printed(formula.minus)}"
    raw = Fraction(formula.start) + plus * Fraction(formula.plus) - minus * Fraction(formula.minus)
    return _("%(words)s = %(raw)s, trong khoảng từ %(lowest)s đến %(max)s") % {
        "words": words,
        "raw": _printed(raw),
        "lowest": print_number(formula.lowest),
        "max": print_number(criterion.max),
    }


def _relative(criterion: Criterion, scored: Scored, result: Result) -> str:
    formula, gauge = criterion.formula, scored.gauge
    assert isinstance(formula, Relative)
    most = Fraction(criterion.max)
    met = most * Fraction(formula.met) / 100
    points = _printed(scored.exact) + _rounding(scored)
    if gauge is None or scored.best is None:
        return ""
    if scored.case is Case.AMONG_UNTARGETED:
        limit = met if scored.best.targeted else most
        largest = Fraction(*(scored.best.untargeted or gauge.value))
        return f"{_printed(limit)} × {_printed(_value(scored))} ÷ {_printed(largest)} = {points}"
    if scored.case is Case.LEADER or gauge.ratio is None or criterion.less_is_better:
        return _binary(criterion, scored, result)
    ratio = Fraction(*gauge.ratio)
    if scored.case is not Case.EXCEEDED or scored.best.ratio is None:
        return f"{_printed(met)} × {_percent(min(max(ratio, Fraction(0)), Fraction(1)), EXACT_DIGITS)} = {points}"
    leader = Fraction(*scored.best.ratio)
    share = f"({_percent(ratio, EXACT_DIGITS)} − 100%) ÷ ({_percent(leader, EXACT_DIGITS)} − 100%)"
    return f"{_printed(met)} + {_printed(most - met)} × {share} = {points}"


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


# ── Figures ──────────────────────────────────────────────────────────────────


def _figures(criterion: Criterion, result: Result) -> tuple[Figure, ...]:
    """The measures as they were read; parts that do not apply are left out."""
    if result.parts:
        return tuple(_figure(criterion, part, measure) for part, measure in targeted(criterion, result.parts))
    if result.value is None:
        return ()
    measure = criterion.measures[0] if criterion.measures else Measure(key="")
    target = measure.target if result.target is None else result.target
    return (_figure(criterion, Part(result.value, target), measure),)


def _figure(criterion: Criterion, part: Part, measure: Measure) -> Figure:
    percent = ""
    if part.value is not None and part.target is not None and part.target > 0:
        percent = _percent(Fraction(part.value) / Fraction(part.target))
    return Figure(
        key=measure.key,
        name=measure.name or measure.key or criterion.name,
        value=_("chưa báo cáo") if part.value is None else _number(part.value),
        target="" if part.target is None else _number(part.target),
        percent=percent,
    )


def _unit(criterion: Criterion) -> str:
    return criterion.measures[0].unit if criterion.measures else ""


def _plus_minus_counts(formula: PlusMinus, counts: tuple[Ratio, Ratio]) -> str:
    """How often something was added and deducted, as far as the formula asks for it."""
    plus, minus = ({"count": _printed(Fraction(*count))} for count in counts)
    said = [_("%(count)s lần cộng") % plus] if formula.plus else []
    return ", ".join([*said, _("%(count)s lần trừ") % minus] if formula.minus else said)


def _value(scored: Scored) -> Fraction:
    value: Ratio = scored.gauge.value if scored.gauge else (0, 1)
    return Fraction(*value)


def _number(value: Number) -> str:
    return _printed(Fraction(value))


def _printed(value: Exact) -> str:
    """A number without end is cut to four places."""
    return print_number(value, EXACT_DIGITS)


def _percent(ratio: Fraction, digits: int = PERCENT_DIGITS) -> str:
    return print_percent(ratio * 100, digits)
