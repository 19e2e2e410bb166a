"""The one monthly form of the synthetic country, and how large the numbers of its cells are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

from django.contrib.postgres.fields import DateRangeField
from django.db.models import Func, QuerySet, Value
from psycopg.types.range import DateRange

from thidua.core import clock
from thidua.core.periods import Frequency
from thidua.core.sql import POSITIONS
from thidua.indicators.contents import Contents, RowDraft, SectionDraft
from thidua.indicators.models import BaseFrequency, Form, FormBlock, FormVersion, Indicator
from thidua.indicators.queries import catalogue
from thidua.indicators.rules import Kind
from thidua.indicators.services.catalogue import catalogue_changed
from thidua.indicators.services.contents import write_contents
from thidua.indicators.services.forms import masks_of
from thidua.org.rules import UnitKind

CODE = "scale-month"
MOST_INDICATORS = 60
# What a grassroots union of a hundred workers counts in a month, and what it has at its end.
USUAL = {Kind.FLOW: 0.03, Kind.STOCK: 0.6}
PART, NUMERATOR = 0.5, 0.8
"""How much of a whole its parts have together, and of a denominator its numerators."""


@dataclass(frozen=True, slots=True)
class BlockOfCells:
    """What the cells of one block look like: by position 1 to 64, number per worker, and the largest allowed."""

    number: int
    steady: bool
    collected: int
    per_worker: list[float]
    largest: list[int]


def install_form(*, indicators: int, since: date) -> tuple[Indicator, ...]:
    """Publish the form; what grassroots unions reported otherwise, and all other monthly forms, end where it begins.

    It asks each month for what the forms of the catalogue ask over a year. Returns its indicators in order.
    """
    chosen = _chosen(indicators)
    _end_other_forms(since)
    _report_monthly(chosen, since)
    form = Form.objects.create(
        code=CODE,
        name_vi="Báo cáo tháng · Quốc gia mẫu",
        name_en="Monthly report · Synthetic country",
        unit_kinds=[UnitKind.GRASSROOTS],
        calendar="C",
        frequency=Frequency.MONTH,
        collection="own",
    )
    version = FormVersion.objects.create(form=form, number=1, during=DateRange(since, None), published_at=clock.now())
    write_contents(version, Contents(sections=tuple(_sections(chosen))))
    FormBlock.objects.bulk_create(
        FormBlock(version=version, block_id=block, mask=mask) for block, mask in masks_of(chosen).items()
    )
    return chosen


def blocks_of(indicators: Sequence[Indicator], seed: int) -> list[BlockOfCells]:
    """What the cells of the form's blocks look like."""
    weights = _weights(indicators, seed)
    blocks = []
    for block in sorted({indicator.slot.block_id for indicator in indicators}):
        per_worker, largest, collected = [0.0] * POSITIONS, [0] * POSITIONS, 0
        held = [indicator for indicator in indicators if indicator.slot.block_id == block]
        for indicator in held:
            at = indicator.slot.position - 1
            per_worker[at], largest[at] = weights[indicator.pk], indicator.largest
            collected |= 1 << at
        signed = collected - (1 << 64) if collected >> 63 else collected
        blocks.append(BlockOfCells(block, held[0].kind == Kind.STOCK, signed, per_worker, largest))
    return blocks


def _chosen(count: int) -> tuple[Indicator, ...]:
    """Counts of the catalogue that grassroots unions report, in its order; ratios follow from them."""
    reported = set(
        BaseFrequency.objects.filter(unit_kind=UnitKind.GRASSROOTS, calendar="C").values_list("indicator", flat=True)
    )
    return tuple(i for i in catalogue().indicators if i.kind in USUAL and i.pk in reported)[:count]


def _end_other_forms(since: date) -> None:
    """Let every form that this one replaces end, as the next version of a form ends the one before it."""
    others = FormVersion.objects.filter(published_at__isnull=False, during__contains=since)
    replaced = others.filter(form__unit_kinds__contains=[UnitKind.GRASSROOTS]) | others.filter(
        form__calendar="C", form__frequency=Frequency.MONTH
    )
    _end(replaced, since)


def _report_monthly(indicators: Sequence[Indicator], since: date) -> None:
    """From then on grassroots unions report these every month, and at no other length."""
    before = BaseFrequency.objects.filter(
        indicator__in=indicators, unit_kind=UnitKind.GRASSROOTS, calendar="C", during__contains=since
    )
    monthly = set(before.filter(frequency=Frequency.MONTH).values_list("indicator", flat=True))
    _end(before.exclude(frequency=Frequency.MONTH), since)
    BaseFrequency.objects.bulk_create(
        BaseFrequency(
            indicator=indicator,
            unit_kind=UnitKind.GRASSROOTS,
            calendar="C",
            frequency=Frequency.MONTH,
            during=DateRange(since, None),
        )
        for indicator in indicators
        if indicator.pk not in monthly
    )
    catalogue_changed()


def _end(rows: QuerySet[Any], on: date) -> None:
    rows.update(
        during=Func(Func("during", function="lower"), Value(on), function="daterange", output_field=DateRangeField())
    )


def _sections(indicators: Sequence[Indicator]) -> list[SectionDraft]:
    areas: dict[int, list[Indicator]] = {}
    for indicator in indicators:
        areas.setdefault(indicator.area_id, []).append(indicator)
    numbers = {indicator.pk: str(n) for n, indicator in enumerate(indicators, start=1)}
    return [
        SectionDraft(held[0].area.name_vi, held[0].area.name_en, tuple(RowDraft(i.code, numbers[i.pk]) for i in held))
        for held in areas.values()
    ]


def _weights(indicators: Sequence[Indicator], seed: int) -> dict[int, float]:
    """Numbers per worker, scaled as they are stored: parts less than their whole, numerators than denominators."""
    weights = {
        i.pk: USUAL[Kind(i.kind)] * 10**i.decimals * Random(f"{i.code} {seed}").uniform(0.3, 1.0) for i in indicators
    }
    for ratio in catalogue().indicators:
        numerators = [i for i in ratio.numerator.all() if i.pk in weights]
        for numerator in numerators:
            if ratio.denominator_id in weights:
                weights[numerator.pk] = weights[ratio.denominator_id] * NUMERATOR / len(numerators)
    parts = {i.pk: [j for j in indicators if j.part_of_id == i.pk] for i in indicators}
    for whole in indicators:
        for part in parts[whole.pk]:
            weights[part.pk] = weights[whole.pk] * PART / len(parts[whole.pk])
    return weights
