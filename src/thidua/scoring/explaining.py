"""Why a unit has the points that it has: one sentence per criterion, and the same taken apart for a page.

Numbers are printed the Vietnamese way; percentages with one decimal place.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from thidua.core.numbers import print_number, print_percent

from .describing import describe, describe_effect
from .gauging import Ratio
from .methods import Case, Scored, additions_and_deductions
from .printing import PERCENT_DIGITS, Figure, figures_of, printed, value_of
from .results import Result
from .scheme import Binary, Combine, Criterion, External, On, PerOccurrence, PlusMinus, Scheme, Steps
from .standing import Fired
from .working import worked


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
        figures=figures_of(criterion, result),
        formula=worked(criterion, scored, result),
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
        return _("%(count)s lần") % {"count": printed(value_of(scored))}
    if isinstance(criterion.formula, External):
        names = {award.code: award.name for award in criterion.formula.awards}
        return ", ".join(names[code] for code in result.awards)
    figures = figures_of(criterion, result)
    if len(figures) == 1:
        return _one_figure(criterion, figures[0], _unit(criterion))
    together = _COMBINED[criterion.combine]()
    listed = "; ".join(f"{figure.name} {_short(figure)}" for figure in figures)
    percent = "" if scored.percent is None else print_percent(scored.percent, PERCENT_DIGITS)
    return f"{listed}; {together} {percent or printed(value_of(scored))}"


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


def _unit(criterion: Criterion) -> str:
    return criterion.measures[0].unit if criterion.measures else ""


def _plus_minus_counts(formula: PlusMinus, counts: tuple[Ratio, Ratio]) -> str:
    """How often something was added and deducted, as far as the formula asks for it."""
    plus, minus = ({"count": printed(Fraction(*count))} for count in counts)
    said = [_("%(count)s lần cộng") % plus] if formula.plus else []
    return ", ".join([*said, _("%(count)s lần trừ") % minus] if formula.minus else said)
