"""Who may write the register at the same time: single changes beside each other, a list or a reorganisation alone."""

from __future__ import annotations

from django.db import connection

# Any constant of our own will do.
REGISTER = 0x6D65_6D62_6572


def hold_register(*, alone: bool = False) -> None:
    """Until the transaction ends let no list be written meanwhile; `alone`: let nothing be written."""
    lock = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {lock}(%s)", [REGISTER])
