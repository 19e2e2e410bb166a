"""Editing the catalogue: the words and limits of an indicator, and new indicators."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from thidua.audit.services import record
from thidua.core import clock
from thidua.core.errors import DomainError
from thidua.core.sql import POSITIONS
from thidua.indicators.models import Block, Indicator, Slot, WorkArea
from thidua.indicators.queries import catalogue
from thidua.indicators.rules import BLOCKS, WIDTHS, Kind
from thidua.people.models import User

from .catalogue import catalogue_changed

CODE = re.compile(r"[A-Z]{2,6}[0-9]{2,4}", re.ASCII)


class BadIndicator(DomainError):
    """An indicator cannot be as it is described."""

    status = 422


@dataclass(frozen=True, slots=True)
class Words:
    """What may change about an indicator; numbers are scaled as its cells are."""

    name_vi: str
    name_en: str
    definition_vi: str
    definition_en: str
    source: str
    notes: str
    smallest: int
    largest: int
    print_digits: int


@dataclass(frozen=True, slots=True)
class Nature:
    """What never changes: it decides where the numbers live and how they add up."""

    code: str
    area: WorkArea
    measure_vi: str
    measure_en: str
    kind: str
    direction: str
    decimals: int
    numerator: Indicator | None = None
    denominator: Indicator | None = None
    weight: Indicator | None = None


@transaction.atomic
def edit_indicator(*, indicator_id: int, words: Words, by: User) -> Indicator:
    """Change names, definition, source and limits. From then on the data files leave them alone."""
    indicator = Indicator.objects.select_for_update().get(pk=indicator_id)
    changed = []
    for name in (field.name for field in fields(Words)):
        if getattr(indicator, name) != getattr(words, name):
            changed.append(name)
            setattr(indicator, name, getattr(words, name))
    if changed:
        indicator.edited_at = clock.now()
        _save(indicator, [*changed, "edited_at"])
        record("indicator.edited", by=by, about=indicator, code=indicator.code, fields=", ".join(changed))
    return indicator


@transaction.atomic
def found_indicator(*, nature: Nature, words: Words, by: User) -> Indicator:
    """Add an indicator and give its numbers their place, for ever. Raises BadIndicator."""
    _refuse_impossible(nature)
    indicator = Indicator(
        code=nature.code,
        area=nature.area,
        measure_vi=nature.measure_vi,
        measure_en=nature.measure_en,
        kind=nature.kind,
        direction=nature.direction,
        decimals=nature.decimals,
        denominator=nature.denominator if nature.kind == Kind.RATIO else None,
        weight=nature.weight if nature.kind == Kind.AVERAGE else None,
        order=(Indicator.objects.aggregate(last=Max("order"))["last"] or 0) + 1,
        edited_at=clock.now(),
        **{field.name: getattr(words, field.name) for field in fields(Words)},
    )
    _save(indicator, None)
    if nature.kind == Kind.RATIO and nature.numerator:
        indicator.numerator.add(nature.numerator)
    elif nature.kind != Kind.RATIO:
        _give_slot(indicator)
    record("indicator.founded", by=by, about=indicator, code=indicator.code)
    return indicator


def _save(indicator: Indicator, columns: list[str] | None) -> None:
    try:
        with transaction.atomic():
            indicator.save(update_fields=columns)
    except IntegrityError:
        raise BadIndicator(
            _("Giới hạn không hợp lý: số nhỏ nhất phải nhỏ hơn số lớn nhất, và không quá 10.000 tỷ.")
        ) from None
    catalogue_changed()


def _refuse_impossible(nature: Nature) -> None:
    if not CODE.fullmatch(nature.code):
        raise BadIndicator(_("Mã chỉ tiêu gồm 2–6 chữ hoa và 2–4 chữ số, ví dụ ORG95."), where="code")
    if nature.code in catalogue().by_code:
        raise BadIndicator(_("Mã %(code)s đã có trong danh mục.") % {"code": nature.code}, where="code")
    if nature.kind == Kind.RATIO and not (nature.numerator and nature.denominator):
        raise BadIndicator(_("Tỷ lệ cần có chỉ tiêu ở tử số và chỉ tiêu ở mẫu số."), where="numerator")
    if nature.kind == Kind.AVERAGE and not nature.weight:
        raise BadIndicator(_("Bình quân cần có chỉ tiêu làm trọng số."), where="weight")


def _give_slot(indicator: Indicator) -> None:
    """The first free positions of a block that combines as the indicator's kind does; a new block when all are full."""
    kind = Kind(indicator.kind)
    combine, over_time = BLOCKS[kind]
    width = WIDTHS[kind]
    blocks = list(Block.objects.select_for_update().order_by("number"))
    for block in blocks:
        if (block.combine, block.over_time) == (combine, over_time) and (free := _free(block, width)):
            Slot.objects.create(indicator=indicator, block=block, position=free)
            return
    number = max((block.number for block in blocks), default=0) + 1
    block = Block.objects.create(number=number, combine=combine, over_time=over_time)
    Slot.objects.create(indicator=indicator, block=block, position=1)


def _free(block: Block, width: int) -> int:
    """The first of `width` free positions in a row; 0 without any."""
    taken: set[int] = set()
    for position, kind in Slot.objects.filter(block=block).values_list("position", "indicator__kind"):
        taken.update(range(position, position + WIDTHS[Kind(kind)]))
    starts = range(1, POSITIONS - width + 2)
    return next((start for start in starts if taken.isdisjoint(range(start, start + width))), 0)
