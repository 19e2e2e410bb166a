"""A small federation with a year of reports, for tests in the browser."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tests import people
from tests.factories import reports
from tests.factories.long_month import EVERY_MONTH, OWN, lengthen
from tests.factories.tree import FOUNDED
from thidua.core.periods import Calendar, parse
from thidua.indicators.queries import catalogue
from thidua.indicators.services import ensure_periods
from thidua.org.models import Unit
from thidua.org.rules import NewUnit, UnitKind
from thidua.org.services.founding import place_units
from thidua.people.models import User
from thidua.reporting.models import Report
from thidua.targets.services import Grounds, assign_target

NAMES = {
    "HN": ("Liên đoàn Lao động thành phố Hà Nội", "LĐLĐ TP Hà Nội", UnitKind.PROVINCE, ""),
    "UH": ("Liên đoàn Lao động huyện Ứng Hòa", "LĐLĐ huyện Ứng Hòa", UnitKind.DISTRICT, "HN"),
    "UH-01": ("CĐCS Trường THCS Phù Lưu", "Trường THCS Phù Lưu", UnitKind.GRASSROOTS, "UH"),
    "UH-02": ("CĐCS Công ty TNHH May Sông Đáy", "May Sông Đáy", UnitKind.GRASSROOTS, "UH"),
    "UH-03": ("CĐCS Trạm Y tế xã Hòa Xá", "Trạm Y tế Hòa Xá", UnitKind.GRASSROOTS, "UH"),
}
# Members at the end of each month from June 2023 on; the others follow from them.
MEMBERS = (56, 56, 57, 57, 58, 58, 58, 59, 59, 59, 59)
# Targets of the school for the year.
TARGETS = {"ORG21": 8, "WEL01": 150}


@dataclass(frozen=True)
class World:
    units: dict[str, Unit]
    chair: User
    deputy: User
    officer: User
    city: User
    administrator: User
    inspector: User
    report: Report

    @property
    def report_url(self) -> str:
        return "/bao-cao/UH-01/2024-M05/grassroots-month/"


def build(*, cells: int = OWN) -> World:
    """Hà Nội, Ứng Hòa and three grassroots unions; the school has reported for eleven months, May is open.

    The month has so many cells: more than the project's own make a longer form.
    """
    reports.forms()
    if cells > OWN:
        lengthen(cells)
    rows = [NewUnit(code, name, short, kind, parent, FOUNDED) for code, (name, short, kind, parent) in NAMES.items()]
    units = {unit.code: unit for unit in place_units(rows=rows, by=None)}
    chair, officer = people.chair(units["UH-01"], "hoa"), people.officer(units["UH"], "lan")
    spans = [parse(f"2023-M{month:02}") for month in range(6, 13)] + [
        parse(f"2024-M{month:02}") for month in range(1, 6)
    ]
    for span in spans:
        reports.opened(span.code)
    for span, members in zip(spans, MEMBERS, strict=False):
        reports.accepted(
            reports.report_of(units["UH-01"], span.code), chair, officer, _month(members, span.ordinal) | EVERY_MONTH
        )
    year = ensure_periods(calendar=Calendar.CALENDAR, year=2024)["2024"]
    for code, amount in TARGETS.items():
        decision = Grounds(on=date(2024, 1, 15), decision="05/QĐ-LĐLĐ", reason="")
        assign_target(
            unit=units["UH-01"],
            indicator=catalogue().by_code[code],
            period=year,
            amount=amount,
            grounds=decision,
            by=officer,
        )
    return World(
        units=units,
        chair=chair,
        deputy=people.chair(units["UH-01"], "binh"),
        officer=officer,
        city=people.officer(units["HN"], "quang"),
        administrator=people.administrator(units["HN"], "quantri"),
        inspector=people.inspector(units["HN"], "kiemtra"),
        report=reports.report_of(units["UH-01"]),
    )


def _month(members: int, ordinal: int) -> dict[str, str]:
    admitted = "1" if members in {57, 58, 59} else "0"
    return {
        "ORG16": str(members + 2),
        "ORG17": str(members - 10),
        "ORG18": str(members),
        "ORG19": str(members - 11),
        "ORG21": admitted,
        "ORG24": admitted,
        "WEL01": str(8 + ordinal),
        "WEL02": f"0,00{2 + ordinal % 4}",
    }
