"""Founding units: one, or a whole tree at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.db import connection, transaction
from django.db.models import Min
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from thidua.audit.services import record
from thidua.core.errors import BadEntries, BadEntry
from thidua.core.text import sort_key
from thidua.org.checks import Known, beginnings, countings, flaws_of, key, tidied
from thidua.org.errors import BadUnit
from thidua.org.models import Unit
from thidua.org.rules import LegalType, NewUnit, Sector, UnitKind, searchable
from thidua.org.services.lineage import lock_tree, rebuild_lineage
from thidua.people.models import User

BATCH = 5_000
MANY = 1_000  # from here on the planner's statistics are out of date at once


@transaction.atomic
def found_unit(
    *,
    code: str,
    name: str,
    short_name: str,
    kind: UnitKind,
    parent: Unit | None,
    founded_on: date,
    sector: Sector = Sector.STATE,
    bloc: str = "",
    legal_type: LegalType = LegalType.UNION,
    percent_digits: int | None = None,
    by: User | None,
) -> Unit:
    """Found one unit under `parent` (None: a root). Raises BadUnit for the first thing that is wrong."""
    row = NewUnit(
        code=code,
        name=name,
        short_name=short_name,
        kind=kind,
        parent=parent.code if parent else "",
        founded_on=founded_on,
        sector=sector,
        bloc=bloc,
        legal_type=legal_type,
        percent_digits=percent_digits,
    )
    try:
        units = place_units(rows=[row], by=by)
    except BadEntries as error:
        first = error.entries[0]
        raise BadUnit(first.sentence, where=first.path.rpartition(".")[2]) from error
    return units[0]


@transaction.atomic
def place_units(*, rows: Sequence[NewUnit], by: User | None) -> list[Unit]:
    """Found many units, in any order, all or none; returns them in the order of the rows.

    Parents are codes, of units in the list or in the system. Written in bulk, with one rebuild of lineage.
    Raises BadEntries, whose paths are ``units[<index>].<field>``.
    """
    lock_tree()
    tidy, flaws = tidied(rows)
    known = known_units(code for row in tidy for code in (row.code, row.parent))
    flaws += flaws_of(tidy, known)
    if flaws:
        raise BadEntries(
            _("Danh sách có %(count)d chỗ sai, chưa ghi gì. Hãy sửa rồi thử lại.") % {"count": len(flaws)},
            [BadEntry(f"units[{flaw.index}].{flaw.field}", flaw.sentence) for flaw in flaws],
        )
    units = write_units(tidy, known)
    rebuild_lineage([unit.pk for unit in units])
    refresh_statistics(len(units), "org_lineage")
    if len(units) == 1:
        record("unit.founded", by=by, about=units[0], unit=units[0], name=tidy[0].name)
    else:
        record("units.placed", by=by, units=len(units))
    return units


def known_units(codes: Iterable[str]) -> dict[str, Known]:
    """Which of these codes exist, by `checks.key` of the code, each with the days of its history."""
    # What is not printable is nobody's code, and NUL may not even be asked for.
    wanted = {key(code) for code in codes if code and code.isprintable()}
    rows = (
        Unit.objects.annotate(
            key=Lower("code"),
            begins=Min("placements__during__startswith"),
            counts=Min("placements__counts__startswith"),
        )
        .filter(key__in=wanted)
        .values_list("key", "code", "begins", "counts", "founded_on", "dissolved_on")
    )
    return {
        code_key: Known(code=code, begins=begins or founded_on, ends=dissolved_on, counts_from=counts)
        for code_key, code, begins, counts, founded_on, dissolved_on in rows
    }


def write_units(rows: Sequence[NewUnit], known: Mapping[str, Known], counts_from: date = date.min) -> list[Unit]:
    """Write flawless rows as units with their first places, which count from a day on; their lineage is left out."""
    if not rows:
        return []
    units = Unit.objects.bulk_create([_unit(row) for row in rows], batch_size=BATCH)
    ids = {key(unit.code): unit.pk for unit in units}
    above = Unit.objects.filter(code__in=[unit.code for unit in known.values()])
    ids |= {key(code): pk for code, pk in above.values_list("code", "pk")}
    first_days, first_counted = beginnings(rows, known), countings(rows, known, counts_from)
    _copy_placements(
        (
            unit.pk,
            ids[key(row.parent)] if row.parent else None,
            row.name,
            row.short_name,
            str(row.kind),
            f"[{first_days[key(row.code)]},)",
            f"[{first_counted[key(row.code)]},)",
            searchable(row.name, row.short_name, row.code),
            sort_key(row.name),
        )
        for row, unit in zip(rows, units, strict=True)
    )
    refresh_statistics(len(rows), "org_unit", "org_placement")
    return units


def _copy_placements(rows: Iterable[tuple[object, ...]]) -> None:
    """Write placements by COPY, a third of the time that INSERT takes over a whole federation."""
    table = "org_placement (unit_id, parent_id, name, short_name, kind, during, counts, search, sort_key)"
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _unit(row: NewUnit) -> Unit:
    return Unit(
        code=row.code,
        founded_on=row.founded_on,
        legal_type=row.legal_type,
        sector=row.sector,
        bloc=row.bloc,
        percent_digits=row.percent_digits,
    )


def refresh_statistics(written: int, *tables: str) -> None:
    """Bulk loads leave the planner guessing from an empty table, and it then guesses slow plans."""
    if written >= MANY:
        with connection.cursor() as cursor:
            for table in tables:
                cursor.execute(f"ANALYZE {connection.ops.quote_name(table)}")
