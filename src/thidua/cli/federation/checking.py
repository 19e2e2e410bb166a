"""Holding a federation's file against the database and against itself, before anything is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from thidua.cli.federation.shape import (
    NOT_APPLICABLE,
    CellValue,
    Federation,
    LoadedState,
    ReportRow,
    TargetRow,
    WordingRow,
)
from thidua.core.errors import DomainError
from thidua.core.json_reading import Flaws, printable
from thidua.core.numbers import LARGEST, scale
from thidua.core.periods import Frequency, Span
from thidua.figures.cells import EMPTY, Cell
from thidua.figures.cells import NOT_APPLICABLE as NA_CELL
from thidua.indicators.models import BaseFrequency, Indicator, Period
from thidua.indicators.queries import catalogue
from thidua.indicators.rules import Kind, PeriodState
from thidua.org.checks import flaws_of, key, tidied
from thidua.org.models import Placement, Unit
from thidua.org.services.founding import known_units
from thidua.people.models import User

_AMOUNTS = (0, LARGEST)
_NUMBERS = (-LARGEST, LARGEST)


@dataclass(frozen=True, slots=True)
class KnownUnit:
    """A unit of the file or of the database: its last kind and the first day of its history."""

    kind: str
    begins: date


@dataclass(slots=True)
class Checked:
    """What the checks found out, ready for writing: scaled cells by report path, amounts by target path."""

    cells: dict[str, dict[int, Cell]] = field(default_factory=dict)
    amounts: dict[str, tuple[Indicator, int | None, int | None]] = field(default_factory=dict)
    wordings: dict[str, tuple[Indicator, int]] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)


def check(federation: Federation) -> Checked:
    """Everything that forbids writing this file is named at once. Raises BadEntries."""
    flaws, found = federation.flaws, Checked()
    _check_units(federation, flaws)
    units = _units_of(federation)
    _check_references(federation, units, flaws)
    found.users = {user.username: user for user in User.objects.filter(username__in=_usernames(federation))}
    _check_reports(federation, units, found, flaws)
    _check_targets(federation, found, flaws)
    _check_wordings(federation, found, flaws)
    flaws.refuse()
    return found


def _check_units(federation: Federation, flaws: Flaws) -> None:
    tidy, wrong = tidied(federation.units)
    known = known_units(code for row in tidy for code in (row.code, row.parent))
    for flaw in [*wrong, *flaws_of(tidy, known)]:
        flaws.add(f"{federation.unit_paths[flaw.index]}.{flaw.field}", flaw.sentence)


def _units_of(federation: Federation) -> dict[str, KnownUnit]:
    """The units that the file speaks of, by key of the code, from the database and from the file itself."""
    units = {}
    rows = Placement.objects.order_by("during").values_list("unit__code", "kind", "unit__founded_on")
    mentioned = {key(row.unit) for row in _mentions(federation)}
    for code, kind, founded_on in rows:
        if key(code) in mentioned:
            units[key(code)] = KnownUnit(kind, founded_on)
    units |= {key(row.code): KnownUnit(row.kind, row.founded_on) for row in federation.units}
    return units


def _mentions(federation: Federation) -> list[ReportRow | TargetRow | WordingRow]:
    return [*federation.reports, *federation.targets, *federation.wordings]


def _check_references(federation: Federation, units: Mapping[str, KnownUnit], flaws: Flaws) -> None:
    """Units must exist, and nothing may be said twice."""
    for row in _mentions(federation):
        if key(row.unit) not in units:
            flaws.add(f"{row.path}.unit", _("Không có đơn vị nào mang mã này. Hãy sửa mã hoặc thêm vào units."))
    in_file = {key(unit.code) for unit in federation.units}
    in_system = {key(code) for code in Unit.objects.values_list("code", flat=True)} if federation.changes else set()
    for change in federation.changes:
        for name, code in (("unit", change.unit), ("parent", change.parent)):
            if code and key(code) not in in_file | in_system:
                flaws.add(f"{change.path}.{name}", _("Không có đơn vị nào mang mã này. Hãy sửa mã."))
        if not (change.name or change.parent):
            flaws.add(change.path, _("Không nói đổi gì. Hãy nêu name hoặc parent."))
    _refuse_repeats(((r.path, (key(r.unit), r.period.code)) for r in federation.reports), flaws)
    _refuse_repeats(((r.path, (r.period.code,)) for r in federation.cut_offs), flaws)


def _refuse_repeats(places: Iterable[tuple[str, tuple[str, ...]]], flaws: Flaws) -> None:
    first: dict[tuple[str, ...], str] = {}
    for path, what in places:
        if (other := first.setdefault(what, path)) != path:
            flaws.add(path, _("Trùng với %(other)s. Hãy chỉ để một.") % {"other": other})


def _usernames(federation: Federation) -> set[str]:
    return {name for row in federation.reports for name in (row.typed_by, row.accepted_by) if name}


# ── Reports ──────────────────────────────────────────────────────────────────


def _check_reports(federation: Federation, units: Mapping[str, KnownUnit], found: Checked, flaws: Flaws) -> None:
    closed = set(Period.objects.filter(state=PeriodState.CLOSED).values_list("code", flat=True))
    columns = ("indicator_id", "unit_kind", "calendar", "frequency")
    reported = set(BaseFrequency.objects.values_list(*columns))
    for row in federation.reports:
        if row.period.code in closed:
            flaws.add(f"{row.path}.period", _("Kỳ này đã khóa. Hãy mở lại kỳ trước khi nạp."))
        unit = units.get(key(row.unit))
        if unit and unit.begins > row.period.ends:
            flaws.add(f"{row.path}.period", _("Đơn vị chưa thành lập trong kỳ này. Hãy sửa kỳ hoặc ngày thành lập."))
        _check_people(row, found.users, flaws)
        cells = {}
        for name, value in row.cells.items():
            path = f"{row.path}.cells.{printable(name)}"
            indicator = _indicator(name, path, flaws)
            if indicator is None:
                continue
            if indicator.pk in cells:
                flaws.add(path, _("Chỉ tiêu này đã có trong báo cáo dưới tên khác. Hãy chỉ để một."))
            if unit and not _collects(reported, indicator, unit.kind, row.period):
                flaws.add(path, _("Đơn vị loại này không báo cáo chỉ tiêu này theo kỳ này. Hãy bỏ ra."))
            cells[indicator.pk] = _cell(indicator, value, path, flaws)
        found.cells[row.path] = cells


def _check_people(row: ReportRow, users: Mapping[str, User], flaws: Flaws) -> None:
    for name, username in (("typed_by", row.typed_by), ("accepted_by", row.accepted_by)):
        if username and username not in users:
            flaws.add(f"{row.path}.{name}", _("Không có tài khoản này. Hãy tạo bằng `thidua user` hoặc bỏ mục này."))
    if row.accepted_by and row.accepted_by == row.typed_by:
        flaws.add(f"{row.path}.accepted_by", _("Người nộp báo cáo không được tự tiếp nhận báo cáo đó."))
    if row.state != LoadedState.ACCEPTED and (row.accepted_by or row.accepted_at):
        flaws.add(f"{row.path}.state", _("Báo cáo chưa tiếp nhận thì không có người và ngày tiếp nhận."))
    if row.submitted_at and row.accepted_at and row.accepted_at < row.submitted_at:
        flaws.add(f"{row.path}.accepted_at", _("Tiếp nhận trước khi nộp. Hãy sửa một trong hai thời điểm."))


def _collects(reported: set[tuple[int, str, str, str]], indicator: Indicator, kind: str, period: Span) -> bool:
    return (indicator.pk, kind, period.calendar.value, period.frequency.value) in reported


def _indicator(name: str, path: str, flaws: Flaws) -> Indicator | None:
    indicator = catalogue().find(name)
    if indicator is None:
        flaws.add(path, _("Danh mục không có chỉ tiêu này. Hãy dùng mã (ORG21) hoặc khóa (members_admitted)."))
    return indicator


def _cell(indicator: Indicator, value: CellValue, path: str, flaws: Flaws) -> Cell:
    if value is None:
        return EMPTY
    if value == NOT_APPLICABLE:
        return NA_CELL
    number = _scaled(indicator, value, (indicator.smallest, indicator.largest), path, flaws)
    return EMPTY if number is None else Cell(number)


def _scaled(
    indicator: Indicator, value: Decimal | None, bounds: tuple[int, int], path: str, flaws: Flaws
) -> int | None:
    """A value times 10**decimals, within bounds that are scaled alike."""
    if value is None:
        return None
    try:
        number = scale(value, indicator.decimals)
    except DomainError as error:
        flaws.add(path, error.sentence)
        return None
    least, most = bounds
    if number < least:
        flaws.add(path, _("Số nhỏ hơn mức thấp nhất của chỉ tiêu này. Hãy kiểm tra dấu trừ."))
    if number > most:
        flaws.add(path, _("Số quá lớn so với chỉ tiêu này. Hãy kiểm tra số chữ số và đơn vị đo."))
    return number


# ── Targets and wordings ─────────────────────────────────────────────────────


def _check_targets(federation: Federation, found: Checked, flaws: Flaws) -> None:
    named = []
    for row in federation.targets:
        indicator = _indicator(row.indicator, f"{row.path}.indicator", flaws)
        if row.assigned is None and row.registered is None:
            flaws.add(row.path, _("Chưa có số giao hay số đăng ký. Hãy nêu assigned hoặc registered."))
        if row.period.frequency != Frequency.YEAR:
            flaws.add(f"{row.path}.period", _("Chỉ tiêu được giao cho cả năm. Hãy ghi một năm, không ghi kỳ ngắn hơn."))
        if indicator is None:
            continue
        named.append((row.path, (key(row.unit), row.period.code, indicator.code)))
        assigned = _scaled(indicator, row.assigned, _AMOUNTS, f"{row.path}.assigned", flaws)
        registered = _scaled(indicator, row.registered, _AMOUNTS, f"{row.path}.registered", flaws)
        found.amounts[row.path] = (indicator, assigned, registered)
    _refuse_repeats(named, flaws)


def _check_wordings(federation: Federation, found: Checked, flaws: Flaws) -> None:
    named = []
    for row in federation.wordings:
        indicator = _indicator(row.indicator, f"{row.path}.indicator", flaws)
        if indicator is None:
            continue
        if indicator.kind == Kind.RATIO:
            flaws.add(f"{row.path}.indicator", _("Tỷ lệ được tính lại nên không có lời in riêng. Hãy bỏ mục này."))
            continue
        named.append((row.path, (key(row.unit), row.period.code, indicator.code)))
        value = _scaled(indicator, row.value, _NUMBERS, f"{row.path}.value", flaws)
        found.wordings[row.path] = (indicator, value or 0)
    _refuse_repeats(named, flaws)
