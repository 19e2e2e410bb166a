"""The one way to change the tree: a whole plan at once, by statements over sets, and back again exactly."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from thidua.audit.services import Subject, record_each
from thidua.core import sql
from thidua.core.text import sort_key
from thidua.org.checks import key
from thidua.org.judgement import judged, known_of, said
from thidua.org.models import Custody, Jurisdiction, Lineage, Placement, Post, Succession, Unit
from thidua.org.plans import Ledger, Plan
from thidua.org.queries.survey import PACKAGE, Survey, Surveyed, survey_of
from thidua.org.rules import searchable
from thidua.org.services.founding import refresh_statistics, write_units
from thidua.org.services.lineage import lock_tree, rebuild_lineage
from thidua.people.models import User

BATCH = 5_000
Term = TypeVar("Term", Post, Jurisdiction)


@transaction.atomic
def carry_out(plan: Plan, by: User | None) -> Ledger:
    """Change the tree as a plan says, judged under the lock of the tree; the answer is what `put_back` needs.

    Found, then rename and move, then end and divide, as one new tree. Raises the error of the first thing that
    forbids it.

    The ledger holds ids: `founded` by code; `closed` places with the day from which they counted; `made` places;
    `successions`; `ended` units with their former end and its reason; `posts` and `jurisdictions`, each `shortened`
    with the former end or `dropped` whole.
    """
    lock_tree()
    survey = survey_of(plan)
    plan, wrongs = judged(plan, survey)
    if wrongs:
        raise wrongs[0].raised()
    founded = {unit.code: unit.pk for unit in write_units(plan.founded, known_of(plan, survey), plan.counts_from)}
    ids = {unit.code: unit.unit_id for unit in survey.units.values()} | founded
    ending = [survey.units[key(code)] for code in plan.ended]
    ledger: Ledger = {"founded": founded, **_place(plan, survey, ids, ending)}
    ledger["successions"] = _succeed(plan, ids)
    ledger["ended"] = _dissolve(plan, ending)
    ledger["posts"] = _end_of(Post, ids, plan)
    ledger["jurisdictions"] = _end_of(Jurisdiction, ids, plan)
    if stirred := [*founded.values(), *(ids[code] for code in (*plan.moved, *plan.ended))]:
        rebuild_lineage(stirred)
    refresh_statistics(len(ledger["made"]), "org_placement", "org_lineage")
    for event, subjects in _told(plan, survey, ids):
        record_each(event, by=by, subjects=subjects)
    return ledger


@transaction.atomic
def put_back(ledger: Ledger, on: date) -> list[int]:
    """Take back what `carry_out` did on a day, row by row; the answer is the units that go on as before.

    The units that it founded are removed and must have nothing left on them.
    """
    lock_tree()
    founded = list(ledger["founded"].values())
    closed = [placement for placement, _counted in ledger["closed"]]
    Succession.objects.filter(pk__in=ledger["successions"]).delete()
    Placement.objects.filter(pk__in=ledger["made"]).delete()
    Placement.objects.filter(unit__in=founded).delete()
    counted = [day for _placement, day in ledger["closed"]]
    sql.run(PACKAGE, "reopen_placements", {"placements": closed, "counts": counted})
    former = {unit: (dissolved_on, reason) for unit, dissolved_on, reason in ledger["ended"]}
    units = list(Unit.objects.filter(pk__in=former))
    for unit in units:
        unit.dissolved_on, unit.ended_because = former[unit.pk]
    Unit.objects.bulk_update(units, ["dissolved_on", "ended_because"], batch_size=BATCH)
    _resume(Post, ledger["posts"], on)
    _resume(Jurisdiction, ledger["jurisdictions"], on)
    changed = list(Placement.objects.filter(pk__in=closed).values_list("unit_id", flat=True))
    rebuild_lineage([*changed, *founded])
    for derived in (Lineage, Custody):
        derived.objects.filter(unit__in=founded).delete()
    Unit.objects.filter(pk__in=founded).delete()
    refresh_statistics(len(closed), "org_placement", "org_lineage")
    return changed


@dataclass(frozen=True, slots=True)
class _Made:
    id: int


def _place(plan: Plan, survey: Survey, ids: Mapping[str, int], ending: Sequence[Surveyed]) -> dict[str, Any]:
    """Close the places of all that changes, and let what goes on stand in new ones."""
    going_on = [survey.units[key(code)] for code in {**plan.renamed, **plan.moved}]
    closed = [*going_on, *ending]
    days = {"on": plan.on, "counts_from": plan.counts_from}
    sql.run(PACKAGE, "close_placements", days | {"placements": [unit.placement_id for unit in closed]})
    names = [_named(plan, unit) for unit in going_on]
    columns: dict[str, Any] = {
        "placements": [unit.placement_id for unit in going_on],
        "parents": [ids.get(plan.moved[unit.code]) if unit.code in plan.moved else unit.parent_id for unit in going_on],
        "names": [name for name, _short, _search, _sort in names],
        "short_names": [short for _name, short, _search, _sort in names],
        "searches": [search for _name, _short, search, _sort in names],
        "sort_keys": [sort for _name, _short, _search, sort in names],
    }
    made = sql.fetch(PACKAGE, "continue_placements", days | columns, into=_Made)
    return {
        "closed": [[unit.placement_id, str(unit.counts_since)] for unit in closed],
        "made": [row.id for row in made],
    }


def _named(plan: Plan, unit: Surveyed) -> tuple[str | None, str | None, str | None, str | None]:
    """New name, short name and what is derived from them; None four times when the unit keeps its names."""
    if unit.code not in plan.renamed:
        return None, None, None, None
    name, short_name = plan.renamed[unit.code]
    short_name = short_name or unit.short_name
    return name, short_name, searchable(name, short_name, unit.code), sort_key(name)


def _succeed(plan: Plan, ids: Mapping[str, int]) -> list[int]:
    rows = [
        Succession(
            predecessor_id=ids[code], successor_id=ids[heir], share=share, on=plan.on, counts_from=plan.counts_from
        )
        for code in (*plan.ended, *plan.divided)
        for heir, share in plan.heirs_of(code)
    ]
    return [row.pk for row in Succession.objects.bulk_create(rows, batch_size=BATCH)]


def _dissolve(plan: Plan, ending: Sequence[Surveyed]) -> list[list[Any]]:
    units = list(Unit.objects.filter(pk__in=[unit.unit_id for unit in ending]).order_by("pk"))
    former = [[unit.pk, unit.dissolved_on and str(unit.dissolved_on), unit.ended_because] for unit in units]
    for unit in units:
        unit.dissolved_on, unit.ended_because = plan.on, plan.ended[unit.code].reason
    Unit.objects.bulk_update(units, ["dissolved_on", "ended_because"], batch_size=BATCH)
    return former


def _end_of(model: type[Term], ids: Mapping[str, int], plan: Plan) -> dict[str, list[Any]]:
    """Nothing dated outlives its unit; what would only have begun later never comes about."""
    rows = model.objects.filter(unit__in=[ids[code] for code in plan.ended])
    later = rows.filter(during__startswith__gte=plan.on)
    dropped = [_plain(row) for row in later.order_by("pk")]
    later.delete()
    running = list(rows.filter(during__contains=plan.on).order_by("pk"))
    shortened = [[row.pk, row.during.upper and str(row.during.upper)] for row in running]
    for row in running:
        row.during = DateRange(row.during.lower, plan.on)
    model.objects.bulk_update(running, ["during"], batch_size=BATCH)
    return {"shortened": shortened, "dropped": dropped}


def _plain(row: Term) -> dict[str, Any]:
    """The columns of a row as JSON, its days as a pair."""
    fields = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}  # noqa: SLF001
    days = row.during
    return fields | {"during": [str(days.lower), days.upper and str(days.upper)]}


def _resume(model: type[Term], ledger: Mapping[str, Sequence[Any]], on: date) -> None:
    """Let terms go on that ended on the day; those that somebody has ended otherwise since then stay as they are."""
    former = dict(ledger["shortened"])
    rows = list(model.objects.filter(pk__in=former, during__endswith=on))
    for row in rows:
        row.during = DateRange(row.during.lower, _day(former[row.pk]))
    model.objects.bulk_update(rows, ["during"], batch_size=BATCH)
    again: Iterable[Any] = (
        model(**(fields | {"during": DateRange(_day(fields["during"][0]), _day(fields["during"][1]))}))
        for fields in ledger["dropped"]
    )
    # A term that somebody entered anew since then stays; the dropped one would be there twice.
    model.objects.bulk_create(again, batch_size=BATCH, ignore_conflicts=True)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _told(plan: Plan, survey: Survey, ids: Mapping[str, int]) -> Iterator[tuple[str, list[Subject]]]:
    """What the log of each unit says of it."""
    on = said(plan.on)

    def about(code: str, **facts: str) -> Subject:
        unit = Unit(pk=ids[code], code=code)
        return Subject(about=unit, unit=unit, facts=facts)

    def former(code: str) -> str:
        return survey.units[key(code)].name

    yield "unit.founded", [about(row.code, name=row.name) for row in plan.founded]
    yield (
        "unit.renamed",
        [about(code, name=name, former=former(code), on=on) for code, (name, _short) in plan.renamed.items()],
    )
    yield "unit.moved", [about(code, under=under, on=on) for code, under in plan.moved.items()]
    yield (
        "unit.ended",
        [about(code, on=on, reason=end.reason, successors=_codes(end.heirs)) for code, end in plan.ended.items()],
    )
    yield "unit.divided", [about(code, on=on, successors=_codes(heirs)) for code, heirs in plan.divided.items()]


def _codes(heirs: Sequence[tuple[str, int]]) -> str:
    return ", ".join(heir for heir, _share in heirs)
