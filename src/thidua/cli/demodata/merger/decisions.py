"""The two decisions of 2025 as lists of changes, and one that is only being prepared."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from thidua.cli.demodata.merger.units import (
    CITY,
    UPPERS_END,
    WARDS_BEGIN,
    ended_by_law,
    ended_uppers,
    going_on,
    ward_of,
    wards,
)
from thidua.reorganisation.rules import Change, ChangeKind


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision of the city on its tree; numbers are of the demonstration."""

    number: str
    decided_on: date
    title: str
    on: date
    changes: tuple[Change, ...]


def end_of_uppers() -> Decision:
    """Forty upper unions end; what goes on comes directly under the city, unions of state bodies end by law."""
    by_law = "Chấm dứt hoạt động theo quy định về sắp xếp tổ chức công đoàn năm 2025"
    moved = [Change(kind=ChangeKind.MOVE, code=union.code, under=CITY) for union in going_on()]
    ended = [Change(kind=ChangeKind.DISSOLVE, code=union.code, reason=by_law) for union in ended_by_law()]
    uppers = [
        Change(kind=ChangeKind.DISSOLVE, code=unit.code, reason="Kết thúc hoạt động công đoàn cấp trên trực tiếp cơ sở")
        for unit in ended_uppers()
    ]
    return Decision(
        number="126/QĐ-LĐLĐ (số liệu mẫu)",
        decided_on=date(2025, 6, 26),
        title="Kết thúc 40 công đoàn cấp trên trực tiếp cơ sở",
        on=UPPERS_END,
        changes=(*moved, *ended, *uppers),
    )


def beginning_of_wards() -> Decision:
    """Eighty-five ward unions are founded and take most of the grassroots unions over from the city."""
    founded = [
        Change(
            kind=ChangeKind.FOUND,
            code=ward.unit.code,
            name=ward.unit.name,
            short_name=ward.unit.short_name,
            unit_kind=ward.unit.kind,
            under=CITY,
            sector=ward.unit.sector,
        )
        for ward in wards()
    ]
    handed = [Change(kind=ChangeKind.MOVE, code=union, under=ward) for union, ward in ward_of().items()]
    return Decision(
        number="194/QĐ-LĐLĐ (số liệu mẫu)",
        decided_on=date(2025, 7, 28),
        title="Thành lập 85 công đoàn xã, phường",
        on=WARDS_BEGIN,
        changes=(*founded, *handed),
    )


def being_prepared() -> Decision:
    """A merger of two unions of one ward, not decided yet: for the visitor to look at and carry out."""
    one, other = sorted(union for union, ward in ward_of().items() if ward == "HN-X-MY-DUC")[:2]
    return Decision(
        number="231/QĐ-LĐLĐ (dự thảo)",
        decided_on=date(2025, 9, 12),
        title="Sáp nhập hai công đoàn cơ sở ở Mỹ Đức",
        on=date(2025, 10, 1),
        changes=(Change(kind=ChangeKind.MERGE, code=other, heirs=((one, 1_000_000),)),),
    )
