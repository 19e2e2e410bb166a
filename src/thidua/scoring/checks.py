"""What stands against publishing a table: errors forbid it, warnings are for its makers to judge."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thidua.core.numbers import print_number

from .line_checks import line_findings
from .scheme import (
    HUNDRED,
    CapAt,
    Condition,
    Criterion,
    Demote,
    Effect,
    Exclude,
    Floor,
    Group,
    Operator,
    Scheme,
    Test,
    TieBreakBy,
)


class Severity(TextChoices):
    """Whether a finding forbids publishing."""

    ERROR = "error", gettext_lazy("Phải sửa")
    WARNING = "warning", gettext_lazy("Nên xem lại")


@dataclass(frozen=True, slots=True)
class Finding:
    """One place of a table, by its path in the JSON, and a sentence that says what to do."""

    path: str
    severity: Severity
    sentence: str


def findings(scheme: Scheme) -> list[Finding]:
    """Everything that is wrong or odd about a table, in its order."""
    return [
        *_of_totals(scheme),
        *_of_codes(scheme),
        *(finding for path, group in _groups(scheme) for finding in _of_group(scheme, group, path)),
        *(finding for path, line in _lines(scheme) for finding in _of_line(scheme, line, path)),
        *_of_classes(scheme),
        *(finding for n, c in enumerate(scheme.conditions) for finding in _of_condition(scheme, c, f"conditions[{n}]")),
        *_of_tie_breaks(scheme),
    ]


def _error(path: str, sentence: str) -> Finding:
    return Finding(path, Severity.ERROR, sentence)


def _warning(path: str, sentence: str) -> Finding:
    return Finding(path, Severity.WARNING, sentence)


# ── Sums ─────────────────────────────────────────────────────────────────────


def _of_totals(scheme: Scheme) -> Iterator[Finding]:
    ordinary = sum((group.max for group in scheme.groups if not group.bonus), Decimal(0))
    extra = sum((group.max for group in scheme.groups if group.bonus), Decimal(0))
    if not scheme.positions:
        yield _error("groups", _("Bảng chưa có tiêu chí nào. Hãy thêm nhóm và tiêu chí."))
    elif scheme.total not in (ordinary, ordinary + extra):
        yield _error(
            "total",
            _("Các nhóm cộng lại được %(sum)s điểm, bảng ghi %(total)s. Hãy sửa cho khớp.")
            % {"sum": print_number(ordinary), "total": print_number(scheme.total)},
        )
    if scheme.cap is not None and scheme.cap < scheme.total:
        yield _warning("cap", _("Giới hạn tổng điểm thấp hơn tổng của bảng, không đơn vị nào đạt đủ. Hãy xem lại."))
    yield from _of_pool(scheme)


def _of_pool(scheme: Scheme) -> Iterator[Finding]:
    if scheme.bonus_pool is None:
        return
    within = {c.code for group in scheme.walk() if group.bonus for g in group.walk() for c in g.criteria}
    on_top = sum((c.most - c.max for c in scheme.positions if c.code not in within), Decimal(0))
    most = on_top + sum((group.max for group in scheme.groups if group.bonus), Decimal(0))
    if not most:
        yield _error(
            "bonus_pool", _("Có quỹ điểm thưởng mà không có điểm thưởng nào. Hãy bỏ quỹ hoặc thêm điểm thưởng.")
        )
    elif most < scheme.bonus_pool:
        words = _("Các điểm thưởng cộng lại chỉ được %(most)s, không bao giờ hết quỹ %(pool)s điểm. Hãy sửa cho khớp.")
        yield _warning("bonus_pool", words % {"most": print_number(most), "pool": print_number(scheme.bonus_pool)})


def _of_group(scheme: Scheme, group: Group, path: str) -> Iterator[Finding]:
    if not group.groups and not group.criteria:
        yield _error(
            path, _("Nhóm «%(name)s» chưa có tiêu chí. Hãy thêm tiêu chí hoặc bỏ nhóm.") % {"name": group.name}
        )
        return
    items: list[Group | Criterion] = [*group.groups, *group.criteria]
    inside = sum((item.max for item in items), Decimal(0))
    said = {"name": group.name, "sum": print_number(inside), "max": print_number(group.max)}
    if inside < group.max:
        words = _(
            "Nhóm «%(name)s»: bên trong cộng lại được %(sum)s, không bao giờ đạt tối đa %(max)s điểm. Hãy sửa cho khớp."
        )
        yield _error(f"{path}.max", words % said)
    elif inside > group.max and not group.bonus:
        words = _("Nhóm «%(name)s»: bên trong cộng lại được %(sum)s, quá tối đa %(max)s điểm. Hãy sửa cho khớp.")
        yield _error(f"{path}.max", words % said)
    if group.floor:
        yield from _of_floor(scheme, group.floor, f"{path}.floor")


def _of_line(scheme: Scheme, line: Criterion, path: str) -> Iterator[Finding]:
    for severity, at, sentence in line_findings(line, digits=scheme.digits):
        where = f"{path}.{at}" if at else path
        yield Finding(
            where,
            Severity(severity),
            _("Tiêu chí «%(name)s»: %(sentence)s") % {"name": line.name, "sentence": sentence},
        )
    if line.floor:
        yield from _of_floor(scheme, line.floor, f"{path}.floor")


# ── Codes ────────────────────────────────────────────────────────────────────


def _of_codes(scheme: Scheme) -> Iterator[Finding]:
    """Groups and criteria share one set of codes: conditions, tie-breaks and addresses name them by it."""
    first: dict[str, str] = {}
    items: list[tuple[str, Group | Criterion]] = [*_groups(scheme), *_lines(scheme)]
    for path, item in items:
        if (other := first.setdefault(item.code, path)) != path:
            words = _("Mã «%(code)s» đã dùng ở %(other)s. Hãy đặt mã khác.")
            yield _error(f"{path}.code", words % {"code": item.code, "other": other})


def _groups(scheme: Scheme) -> Iterator[tuple[str, Group]]:
    """All groups with their paths."""
    for n, group in enumerate(scheme.groups):
        yield from _under(group, f"groups[{n}]")


def _under(group: Group, path: str) -> Iterator[tuple[str, Group]]:
    yield path, group
    for n, inner in enumerate(group.groups):
        yield from _under(inner, f"{path}.groups[{n}]")


def _lines(scheme: Scheme) -> Iterator[tuple[str, Criterion]]:
    """All criteria with their paths."""
    for path, group in _groups(scheme):
        for n, criterion in enumerate(group.criteria):
            yield f"{path}.criteria[{n}]", criterion


# ── Classes and conditions ───────────────────────────────────────────────────


def _of_classes(scheme: Scheme) -> Iterator[Finding]:
    bands = scheme.classes
    labels = [band.label for band in bands]
    for n, band in enumerate(bands):
        if band.label in labels[:n]:
            yield _error(
                f"classes[{n}].label",
                _("Hai mức xếp loại cùng tên «%(label)s». Hãy đổi tên một mức.") % {"label": band.label},
            )
        if n and band.least >= bands[n - 1].least:
            words = _("Ngưỡng của «%(label)s» phải thấp hơn ngưỡng của mức trên nó. Hãy xếp từ cao xuống thấp.")
            yield _error(f"classes[{n}].least", words % {"label": band.label})
    if not bands:
        return
    if bands[-1].least > 0:
        words = _("Mức thấp nhất phải bắt đầu từ 0 điểm, để đơn vị nào cũng được xếp loại. Hãy thêm một mức.")
        yield _error(f"classes[{len(bands) - 1}].least", words)
    if bands[0].least > _reachable(scheme):
        words = _("Không đơn vị nào đạt được %(least)s điểm của mức «%(label)s». Hãy hạ ngưỡng.")
        yield _error("classes[0].least", words % {"least": print_number(bands[0].least), "label": bands[0].label})


def _reachable(scheme: Scheme) -> Decimal:
    """The largest total that a unit may have."""
    on_top = sum((c.most - c.max for c in scheme.positions), Decimal(0))
    bonus = on_top + sum((group.max for group in scheme.groups if group.bonus), Decimal(0))
    if scheme.bonus_pool is not None:
        bonus = min(bonus, scheme.bonus_pool)
    most = sum((group.max for group in scheme.groups if not group.bonus), Decimal(0)) + bonus
    return most if scheme.cap is None else min(most, scheme.cap)


def _of_floor(scheme: Scheme, floor: Floor, path: str) -> Iterator[Finding]:
    if not 0 < floor.least <= HUNDRED:
        yield _error(f"{path}.least", _("Điểm liệt tính theo phần trăm của điểm tối đa. Hãy ghi một số từ 0 đến 100."))
    yield from _of_effect(scheme, floor.effect, f"{path}.effect")


def _of_effect(scheme: Scheme, effect: Effect, path: str) -> Iterator[Finding]:
    if isinstance(effect, Exclude):
        return
    if not scheme.classes:
        yield _error(path, _("Bảng chưa có mức xếp loại nào để hạ xuống. Hãy thêm các mức xếp loại."))
    elif isinstance(effect, CapAt) and effect.label not in [band.label for band in scheme.classes]:
        words = _("Không có mức xếp loại «%(label)s». Hãy chọn một mức có trong bảng.")
        yield _error(f"{path}.label", words % {"label": effect.label})
    elif isinstance(effect, Demote) and effect.by >= len(scheme.classes):
        words = _("Bảng chỉ có %(count)d mức xếp loại, không hạ được %(by)d bậc. Hãy xem lại.")
        yield _warning(f"{path}.by", words % {"count": len(scheme.classes), "by": effect.by})


def _of_condition(scheme: Scheme, condition: Condition, path: str) -> Iterator[Finding]:
    if [other.code for other in scheme.conditions].count(condition.code) > 1:
        yield _error(f"{path}.code", _("Hai điều kiện cùng mã «%(code)s». Hãy đặt mã khác.") % {"code": condition.code})
    if not condition.when:
        words = _("Điều kiện «%(text)s» chưa nêu khi nào áp dụng. Hãy thêm ít nhất một phép thử.")
        yield _error(f"{path}.when", words % {"text": condition.text})
    for n, test in enumerate(condition.when):
        yield from _of_test(test, f"{path}.when[{n}]")
    yield from _of_effect(scheme, condition.effect, f"{path}.effect")


def _of_test(test: Test, path: str) -> Iterator[Finding]:
    if test.order and test.value not in test.order:
        words = _("«%(value)s» không có trong các mức đã liệt kê. Hãy thêm vào order hoặc chọn mức khác.")
        yield _error(f"{path}.value", words % {"value": test.value})
    compares = test.operator not in (Operator.IS, Operator.IS_NOT)
    if compares and isinstance(test.value, bool):
        yield _error(f"{path}.operator", _("Có hoặc không thì chỉ so bằng. Hãy chọn = hoặc !=."))
    elif compares and isinstance(test.value, str) and not test.order:
        words = _("Chưa biết mức nào nặng hơn mức nào. Hãy liệt kê các mức từ nhẹ đến nặng trong order.")
        yield _error(f"{path}.order", words)


def _of_tie_breaks(scheme: Scheme) -> Iterator[Finding]:
    known = {
        TieBreakBy.CRITERION: {criterion.code for criterion in scheme.positions},
        TieBreakBy.GROUP: {group.code for group in scheme.walk()},
    }
    for n, tie in enumerate(scheme.tie_breaks):
        if tie.by in known and tie.of not in known[tie.by]:
            words = _("Không có nhóm hoặc tiêu chí mang mã «%(code)s». Hãy chọn mã có trong bảng.")
            yield _error(f"tie_breaks[{n}].of", words % {"code": tie.of})
    if not scheme.tie_breaks and scheme.positions:
        words = _("Chưa có tiêu chí phụ: các đơn vị bằng điểm sẽ đồng hạng cho đến khi bỏ phiếu.")
        yield _warning("tie_breaks", words)
