"""Writing the demonstration into an empty database, through the same door as `thidua load`."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Q

from thidua.cli.demodata.asked import ask_once, type_for_a_union
from thidua.cli.demodata.documents import write_documents
from thidua.cli.demodata.emulation.story import play_clusters
from thidua.cli.demodata.files import document
from thidua.cli.demodata.members import UPPER, register_members
from thidua.cli.demodata.movements import call_to_movements
from thidua.cli.demodata.narrated import tell
from thidua.cli.demodata.people import give_roles, officer_of, open_accounts
from thidua.cli.demodata.reports import OPEN, reports, returned
from thidua.cli.demodata.targets import targets
from thidua.cli.demodata.units import tree
from thidua.cli.federation.loading import load_federation
from thidua.cli.federation.shape import CutOff, Federation, WordingRow
from thidua.core.periods import Frequency, parse
from thidua.figures.fold import fold_marks
from thidua.indicators.models import Period
from thidua.indicators.rules import PeriodState
from thidua.org.models import Unit
from thidua.people.models import User
from thidua.reporting.models import Report
from thidua.reporting.services.periods import close_period
from thidua.reporting.services.workflow import Reason, return_report

ASKED_AGAIN = "Số đoàn viên cuối kỳ chưa khớp với số kết nạp và số giảm. Đề nghị kiểm tra và gửi lại."


@transaction.atomic
def ensure() -> None:
    """Build the demonstration unless there are units already. Expects the catalogue and its forms."""
    if Unit.objects.exists():
        return
    users = open_accounts()
    load_federation(federation(), by=users["quantri"])
    give_roles(users)
    register_members(users[officer_of(UPPER)])
    tell()
    _send_back(users)
    _close_books(users)
    type_for_a_union(users)
    ask_once(users)
    while fold_marks():
        pass
    play_clusters(users)
    write_documents(users)
    call_to_movements(users)


def federation() -> Federation:
    """The whole demonstration as one federation's file would tell it."""
    units, cases = tree(), document("cases.json")
    return Federation(
        units=units,
        unit_paths=tuple(f"units[{index}]" for index in range(len(units))),
        cut_offs=cut_offs(),
        targets=targets(),
        reports=reports(),
        wordings=tuple(
            WordingRow(
                path=f"wordings[{index}]",
                unit=entry["unit"],
                period=parse(entry["period"]),
                indicator=entry["indicator"],
                value=Decimal(entry["value"]),
                words=entry["words"],
            )
            for index, entry in enumerate(cases["wordings"])
        ),
    )


def cut_offs() -> tuple[CutOff, ...]:
    """The last days of data of periods whose figures are published as of another day than their end."""
    return tuple(
        CutOff(f"cut_offs[{index}]", parse(entry["period"]), date.fromisoformat(entry["data_until"]))
        for index, entry in enumerate(document("cases.json")["cut_offs"])
    )


def _close_books(users: dict[str, User]) -> None:
    """Settled are the years before the demonstration's, and of its own the months before the last that ended."""
    settled = Q(ends__lt=date(OPEN.year, 1, 1)) | Q(frequency=Frequency.MONTH, ends__lt=date(OPEN.year, 4, 1))
    for period in Period.objects.filter(settled, state=PeriodState.OPEN).order_by("ends"):
        close_period(period=period, by=users["quantri"])


def _send_back(users: dict[str, User]) -> None:
    """Return some reports of the open month, as their officers would."""
    officers = dict(returned())
    waiting = Report.objects.filter(period__code=OPEN.code, unit__code__in=officers).select_related("unit")
    for report in waiting.order_by("unit__code"):
        return_report(report_id=report.pk, reasons=[Reason(ASKED_AGAIN)], by=users[officers[report.unit.code]])
