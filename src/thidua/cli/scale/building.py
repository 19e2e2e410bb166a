"""Writing the synthetic country into an empty installation: the tree in one step, then month by month."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

from django.db import connection, transaction
from django.utils.translation import gettext as _

from thidua.audit.services import record
from thidua.cli.scale import people, shape
from thidua.cli.scale.form import MOST_INDICATORS, BlockOfCells, blocks_of, install_form
from thidua.core import sql
from thidua.core.errors import DomainError
from thidua.core.periods import Calendar
from thidua.figures.fold import rebuild
from thidua.indicators.models import Indicator, Period
from thidua.indicators.services import ensure_periods
from thidua.org.models import Unit
from thidua.org.services import place_units
from thidua.people.models import User
from thidua.reporting.models import Report
from thidua.reporting.services.periods import open_period

PACKAGE = "thidua.cli.scale"
FEWEST_UNITS = 200
EARLIEST_YEAR, LATEST_YEAR = 2020, 2100


class NotEmpty(DomainError):
    """The synthetic country would mix with units that are there."""


class BadSize(DomainError):
    """No country can be built of this size."""

    status = 422


@dataclass(frozen=True, slots=True)
class Size:
    """How large a country; `units` are grassroots unions, `seed` chooses among countries of one size."""

    units: int
    months: int
    indicators: int = MOST_INDICATORS
    year: int = 2024
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Country:
    """What was built: the number of all units, the opened months, the form's indicators, and who stands for people."""

    units: int
    reports: int
    periods: tuple[Period, ...]
    indicators: tuple[Indicator, ...]
    clerk: User
    officer: User


Say = Callable[[str, int, float], None]
"""Told of each step: what was done, how many of it, in how many seconds."""


def build(size: Size, *, say: Say, password: str | None = None) -> Country:
    """Build a country, totals folded. Raises NotEmpty or BadSize; nothing is written then.

    Each step is a transaction of its own. The catalogue and its forms must be there.
    """
    _refuse(size)
    with _Step(say, _("đơn vị")) as step, transaction.atomic():
        step.count = len(place_units(rows=shape.units_of(units=size.units, seed=size.seed), by=None))
        indicators = install_form(indicators=size.indicators, since=date(size.year, 1, 1))
        clerk, officer = people.nobody(*people.CLERK), people.nobody(*people.OFFICER)
        people.open_accounts(password)
        periods = ensure_periods(calendar=Calendar.CALENDAR, year=size.year)
    opened = tuple(periods[f"{size.year}-M{month:02}"] for month in range(1, size.months + 1))
    blocks = blocks_of(indicators, size.seed)
    reports = 0
    for month, period in enumerate(opened, start=1):
        with _Step(say, _("báo cáo của %(period)s") % {"period": period}) as step, transaction.atomic():
            step.count = open_period(period=period, by=None, fold=False)
            _fill(period, month, blocks, seed=size.seed, clerk=clerk, officer=officer)
            reports += step.count
    _tidy()
    with _Step(say, _("ô được cộng lên")) as step:
        step.count = reports * len(indicators)
        rebuild(*opened)
    _tidy()
    return Country(Unit.objects.count(), reports, opened, indicators, clerk, officer)


class _Step:
    """Times what happens inside, and says it."""

    def __init__(self, say: Say, what: str) -> None:
        self._say, self._what, self.count = say, what, 0

    def __enter__(self) -> Self:
        self._started = time.perf_counter()
        return self

    def __exit__(self, failed: object, *_about: object) -> None:
        if not failed:
            self._say(self._what, self.count, time.perf_counter() - self._started)


def _refuse(size: Size) -> None:
    if Unit.objects.exists():
        raise NotEmpty(
            _(
                "Quốc gia mẫu chỉ được dựng trong một bản cài đặt trống; ở đây đã có %(count)d đơn vị."
                " Hãy chọn thư mục dữ liệu khác bằng THIDUA_DATA."
            )
            % {"count": Unit.objects.count()}
        )
    limits = (
        (size.units, FEWEST_UNITS, 10 * shape.NATIONAL, _("Số công đoàn cơ sở")),
        (size.months, 1, 12, _("Số tháng")),
        (size.indicators, 1, MOST_INDICATORS, _("Số chỉ tiêu")),
        (size.year, EARLIEST_YEAR, LATEST_YEAR, _("Năm")),
    )
    for number, least, most, what in limits:
        if not least <= number <= most:
            raise BadSize(_("%(what)s phải từ %(least)d đến %(most)d.") % {"what": what, "least": least, "most": most})


def _fill(period: Period, month: int, blocks: Sequence[BlockOfCells], *, seed: int, clerk: User, officer: User) -> None:
    """Cells and states of an opened month, as if its unions had reported and the units above had decided."""
    sql.run(PACKAGE, "reports_of_month", {"period": period.pk, "seed": seed, "month": month})
    for block in blocks:
        sql.run(
            PACKAGE,
            "fill_cells",
            {
                "closes": period.ends,
                "month": month,
                "block": block.number,
                "steady": block.steady,
                "collected": block.collected,
                "per_worker": block.per_worker,
                "largest": block.largest,
            },
        )
    who = {"clerk": clerk.pk, "officer": officer.pk}
    sql.run(PACKAGE, "settle_month", who)
    sql.run(PACKAGE, "hand_in_month", who | {"sentence": _("Số liệu chưa khớp với tháng trước. Đề nghị kiểm tra lại.")})
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE scale_report")
    record("report.recorded", by=None, reports=Report.objects.filter(period=period).count(), periods=1)


def _tidy() -> None:
    """Tell the planner how much there is, and let the space of drafts that became reports be used again."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.in_atomic_block else "VACUUM (ANALYZE)")
