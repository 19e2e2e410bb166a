"""The whole database in one line for each table."""

from __future__ import annotations

from django.db import connection
from psycopg import sql

# Sessions come and go with every request; the cache counts attempts, which is its work.
NEVER_COMPARED = frozenset({"django_session", "django_cache"})


def fingerprint() -> dict[str, str]:
    """A digest of all rows of each table, whatever their order."""
    with connection.cursor() as cursor:
        tables = sorted(set(connection.introspection.table_names(cursor)) - NEVER_COMPARED)
        query = sql.SQL(" UNION ALL ").join(
            sql.SQL(
                "SELECT {}, coalesce(md5(string_agg(row::text, '|' ORDER BY row::text)), '') FROM {} AS row"
            ).format(sql.Literal(table), sql.Identifier(table))
            for table in tables
        )
        cursor.execute(query)
        return dict(cursor.fetchall())
