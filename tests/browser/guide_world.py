"""Ứng Hòa with ten unions and seventeen months, for the pictures of the guide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from tests import people
from tests.factories import reports
from tests.factories.tree import FOUNDED
from thidua.core.periods import Calendar, Span
from thidua.indicators.models import Period
from thidua.indicators.queries import catalogue
from thidua.indicators.services import ensure_periods
from thidua.org.models import Unit
from thidua.org.rules import NewUnit, UnitKind
from thidua.org.services.founding import place_units
from thidua.people.models import User
from thidua.people.services import add_user
from thidua.reporting.models import Report
from thidua.reporting.rules import ReportState
from thidua.reporting.services.history import Arriving, record_reports
from thidua.reporting.services.notes import add_comment
from thidua.reporting.services.reminders import remind
from thidua.reporting.services.workflow import Reason, return_report
from thidua.targets.models import Target
from thidua.targets.services import Grounds, adjust_target, assign_target

UNIONS = {
    "UH-01": ("CĐCS Trường THCS Phù Lưu", "THCS Phù Lưu", 59),
    "UH-02": ("CĐCS Công ty TNHH May Sông Đáy", "May Sông Đáy", 318),
    "UH-03": ("CĐCS Trạm Y tế xã Hòa Xá", "Trạm Y tế Hòa Xá", 24),
    "UH-04": ("CĐCS Trường Tiểu học Vân Đình", "TH Vân Đình", 71),
    "UH-05": ("CĐCS Công ty CP Cơ khí Ứng Hòa", "Cơ khí Ứng Hòa", 142),
    "UH-06": ("CĐCS Bệnh viện Đa khoa Vân Đình", "BV Vân Đình", 265),
    "UH-07": ("CĐCS Trường THPT Ứng Hòa A", "THPT Ứng Hòa A", 86),
    "UH-08": ("CĐCS Công ty TNHH Giày Hòa Nam", "Giày Hòa Nam", 207),
    "UH-09": ("CĐCS Trường Mầm non Trung Tú", "MN Trung Tú", 33),
    "UH-10": ("CĐCS Hợp tác xã Dệt Hòa Xá", "Dệt Hòa Xá", 48),
}
# How the reports of May stand; one that is not named was accepted.
MAY = {
    "UH-01": ReportState.DRAFT,
    "UH-02": ReportState.SUBMITTED,
    "UH-03": ReportState.SUBMITTED,
    "UH-04": ReportState.SUBMITTED,
    "UH-05": ReportState.SUBMITTED,
    "UH-06": ReportState.SUBMITTED,
    "UH-07": ReportState.SUBMITTED,
    "UH-09": ReportState.DRAFT,
    "UH-10": ReportState.DRAFT,
}
FITS_NOT, ASKS = "UH-05", "UH-02"
MONTHS = [f"2023-M{month:02}" for month in range(1, 13)] + [f"2024-M{month:02}" for month in range(1, 6)]
TARGETS = {"ORG21": (130, 1.0), "WEL01": (4260, 3.4)}
DECIDED = Grounds(on=date(2024, 1, 15), decision="05/QĐ-LĐLĐ", reason="")
HANDED_IN = datetime(2024, 5, 17, 2, 0, tzinfo=UTC)
NAMES = {
    "hoa": "Nguyễn Thị Hoa",
    "lan": "Trần Thị Lan",
    "minh": "Phạm Quang Minh",
    "thuha": "Lê Thu Hà",
    "kiemtra": "Đỗ Văn Kiểm",
    "quantri": "Vũ Đức Thắng",
    "chung": "Bùi Văn Chung",
    "binh": "Hoàng Thanh Bình",
    "nga": "Đặng Thúy Nga",
    "thanhpho": "Ngô Bá Thành",
}


@dataclass(frozen=True)
class GuideWorld:
    """The units by code and the people that the guide is written for."""

    units: dict[str, Unit]
    chair: User
    officer: User
    leader: User
    specialist: User
    inspector: User
    administrator: User

    def report(self, unit: str) -> Report:
        """A union's report of May."""
        return reports.report_of(self.units[unit])


def build() -> GuideWorld:
    """Hà Nội, Ứng Hòa and ten unions; in May some have handed in, one was sent back, others are missing."""
    reports.forms()
    units = _units()
    for name, full_name in NAMES.items():
        add_user(username=name, password=None, full_name=full_name, by=None)
    world = GuideWorld(
        units=units,
        chair=people.chair(units["UH-01"], "hoa"),
        officer=people.officer(units["UH"], "lan"),
        leader=people.leader(units["UH"], "minh"),
        specialist=people.specialist(units["UH"], username="thuha"),
        inspector=people.inspector(units["HN"], "kiemtra"),
        administrator=people.administrator(units["HN"], "quantri"),
    )
    for code in MONTHS:
        reports.opened(code)
    _record(units, people.chair(units["UH-02"], "chung"), world.officer)
    _assign(units, world.officer)
    _work(world)
    return world


def _work(world: GuideWorld) -> None:
    """A morning's work, which the log tells of."""
    cared, admitted = catalogue().by_code["WEL01"], catalogue().by_code["ORG21"]
    remind(report_ids=[world.report("UH-09").pk], by=world.officer)
    about = Reason("Không khớp với các ô liên quan; đề nghị đối chiếu lại.", cared.pk)
    return_report(report_id=world.report("UH-07").pk, reasons=[about], by=world.officer)
    add_comment(
        report_id=world.report(FITS_NOT).pk,
        indicator_id=cared.pk,
        text="Có tính cả người nhà của đoàn viên không?",
        by=world.officer,
    )
    target = Target.objects.get(unit=world.units["UH-09"], indicator=admitted, period__code="2024")
    grounds = Grounds(on=date(2024, 5, 16), decision="41/QĐ-LĐLĐ", reason="Trường tuyển thêm giáo viên.")
    adjust_target(target_id=target.pk, amount=6, seen=target.assigned, grounds=grounds, by=world.officer)


def _units() -> dict[str, Unit]:
    rows = [
        NewUnit("HN", "Liên đoàn Lao động thành phố Hà Nội", "LĐLĐ TP Hà Nội", UnitKind.PROVINCE, "", FOUNDED),
        NewUnit("UH", "Liên đoàn Lao động huyện Ứng Hòa", "LĐLĐ huyện Ứng Hòa", UnitKind.DISTRICT, "HN", FOUNDED),
    ]
    rows += [
        NewUnit(code, name, short, UnitKind.GRASSROOTS, "UH", FOUNDED) for code, (name, short, _size) in UNIONS.items()
    ]
    return {unit.code: unit for unit in place_units(rows=rows, by=None)}


def _record(units: dict[str, Unit], typist: User, acceptor: User) -> None:
    periods = {period.code: period for period in Period.objects.filter(code__in=MONTHS)}
    told = [_told(units[code], periods[month], typist, acceptor) for code in UNIONS for month in MONTHS]
    record_reports(arriving=[arriving for arriving in told if arriving], by=None)


def _told(unit: Unit, period: Period, typist: User, acceptor: User) -> Arriving | None:
    # One report in twelve comes after its day.
    late = (period.span.ordinal + int(unit.code[-2:])) % 12 == 0
    handed_in = HANDED_IN if period.code == MONTHS[-1] else _on(period, days=30 if late else 3)
    state = MAY.get(unit.code, ReportState.ACCEPTED) if period.code == MONTHS[-1] else ReportState.ACCEPTED
    if state == ReportState.DRAFT:
        return None
    texts = _month(unit.code, period.span)
    waits = state == ReportState.SUBMITTED
    return Arriving(
        unit_id=unit.pk,
        period_id=period.pk,
        cells={catalogue().by_code[code].pk: reports.cell(code, text) for code, text in texts.items()},
        state=state,
        typed_by=typist,
        submitted_at=handed_in,
        accepted_by=None if waits else acceptor,
        accepted_at=None if waits else handed_in + timedelta(days=1),
    )


def _on(period: Period, *, days: int) -> datetime:
    return datetime.combine(period.ends, time(2), UTC) + timedelta(days=days)


def _month(unit: str, span: Span) -> dict[str, str]:
    """A month as the union counts it: it grows a little, and cares for some people each month."""
    size, number = UNIONS[unit][2], int(unit[-2:])
    at = (span.year - 2023) * 12 + span.ordinal
    admitted = _admitted(size, number, at)
    members = size + sum(_admitted(size, number, month) for month in range(1, at + 1))
    helped = size // 5 + (at * number) % 7
    if span.code == MONTHS[-1] and unit == FITS_NOT:
        helped = members + 60
    elif span.code == MONTHS[-1] and unit == ASKS:
        helped *= 3
    counted = {
        "ORG16": members + size // 10,
        "ORG17": members // 2,
        "ORG18": members,
        "ORG19": members // 2 - 1,
        "ORG21": admitted,
        "ORG24": admitted,
        "WEL01": helped,
    }
    return reports.GOOD_MONTH | {code: str(n) for code, n in counted.items()} | {"WEL02": f"0,00{3 + at % 4}"}


def _admitted(size: int, number: int, at: int) -> int:
    return size // 120 + ((at + number) % 3 == 0)


def _assign(units: dict[str, Unit], officer: User) -> None:
    city = people.officer(units["HN"], "thanhpho")
    people.chair(units["UH-09"], "nga")
    for year, share in ((2023, 0.95), (2024, 1.0)):
        period = ensure_periods(calendar=Calendar.CALENDAR, year=year)[str(year)]
        for code, (whole, each) in TARGETS.items():
            aims = [(units["UH"], whole, city)] + [
                (units[union], size * each // 10 if code == "ORG21" else size * each, officer)
                for union, (_name, _short, size) in UNIONS.items()
            ]
            for unit, amount, by in aims:
                assign_target(
                    unit=unit,
                    indicator=catalogue().by_code[code],
                    period=period,
                    amount=max(1, round(amount * share)),
                    grounds=DECIDED,
                    by=by,
                )
