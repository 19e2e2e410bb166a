"""What a federation's file holds, as checked values; nothing here knows the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, Literal

from django.db.models import TextChoices
from django.utils.translation import gettext as _

from thidua.core.json_reading import (
    Field,
    Flaws,
    Object,
    Unreadable,
    day,
    instant,
    line,
    number,
    one_of,
    optional_line,
    optional_number,
    parse_json,
    printable,
    read_list,
    read_object,
    read_value,
    small_number,
)
from thidua.core.periods import Frequency, Span, parse
from thidua.org.rules import LegalType, NewUnit, Sector, UnitKind
from thidua.reporting.rules import ReportState

FORMAT = "thidua-federation-1"
SECTIONS = ("units", "changes", "cut_offs", "targets", "reports", "wordings")
NOT_APPLICABLE: Final = "NA"
CellValue = Decimal | Literal["NA"] | None


class LoadedState(TextChoices):
    """The states in which a report may arrive."""

    DRAFT = ReportState.DRAFT.value
    SUBMITTED = ReportState.SUBMITTED.value
    ACCEPTED = ReportState.ACCEPTED.value


@dataclass(frozen=True, slots=True)
class Change:
    """A unit is called otherwise, or stands elsewhere, from a day on."""

    path: str
    unit: str
    on: date
    name: str = ""
    short_name: str = ""
    parent: str = ""


@dataclass(frozen=True, slots=True)
class CutOff:
    """The last day of a period's data: what its figures are "as of"."""

    path: str
    period: Span
    data_until: date


@dataclass(frozen=True, slots=True)
class TargetRow:
    """A unit's target, in the indicator's unit of measure."""

    path: str
    unit: str
    period: Span
    indicator: str
    on: date
    assigned: Decimal | None = None
    registered: Decimal | None = None
    decision: str = ""


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A unit's figures for a base period by code or key, in each indicator's unit of measure."""

    path: str
    unit: str
    period: Span
    state: LoadedState
    cells: Mapping[str, CellValue]
    submitted_at: datetime | None = None
    accepted_at: datetime | None = None
    typed_by: str = ""
    accepted_by: str = ""


@dataclass(frozen=True, slots=True)
class WordingRow:
    """Words to print for a figure, while it is still `value`."""

    path: str
    unit: str
    period: Span
    indicator: str
    value: Decimal
    words: str


@dataclass(frozen=True, slots=True)
class Federation:
    """Everything that one file says. `unit_paths` are the places of `units` in the file."""

    units: tuple[NewUnit, ...] = ()
    unit_paths: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    cut_offs: tuple[CutOff, ...] = ()
    targets: tuple[TargetRow, ...] = ()
    reports: tuple[ReportRow, ...] = ()
    wordings: tuple[WordingRow, ...] = ()
    flaws: Flaws = field(default_factory=Flaws)


def read_federation(raw: bytes) -> Federation:
    """A file as checked values; what is wrong with single entries is in `flaws`. Raises BadFile."""
    flaws = Flaws()
    document = parse_json(raw)
    read_object(document, _TOP, "", flaws)
    given = document if isinstance(document, Object) else Object()
    top = {section: given.get(section, []) for section in SECTIONS}
    units = read_list(top["units"], _UNIT, "units", flaws)
    return Federation(
        units=tuple(NewUnit(**values) for _index, values in units),
        unit_paths=tuple(f"units[{index}]" for index, _values in units),
        changes=tuple(Change(path, **v) for path, v in _rows(top, "changes", _CHANGE, flaws)),
        cut_offs=tuple(CutOff(path, **v) for path, v in _rows(top, "cut_offs", _CUT_OFF, flaws)),
        targets=tuple(TargetRow(path, **v) for path, v in _rows(top, "targets", _TARGET, flaws)),
        reports=tuple(
            ReportRow(path, **v | {"cells": _cells(v["cells"], f"{path}.cells", flaws)})
            for path, v in _rows(top, "reports", _REPORT, flaws)
        ),
        wordings=tuple(WordingRow(path, **v) for path, v in _rows(top, "wordings", _WORDING, flaws)),
        flaws=flaws,
    )


def _rows(
    top: Mapping[str, Any], section: str, fields: Mapping[str, Field], flaws: Flaws
) -> list[tuple[str, dict[str, Any]]]:
    return [(f"{section}[{index}]", values) for index, values in read_list(top[section], fields, section, flaws)]


def _cells(value: Object, path: str, flaws: Flaws) -> dict[str, CellValue]:
    for name in value.repeated:
        flaws.add(f"{path}.{printable(name)}", _("Viết hai lần trong một báo cáo. Hãy chỉ để một."))
    return {name: read_value(_cell, given, f"{path}.{printable(name)}", flaws) for name, given in value.items()}


def _cell(value: Any) -> CellValue:
    return NOT_APPLICABLE if value == NOT_APPLICABLE else optional_number(value)


def _object(value: Any) -> Object:
    if not isinstance(value, Object):
        raise Unreadable(_('Phải là một đối tượng {"mã chỉ tiêu": số, …}.'))
    return value


def _as_it_is(value: Any) -> Any:
    return value


def _period(value: Any) -> Span:
    span = parse(line(20)(value))
    if span.frequency == Frequency.ONCE:
        raise Unreadable(_("Kỳ đột xuất không nạp được từ tệp: hãy gửi yêu cầu đột xuất trên trang."))
    return span


def _base_period(value: Any) -> Span:
    span = _period(value)
    if span.frequency == Frequency.NINE_MONTHS:
        raise Unreadable(_("Không có báo cáo 9 tháng: số 9 tháng được cộng từ các kỳ ngắn hơn."))
    return span


def _percent_digits(value: Any) -> int | None:
    found: int | None = small_number(4)(value)
    return found


def _format(value: Any) -> str:
    if value != FORMAT:
        raise Unreadable(_("Mục format phải là «%(format)s».") % {"format": FORMAT})
    return FORMAT


_TOP = {
    "format": Field(_format),
    **{section: Field(_as_it_is, required=False) for section in SECTIONS},
}
_UNIT = {
    "code": Field(line(40)),
    "name": Field(line(200)),
    "short_name": Field(line(80)),
    "kind": Field(one_of(UnitKind)),
    "parent": Field(optional_line(40), required=False, default=""),
    "founded_on": Field(day),
    "sector": Field(one_of(Sector), required=False, default=Sector.STATE),
    "bloc": Field(optional_line(40), required=False, default=""),
    "legal_type": Field(one_of(LegalType), required=False, default=LegalType.UNION),
    "percent_digits": Field(_percent_digits, required=False),
}
_CHANGE = {
    "unit": Field(line(40)),
    "on": Field(day),
    "name": Field(optional_line(200), required=False, default=""),
    "short_name": Field(optional_line(80), required=False, default=""),
    "parent": Field(optional_line(40), required=False, default=""),
}
_CUT_OFF = {"period": Field(_period), "data_until": Field(day)}
_TARGET = {
    "unit": Field(line(40)),
    "period": Field(_period),
    "indicator": Field(line(80)),
    "on": Field(day),
    "assigned": Field(optional_number, required=False),
    "registered": Field(optional_number, required=False),
    "decision": Field(optional_line(120), required=False, default=""),
}
_REPORT = {
    "unit": Field(line(40)),
    "period": Field(_base_period),
    "state": Field(one_of(LoadedState)),
    "cells": Field(_object),
    "submitted_at": Field(instant, required=False),
    "accepted_at": Field(instant, required=False),
    "typed_by": Field(optional_line(80), required=False, default=""),
    "accepted_by": Field(optional_line(80), required=False, default=""),
}
_WORDING = {
    "unit": Field(line(40)),
    "period": Field(_period),
    "indicator": Field(line(80)),
    "value": Field(number),
    "words": Field(line(80)),
}
