"""Putting the project's own catalogue (`indicators/data/*.csv`) into the database."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date
from importlib.resources import files

from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from thidua.core.errors import DomainError
from thidua.indicators.models import BaseFrequency, Block, Indicator, LevelDeadline, Slot, WorkArea
from thidua.indicators.queries import clear_catalogue
from thidua.indicators.rules import BLOCKS, Kind

SINCE = date(2000, 1, 1)
"""From when the base frequencies of the catalogue hold: before any figure that a federation may load."""

_Row = dict[str, str]


class SlotMoved(DomainError):
    """The data give an indicator another place than the one where its numbers already are."""


@transaction.atomic
def install_catalogue() -> None:
    """Bring areas, indicators, slots, base frequencies and deadlines to what the data files say. Idempotent.

    Names, definitions and limits follow the files where nobody edited them; a slot, once given, stays: SlotMoved
    otherwise. A kind of unit that has deadlines keeps them: they are edited on a page.
    """
    rows = _read("indicators.csv")
    areas = _install_areas()
    indicators = _install_indicators(rows, areas)
    _link(rows, indicators)
    _install_slots(rows, indicators)
    _install_base_frequencies(rows, indicators)
    _install_deadlines()
    catalogue_changed()


def catalogue_changed() -> None:
    """Let every process read the catalogue again once the present transaction is over."""
    clear_catalogue()
    transaction.on_commit(_tell)


def _tell() -> None:
    clear_catalogue()
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('indicators_catalogue_stamp')")


def _read(name: str) -> list[_Row]:
    text = (files("thidua.indicators") / "data" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _install_areas() -> dict[str, WorkArea]:
    areas = [WorkArea(order=order, **row) for order, row in enumerate(_read("areas.csv"), start=1)]
    WorkArea.objects.bulk_create(
        areas,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name_vi", "name_en", "department_vi", "order"],
    )
    return {area.code: area for area in WorkArea.objects.all()}


_PLAIN_FIELDS = (
    "name_vi",
    "name_en",
    "measure_vi",
    "measure_en",
    "kind",
    "direction",
    "definition_vi",
    "definition_en",
    "notes",
)
_NUMBER_FIELDS = ("decimals", "print_digits", "smallest", "largest")


def _install_indicators(rows: Iterable[_Row], areas: dict[str, WorkArea]) -> dict[str, Indicator]:
    indicators = [
        Indicator(
            code=row["code"],
            key=row["key"] or None,
            area=areas[row["area"]],
            order=order,
            **{field: row[field] for field in _PLAIN_FIELDS},
            **{field: int(row[field]) for field in _NUMBER_FIELDS},
        )
        for order, row in enumerate(rows, start=1)
    ]
    edited = set(Indicator.objects.filter(edited_at__isnull=False).values_list("code", flat=True))
    Indicator.objects.bulk_create(
        [indicator for indicator in indicators if indicator.code not in edited],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["key", "area", "order", *_PLAIN_FIELDS, *_NUMBER_FIELDS],
    )
    return {indicator.code: indicator for indicator in Indicator.objects.all()}


def _link(rows: Iterable[_Row], indicators: dict[str, Indicator]) -> None:
    """Set what indicators say of each other: parts, weights, and the two sides of ratios."""
    sums = Indicator.numerator.through
    wanted = []
    for row in rows:
        indicator = indicators[row["code"]]
        indicator.denominator = indicators.get(row["denominator"])
        indicator.weight = indicators.get(row["weight"])
        indicator.part_of = indicators.get(row["part_of"])
        wanted += [
            sums(from_indicator=indicator, to_indicator=indicators[code])
            for code in filter(None, row["numerator"].split("+"))
        ]
    Indicator.objects.bulk_update(indicators.values(), ["denominator", "weight", "part_of"])
    sums.objects.bulk_create(wanted, ignore_conflicts=True)


def _install_slots(rows: Iterable[_Row], indicators: dict[str, Indicator]) -> None:
    placed = [row for row in rows if row["block"]]
    blocks = {int(row["block"]): BLOCKS[Kind(row["kind"])] for row in placed}
    Block.objects.bulk_create(
        [Block(number=number, combine=how, over_time=when) for number, (how, when) in blocks.items()],
        ignore_conflicts=True,
    )
    Slot.objects.bulk_create(
        [
            Slot(indicator=indicators[row["code"]], block_id=int(row["block"]), position=int(row["position"]))
            for row in placed
        ],
        ignore_conflicts=True,
    )
    stored = {code: place for code, *place in Slot.objects.values_list("indicator__code", "block", "position")}
    for row in placed:
        if stored.get(row["code"]) != [int(row["block"]), int(row["position"])]:
            raise SlotMoved(
                _("Chỉ tiêu %(code)s đã có chỗ lưu khác. Chỗ lưu số liệu không được đổi.") % {"code": row["code"]}
            )


def _install_base_frequencies(rows: Iterable[_Row], indicators: dict[str, Indicator]) -> None:
    columns = ("indicator__code", "unit_kind", "calendar", "frequency")
    stored = set(BaseFrequency.objects.values_list(*columns))
    BaseFrequency.objects.bulk_create(
        BaseFrequency(
            indicator=indicators[row["code"]],
            unit_kind=kind,
            calendar=row["calendar"],
            frequency=row["frequency"],
            during=DateRange(SINCE, None),
        )
        for row in rows
        for kind in row["reported_by"].split()
        if (row["code"], kind, row["calendar"], row["frequency"]) not in stored
    )


def _install_deadlines() -> None:
    stored = set(LevelDeadline.objects.values_list("unit_kind", "frequency"))
    LevelDeadline.objects.bulk_create(
        LevelDeadline(
            unit_kind=row["unit_kind"],
            frequency=frequency,
            days_before=int(row["days_before"]),
            during=DateRange(date.fromisoformat(row["since"]), None),
        )
        for row in _read("deadlines.csv")
        for frequency in row["frequencies"].split()
        if (row["unit_kind"], frequency) not in stored
    )
