"""Movements, registrations and programmes: what may not be typed, and what may not be done any more."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.hostile.case import Act, Case, heard, post, visit
from tests.hostile.stage import Stage
from thidua.core import clock
from thidua.core.periods import Calendar
from thidua.emulation.movements.models import Movement, Programme
from thidua.emulation.movements.rules import MovementKind, ProgrammeKind
from thidua.emulation.movements.services.movements import Setting, draft_movement, launch_movement
from thidua.emulation.movements.services.programmes import About, add_programme
from thidua.org.rules import UnitKind

MOVEMENTS, PROGRAMMES = "/thi-dua/phong-trao/", "/thi-dua/chuong-trinh/"
LINES = {"aim": "Cờ thi đua", "seen": "0", "content": ["Sáng kiến"], "goal": [""], "measure": [""], "plan": [""]}


def _movement(stage: Stage, *, over: bool = False) -> None:
    day = clock.today()
    movement = draft_movement(
        owner=stage.units["district_a"],
        setting=Setting(
            kind=MovementKind.MOVEMENT,
            title="Lao động giỏi",
            calendar=Calendar.CALENDAR,
            year=day.year,
            starts=date(day.year, 1, 1),
            ends=date(day.year, 12, 31),
            among=stage.units["district_a"],
            kinds=(UnitKind.GRASSROOTS,),
            register_until=date(day.year, 1, 1) if over else date(day.year, 12, 31),
        ),
        by=stage.people["officer"],
    )
    launch_movement(movement_id=movement.pk, launched_on=day, by=stage.people["officer"])


def _over(stage: Stage) -> None:
    _movement(stage, over=True)


def _programme(stage: Stage) -> None:
    about = About(ProgrammeKind.SCHEME, "Đề án", 2023, 2028)
    add_programme(owner=stage.units["district_a"], about=about, by=stage.people["officer"])


def _registering(who: str, unit: str = "school", step: str = "", **changes: Any) -> Act:
    """Send the registration of a unit, or a step of it."""

    def act(stage: Stage) -> Any:
        path = f"{MOVEMENTS}{Movement.objects.get().reference}/dang-ky/{unit}/{step}"
        return heard(stage.clients[who].post(path, LINES | changes))

    return act


def _organising(who: str, step: str, **data: Any) -> Act:
    return lambda stage: heard(stage.clients[who].post(f"{MOVEMENTS}{Movement.objects.get().reference}/{step}", data))


def _keeping(who: str, step: str, **data: Any) -> Act:
    return lambda stage: heard(stage.clients[who].post(f"{PROGRAMMES}{Programme.objects.get().reference}/{step}", data))


CASES = [
    Case("movement: nothing typed", post("officer", f"{MOVEMENTS}moi/"), 422, "Hãy"),
    Case("movement: by a chair", post("chair", f"{MOVEMENTS}moi/"), 403, "không tổ chức được phong trào"),
    Case(
        "movement: a reference that is not there", visit("officer", f"{MOVEMENTS}khong-co/"), 404, "Trang này không có"
    ),
    Case("movement: a year of letters", visit("officer", f"{MOVEMENTS}?nam=hai-nghìn&trang=x"), 200, "Phong trào"),
    Case("movement: of another district", _organising("stranger", "nhac/"), 404, "Trang này không có", given=_movement),
    Case(
        "movement: launched twice",
        _organising("officer", "phat-dong/", launched_on="2020-01-01"),
        409,
        "tải lại trang",
        given=_movement,
    ),
    Case(
        "movement: a step to nowhere",
        _organising("officer", "buoc/", to="đâu đó", seen="launched"),
        422,
        "đâu đó",
        given=_movement,
    ),
    Case(
        "movement: reviewed without a word",
        _organising("officer", "buoc/", to="reviewed", seen="launched"),
        422,
        "kết quả tổng kết",
        given=_movement,
    ),
    Case(
        "movement: a paper of nothing",
        _organising("officer", "tai-lieu/", role="plan"),
        422,
        "Hãy chọn một tệp",
        given=_movement,
    ),
    Case("registration: without an aim", _registering("chair", aim=" "), 422, "Hãy điền", given=_movement),
    Case(
        "registration: without a line", _registering("chair", content=[]), 422, "từ 1 đến 40 nội dung", given=_movement
    ),
    Case(
        "registration: a hidden mark",
        _registering("chair", content=["a\u202eb"]),
        422,
        "dấu đổi chiều chữ",
        given=_movement,
    ),
    Case("registration: NUL", _registering("chair", aim="a\0b"), 422, "ký tự", given=_movement),
    Case(
        "registration: a line of a thousand letters",
        _registering("chair", content=["a" * 1000]),
        422,
        "tối đa 300",
        given=_movement,
    ),
    Case("registration: of somebody else", _registering("stranger"), 404, "Trang này không có", given=_movement),
    Case("registration: by who only reads", _registering("inspector"), 403, "không đăng ký thay", given=_movement),
    Case(
        "registration: of the unit that calls",
        _registering("officer", "district_a"),
        404,
        "Trang này không có",
        given=_movement,
    ),
    Case("registration: seen otherwise", _registering("chair", seen="7"), 409, "người khác sửa", given=_movement),
    Case("registration: after the last day", _registering("chair"), 409, "đăng ký bổ sung", given=_over),
    Case(
        "registration: withdrawn before it was made",
        _registering("chair", step="rut/"),
        409,
        "chưa đăng ký",
        given=_movement,
    ),
    Case(
        "registration: an undo of nothing",
        _registering("chair", step="hoan-tac/99/"),
        409,
        "không hoàn tác được",
        given=_movement,
    ),
    Case(
        "exception: asked for in time",
        _registering("chair", step="bo-sung/", reason="vội"),
        409,
        "Vẫn còn hạn",
        given=_movement,
    ),
    Case(
        "exception: without a reason", _registering("chair", step="bo-sung/", reason=" "), 422, "Hãy điền", given=_over
    ),
    Case(
        "exception: answered where there is none",
        _organising("officer", "bo-sung/99/"),
        404,
        "Trang này không có",
        given=_over,
    ),
    Case(
        "deadline: the 30th of February",
        post(
            "officer",
            f"{MOVEMENTS}han-dang-ky/",
            {"calendar": "C", "day": "30", "month": "2", "first_year": "2025", "source": "HD"},
        ),
        422,
        "Không có ngày này",
    ),
    Case(
        "programme: years that go backwards",
        post(
            "officer",
            f"{PROGRAMMES}moi/",
            {"kind": "scheme", "title": "Đề án", "first_year": "2028", "last_year": "2023"},
        ),
        422,
        "Năm cuối phải từ năm đầu",
    ),
    Case(
        "programme: a target that says nothing",
        _keeping("officer", "chi-tieu/", by_year="2028", counting="year"),
        422,
        "ghi chỉ tiêu bằng chữ",
        given=_programme,
    ),
    Case(
        "programme: letters for an amount",
        _keeping("officer", "chi-tieu/", by_year="2028", counting="year", indicator="ORG21", amount="nhiều"),
        422,
        "không phải là một số",
        given=_programme,
    ),
    Case("programme: changed by those below", _keeping("chair", "xoa/"), 403, "không sửa được", given=_programme),
]
