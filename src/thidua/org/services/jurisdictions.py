"""Which administrative areas a unit looks after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from thidua.audit.services import Subject, record_each
from thidua.core.text import clean_line, sort_key
from thidua.org.errors import AreaHeldAlready, BadArea, BadTerm, UnitHasEnded
from thidua.org.models import Area, Jurisdiction, Unit
from thidua.people.models import User

BATCH = 5_000


@dataclass(frozen=True, slots=True)
class Assignment:
    """A unit looks after an area over the days ``[first, first day after)``; None: until further notice."""

    unit: Unit
    area_code: str
    area_name: str
    during: tuple[date, date | None]


@transaction.atomic
def assign_area(
    *, unit: Unit, area_code: str, area_name: str, during: tuple[date, date | None], by: User | None
) -> Jurisdiction:
    """Give a unit an area to look after. Raises what `assign_areas` does."""
    return assign_areas(assignments=[Assignment(unit, area_code, area_name, during)], by=by)[0]


@transaction.atomic
def assign_areas(*, assignments: Sequence[Assignment], by: User | None) -> list[Jurisdiction]:
    """Give units areas to look after, all or none; an area that is new is entered, one that is known gets this name.

    Raises BadArea for a missing code or name, BadTerm for days that end before they begin, UnitHasEnded for days
    after a unit's end, AreaHeldAlready when a unit has an area on some of these days already.
    """
    tidy = [_tidied(assignment) for assignment in assignments]
    # The units' rows are the lock: two who assign to one unit wait for each other.
    units = {unit.pk: unit for unit in Unit.objects.select_for_update().filter(pk__in={row.unit.pk for row in tidy})}
    for row in tidy:
        _refuse_after_end(row, units[row.unit.pk])
    areas = _areas(tidy)
    made = [Jurisdiction(unit_id=row.unit.pk, area=areas[row.area_code], during=DateRange(*row.during)) for row in tidy]
    _refuse_held(made, units)
    record_each(
        "area.assigned",
        by=by,
        subjects=[
            Subject(row.unit, row.unit, {"area": row.area_name, "on": f"{row.during[0]:%d/%m/%Y}"}) for row in tidy
        ],
    )
    return Jurisdiction.objects.bulk_create(made, batch_size=BATCH)


def _tidied(row: Assignment) -> Assignment:
    code, name = clean_line(row.area_code, most=40), clean_line(row.area_name, most=120)
    if not code or not name:
        raise BadArea(_("Thiếu mã hoặc tên địa bàn của đơn vị %(unit)s. Hãy ghi đủ cả hai.") % {"unit": row.unit.code})
    first, until = row.during
    if until is not None and until <= first:
        raise BadTerm(_("Ngày kết thúc phải sau ngày bắt đầu."), where="until")
    return replace(row, area_code=code, area_name=name)


def _refuse_after_end(row: Assignment, unit: Unit) -> None:
    until = row.during[1]
    if unit.dissolved_on is not None and (until is None or until > unit.dissolved_on):
        raise UnitHasEnded(
            _("Đơn vị %(code)s không còn hoạt động từ ngày %(day)s. Hãy chọn đơn vị khác.")
            % {"code": unit.code, "day": f"{unit.dissolved_on:%d/%m/%Y}"}
        )


def _areas(rows: Sequence[Assignment]) -> dict[str, Area]:
    named = {row.area_code: row.area_name for row in rows}
    Area.objects.bulk_create(
        [Area(code=code, name=name, sort_key=sort_key(name)) for code, name in named.items()],
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "sort_key"],
    )
    return {area.code: area for area in Area.objects.filter(code__in=named)}


def _refuse_held(made: Sequence[Jurisdiction], units: dict[int, Unit]) -> None:
    held: dict[tuple[int, int], list[DateRange]] = {}
    rows = Jurisdiction.objects.filter(unit__in=units, area__in={row.area_id for row in made})
    for unit, area, days in rows.values_list("unit_id", "area_id", "during"):
        held.setdefault((unit, area), []).append(days)
    for row in made:
        spans = held.setdefault((row.unit_id, row.area_id), [])
        if any(_overlap(days, row.during) for days in spans):
            raise AreaHeldAlready(
                _("Đơn vị %(unit)s đã phụ trách %(area)s trong thời gian đó. Hãy chọn ngày khác.")
                % {"unit": units[row.unit_id].code, "area": row.area}
            )
        spans.append(row.during)


def _overlap(one: DateRange, other: DateRange) -> bool:
    return (one.upper is None or other.lower < one.upper) and (other.upper is None or one.lower < other.upper)
