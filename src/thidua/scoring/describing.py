"""The rules of a table in words: formulas, floors, conditions, tie-breaks; for the editor, the covenant, the card."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from thidua.core.numbers import print_number

from .facts import fact_name
from .scheme import (
    HUNDRED,
    Binary,
    Bonus,
    Criterion,
    Demote,
    Effect,
    Exclude,
    External,
    Floor,
    Manual,
    On,
    Operator,
    PerOccurrence,
    PlusMinus,
    Proportional,
    Relative,
    Scheme,
    Steps,
    Test,
    TieBreak,
    TieBreakBy,
)


def describe(criterion: Criterion) -> str:
    """The formula of a criterion in one line: "Tỷ lệ: 9 × kết quả/chỉ tiêu, không quá 9 điểm"."""
    return _DESCRIBE[type(criterion.formula)](criterion, criterion.formula)


def describe_effect(effect: Effect) -> str:
    """What follows from a condition or a floor."""
    if isinstance(effect, Exclude):
        return _("không xét thi đua")
    if isinstance(effect, Demote):
        return _("hạ %(by)d bậc xếp loại") % {"by": effect.by}
    return _("xếp loại cao nhất là «%(label)s»") % {"label": effect.label}


def describe_floor(floor: Floor) -> str:
    """A floor in one line: "Dưới 50% điểm tối đa: hạ 1 bậc xếp loại"."""
    return _("Dưới %(least)s%% điểm tối đa: %(effect)s") % {
        "least": print_number(floor.least),
        "effect": describe_effect(floor.effect),
    }


def describe_test(test: Test) -> str:
    """A test in words: "Số tháng từ khi thành lập nhỏ hơn 12"."""
    value = test.value
    said = {
        "fact": fact_name(test.fact),
        "value": print_number(value) if isinstance(value, Decimal) else value,
        "how": Operator(test.operator).label,
    }
    if isinstance(test.value, bool):
        holds = test.value is (test.operator != Operator.IS_NOT)
        return (_("%(fact)s: có") if holds else _("%(fact)s: không")) % said
    if test.order and test.operator == Operator.AT_LEAST:
        return _("%(fact)s từ %(value)s trở lên") % said
    return _("%(fact)s %(how)s %(value)s") % said


def describe_tie_break(scheme: Scheme, tie: TieBreak) -> str:
    """A tie-break in words: "Điểm của nhóm «Tổ chức» cao hơn"."""
    if tie.by is TieBreakBy.FACT:
        words = (
            _("%(what)s: ít hơn hoặc sớm hơn xếp trước")
            if tie.less_first
            else _("%(what)s: có hoặc nhiều hơn xếp trước")
        )
        return words % {"what": fact_name(tie.of)}
    words = _("Điểm «%(what)s» thấp hơn xếp trước") if tie.less_first else _("Điểm «%(what)s» cao hơn xếp trước")
    return words % {"what": _named(scheme, tie)}


def _named(scheme: Scheme, tie: TieBreak) -> str:
    named: Mapping[str, str]
    if tie.by is TieBreakBy.CRITERION:
        named = {criterion.code: criterion.name for criterion in scheme.positions}
    else:
        named = {group.code: group.name for group in scheme.walk()}
    return named.get(tie.of, tie.of)


# ── Formulas ─────────────────────────────────────────────────────────────────


def _binary(criterion: Criterion, _formula: Binary) -> str:
    return _("Đạt được %(max)s điểm, không đạt không có điểm") % {"max": print_number(criterion.max)}


def _proportional(criterion: Criterion, formula: Proportional) -> str:
    said = {"max": print_number(criterion.max)}
    if criterion.less_is_better:
        words = _("Không vượt mức cho phép được %(max)s điểm, vượt mức không có điểm") % said
    else:
        words = _("Tỷ lệ: %(max)s × kết quả/chỉ tiêu, không quá %(max)s điểm") % said
    return words if formula.bonus is None else f"{words}; {_beyond(criterion, formula.bonus)}"


def _beyond(criterion: Criterion, bonus: Bonus) -> str:
    said = {name: print_number(getattr(bonus, name)) for name in ("step", "points", "pool")}
    if criterion.less_is_better:
        return _("mỗi %(step)s%% dưới mức cho phép thêm %(points)s, không quá %(pool)s điểm") % said
    return _("mỗi %(step)s%% vượt chỉ tiêu thêm %(points)s, không quá %(pool)s điểm") % said


def _steps(criterion: Criterion, formula: Steps) -> str:
    less = criterion.less_is_better
    pattern = _("đến %(bound)s được %(points)s") if less else _("từ %(bound)s được %(points)s")
    percent = "%" if formula.on is On.RATIO else ""
    steps = sorted(formula.steps, key=lambda step: step.bound, reverse=not less)
    said = [{"bound": print_number(s.bound) + percent, "points": print_number(s.points)} for s in steps]
    if not said:
        return _("Theo mức: chưa có mức nào")
    rest = _("quá %(bound)s không có điểm") if less else _("dưới %(bound)s không có điểm")
    lines = [*(pattern % one for one in said), rest % said[-1]]
    return _("Theo mức: %(steps)s") % {"steps": "; ".join(lines)}


def _bonus(criterion: Criterion, formula: Bonus) -> str:
    return _("Thưởng: %(bonus)s") % {"bonus": _beyond(criterion, formula)}


def _per_occurrence(criterion: Criterion, formula: PerOccurrence) -> str:
    said = {"points": print_number(formula.points), "max": print_number(criterion.max)}
    return _("Mỗi lần %(points)s điểm, không quá %(max)s điểm") % said


def _plus_minus(criterion: Criterion, formula: PlusMinus) -> str:
    said = {name: print_number(getattr(formula, name)) for name in ("start", "plus", "minus", "lowest")}
    said["max"] = print_number(criterion.max)
    parts = [_("bắt đầu từ %(start)s điểm") % said]
    if formula.plus:
        parts.append(_("mỗi lần cộng %(plus)s") % said)
    if formula.minus:
        parts.append(_("mỗi lần trừ %(minus)s") % said)
    parts.append(_("trong khoảng từ %(lowest)s đến %(max)s điểm") % said)
    return _("Cộng trừ: %(parts)s") % {"parts": ", ".join(parts)}


def _relative(criterion: Criterion, formula: Relative) -> str:
    met = print_number(criterion.max * formula.met / HUNDRED)
    return _("So với đơn vị dẫn đầu: đạt chỉ tiêu được %(met)s điểm, dẫn đầu được %(max)s điểm") % {
        "met": met,
        "max": print_number(criterion.max),
    }


def _manual(criterion: Criterion, _formula: Manual) -> str:
    return _("Chấm theo minh chứng, từ 0 đến %(max)s điểm") % {"max": print_number(criterion.max)}


def _external(criterion: Criterion, formula: External) -> str:
    awards = ", ".join(f"{award.name} {print_number(award.points)}" for award in formula.awards)
    how = _("tính khen thưởng cao nhất") if formula.best_only else _("cộng các khen thưởng")
    said = {"awards": awards, "how": how, "max": print_number(criterion.max)}
    return _("Điểm khen thưởng: %(awards)s; %(how)s, không quá %(max)s điểm") % said


_DESCRIBE: Mapping[type, Callable[[Criterion, Any], str]] = {
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
