"""What a database and its attached files hold, read over a bare connection: its schema may be of another version."""

from __future__ import annotations

from pathlib import Path

import psycopg
from psycopg import sql

from thidua.cli.backups.manifest import State

_TABLES = """
    SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY c.relname
"""
_LAST_MIGRATIONS = "SELECT app, max(name) FROM django_migrations GROUP BY app ORDER BY app"
_CHAIN_HEAD = "SELECT number, encode(hash, 'hex') FROM audit_event ORDER BY number DESC LIMIT 1"


def tables(connection: psycopg.Connection) -> list[str]:
    """Return the names of all tables; a partitioned one counts once."""
    return [name for (name,) in connection.execute(_TABLES)]


def read_state(connection: psycopg.Connection) -> State:
    """Read what the database holds, in the snapshot that the connection is in."""
    rows = {name: _count(connection, name) for name in tables(connection)}
    head = connection.execute(_CHAIN_HEAD).fetchone() if "audit_event" in rows else None
    return State(
        migrations=dict(connection.execute(_LAST_MIGRATIONS).fetchall()) if "django_migrations" in rows else {},
        rows=rows,
        audit_number=head[0] if head else 0,
        audit_hash=head[1] if head else "",
    )


def _count(connection: psycopg.Connection, table: str) -> int:
    found = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier("public", table))).fetchone()
    assert found is not None  # an aggregate always answers
    return int(found[0])


def attached_digests(connection: psycopg.Connection) -> list[str]:
    """Return the digests of all attached files, each once."""
    if "files_storedfile" not in tables(connection):
        return []
    return [digest for (digest,) in connection.execute("SELECT DISTINCT digest FROM files_storedfile ORDER BY digest")]


def path_of(folder: Path, digest: str) -> Path:
    """Where the bytes of an attached file lie within the folder of files."""
    return folder / digest[:2] / digest
