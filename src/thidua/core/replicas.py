"""Reading from a replica of the database, only while it holds all that was committed before it was asked.

A request reads at one place as a whole: while it reads from the replica, Django's `default` connection of its
thread is the replica's. Nothing here is used unless `DATABASES` has a `replica`. See docs/adr/0012-replicas.md.
"""

from __future__ import annotations

import time
from contextvars import ContextVar

import structlog
from django.db import DEFAULT_DB_ALIAS, Error, connections
from django.db.backends.base.base import BaseDatabaseWrapper

log = structlog.get_logger(__name__)

REPLICA = "replica"
# A replica is a few milliseconds behind; this long a request waits for it.
PATIENCE_SECONDS = 0.03
PAUSE_SECONDS = 0.002
# One that was behind, or did not answer, is not asked for a while: else every request would wait for it.
BEHIND_SECONDS = 1.0
AWAY_SECONDS = 5.0

# The flushed position, because others see a transaction only once its commit is flushed.
_POSITION = "SELECT substr(pg_walfile_name(lsn), 1, 8), lsn::text FROM pg_current_wal_flush_lsn() AS lsn"
# After a failover a position may mean other changes: only who streams the primary's own timeline has its history.
_HOLDS = """
    SELECT coalesce(bool_or(status = 'streaming' AND lpad(to_hex(received_tli), 8, '0') = lower(%s)), false)
           AND coalesce(pg_last_wal_replay_lsn() >= %s::pg_lsn, false)
      FROM pg_stat_wal_receiver
"""

_primary: ContextVar[BaseDatabaseWrapper | None] = ContextVar("primary", default=None)
_not_before = 0.0


def reads_from_replica() -> bool:
    """Return whether this thread reads from the replica at present."""
    return _primary.get() is not None


def turn_to_replica() -> bool:
    """Let this thread read from the replica if it holds everything committed by now; return whether it does."""
    global _not_before  # noqa: PLW0603 - what one request learns of the replica spares the next ones
    if time.monotonic() < _not_before:
        return False
    primary, replica = connections[DEFAULT_DB_ALIAS], connections[REPLICA]
    position = _ask(primary, _POSITION)
    try:
        recent = _catches_up(replica, position)
    except Error as error:
        log.warning("replica.away", error=str(error).strip())
        _not_before = time.monotonic() + AWAY_SECONDS
        replica.close()
        return False
    if not recent:
        _not_before = time.monotonic() + BEHIND_SECONDS
        return False
    _primary.set(primary)
    connections[DEFAULT_DB_ALIAS] = replica
    return True


def turn_to_primary() -> None:
    """Let this thread read and write at the primary again."""
    primary = _primary.get()
    if primary is not None:
        connections[DEFAULT_DB_ALIAS] = primary
        _primary.set(None)


def _catches_up(replica: BaseDatabaseWrapper, position: tuple[str, ...]) -> bool:
    """Return whether the replica holds a timeline's position by the end of our patience."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not _ask(replica, _HOLDS, *position)[0]:
        if time.monotonic() > deadline:
            return False
        time.sleep(PAUSE_SECONDS)
    return True


def _ask(connection: BaseDatabaseWrapper, statement: str, *params: str) -> tuple[str, ...]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return tuple(cursor.fetchone())
