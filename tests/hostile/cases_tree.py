"""Units that would stand where none can stand. No page moves units yet; the services are asked."""

from __future__ import annotations

from datetime import date

from tests.factories.tree import FOUNDED
from tests.hostile.case import Case, service
from tests.hostile.stage import Stage
from tests.org.units import new
from thidua.org.models import Unit
from thidua.org.services import end_unit, move_unit, place_units, rename_unit

ON, EARLIER = date(2024, 3, 1), date(2024, 2, 1)


def _move(stage: Stage, unit: str, under: str, on: date = ON) -> None:
    move_unit(unit=stage.units[unit], under=stage.units[under], on=on, by=None)


def _end(stage: Stage, unit: str, heirs: list[tuple[Unit, int]]) -> None:
    end_unit(unit=stage.units[unit], on=ON, reason="sắp xếp lại", successors=heirs, by=None)


CASES = [
    Case("a unit under itself", service(lambda s: _move(s, "school", "school")), 409, "nằm dưới"),
    Case("a unit under its own child", service(lambda s: _move(s, "district_a", "school")), 409, "nằm dưới"),
    Case("the root under a leaf", service(lambda s: _move(s, "city", "market")), 409, "không thể là cấp trên"),
    Case(
        "spans that would overlap",
        service(lambda s: _move(s, "school", "city", EARLIER)),
        409,
        "ngày đã ghi thay đổi gần nhất",
        given=lambda s: _move(s, "school", "district_b"),
    ),
    Case(
        "a second change on one day",
        service(lambda s: rename_unit(unit=s.units["school"], name="Tên khác", on=ON, by=None)),
        409,
        "Hãy chọn ngày muộn hơn",
        given=lambda s: _move(s, "school", "district_b"),
    ),
    Case("a change on the founding day", service(lambda s: _move(s, "school", "city", FOUNDED)), 409, "muộn hơn"),
    Case("a move to where it stands", service(lambda s: _move(s, "school", "district_a")), 409, "đang đứng đúng ở đó"),
    Case(
        "a move under a unit that has ended",
        service(lambda s: _move(s, "market", "factory", date(2024, 6, 1))),
        409,
        "đã kết thúc",
        given=lambda s: _end(s, "factory", []),
    ),
    Case("an end with units below", service(lambda s: _end(s, "district_a", [])), 409, "đứng dưới"),
    Case(
        "shares that are no whole",
        service(lambda s: _end(s, "school", [(s.units["clinic"], 400_000), (s.units["factory"], 500_000)])),
        422,
        "cộng lại đúng 100%",
    ),
    Case("a unit as its own heir", service(lambda s: _end(s, "school", [(s.units["school"], 1_000_000)])), 422, "khác"),
    Case(
        "a name with a right-to-left mark",
        service(lambda s: rename_unit(unit=s.units["school"], name="\u202eTrường", on=ON, by=None)),
        422,
        "đổi chiều chữ",
    ),
    Case(
        "a founding under nobody known",
        service(lambda s: place_units(rows=[new("n1", "không-có")], by=None)),
        422,
        "Không có đơn vị cấp trên nào",
    ),
]
