"""Transaction-level advisory locks. Order: period, then unit, then report, then the fold."""

from django.db import connection

from thidua.indicators.models import Period

# The first half of the two-key advisory locks; the second is 0 or an id.
FOLD, PERIOD = 7_001, 7_002


def hold_fold() -> None:
    """Fold, rebuild, check and reorganisation exclude one another until the transaction ends."""
    _execute("SELECT pg_advisory_xact_lock(%s, 0)", [FOLD])


def share_period(period_id: int) -> None:
    """Hold off the closing of a period until the transaction ends."""
    _execute("SELECT pg_advisory_xact_lock_shared(%s, %s)", [PERIOD, period_id])


def hold_period(period: Period) -> None:
    """Wait until nobody saves, submits or accepts in the period, and keep it so until the transaction ends."""
    _execute("SELECT pg_advisory_xact_lock(%s, %s)", [PERIOD, period.pk])


def _execute(statement: str, params: list[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
