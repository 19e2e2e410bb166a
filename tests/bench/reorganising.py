"""A tree that changes at full size: Hà Nội's change of 2025 from Excel files, a larger merger, lineage, restating."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import date

import xlsxwriter

from tests.bench.country import Country
from tests.bench.measure import Measure, seconds, timed
from tests.bench.totals import by_duckdb
from thidua.cli.scale import people, shape
from thidua.figures.models import Restatement
from thidua.figures.restating import refresh_current
from thidua.org.models import Placement, Unit
from thidua.org.rules import UnitKind
from thidua.org.services.lineage import rebuild_lineage
from thidua.people.models import User
from thidua.reorganisation.change_tables import COLUMNS
from thidua.reorganisation.models import Reorganisation
from thidua.reorganisation.rules import ChangeKind
from thidua.reorganisation.services import (
    Decision,
    ask_for_commit,
    ask_for_undo,
    commit_reorganisation,
    draft_reorganisation,
    read_list,
    undo_reorganisation,
)

ENDED_ON, HANDED_ON, MERGED_ON = date(2025, 7, 1), date(2025, 9, 1), date(2025, 10, 1)
WARD_UNIONS, HANDED_OVER, TOUCHED = 85, 5_876, 14_000
"""New ward unions, the grassroots unions they were given, and the units that the larger merger touches."""
PREVIEW_SECONDS, COMMIT_SECONDS, UNDO_SECONDS, RESTATE_SECONDS = 15, 30, 30, 15

Row = dict[str, str]


def reorganising(country: Country) -> list[Measure]:
    """Each change is previewed from its file, carried out as the background task does it, and undone at the end."""
    by = User.objects.get(username=people.ACCOUNTS[0].username)
    measures = [Measure("lineage of the whole tree, derived anew", seconds(rebuild_lineage, 1), "s")]
    capital = _Changes(country.root, by)
    measures += capital.make("Hà Nội 1: districts end, unions go under the city", _districts_end(), ENDED_ON)
    measures += capital.make("Hà Nội 2: unions go to new ward unions", _wards_begin(country), HANDED_ON)
    measures += _restating(country)
    measures += capital.undo_all()
    large = _Changes(country.root, by)
    measures += large.make("a merger of upper unions", _mergers(country), MERGED_ON)
    measures += large.undo_all()
    return measures


class _Changes:
    """Reorganisations made one after the other."""

    def __init__(self, issuer: Unit, by: User) -> None:
        self._issuer, self._by = issuer, by
        self._made: list[tuple[str, Reorganisation]] = []

    def make(self, name: str, rows: Sequence[Row], on: date) -> Iterator[Measure]:
        """Preview the rows from a file and carry them out."""
        decision = Decision(title=name, number=f"{len(self._made) + 1}/QĐ", decided_on=on, on=on)
        drafted = draft_reorganisation(issuer=self._issuer, decision=decision, by=self._by)
        found = timed(
            lambda: read_list(
                reorganisation_id=drafted.pk, file_name="thay-doi.xlsx", content=_workbook(rows), by=self._by
            )
        )
        yield _against(f"{name}: preview of {len(rows):,} rows", found, PREVIEW_SECONDS)
        ask_for_commit(reorganisation_id=drafted.pk, by=self._by)
        done = timed(lambda: commit_reorganisation(reorganisation_id=drafted.pk, by=self._by))
        yield _against(f"{name}: commit", done, COMMIT_SECONDS)
        self._made.append((name, drafted))

    def undo_all(self) -> Iterator[Measure]:
        """Take everything back, the last first."""
        while self._made:
            name, made = self._made.pop()
            ask_for_undo(reorganisation_id=made.pk, by=self._by)
            done = timed(lambda pk=made.pk: undo_reorganisation(reorganisation_id=pk, by=self._by))  # type: ignore[misc]
            yield _against(f"{name}: undo", done, UNDO_SECONDS)


def _restating(country: Country) -> Iterator[Measure]:
    """All months of the year in the new tree, both bases, beside DuckDB adding up as many months."""
    reference = 2 * len(country.periods) * by_duckdb(country)
    taken = timed(refresh_current)
    if not Restatement.objects.filter(today=True, ready_at__isnull=False).exists():
        raise AssertionError("the past was not restated")
    name = f"restating {len(country.periods)} months under the new tree"
    yield Measure(name, taken, "s", taken / reference, "DuckDB adding up the same months")
    yield _against(f"{name}, in seconds", taken, RESTATE_SECONDS)


def _against(name: str, taken: float, target: int) -> Measure:
    return Measure(name, taken, "s", taken / target, f"target of {target} s")


def _districts_end() -> list[Row]:
    """What ended in Hà Nội: its district unions; their grassroots unions go directly under the city."""
    districts = _below([shape.CAPITAL], UnitKind.DISTRICT)
    return [
        *(_row(ChangeKind.DISSOLVE, code, reason="Kết thúc hoạt động theo luật") for code in districts),
        *(_row(ChangeKind.MOVE, code, under=shape.CAPITAL) for code in _below(districts, UnitKind.GRASSROOTS)),
    ]


def _wards_begin(country: Country) -> list[Row]:
    """New ward unions, and what they take over of those under the city."""
    handed = HANDED_OVER * country.grassroots_units // shape.NATIONAL
    wards = [f"{shape.CAPITAL}-P{n:03}" for n in range(1, min(WARD_UNIONS, handed) + 1)]
    moving = _below([shape.CAPITAL], UnitKind.GRASSROOTS)[:handed]
    return [
        *(
            _row(
                ChangeKind.FOUND,
                code,
                name=f"Công đoàn phường {code}",
                unit_kind=str(UnitKind.WARD.label),
                under=shape.CAPITAL,
            )
            for code in wards
        ),
        *(_row(ChangeKind.MOVE, code, under=wards[n % len(wards)]) for n, code in enumerate(moving)),
    ]


def _mergers(country: Country) -> list[Row]:
    """Upper unions outside the capital merge into their neighbours until enough units are touched."""
    wanted, touched, rows = TOUCHED * country.grassroots_units // shape.NATIONAL, 0, []
    uppers = Placement.objects.filter(
        kind=UnitKind.DISTRICT, during__endswith=None, unit__dissolved_on=None, parent__code__gt=shape.CAPITAL
    ).order_by("unit__code")
    by_parent: dict[int | None, list[str]] = {}
    for code, parent in uppers.values_list("unit__code", "parent"):
        by_parent.setdefault(parent, []).append(code)
    for codes in by_parent.values():
        for ending, heir in zip(codes[::2], codes[1::2], strict=False):
            if touched < wanted:
                rows.append(_row(ChangeKind.MERGE, ending, heir=heir, reason="Sáp nhập"))
                touched += 1 + len(_below([ending], UnitKind.GRASSROOTS))
    return rows


def _below(parents: Sequence[str], kind: UnitKind) -> list[str]:
    """The codes of the units of a kind that stand directly below some others now."""
    standing = Placement.objects.filter(
        parent__code__in=parents, kind=kind, during__endswith=None, unit__dissolved_on=None
    )
    return list(standing.order_by("unit__code").values_list("unit__code", flat=True))


def _row(kind: ChangeKind, code: str, **fields: str) -> Row:
    return {"kind": str(kind.label), "code": code, **fields}


def _workbook(rows: Sequence[Row]) -> bytes:
    """The rows as people hand them in."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet()
    for at, (field, heading) in enumerate(COLUMNS.items()):
        sheet.write_string(0, at, str(heading))
        for number, row in enumerate(rows, start=1):
            sheet.write_string(number, at, row.get(field, ""))
    book.close()
    return stream.getvalue()
