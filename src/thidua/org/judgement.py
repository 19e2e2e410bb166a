"""What must hold of a plan of changes before any of them is made. Pure: no database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from graphlib import CycleError, TopologicalSorter

from django.utils.translation import gettext as _

from thidua.core.errors import DomainError
from thidua.core.text import BadText, clean_line
from thidua.org.checks import Flaw, Known, flaws_of, key, tidied
from thidua.org.circles import Node, circles
from thidua.org.errors import (
    BadPlan,
    BadShares,
    BadUnit,
    ChangeTooEarly,
    CircularTree,
    LivingChildren,
    NothingChanges,
    UnitHasEnded,
    UnknownUnit,
)
from thidua.org.plans import End, Plan
from thidua.org.queries.survey import Survey, Surveyed
from thidua.org.rules import WHOLE

_REASON = 200


@dataclass(frozen=True, slots=True)
class Wrong:
    """What forbids a change of the unit with this code: the broken rule and its sentence; `where` names the field."""

    code: str
    error: type[DomainError]
    sentence: str
    where: str = ""

    def raised(self) -> DomainError:
        """The error to raise for it."""
        return self.error(self.sentence, where=self.where)


def judged(plan: Plan, survey: Survey) -> tuple[Plan, list[Wrong]]:
    """The plan with codes spelled as recorded and texts tidied, and everything that forbids carrying it out."""
    plan, wrongs = _tidied(plan, survey)
    wrongs += [
        *_of_days(plan),
        *_of_changed(plan, survey),
        *_of_contradictions(plan),
        *_of_names(plan, survey),
        *_of_moves(plan, survey),
        *_of_circles(plan, survey),
        *_of_parents(plan, survey),
        *_of_founded(plan, survey),
        *_of_children(plan, survey),
        *_of_shares(plan),
        *_of_heirs(plan, survey),
        *_of_mutual_heirs(plan),
    ]
    return plan, wrongs


def known_of(plan: Plan, survey: Survey) -> dict[str, Known]:
    """The surveyed units as founding wants them: those that the plan ends are no parents any more."""
    return {
        code_key: Known(unit.code, unit.begins, plan.on if unit.code in plan.ended else unit.until, unit.counts_from)
        for code_key, unit in survey.units.items()
    }


def _tidied(plan: Plan, survey: Survey) -> tuple[Plan, list[Wrong]]:
    wrongs: list[Wrong] = []

    def text(code: str, field: str, typed: str, most: int) -> str:
        try:
            return clean_line(typed, most=most)
        except BadText as error:
            wrongs.append(Wrong(code, BadText, error.sentence, field))
            return ""

    rows, flaws = tidied([replace(row, founded_on=plan.on) for row in plan.founded])
    wrongs += [_founding(plan, flaw) for flaw in flaws]
    founded = {key(row.code): row.code for row in rows}

    def spelled(code: str) -> str:
        unit = survey.unit(code)
        return unit.code if unit else founded.get(key(code), code)

    def shares(heirs: Sequence[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
        return tuple((spelled(heir), share) for heir, share in heirs)

    tidy = replace(
        plan,
        founded=tuple(replace(row, parent=spelled(row.parent)) for row in rows),
        renamed={
            spelled(code): (text(code, "name", name, 200), text(code, "short_name", short_name, 80))
            for code, (name, short_name) in plan.renamed.items()
        },
        moved={spelled(code): spelled(under) for code, under in plan.moved.items()},
        ended={
            spelled(code): End(text(code, "reason", end.reason, _REASON), shares(end.heirs))
            for code, end in plan.ended.items()
        },
        divided={spelled(code): shares(heirs) for code, heirs in plan.divided.items()},
    )
    for changes in (plan.renamed, plan.moved, plan.ended, plan.divided):
        wrongs += _of_repeated(Counter(map(spelled, changes)))
    return tidy, wrongs


def _of_repeated(times: Mapping[str, int]) -> Iterator[Wrong]:
    """The same unit named twice, in other letters: one of the two changes would be lost."""
    for code, count in times.items():
        if count > 1:
            yield Wrong(code, BadPlan, _("Đơn vị %(code)s được nêu hai lần. Hãy bỏ một dòng.") % {"code": code})


def _of_days(plan: Plan) -> Iterator[Wrong]:
    if not (plan.founded or plan.renamed or plan.moved or plan.ended or plan.divided):
        yield Wrong("", BadPlan, _("Danh sách chưa có thay đổi nào. Hãy thêm ít nhất một thay đổi."))
    if plan.counts_from < plan.on:
        yield Wrong(
            "",
            BadPlan,
            _("Ngày tính vào số liệu không được trước ngày có hiệu lực %(day)s. Hãy chọn ngày muộn hơn.")
            % {"day": said(plan.on)},
            "counts_from",
        )


def _of_changed(plan: Plan, survey: Survey) -> Iterator[Wrong]:
    for code in {**plan.renamed, **plan.moved, **plan.ended, **plan.divided}:
        if (unit := survey.unit(code)) is None:
            yield _unknown_or_new(code, plan)
        elif unit.until is not None:
            yield _ended(unit)
        elif code in plan.renamed or code in plan.moved or code in plan.ended:
            yield from _of_last_place(unit, plan)
        elif unit.begins > plan.on:
            yield _not_yet(unit, plan.on)
    for code in {**plan.ended, **plan.divided}:
        unit = survey.unit(code)
        if unit and unit.succession_on is not None and unit.succession_on >= plan.on:
            yield _too_early(
                code,
                _("Đơn vị %(code)s đã giao hoặc nhận kế tục ngày %(day)s. Hãy chọn ngày sau ngày đó."),
                unit.succession_on,
            )


def _of_last_place(unit: Surveyed, plan: Plan) -> Iterator[Wrong]:
    """A place can only be left after it was taken, by the law and in figures."""
    if unit.since >= plan.on:
        yield _too_early(
            unit.code,
            _("Ngày thay đổi %(code)s phải sau %(day)s, ngày đã ghi thay đổi gần nhất. Hãy chọn ngày muộn hơn."),
            unit.since,
        )
    elif unit.counts_since is None or unit.counts_since > plan.counts_from:
        yield _too_early(
            unit.code,
            _("Thay đổi trước của đơn vị %(code)s tính từ ngày %(day)s. Hãy chọn ngày tính không sớm hơn."),
            unit.counts_since or unit.since,
        )


def _of_contradictions(plan: Plan) -> Iterator[Wrong]:
    for code in plan.ended:
        if code in plan.renamed or code in plan.moved or code in plan.divided:
            yield Wrong(
                code,
                BadPlan,
                _("Đơn vị %(code)s kết thúc trong danh sách này nên không đổi gì khác được. Hãy bỏ một dòng.")
                % {"code": code},
            )


def _of_names(plan: Plan, survey: Survey) -> Iterator[Wrong]:
    for code, (name, short_name) in plan.renamed.items():
        unit = survey.unit(code)
        if not name:
            yield Wrong(code, BadUnit, _("Thiếu tên. Hãy nhập tên mới của đơn vị %(code)s.") % {"code": code}, "name")
        elif unit and (name, short_name or unit.short_name) == (unit.name, unit.short_name):
            yield Wrong(
                code,
                NothingChanges,
                _("Đơn vị %(code)s đang mang đúng tên này. Hãy nhập tên khác.") % {"code": code},
            )


def _of_moves(plan: Plan, survey: Survey) -> Iterator[Wrong]:
    for code, under in plan.moved.items():
        unit, above = survey.unit(code), survey.unit(under)
        there = unit and (unit.parent_id == above.unit_id if above else not under and unit.parent_id is None)
        if there:
            yield Wrong(
                code,
                NothingChanges,
                _("Đơn vị %(code)s đang đứng đúng ở đó. Hãy chọn đơn vị cấp trên khác.") % {"code": code},
            )


def _of_circles(plan: Plan, survey: Survey) -> Iterator[Wrong]:
    def node(code: str) -> Node:
        unit = survey.unit(code)
        return unit.unit_id if unit else code

    places = dict(plan.moved) | {row.code: row.parent for row in plan.founded}
    new = {node(code): node(under) if under else None for code, under in places.items()}
    turning = circles(new, survey.above, plan.on)
    turning_in_figures = circles(new, survey.counted_above, plan.counts_from)
    for code, under in plan.moved.items():
        if node(code) in turning:
            sentence = _("%(under)s nằm dưới %(unit)s nên không thể là cấp trên của nó. Hãy chọn đơn vị khác.")
        elif node(code) in turning_in_figures:
            sentence = _("%(under)s còn tính dưới %(unit)s trong số liệu. Hãy chọn ngày tính muộn hơn.")
        else:
            continue
        yield Wrong(code, CircularTree, sentence % {"under": under, "unit": code})


def _of_parents(plan: Plan, survey: Survey) -> Iterator[Wrong]:
    """Whatever stands somewhere must find it there from that day on, without end."""
    founded = {row.code for row in plan.founded}
    for code, under in plan.moved.items():
        if not under or under in founded:
            continue
        above = survey.unit(under)
        if above is None:
            yield _unknown(code, under)
        elif under in plan.ended:
            yield Wrong(
                code,
                UnitHasEnded,
                _("Đơn vị %(under)s kết thúc trong danh sách này nên %(code)s không về đó được. Hãy chọn đơn vị khác.")
                % {"under": under, "code": code},
            )
        elif above.until is not None:
            yield Wrong(
                code,
                UnitHasEnded,
                _("Đơn vị %(code)s đã kết thúc. Hãy chọn đơn vị đang hoạt động.") % {"code": under},
            )
        else:
            yield from _of_beginning(code, above, plan)


def _of_beginning(code: str, above: Surveyed, plan: Plan) -> Iterator[Wrong]:
    """A unit above must be there on the day of the change, and count on the day from which the change counts."""
    if above.begins > plan.on:
        yield replace(_not_yet(above, plan.on), code=code)
    elif above.counts_from is None or above.counts_from > plan.counts_from:
        wrong = _too_early(
            above.code,
            _("Đơn vị %(code)s chỉ tính vào số liệu từ ngày %(day)s. Hãy chọn ngày tính không sớm hơn."),
            above.counts_from or above.begins,
        )
        yield replace(wrong, code=code)


def _of_founded(plan: Plan, survey: Survey) -> Iterator[Wrong]:
    for flaw in flaws_of(plan.founded, known_of(plan, survey)):
        yield _founding(plan, flaw)
    for row in plan.founded:
        above = survey.unit(row.parent)
        if above and above.until is None:
            yield from _of_beginning(row.code, above, plan)


def _of_children(plan: Plan, survey: Survey) -> Iterator[Wrong]:
    left: dict[int, list[str]] = {}
    for child in survey.children:
        if child.code not in plan.moved and child.code not in plan.ended:
            left.setdefault(child.parent_id, []).append(child.short_name)
    for code in plan.ended:
        unit = survey.unit(code)
        if unit and (names := left.get(unit.unit_id)):
            yield Wrong(
                code,
                LivingChildren,
                _("Còn %(count)d đơn vị đứng dưới %(code)s (%(names)s…). Hãy chuyển hoặc kết thúc các đơn vị đó trước.")
                % {"count": len(names), "code": code, "names": ", ".join(names[:3])},
            )
        elif unit and (until := survey.counted.get(unit.unit_id)):
            yield _too_early(
                code,
                _("Có đơn vị đã rời %(code)s nhưng còn tính ở đó đến ngày %(day)s. Hãy chọn ngày tính không sớm hơn."),
                until,
            )


def _of_shares(plan: Plan) -> Iterator[Wrong]:
    for code in {**plan.ended, **plan.divided}:
        heirs = plan.heirs_of(code)
        names = {heir for heir, _share in heirs}
        if not heirs and code in plan.ended:
            continue
        if sum(share for _heir, share in heirs) != WHOLE or min(share for _heir, share in heirs) <= 0:
            sentence = _("Tỷ lệ của các đơn vị kế tục %(code)s phải dương và cộng lại đúng 100%%. Hãy sửa tỷ lệ.")
        elif len(names) != len(heirs) or (code in plan.ended and code in names):
            sentence = _("Mỗi đơn vị kế tục %(code)s nêu một lần và phải là đơn vị khác. Hãy sửa danh sách.")
        elif code in plan.divided and (code not in names or len(names) == 1):
            sentence = _("Đơn vị %(code)s tách ra thì giữ một phần và giao phần còn lại. Hãy sửa danh sách kế tục.")
        else:
            continue
        yield Wrong(code, BadShares, sentence % {"code": code})


def _of_heirs(plan: Plan, survey: Survey) -> Iterator[Wrong]:
    founded = {row.code for row in plan.founded}
    for code in {**plan.ended, **plan.divided}:
        for heir in sorted({heir for heir, _share in plan.heirs_of(code)} - founded - {code}):
            unit = survey.unit(heir)
            if unit is None:
                yield _unknown(code, heir)
            elif heir in plan.ended or unit.begins > plan.on or (unit.until is not None and unit.until <= plan.on):
                yield Wrong(
                    code,
                    UnitHasEnded,
                    _("%(heir)s kế tục %(code)s nên phải đang hoạt động vào ngày %(day)s. Hãy chọn đơn vị khác.")
                    % {"heir": heir, "code": code, "day": said(plan.on)},
                )


def _of_mutual_heirs(plan: Plan) -> Iterator[Wrong]:
    """What units hold is handed on in an order, which there is not when a share comes back on the same day."""
    heirs = {code: {heir for heir, _share in plan.heirs_of(code)} - {code} for code in {**plan.ended, **plan.divided}}
    try:
        TopologicalSorter(heirs).prepare()
    except CycleError as error:
        circle = sorted(set(error.args[1]))
        sentence = _("Các đơn vị %(codes)s giao phần cho nhau trong cùng một ngày. Hãy chỉ giao theo một chiều.")
        yield Wrong(circle[0], BadShares, sentence % {"codes": ", ".join(circle)})


def _founding(plan: Plan, flaw: Flaw) -> Wrong:
    return Wrong(plan.founded[flaw.index].code, BadUnit, flaw.sentence, flaw.field)


def _unknown_or_new(code: str, plan: Plan) -> Wrong:
    if key(code) in {key(row.code) for row in plan.founded}:
        return Wrong(
            code,
            BadPlan,
            _("Đơn vị %(code)s được thành lập ngay trong danh sách này. Hãy ghi đúng tên và cấp trên ở dòng thành lập.")
            % {"code": code},
        )
    return _unknown(code, code)


def _unknown(code: str, missing: str) -> Wrong:
    shown = "".join(c for c in missing[:40] if c.isprintable())
    return Wrong(code, UnknownUnit, _("Không có đơn vị nào mang mã «%(code)s». Hãy kiểm tra lại mã.") % {"code": shown})


def _ended(unit: Surveyed) -> Wrong:
    return Wrong(
        unit.code, UnitHasEnded, _("Đơn vị %(code)s đã kết thúc, không thay đổi được nữa.") % {"code": unit.code}
    )


def _not_yet(unit: Surveyed, on: date) -> Wrong:
    return _too_early(unit.code, _("Ngày %(day)s chưa có đơn vị %(code)s. Hãy chọn ngày muộn hơn."), on)


def _too_early(code: str, sentence: str, day: date) -> Wrong:
    return Wrong(code, ChangeTooEarly, sentence % {"code": code, "day": said(day)})


def said(day: date) -> str:
    """A day as people write it."""
    return f"{day:%d/%m/%Y}"
