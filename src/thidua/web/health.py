"""Whether this host can serve: asked every second by whoever shares requests out among hosts."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from thidua.core import replicas

UNAVAILABLE = 503
_schema_was_whole = False


@login_not_required
@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 - every view takes it
    """200 when the database answers, may be written to and has this program's schema; else 503 and why."""
    replicas.turn_to_primary()  # a replica says nothing of whether anybody can save
    finding = _finding()
    return JsonResponse({"ready": not finding, "finding": finding}, status=UNAVAILABLE if finding else 200)


def _finding() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_is_in_recovery()")
            (in_recovery,) = cursor.fetchone()
        if in_recovery:
            return "database-read-only"
        return "" if _schema_is_whole() else "schema-behind"
    except Error:
        return "database-away"


def _schema_is_whole() -> bool:
    """Return whether every migration is applied; asked until it is so, for then it stays so."""
    global _schema_was_whole  # noqa: PLW0603 - spares the question for the life of this process
    if not _schema_was_whole:
        executor = MigrationExecutor(connection)
        _schema_was_whole = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _schema_was_whole
