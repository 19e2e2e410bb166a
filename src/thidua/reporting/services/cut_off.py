"""Closing the reports of units that have ended with the figures up to their last day."""

from __future__ import annotations

from django.db import transaction

from thidua.core import clock, sql

PACKAGE = "thidua.reporting"


@transaction.atomic
def close_cut_off() -> int:
    """Close what was not handed in by the day on which it was cut off; the answer is how many reports.

    Days still to come are left for later: harmless when repeated.
    """
    return sql.run(PACKAGE, "close_cut_off", {"today": clock.today(), "at": clock.now()})
