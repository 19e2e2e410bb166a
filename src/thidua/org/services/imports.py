"""Units from a list: judged, founded all or nothing, taken away again in one go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from thidua.audit.services import record
from thidua.core import clock, sql
from thidua.exchange.kinds import Judged, Line, Made
from thidua.org.checks import key
from thidua.org.errors import ImportBuiltUpon
from thidua.org.imports import Entry, Standing, judged, unit_of
from thidua.org.models import Placement, Unit
from thidua.org.queries import names_of
from thidua.org.services.founding import known_units, place_units
from thidua.org.services.lineage import lock_tree, rebuild_custody
from thidua.org.services.standing_on import all_of, rows_about
from thidua.people.models import User


def judge_units(*, lines: Sequence[Line], within: QuerySet[Unit] | None = None) -> list[Judged]:
    """What founding every row would do; writes nothing.

    `within` are the units below which the person may found others; None: everywhere, and roots too.
    """
    entries = [Entry(line.row, **line.texts) for line in lines]
    known = known_units(code for entry in entries for code in (entry.code, entry.parent))
    codes = [unit.code for unit in known.values()]
    parents = None
    if within is not None:
        reached = set(within.filter(code__in=codes).values_list("code", flat=True))
        parents = {code_key: unit for code_key, unit in known.items() if unit.code in reached}
    return judged(entries, known, _standing(codes), parents)


@transaction.atomic
def found_listed(*, rows: Sequence[Judged], by: User) -> list[Made]:
    """Found every unit of a list. Raises BadEntries when one of them cannot be founded by now."""
    units = place_units(rows=[unit_of(row) for row in rows], by=by)
    return [Made(row.row, unit.pk) for row, unit in zip(rows, units, strict=True)]


@transaction.atomic
def remove_listed(*, made: Sequence[Made], by: User) -> None:
    """Remove exactly the units that a list founded.

    Raises ImportBuiltUpon, which names what stands on them, when anything does.
    """
    lock_tree()
    units = [one.about for one in made]
    if obstacles := list(_obstacles(units)):
        raise ImportBuiltUpon(
            _("Không hoàn tác được vì đã có: %(what)s. Hãy bỏ những thứ đó trước, hoặc sửa từng đơn vị.")
            % {"what": "; ".join(obstacles)}
        )
    sql.run("thidua.org", "remove_units", {"units": units})
    rebuild_custody()
    record("units.removed", by=by, units=len(units))


def _standing(codes: Iterable[str]) -> dict[str, Standing]:
    units = dict(Unit.objects.filter(code__in=list(codes)).values_list("pk", "code"))
    names = names_of(units, clock.today())
    above = {name.parent_id for name in names.values() if name.parent_id}
    parents = dict(Unit.objects.filter(pk__in=above).values_list("pk", "code"))
    return {
        key(units[pk]): Standing(name.name, parents[name.parent_id] if name.parent_id else "")
        for pk, name in names.items()
    }


def _obstacles(made: Sequence[int]) -> Iterator[str]:
    """What stands on these units: other placements, units below, rows of any app that point to them."""
    changed = Placement.objects.filter(unit__in=all_of(made))
    ended = Unit.objects.filter(pk__in=all_of(made), dissolved_on__isnull=False)
    if (extra := changed.count() - len(made)) > 0 or ended.exists():
        yield ngettext("%(n)d thay đổi sau đó", "%(n)d thay đổi sau đó", max(extra, 1)) % {"n": max(extra, 1)}
    below = Placement.objects.filter(parent__in=all_of(made)).exclude(unit__in=all_of(made))
    if names := list(below.values_list("short_name", flat=True)[:3]):
        yield _("đơn vị trực thuộc (%(names)s…)") % {"names": ", ".join(names)}
    yield from rows_about(made, but_for={})
