"""Opening and closing the books of a base period: its tree, its sheets, its partitions."""

from __future__ import annotations

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
    open_year(period.ends.year)
    days = {"period": period.pk, "starts": period.starts, "ends": period.ends}
    sql.run(PACKAGE, "freeze_tree", days)
    sql.run(PACKAGE, "rescope", days)
    return sql.run(PACKAGE, "lay_out_sheets", days | {"calendar": period.calendar, "frequency": period.frequency})
