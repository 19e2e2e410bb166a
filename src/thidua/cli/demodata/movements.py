"""Programmes and movements of the demonstration, all invented; each step on the day on which it would be taken."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from thidua.cli.demodata.people import officer_of
from thidua.core import clock
from thidua.core.periods import Calendar
from thidua.emulation.movements.models import Movement, Programme
from thidua.emulation.movements.queries.addressed import places
from thidua.emulation.movements.rules import Counting, MovementKind, ProgrammeKind, Row
from thidua.emulation.movements.services.deadlines import install_deadlines
from thidua.emulation.movements.services.late import Decision, answer_late, ask_late
from thidua.emulation.movements.services.movements import Setting, draft_movement, launch_movement
from thidua.emulation.movements.services.programmes import About, Aim, add_programme, add_target
from thidua.emulation.movements.services.registering import register
from thidua.indicators.queries import catalogue
from thidua.org.models import Unit
from thidua.org.rules import UnitKind
from thidua.people.models import User
from thidua.targets.models import Target

CITY, DISTRICT, SCHOOLS = "HN", "HN-UH", "HN-GD"
UPPERS = (UnitKind.DISTRICT, UnitKind.SECTOR, UnitKind.AGENCY, UnitKind.ZONE, UnitKind.CORPORATION)
SAMPLE: Final = "Số liệu mẫu. "
ON_TIME, AFTERWARDS = date(2024, 1, 22), date(2024, 2, 5)
# Those that did not register by the last day: the first was let in, the second waits, the third never asked.
LET_IN, WAITING, SILENT = f"{DISTRICT}-11", f"{DISTRICT}-12", f"{DISTRICT}-13"
INITIATIVES = 40
TERM_YEARS = 5
AIMS = ("Cờ thi đua của cấp trên", "Tập thể lao động xuất sắc", "Bằng khen", "Tập thể lao động tiên tiến")
ROWS = (
    Row("Vận động người lao động đăng ký danh hiệu cá nhân", "Từ 95% trở lên", "%", "95"),
    Row("Sáng kiến, cải tiến được công nhận", "Ít nhất hai sáng kiến", "sáng kiến", "2"),
    Row("Công trình, sản phẩm chào mừng ngày 28/7", "Gắn biển công trình", "công trình", "1"),
)


@dataclass(frozen=True, slots=True)
class _Called:
    """A movement, the person who organises it, and the day of its launch."""

    setting: Setting
    owner: Unit
    by: User
    on: date
    number: str


def call_to_movements(users: Mapping[str, User]) -> None:
    """Write the programmes, launch the movements, register units in time and after. Expects units and targets."""
    install_deadlines()
    units = Unit.objects.in_bulk([CITY, DISTRICT, SCHOOLS], field_name="code")
    programme = _programmes(units[CITY], users[officer_of(CITY)])
    city, district, schools, initiatives = _settings(units, programme)
    officer = users[officer_of(CITY)]
    movement = _launched(_Called(city, units[CITY], officer, date(2024, 1, 5), "12/HD-LĐLĐ"))
    _register(movement, list(_units(movement))[:-2], users, ON_TIME)
    school_year = _launched(
        _Called(schools, units[SCHOOLS], users[officer_of(SCHOOLS)], date(2023, 9, 15), "45/HD-CĐN")
    )
    _register(school_year, list(_units(school_year)), users, date(2023, 10, 12))
    below = _launched(_Called(district, units[DISTRICT], users[officer_of(DISTRICT)], date(2024, 1, 8), "03/HD-LĐLĐ"))
    late = {LET_IN, WAITING, SILENT}
    _register(below, [unit for unit in _units(below) if unit.code not in late], users, ON_TIME)
    _after_the_last_day(below, users)
    campaign = _launched(_Called(initiatives, units[CITY], officer, date(2024, 3, 1), "27/KH-LĐLĐ"))
    _register(campaign, list(_units(campaign))[:INITIATIVES], users, date(2024, 4, 10))


def _programmes(city: Unit, by: User) -> Programme:
    """The programme of the term before, in words, and that of the present one with targets out of this year's."""
    with clock.on_day(date(2023, 12, 20)):
        before = add_programme(
            owner=city,
            about=About(
                ProgrammeKind.ACTION,
                "Chương trình phát triển đoàn viên, xây dựng công đoàn cơ sở vững mạnh giai đoạn 2018-2023",
                2018,
                2023,
                "02/CTr-LĐLĐ",
                date(2018, 6, 12),
                SAMPLE + "Phát triển đoàn viên gắn với nâng cao chất lượng hoạt động của công đoàn cơ sở.",
            ),
            by=by,
        )
        _aim(before, "ORG21", 4, Counting.IN_TOTAL, by)
        words = "100% doanh nghiệp có tổ chức công đoàn ký thỏa ước lao động tập thể"
        add_target(programme_id=before.pk, aim=Aim(2023, text=words), by=by)
        programme = add_programme(
            owner=city,
            about=About(
                ProgrammeKind.RESOLUTION,
                "Nghị quyết Đại hội Công đoàn thành phố, nhiệm kỳ 2023-2028",
                2023,
                2028,
                "01/NQ-ĐH",
                date(2023, 10, 31),
                SAMPLE + "Đổi mới tổ chức và hoạt động, chăm lo, bảo vệ đoàn viên, thúc đẩy thi đua lao động sáng tạo.",
            ),
            by=by,
        )
        for code in ("ORG21", "EMU06", "WEL01"):
            _aim(programme, code, TERM_YEARS, Counting.IN_TOTAL, by)
        words = "100% công đoàn cơ sở khu vực nhà nước tổ chức phong trào thi đua hằng năm"
        add_target(programme_id=programme.pk, aim=Aim(2028, text=words), by=by)
    return programme


def _aim(programme: Programme, code: str, years: int, counting: Counting, by: User) -> None:
    """A target of so many times what the city is to reach in 2024."""
    target = Target.objects.filter(unit=programme.owner_id, indicator__code=code, period__code="2024").first()
    if target is None or target.assigned is None:
        return
    aim = Aim(programme.last_year, catalogue().by_code[code], target.assigned * years, counting=counting)
    add_target(programme_id=programme.pk, aim=aim, by=by)


def _settings(units: Mapping[str, Unit], programme: Programme) -> tuple[Setting, Setting, Setting, Setting]:
    city = Setting(
        kind=MovementKind.MOVEMENT,
        title="Lao động giỏi, lao động sáng tạo năm 2024",
        calendar=Calendar.CALENDAR,
        year=2024,
        starts=date(2024, 1, 1),
        ends=date(2024, 12, 31),
        among=units[CITY],
        kinds=UPPERS,
        theme="Năng suất, chất lượng, hiệu quả, an toàn",
        goals=SAMPLE + "Mỗi đơn vị có ít nhất một công trình, sản phẩm chào mừng; vận động sáng kiến từ cơ sở.",
        register_until=date(2024, 1, 25),
        decides=True,
        programme=programme,
    )
    district = replace(
        city,
        title="Lao động giỏi, lao động sáng tạo huyện Ứng Hòa năm 2024",
        among=units[DISTRICT],
        kinds=(UnitKind.GRASSROOTS,),
    )
    schools = replace(
        city,
        title="Đổi mới, sáng tạo trong quản lý, giảng dạy và học tập năm học 2023-2024",
        calendar=Calendar.SCHOOL,
        year=2023,
        starts=date(2023, 9, 1),
        ends=date(2024, 8, 31),
        among=units[SCHOOLS],
        kinds=(UnitKind.GRASSROOTS,),
        theme="Dạy tốt, học tốt",
        register_until=date(2023, 10, 20),
        programme=None,
    )
    initiatives = replace(
        city,
        kind=MovementKind.CAMPAIGN,
        title="1 triệu sáng kiến: nỗ lực vượt khó, sáng tạo",
        calendar=Calendar.WINDOW,
        starts=date(2024, 3, 1),
        ends=date(2024, 11, 30),
        kinds=(UnitKind.GRASSROOTS,),
        theme="Mỗi đoàn viên một sáng kiến",
        register_until=date(2024, 5, 31),
        decides=False,
    )
    return city, district, schools, initiatives


def _launched(called: _Called) -> Movement:
    with clock.on_day(called.on):
        drafted = draft_movement(owner=called.owner, setting=called.setting, by=called.by)
        return launch_movement(movement_id=drafted.pk, launched_on=called.on, number=called.number, by=called.by)


def _units(movement: Movement) -> Iterator[Unit]:
    """The units that a movement is for, by code."""
    yield from Unit.objects.filter(pk__in=places(movement).values("unit")).order_by("code")


def _register(movement: Movement, units: Sequence[Unit], users: Mapping[str, User], day: date) -> None:
    """Register units; a union without an account by the officer of its district, from paper."""
    with clock.on_day(day):
        for number, unit in enumerate(units):
            by, behalf = _typist(unit, users)
            aim = AIMS[number % len(AIMS)]
            rows = ROWS[: 2 + number % 2]
            register(movement_id=movement.pk, unit=unit, aim=aim, rows=rows, seen=0, behalf=behalf, by=by)


def _typist(unit: Unit, users: Mapping[str, User]) -> tuple[User, bool]:
    if unit.code == f"{DISTRICT}-07":
        return users["chutich.coso"], False
    own = users.get(f"canbo.{unit.code.lower()}")
    if own is not None:
        return own, False
    upper = unit.code if unit.code in {CITY, DISTRICT} else unit.code.rsplit("-", 1)[0]
    return users[officer_of(upper)], unit.code != upper


def _after_the_last_day(movement: Movement, users: Mapping[str, User]) -> None:
    """One union was let in and registered, another still waits for the answer."""
    officer = users[officer_of(DISTRICT)]
    units = Unit.objects.in_bulk([LET_IN, WAITING], field_name="code")
    with clock.on_day(AFTERWARDS):
        reason = "Công đoàn cơ sở kiện toàn ban chấp hành trong tháng 1 nên chưa họp được để đăng ký."
        late = ask_late(movement_id=movement.pk, unit=units[LET_IN], reason=reason, by=officer)
        answer = "Lý do khách quan, đã có quyết định kiện toàn. Đề nghị gửi bản đăng ký trước ngày 15/02."
        answer_late(late_id=late.pk, decision=Decision(answer, date(2024, 2, 15)), by=officer)
        register(movement_id=movement.pk, unit=units[LET_IN], aim=AIMS[1], rows=ROWS, seen=0, behalf=True, by=officer)
    with clock.on_day(date(2024, 5, 14)):
        reason = "Trường sáp nhập địa điểm, văn bản đến chậm; đơn vị đã tổ chức phong trào từ đầu năm."
        ask_late(movement_id=movement.pk, unit=units[WAITING], reason=reason, by=officer)
