"""Targets from a list: judged row by row, assigned with one decision for each unit above, taken back together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thidua.core.errors import DomainError
from thidua.core.numbers import parse_number, print_number, unscale
from thidua.exchange.kinds import Change, Field, Flaw, Judged, Line, Made
from thidua.exchange.rules import Verdict
from thidua.figures.rules import in_dong
from thidua.indicators.models import Indicator, Period
from thidua.indicators.queries import catalogue
from thidua.indicators.rules import Kind
from thidua.org.models import Placement, Unit
from thidua.people.models import User

from .batches import split_targets, take_back
from .models import Target, TargetEntry
from .rules import adds_up, remainder
from .services import Grounds, TargetChanged, refuse_impossible

LONGEST_SHOWN = 40
FIELDS = (
    Field(
        "unit",
        gettext_lazy("Mã đơn vị"),
        required=True,
        synonyms=("ma", "don vi", "ma cong doan", "unit code"),
        example="HN-UH",
        hint=gettext_lazy("Mã của đơn vị được giao, đứng ngay dưới đơn vị giao."),
    ),
    Field(
        "indicator",
        gettext_lazy("Mã chỉ tiêu"),
        required=True,
        synonyms=("chi tieu", "ma so chi tieu", "indicator code"),
        example="ORG21",
        hint=gettext_lazy("Mã trong danh mục chỉ tiêu."),
    ),
    Field(
        "amount",
        gettext_lazy("Số giao"),
        required=True,
        synonyms=("chi tieu giao", "so luong", "so luong giao", "giao", "amount"),
        example="120",
        hint=gettext_lazy("Số cả năm, viết như 1.424 hoặc 52,5."),
        cell="number",
    ),
)


@dataclass(frozen=True, slots=True)
class Aimed:
    """What a row says once it is understood: whose target for what, how much, and what stands now."""

    unit_id: int
    parent_id: int
    indicator: Indicator
    amount: int
    before: int | None


def judge_targets(
    *, lines: Sequence[Line], period: Period, grounds: Grounds, within: QuerySet[Unit]
) -> Sequence[Judged]:
    """What assigning every row would do; `within` are the units to which the person assigns.

    What a unit above is assigned must be given on without a rest, unless the grounds give a reason: else all rows of
    that indicator under that unit are refused.
    """
    world = _World.of(lines, period, grounds, within)
    aimed: dict[int, Aimed] = {}
    flaws: dict[int, Flaw] = {}
    taken: set[tuple[int, int]] = set()
    for line in lines:
        try:
            one = world.aimed(line)
        except _Wrong as error:
            flaws[line.row] = Flaw(error.where, error.sentence)
            continue
        if (one.unit_id, one.indicator.pk) in taken:
            flaws[line.row] = Flaw("", _("Đơn vị và chỉ tiêu này đã có ở một dòng trên. Hãy bỏ bớt một dòng."))
        else:
            taken.add((one.unit_id, one.indicator.pk))
            aimed[line.row] = one
    if not grounds.reason:
        flaws |= world.left_over(aimed)
    return [_judged(line.row, aimed.get(line.row), flaws.get(line.row)) for line in lines]


@transaction.atomic
def assign_listed(*, rows: Sequence[Judged], period: Period, grounds: Grounds, by: User) -> Sequence[Made]:
    """Assign every row: one decision for each unit above. Raises TargetChanged, or what `split_targets` does."""
    _refuse_changed(rows, period)
    parts: dict[int, dict[int, dict[int, int]]] = defaultdict(lambda: defaultdict(dict))
    for row in rows:
        facts = row.facts
        parts[facts["parent"]][facts["indicator"]][facts["unit"]] = facts["amount"]
    parents = Unit.objects.in_bulk(list(parts))
    made: dict[tuple[int, int], tuple[int, UUID, int]] = {}
    for parent, amounts in sorted(parts.items()):
        written = split_targets(unit=parents[parent], period=period, parts=amounts, grounds=grounds, by=by)
        entries = TargetEntry.objects.filter(batch=written.batch)
        for target, unit, indicator in entries.values_list("target", "target__unit", "target__indicator"):
            made[unit, indicator] = (target, written.batch, parent)
    return [_made(row, *made[row.facts["unit"], row.facts["indicator"]]) for row in rows]


@transaction.atomic
def take_listed_back(*, made: Sequence[Made], by: User) -> None:
    """Take back all decisions of a list by further lines of the ledger. Raises BatchChanged or NothingToAssign."""
    batches = {one.before["batch"]: one.before["parent"] for one in made}
    parents = Unit.objects.in_bulk(list(batches.values()))
    for batch, parent in sorted(batches.items()):
        take_back(unit=parents[parent], batch=UUID(batch), by=by)


class _Wrong(DomainError):
    """What is wrong with one row; `where` is the field."""


@dataclass(frozen=True, slots=True)
class _World:
    """What there is to know of the units and indicators that a list names."""

    units: Mapping[str, int]
    parents: Mapping[int, int | None]
    allowed: Collection[int]
    standing: Mapping[tuple[int, int], int]
    below: Mapping[int, Collection[int]]
    period: Period

    @classmethod
    def of(cls, lines: Sequence[Line], period: Period, grounds: Grounds, within: QuerySet[Unit]) -> _World:
        codes = {code for line in lines if (code := _code(line)).isprintable()}
        named = Unit.objects.annotate(low=Lower("code")).filter(low__in=codes)
        units = dict(named.values_list("low", "pk"))
        places = Placement.objects.filter(unit__in=units.values(), during__contains=grounds.on)
        parents = dict(places.values_list("unit_id", "parent_id"))
        below: dict[int, set[int]] = defaultdict(set)
        above = {parent for parent in parents.values() if parent}
        spans = Placement.objects.filter(parent__in=above, during__contains=grounds.on)
        for parent, unit in spans.values_list("parent_id", "unit_id"):
            below[parent or 0].add(unit)
        everyone = {*units.values(), *above, *(unit for some in below.values() for unit in some)}
        targets = Target.objects.filter(unit__in=everyone, period=period, assigned__isnull=False)
        return cls(
            units=units,
            parents=parents,
            allowed=set(within.filter(pk__in=units.values()).values_list("pk", flat=True)),
            standing={(unit, what): amount or 0 for unit, what, amount in _amounts(targets)},
            below=below,
            period=period,
        )

    def aimed(self, line: Line) -> Aimed:
        """What a row says. Raises _Wrong with the first thing that is wrong."""
        unit = self.units.get(_code(line))
        if unit is None:
            raise _Wrong(_("Không có đơn vị nào mang mã này. Hãy xem mã ở cây đơn vị."), where="unit")
        if unit not in self.allowed:
            raise _Wrong(_("Bạn không giao chỉ tiêu cho đơn vị này. Hãy bỏ dòng này."), where="unit")
        parent = self.parents.get(unit)
        if parent is None:
            raise _Wrong(
                _("Đơn vị không có cấp trên vào ngày quyết định. Hãy bỏ dòng này hoặc sửa ngày."), where="unit"
            )
        indicator = catalogue().find(line.texts["indicator"].strip())
        if indicator is None:
            raise _Wrong(_("Danh mục không có chỉ tiêu này. Hãy dùng mã như ORG21."), where="indicator")
        amount = self._amount(indicator, line.texts["amount"])
        return Aimed(unit, parent, indicator, amount, self.standing.get((unit, indicator.pk)))

    def left_over(self, aimed: Mapping[int, Aimed]) -> dict[int, Flaw]:
        """By row, what is wrong where a unit above does not give on exactly what it is assigned."""
        groups: dict[tuple[int, int], list[int]] = defaultdict(list)
        for row, one in aimed.items():
            if adds_up(Kind(one.indicator.kind)):
                groups[one.parent_id, one.indicator.pk].append(row)
        flaws: dict[int, Flaw] = {}
        for (parent, what), rows in groups.items():
            whole = self.standing.get((parent, what))
            given = {aimed[row].unit_id: aimed[row].amount for row in rows}
            kept = {unit: self.standing.get((unit, what), 0) for unit in self.below[parent]}
            if whole is None or not (left := remainder(whole, {**kept, **given}.values())):
                continue
            if all(aimed[row].amount == aimed[row].before for row in rows):
                continue
            shown = print_number(unscale(left, aimed[rows[0]].indicator.decimals))
            sentence = _(
                "Tổng giao lệch %(left)s so với chỉ tiêu của cấp trên. Hãy chia hết, hoặc tải lại và ghi lý do."
            )
            flaws |= dict.fromkeys(rows, Flaw("amount", sentence % {"left": shown}))
        return flaws

    def _amount(self, indicator: Indicator, text: str) -> int:
        try:
            amount = parse_number(text, decimals=indicator.decimals, worth=in_dong(indicator.measure_vi))
            refuse_impossible(indicator, self.period, amount)
        except DomainError as error:
            raise _Wrong(error.sentence, where="amount") from error
        return amount


def _code(line: Line) -> str:
    return line.texts["unit"].strip().lower()


def _amounts(targets: QuerySet[Target]) -> Iterable[tuple[int, int, int | None]]:
    return targets.values_list("unit_id", "indicator_id", "assigned")


def _judged(row: int, one: Aimed | None, flaw: Flaw | None) -> Judged:
    if flaw or one is None:
        return Judged(row, Verdict.REFUSED, flaws=(flaw,) if flaw else ())
    facts = {
        "unit": one.unit_id,
        "parent": one.parent_id,
        "indicator": one.indicator.pk,
        "amount": one.amount,
        "before": one.before,
    }
    if one.before is None:
        return Judged(row, Verdict.NEW, facts=facts)
    if one.before == one.amount:
        return Judged(row, Verdict.UNCHANGED)
    before, after = (print_number(unscale(amount, one.indicator.decimals)) for amount in (one.before, one.amount))
    return Judged(row, Verdict.CHANGED, changes=(Change("amount", before, after),), facts=facts)


def _refuse_changed(rows: Sequence[Judged], period: Period) -> None:
    """Lock the targets that are about to change, and raise TargetChanged if one did since it was judged."""
    wanted = {(row.facts["unit"], row.facts["indicator"]): row.facts["before"] for row in rows}
    units, indicators = {unit for unit, _what in wanted}, {what for _unit, what in wanted}
    targets = Target.objects.select_for_update().filter(unit__in=units, indicator__in=indicators, period=period)
    standing = {(target.unit_id, target.indicator_id): target.assigned for target in targets.order_by("pk")}
    if any(standing.get(key) != before for key, before in wanted.items()):
        raise TargetChanged(_("Người khác vừa đổi một số chỉ tiêu này. Hãy xem trước lại rồi ghi."))


def _made(row: Judged, target: int, batch: UUID, parent: int) -> Made:
    return Made(row.row, target, {"batch": str(batch), "parent": parent})
