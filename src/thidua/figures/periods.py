"""Opening and closing the books of a base period: its tree, its sheets, its partitions."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection, transaction

from thidua.core import sql
from thidua.indicators.models import Period

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
    days = freeze_tree(period)
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
    params = {"period": period.pk, "starts": period.starts, "ends": period.ends, "units": list(unit_ids)}
    sql.run(PACKAGE, "freeze_asked", params)
    return sql.run(PACKAGE, "lay_out_asked", params | {"version": form_version_id})
