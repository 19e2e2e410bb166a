"""Opening and closing the books of a base period: its tree, its sheets, its partitions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import connection, transaction

from thidua.core import sql
from thidua.indicators.models import Period

from .models import Sheet

PACKAGE = "thidua.figures"


def open_year(year: int) -> None:
    """Make the partitions of a year; harmless when they are there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT figures_open_year(%s)", [year])


@transaction.atomic
def open_books(period: Period) -> int:
    """Write the period's tree and lay out the sheets that its units owe; the answer is how many sheets are new.

    Harmless when repeated: units and forms that came since are added, nothing is taken away.
    """
    freeze_tree(period)
    return lay_out_sheets(period)


def lay_out_sheets(period: Period) -> int:
    """Lay out the sheets that the units of the period's tree owe and do not have; the answer is how many."""
    days = {"period": period.pk, "starts": period.starts, "ends": period.ends}
    return sql.run(PACKAGE, "lay_out_sheets", days | {"calendar": period.calendar, "frequency": period.frequency})


def freeze_tree(period: Period) -> dict[str, object]:
    """Write the period's tree without asking anybody for anything; the answer is its parameters for SQL."""
    open_year(period.ends.year)
    days = {"period": period.pk, "starts": period.starts, "ends": period.ends}
    sql.run(PACKAGE, "freeze_tree", days)
    sql.run(PACKAGE, "rescope", days)
    return days


@transaction.atomic
def open_window(period: Period, *, form_version_id: int, unit_ids: Sequence[int]) -> int:
    """Write the tree of a window and a sheet of one form for each unit that is asked; the answer is how many sheets.

    Units that did not exist on the window's days are passed over.
    """
    open_year(period.ends.year)
    params = _freeze_asked(period, unit_ids)
    return sql.run(PACKAGE, "lay_out_asked", params | {"version": form_version_id})


def freeze_window(period: Period) -> None:
    """Write the tree of a window anew for the units that were asked."""
    _freeze_asked(period, Sheet.objects.filter(period=period).values_list("unit", flat=True))
    sql.run(PACKAGE, "rescope", {"period": period.pk, "ends": period.ends})


def _freeze_asked(period: Period, unit_ids: Iterable[int]) -> dict[str, object]:
    params = {"period": period.pk, "starts": period.starts, "ends": period.ends, "units": list(unit_ids)}
    sql.run(PACKAGE, "freeze_asked", params)
    return params
