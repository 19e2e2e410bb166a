"""What is no longer kept: files that nothing refers to, bytes without a row, pictures that can be drawn again."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, ManyToOneRel, OuterRef, QuerySet

from thidua.core import clock

from .models import StoredFile
from .previews import folder
from .rules import FORGETTING

# Long enough for whoever sent a file to finish what it was sent for.
UNUSED, UNDRAWN = timedelta(days=30), timedelta(days=90)
BATCH = 1_000


def forget_unused() -> tuple[int, int]:
    """Delete files that no row of any app refers to; the answer is how many rows and how many files of bytes.

    Only what is older than `UNUSED` goes. Bytes stay as long as any row bears their digest.
    """
    rows = 0
    while ids := list(_unreferred().values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            rows += StoredFile.objects.filter(pk__in=_unreferred().filter(pk__in=ids).values("pk")).delete()[0]
    return rows, sum(_forget_bytes(path) for path in _old_files(Path(settings.FILES_DIR), UNUSED))


def forget_previews() -> int:
    """Delete pictures that were drawn long ago; they are drawn again when somebody looks."""
    old = list(_old_files(folder(), UNDRAWN))
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _unreferred() -> QuerySet[StoredFile]:
    """Old files that no foreign key of any app points to, nameless ones included."""
    found = StoredFile.objects.filter(stored_at__lt=clock.now() - UNUSED).order_by("pk")
    for relation in StoredFile._meta.get_fields(include_hidden=True):  # noqa: SLF001 - Django documents it
        if isinstance(relation, ManyToOneRel):
            rows = relation.related_model._base_manager.filter(**{relation.field.name: OuterRef("pk")})  # noqa: SLF001
            found = found.exclude(Exists(rows))
    return found


def _forget_bytes(path: Path) -> bool:
    """Delete bytes that no row bears; a row that is being written at this moment is waited for."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [FORGETTING])
        if StoredFile.objects.filter(digest=path.name).exists():
            return False
        path.unlink(missing_ok=True)
        return True


def _old_files(root: Path, age: timedelta) -> Iterator[Path]:
    """Files in the folders named by two digits of a digest that nobody has written for so long."""
    before = time.time() - age.total_seconds()
    return (path for path in root.glob("[0-9a-f][0-9a-f]/*") if path.is_file() and path.stat().st_mtime < before)
