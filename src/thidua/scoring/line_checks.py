"""What is wrong with one criterion: a maximum out of reach, a formula without what it reads, nobody to score."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any, Literal

from django.utils.translation import gettext as _

from thidua.core.numbers import print_number

from .scheme import (
    HUNDRED,
    Binary,
    Bonus,
    Combine,
    Criterion,
    External,
    Manual,
    PerOccurrence,
    PlusMinus,
    Proportional,
    Relative,
    Scorer,
    Steps,
)

# Severity, path inside the criterion, sentence.
LineFinding = tuple[Literal["error", "warning"], str, str]
_READS_FIGURES = (Proportional, Steps, Bonus, Relative)


def line_findings(criterion: Criterion, *, digits: int) -> Iterator[LineFinding]:
    """What is wrong or odd about a criterion by itself; sentences go on after its name."""
    yield from _of_max(criterion, digits)
    yield from _OF_FORMULA[type(criterion.formula)](criterion, criterion.formula)
    yield from _of_scorer(criterion)
    yield from _of_measures(criterion)


def _of_max(criterion: Criterion, digits: int) -> Iterator[LineFinding]:
    if criterion.max != round(criterion.max, digits):
        words = _("điểm tối đa có nhiều chữ số lẻ hơn điểm của bảng (%(digits)d chữ số). Hãy làm tròn.")
        yield "error", "max", words % {"digits": digits}
    deducts = isinstance(criterion.formula, PlusMinus) and criterion.formula.lowest < 0
    if criterion.max < 0 or (criterion.max == 0 and not deducts):
        yield "error", "max", _("điểm tối đa phải lớn hơn 0. Hãy sửa lại.")


def _of_scorer(criterion: Criterion) -> Iterator[LineFinding]:
    by_hand = isinstance(criterion.formula, Manual)
    if by_hand and criterion.scorer is Scorer.SYSTEM:
        yield "error", "scorer", _("chấm tay thì phải có người chấm. Hãy chọn ai chấm.")
    if criterion.scorer is Scorer.DEPARTMENT and not criterion.area:
        yield "error", "area", _("chưa rõ ban nào chấm. Hãy chọn lĩnh vực của ban.")
    needs_figures = isinstance(criterion.formula, _READS_FIGURES) or (criterion.scorer is Scorer.SYSTEM and not by_hand)
    if needs_figures and not criterion.measures and not isinstance(criterion.formula, External):
        yield "error", "measures", _("chưa có số liệu nguồn. Hãy chọn chỉ tiêu hoặc đặt tên số liệu.")
    if not criterion.measures and not criterion.evidence:
        yield "warning", "evidence", _("chấm không từ số liệu mà không đòi minh chứng. Hãy nêu minh chứng cần có.")


def _of_measures(criterion: Criterion) -> Iterator[LineFinding]:
    keys = [measure.key for measure in criterion.measures]
    for n, key in enumerate(keys):
        if key in keys[:n]:
            yield "error", f"measures[{n}].key", _("số liệu «%(key)s» có hai lần. Hãy bỏ một.") % {"key": key}
    if len(keys) > 1 and criterion.combine is Combine.EACH:
        if not any(measure.weight for measure in criterion.measures):
            yield "error", "measures", _("mọi trọng số đều bằng 0. Hãy đặt trọng số cho ít nhất một số liệu.")
        if isinstance(criterion.formula, Relative | Bonus) or _bonus_on_top(criterion):
            words = _(
                "trung bình của các tỷ lệ không bao giờ quá 100%, nên không thể vượt. Hãy chọn cộng lại hoặc thấp nhất."
            )
            yield "error", "combine", words


def _bonus_on_top(criterion: Criterion) -> bool:
    return isinstance(criterion.formula, Proportional) and criterion.formula.bonus is not None


# ── Formulas ─────────────────────────────────────────────────────────────────


def _nothing(_criterion: Criterion, _formula: Any) -> Iterator[LineFinding]:
    return iter(())


def _unreachable(criterion: Criterion, most: Decimal) -> Iterator[LineFinding]:
    """A maximum that the formula never reaches, or points that the maximum never lets through."""
    said = {"most": print_number(most), "max": print_number(criterion.max)}
    if most < criterion.max:
        words = _("công thức cho nhiều nhất %(most)s, không bao giờ đạt tối đa %(max)s điểm. Hãy sửa cho khớp.")
        yield "error", "formula", words % said
    elif most > criterion.max:
        words = _("công thức cho đến %(most)s nhưng chỉ tính tối đa %(max)s điểm. Hãy sửa cho khớp.")
        yield "warning", "formula", words % said


def _proportional(_criterion: Criterion, formula: Proportional) -> Iterator[LineFinding]:
    if formula.bonus is not None:
        yield from _sound_bonus(formula.bonus, "formula.bonus")


def _steps(criterion: Criterion, formula: Steps) -> Iterator[LineFinding]:
    if not formula.steps:
        yield "error", "formula.steps", _("chưa có mức nào. Hãy thêm ít nhất một mức.")
        return
    bounds = [step.bound for step in formula.steps]
    if len(set(bounds)) < len(bounds):
        yield "error", "formula.steps", _("có hai mức cùng ngưỡng. Hãy bỏ một mức.")
    most = max(step.points for step in formula.steps)
    if most > criterion.max:
        words = _("có mức %(most)s điểm, cao hơn tối đa %(max)s điểm. Hãy sửa cho khớp.")
        yield "error", "formula.steps", words % {"most": print_number(most), "max": print_number(criterion.max)}
    else:
        yield from _unreachable(criterion, most)
    by_bound = sorted(formula.steps, key=lambda step: step.bound, reverse=criterion.less_is_better)
    points = [step.points for step in by_bound]
    if points != sorted(points):
        yield "warning", "formula.steps", _("kết quả tốt hơn lại được ít điểm hơn. Hãy xem lại các mức.")


def _bonus(criterion: Criterion, formula: Bonus) -> Iterator[LineFinding]:
    yield from _sound_bonus(formula, "formula")
    yield from _unreachable(criterion, formula.pool)


def _sound_bonus(bonus: Bonus, path: str) -> Iterator[LineFinding]:
    for name in ("step", "points", "pool"):
        if getattr(bonus, name) <= 0:
            yield "error", f"{path}.{name}", _("số này của điểm thưởng phải lớn hơn 0. Hãy sửa lại.")
    if bonus.points > bonus.pool:
        yield "error", f"{path}.pool", _("một lần thưởng đã quá giới hạn điểm thưởng. Hãy sửa cho khớp.")


def _per_occurrence(_criterion: Criterion, formula: PerOccurrence) -> Iterator[LineFinding]:
    if formula.points <= 0:
        yield "error", "formula.points", _("điểm mỗi lần phải lớn hơn 0; để trừ điểm hãy chọn cộng trừ.")


def _plus_minus(criterion: Criterion, formula: PlusMinus) -> Iterator[LineFinding]:
    if formula.plus < 0 or formula.minus < 0:
        yield "error", "formula", _("điểm cộng và điểm trừ mỗi lần ghi số dương. Hãy bỏ dấu trừ.")
    if formula.plus == 0 and formula.minus == 0:
        yield "error", "formula", _("chưa có điểm cộng hay điểm trừ mỗi lần. Hãy ghi ít nhất một.")
    if not formula.lowest <= formula.start <= criterion.max:
        yield "error", "formula.start", _("điểm ban đầu phải nằm giữa mức thấp nhất và tối đa. Hãy sửa cho khớp.")
    elif formula.plus == 0:
        yield from _unreachable(criterion, formula.start)
    elif formula.minus == 0 and formula.lowest < formula.start:
        yield "warning", "formula.lowest", _("không có điểm trừ nên không bao giờ xuống mức thấp nhất. Hãy xem lại.")


def _relative(_criterion: Criterion, formula: Relative) -> Iterator[LineFinding]:
    if not 0 < formula.met < HUNDRED:
        yield "error", "formula.met", _("phần điểm khi vừa đạt chỉ tiêu phải lớn hơn 0% và nhỏ hơn 100%. Hãy sửa lại.")


def _external(criterion: Criterion, formula: External) -> Iterator[LineFinding]:
    if not formula.awards:
        yield "error", "formula.awards", _("chưa có khen thưởng nào. Hãy thêm ít nhất một.")
        return
    codes = [award.code for award in formula.awards]
    if len(set(codes)) < len(codes):
        yield "error", "formula.awards", _("có hai khen thưởng cùng mã. Hãy đặt mã khác.")
    if any(award.points <= 0 for award in formula.awards):
        yield "error", "formula.awards", _("điểm của mỗi khen thưởng phải lớn hơn 0. Hãy sửa lại.")
    worth = [award.points for award in formula.awards]
    yield from _unreachable(criterion, max(worth) if formula.best_only else sum(worth, Decimal(0)))


_OF_FORMULA: Mapping[type, Callable[[Criterion, Any], Iterator[LineFinding]]] = {
    Binary: _nothing,
    Proportional: _proportional,
    Steps: _steps,
    Bonus: _bonus,
    PerOccurrence: _per_occurrence,
    PlusMinus: _plus_minus,
    Relative: _relative,
    Manual: _nothing,
    External: _external,
}
