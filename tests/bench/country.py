"""A synthetic country for measuring: reproducible, loaded in bulk, of any size.

One root, provinces below it, upper unions below those, grassroots unions below these; one monthly form of
60 indicators that every grassroots union fills in. About one report in twelve is late or missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.utils import timezone
from psycopg.types.range import DateRange

from thidua.core.periods import Calendar
from thidua.core.sql import expand
from thidua.figures.fold import rebuild
from thidua.indicators.models import Form, FormBlock, FormRow, FormSection, FormVersion, Indicator, Period
from thidua.indicators.queries import catalogue, clear_catalogue
from thidua.indicators.rules import Combine, Kind
from thidua.indicators.services import ensure_periods, install_catalogue
from thidua.org.models import Unit
from thidua.org.rules import NewUnit, UnitKind
from thidua.org.services.founding import place_units
from thidua.people.models import User
from thidua.people.services import add_user
from thidua.reporting.services.periods import open_period

FOUNDED = date(2015, 1, 1)
YEAR = 2024
FLOWS, STOCKS = 40, 20
MEMBERS_OF_AN_UPPER_UNION = 35
UPPER_UNIONS_OF_A_PROVINCE = 65
# Upper unions with so many children, to see what a screen costs at 1, 30 and 1,000 rows.
WIDTHS = (1, 30, 1000)


@dataclass(frozen=True)
class People:
    """Who handed in and who accepted everything."""

    clerk: User
    officer: User


@dataclass(frozen=True)
class Country:
    """What the measurements need to know of the country."""

    root: Unit
    province: Unit
    upper: Unit
    grassroots: Unit
    wide: tuple[Unit, ...]
    periods: tuple[Period, ...]
    indicators: tuple[Indicator, ...]
    people: People
    units: int


def build(*, units: int, months: int) -> Country:
    """Load a country of about `units` grassroots unions with `months` months of the year."""
    install_catalogue()
    clear_catalogue()
    indicators = _form()
    rows = _rows(units)
    people = People(_account("clerk"), _account("officer"))
    placed = {unit.code: unit for unit in place_units(rows=rows, by=None)}
    periods = ensure_periods(calendar=Calendar.CALENDAR, year=YEAR)
    opened = tuple(periods[f"{YEAR}-M{month:02}"] for month in range(1, months + 1))
    for period in opened:
        open_period(period=period, by=None)
        _fill(period, people)
    _analyze()
    rebuild(*opened)
    _analyze()
    return Country(
        root=placed["VN"],
        province=placed["T0"],
        upper=placed["U0"],
        grassroots=placed["C0"],
        wide=tuple(placed[f"X{width}"] for width in WIDTHS),
        periods=opened,
        indicators=indicators,
        people=people,
        units=len(rows),
    )


def _account(name: str) -> User:
    return add_user(username=name, password=None, full_name=name.title(), by=None)


def _rows(units: int) -> list[NewUnit]:
    uppers = max(1, units // MEMBERS_OF_AN_UPPER_UNION)
    provinces = max(1, uppers // UPPER_UNIONS_OF_A_PROVINCE)
    return [
        _row("VN", "Tổng Liên đoàn", UnitKind.CONFEDERATION, ""),
        *(_row(f"T{n}", f"LĐLĐ tỉnh số {n}", UnitKind.PROVINCE, "VN") for n in range(provinces)),
        *(_row(f"U{n}", f"LĐLĐ huyện số {n}", UnitKind.DISTRICT, f"T{n % provinces}") for n in range(uppers)),
        *(_row(f"C{n}", f"CĐCS số {n}", UnitKind.GRASSROOTS, f"U{n % uppers}") for n in range(units)),
        *(_row(f"X{width}", f"LĐLĐ có {width} CĐCS", UnitKind.DISTRICT, "T0") for width in WIDTHS),
        *(
            _row(f"X{width}-{n}", f"CĐCS thứ {n} của {width}", UnitKind.GRASSROOTS, f"X{width}")
            for width in WIDTHS
            for n in range(width)
        ),
    ]


def _row(code: str, name: str, kind: UnitKind, parent: str) -> NewUnit:
    return NewUnit(code=code, name=name, short_name=name, kind=kind, parent=parent, founded_on=FOUNDED)


def _form() -> tuple[Indicator, ...]:
    """One form of 60 indicators, 40 flows of one block and 20 stocks of another."""
    chosen = (*_of_one_block(Kind.FLOW, FLOWS), *_of_one_block(Kind.STOCK, STOCKS))
    form = Form.objects.create(
        code="bench",
        name_vi="Đo tốc độ",
        name_en="Bench",
        unit_kinds=[UnitKind.GRASSROOTS],
        calendar="C",
        frequency="M",
        collection="own",
    )
    version = FormVersion.objects.create(
        form=form, number=1, during=DateRange(FOUNDED, None), published_at=timezone.now()
    )
    section = FormSection.objects.create(version=version, order=1, name_vi="Tất cả", name_en="All")
    FormRow.objects.bulk_create(
        FormRow(section=section, order=n, label=str(n), indicator=indicator) for n, indicator in enumerate(chosen, 1)
    )
    for block in {indicator.slot.block_id for indicator in chosen}:
        positions = {indicator.slot.position for indicator in chosen if indicator.slot.block_id == block}
        mask = [int(position in positions) for position in range(1, 65)]
        FormBlock.objects.create(version=version, block_id=block, mask=mask)
    return chosen


def _of_one_block(kind: Kind, count: int) -> list[Indicator]:
    blocks: dict[int, list[Indicator]] = {}
    for indicator in catalogue().indicators:
        if indicator.kind == kind and indicator.slot.block.combine == Combine.SUM:
            blocks.setdefault(indicator.slot.block_id, []).append(indicator)
    return max(blocks.values(), key=len)[:count]


def _fill(period: Period, people: People) -> None:
    """Cells for 92 reports of 100, most of them accepted."""
    cells = expand("ARRAY[@each(CASE WHEN m.mask[#] = 1 THEN (random() * 500)::bigint END)]")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT setseed({1 / (period.pk + 1)})")
        cursor.execute(
            f"INSERT INTO figures_sheetcells (closes, sheet_id, version, block, scope, cells)"
            f" SELECT s.closes, s.id, 1, m.block_id, 0, {cells} FROM figures_sheet s"
            f" JOIN indicators_formblock m ON m.version_id = s.form_version_id"
            f" WHERE s.period_id = {period.pk} AND s.id % 100 < 96"
        )
        cursor.execute(
            "UPDATE reporting_report r SET submitted_by_id = %s, submitted_at = now(),"
            " state = CASE WHEN s.id %% 100 < 92 THEN 'accepted' ELSE 'submitted' END,"
            " accepted_at = CASE WHEN s.id %% 100 < 92 THEN now() END,"
            " accepted_by_id = CASE WHEN s.id %% 100 < 92 THEN %s::bigint END"
            " FROM figures_sheet s WHERE s.id = r.sheet_id AND s.period_id = %s AND s.id %% 100 < 96",
            [people.clerk.pk, people.officer.pk, period.pk],
        )
        cursor.execute(
            "INSERT INTO reporting_submission (report_id, version, submitted_at, submitted_by_id, reason, late,"
            " outcome)"
            " SELECT id, version, submitted_at, submitted_by_id, '', false,"
            " CASE state WHEN 'accepted' THEN 'accepted' ELSE 'waiting' END"
            " FROM reporting_report WHERE period_id = %s AND state IN ('accepted', 'submitted')",
            [period.pk],
        )
        cursor.execute(
            "UPDATE figures_sheet SET official_version = CASE WHEN id %% 100 < 92 THEN 1 END,"
            " submitted_version = CASE WHEN id %% 100 BETWEEN 92 AND 95 THEN 1 END WHERE period_id = %s",
            [period.pk],
        )


def _analyze() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
