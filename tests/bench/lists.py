"""Lists from files: 10,000 members and 10,000 units from a workbook to the preview, written, and taken back."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence

import xlsxwriter

from tests.bench.country import Country
from tests.bench.measure import Measure, timed
from tests.bench.screens import account
from thidua.access.rules import Role
from thidua.exchange.kinds import ListKind
from thidua.exchange.models import Intake
from thidua.exchange.rules import Stage
from thidua.exchange.services import (
    ask_for_commit,
    ask_for_undo,
    commit_list,
    judge_list,
    receive_list,
    undo_list,
)
from thidua.exchange.services.progress import progress_of
from thidua.org.models import Placement, Unit
from thidua.people.models import User
from thidua.registers.members.importing import MEMBERS
from thidua.web.lists.units import UNITS

ROWS = 10_000
TARGET_SECONDS = 20

Row = Sequence[str]


def lists(country: Country) -> Iterator[Measure]:
    """Every step of both lists as the worker does it, each well under twenty seconds."""
    officer, manager = account(country.upper, Role.OFFICER), account(country.root, Role.ADMINISTRATOR)
    below = Placement.objects.filter(parent=country.upper, unit__dissolved_on=None).values("unit")
    codes = list(Unit.objects.filter(pk__in=below).order_by("code").values_list("code", flat=True)[:100])
    yield from _through(MEMBERS, officer, _workbook(_members(codes)))
    yield from _through(UNITS, manager, _workbook(_units(country.upper.code)))


def _through(kind: ListKind, by: User, content: bytes) -> Iterator[Measure]:
    """The measures of a list on its way."""
    took = timed(lambda: receive_list(kind=kind, file_name="ds.xlsx", content=content, options={}, by=by))
    stored = Intake.objects.latest("pk")
    took += _worked(judge_list, kind, stored, by)
    yield _measure(kind, "previewed", took)
    ask_for_commit(intake_id=stored.pk, kind=kind, by=by)
    yield _measure(kind, "committed", _worked(commit_list, kind, stored, by))
    ask_for_undo(intake_id=stored.pk, kind=kind, by=by)
    yield _measure(kind, "undone", _worked(undo_list, kind, stored, by))
    stored.refresh_from_db()
    if (stored.stage, stored.saved_count) != (Stage.UNDONE, ROWS):
        raise RuntimeError(f"the list of {kind.name} came to be {stored.stage} with {stored.saved_count} rows")


def _worked(do: Callable[..., Intake], kind: ListKind, stored: Intake, by: User) -> float:
    with progress_of(stored.pk) as tell:
        return timed(lambda: do(intake_id=stored.pk, kind=kind, by=by, tell=tell))


def _measure(kind: ListKind, step: str, took: float) -> Measure:
    name = f"list of {ROWS:,} {kind.name}: {step}"
    return Measure(name, took, "s", took / TARGET_SECONDS, f"target of {TARGET_SECONDS} s")


def _members(codes: Sequence[str]) -> Iterator[Row]:
    yield ("Họ và tên", "Ngày sinh", "Giới tính", "Số định danh", "Mã công đoàn cơ sở", "Ngày kết nạp")
    for number in range(ROWS):
        born, sex = f"{1 + number % 28:02}/{1 + number % 12:02}/{1970 + number % 30}", "Nữ" if number % 2 else "Nam"
        name = f"Nguyễn Thị {chr(65 + number % 26)} {chr(65 + number // 26 % 26)}"
        yield (name, born, sex, f"0011{number:08}", codes[number % len(codes)], "15/10/2023")


def _units(parent: str) -> Iterator[Row]:
    yield ("Mã", "Tên", "Loại", "Mã cấp trên", "Ngày thành lập")
    for number in range(ROWS):
        yield (f"DO-{number}", f"Công đoàn cơ sở đo số {number}", "CĐCS", parent, "01/01/2020")


def _workbook(rows: Iterator[Row]) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
    return stream.getvalue()
