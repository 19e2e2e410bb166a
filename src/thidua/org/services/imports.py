"""A list of units from a file: previewed, committed all or nothing, undone in one go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from thidua.audit.services import record
from thidua.core import clock
from thidua.core.errors import BadEntries
from thidua.exchange.tables import read_table
from thidua.org.checks import key
from thidua.org.errors import ImportBuiltUpon, ImportHasErrors, ImportNotOpen
from thidua.org.imports import MOST_SHOWN, Entry, Preview, Standing, entries_of, preview_of
from thidua.org.models import Custody, Lineage, Placement, Unit, UnitImport
from thidua.org.queries import names_of
from thidua.org.rules import ImportState
from thidua.org.services.founding import known_units, place_units
from thidua.org.services.lineage import allow_time, lock_tree, rebuild_custody
from thidua.org.services.standing_on import rows_about
from thidua.people.models import User


@transaction.atomic
def preview_import(*, file_name: str, content: bytes, by: User, within: QuerySet[Unit] | None = None) -> UnitImport:
    """Read a file and keep what committing it would do; founds nothing.

    `within` are the units below which the person may found others; None: everywhere, and roots too.
    Raises FileTooLarge, UnsupportedFile or UnreadableFile. Bad rows raise nothing: they are the `findings`.
    """
    entries = entries_of(read_table(content))
    stored = UnitImport(file_name=_shown(file_name), uploaded_by=by, uploaded_at=clock.now())
    stored.rows = [entry.stored() for entry in entries]
    _keep(stored, _judge(entries, within))
    stored.save()
    record("unit_import.previewed", by=by, about=stored, rows=len(entries))
    return stored


@transaction.atomic
def commit_import(*, import_id: int, by: User, within: QuerySet[Unit] | None = None) -> UnitImport:
    """Found every new unit of a preview, judged again under the lock of the tree.

    Raises ImportNotOpen when it was committed before, ImportHasErrors when a row is bad (the findings of the
    preview are then renewed by `refresh_preview`).
    """
    allow_time()
    lock_tree()
    stored = _locked(import_id, ImportState.PREVIEWED)
    preview = _judge(_entries(stored), within)
    if preview.findings or not preview.new:
        raise ImportHasErrors(_refusal(preview))
    try:
        units = place_units(rows=preview.new, by=by)
    except BadEntries as error:
        raise ImportHasErrors(error.entries[0].sentence) from error
    stored.state, stored.committed_at = ImportState.COMMITTED, clock.now()
    stored.created_unit_ids = [unit.pk for unit in units]
    stored.new_count, stored.unchanged_count = len(preview.new), len(preview.unchanged)
    stored.save()
    record("unit_import.committed", by=by, about=stored, units=len(units))
    return stored


@transaction.atomic
def refresh_preview(*, import_id: int, within: QuerySet[Unit] | None = None) -> UnitImport:
    """Judge the rows of a preview again, after the tree has changed."""
    stored = _locked(import_id, ImportState.PREVIEWED)
    _keep(stored, _judge(_entries(stored), within))
    stored.save()
    return stored


@transaction.atomic
def undo_import(*, import_id: int, by: User) -> UnitImport:
    """Remove exactly the units that an import made.

    Raises ImportBuiltUpon, which names what stands on them, when anything does.
    """
    allow_time()
    lock_tree()
    stored = _locked(import_id, ImportState.COMMITTED)
    made = stored.created_unit_ids
    if obstacles := list(_obstacles(made)):
        raise ImportBuiltUpon(
            _("Không hoàn tác được vì đã có: %(what)s. Hãy bỏ những thứ đó trước, hoặc sửa từng đơn vị.")
            % {"what": "; ".join(obstacles)}
        )
    for derived in (Lineage, Custody, Placement):
        derived.objects.filter(unit__in=made).delete()
    Unit.objects.filter(pk__in=made).delete()
    stored.state, stored.undone_at, stored.created_unit_ids = ImportState.UNDONE, clock.now(), []
    stored.save()
    rebuild_custody()
    record("unit_import.undone", by=by, about=stored, units=len(made))
    return stored


def _locked(import_id: int, state: ImportState) -> UnitImport:
    stored = UnitImport.objects.select_for_update().get(pk=import_id)
    if stored.state != state:
        raise ImportNotOpen(
            _("Danh sách này đang ở trạng thái «%(state)s» nên không làm được việc đó.")
            % {"state": ImportState(stored.state).label}
        )
    return stored


def _entries(stored: UnitImport) -> list[Entry]:
    return [Entry(**row) for row in stored.rows]


def _judge(entries: Sequence[Entry], within: QuerySet[Unit] | None) -> Preview:
    known = known_units(code for entry in entries for code in (entry.code, entry.parent))
    codes = [unit.code for unit in known.values()]
    parents = None
    if within is not None:
        reached = set(within.filter(code__in=codes).values_list("code", flat=True))
        parents = {code_key: unit for code_key, unit in known.items() if unit.code in reached}
    return preview_of(entries, known, _standing(codes), parents)


def _standing(codes: Iterable[str]) -> dict[str, Standing]:
    units = dict(Unit.objects.filter(code__in=list(codes)).values_list("pk", "code"))
    names = names_of(units, clock.today())
    above = {name.parent_id for name in names.values() if name.parent_id}
    parents = dict(Unit.objects.filter(pk__in=above).values_list("pk", "code"))
    return {
        key(units[pk]): Standing(name.name, parents[name.parent_id] if name.parent_id else "")
        for pk, name in names.items()
    }


def _keep(stored: UnitImport, preview: Preview) -> None:
    stored.findings = [asdict(finding) for finding in preview.findings[:MOST_SHOWN]]
    stored.bad_count = len(preview.findings)
    stored.new_count, stored.unchanged_count = len(preview.new), len(preview.unchanged)


def _refusal(preview: Preview) -> str:
    if not preview.new:
        return _("Mọi đơn vị trong danh sách đã có, không có gì để ghi.")
    first = preview.findings[0]
    return _("Dòng %(row)d, cột «%(column)s»: %(sentence)s") % {
        "row": first.row,
        "column": first.column,
        "sentence": first.sentence,
    }


def _obstacles(made: Sequence[int]) -> Iterator[str]:
    """What stands on these units: other placements, units below, rows of any app that point to them."""
    changed = Placement.objects.filter(unit__in=made)
    if (extra := changed.count() - len(made)) > 0 or Unit.objects.filter(
        pk__in=made, dissolved_on__isnull=False
    ).exists():
        yield ngettext("%(n)d thay đổi sau đó", "%(n)d thay đổi sau đó", max(extra, 1)) % {"n": max(extra, 1)}
    below = Placement.objects.filter(parent__in=made).exclude(unit__in=made)
    if names := list(below.values_list("short_name", flat=True)[:3]):
        yield _("đơn vị trực thuộc (%(names)s…)") % {"names": ", ".join(names)}
    yield from rows_about(made, but_for={})


def _shown(file_name: str) -> str:
    return "".join(c for c in file_name if c.isprintable())[:200] or _("danh sách")
