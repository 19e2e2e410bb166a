"""The one writer of the derived closure of the tree and of custody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils.translation import gettext as _

from thidua.core import clock, sql
from thidua.org.errors import CircularTree
from thidua.org.models import Custody, Unit
from thidua.org.queries.lineage import fresh_custody
from thidua.org.rules import DEEPEST

# Any constant will do: every change of the tree takes the same one.
TREE_LOCK = 7_031_001

# A page may hold the database for five seconds; changing a whole federation takes longer, once.
PATIENCE = "2min"


@dataclass(frozen=True, slots=True)
class _Circular:
    unit_id: int


def lock_tree() -> None:
    """Wait for other changes of the tree; two moves at once could close a circle that neither sees.

    Held until the transaction ends.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TREE_LOCK])


def allow_time() -> None:
    """Let the statements of this transaction take as long as a change of thousands of units needs."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('statement_timeout', %s, true)", [PATIENCE])


@transaction.atomic
def rebuild_lineage(unit_ids: Iterable[int] | None = None) -> None:
    """Derive lineage and custody again: of these units and all below them, or of the whole tree.

    Raises CircularTree when a unit would stand under itself; nothing is changed then.
    """
    units = None if unit_ids is None else list(unit_ids)
    wrong = sql.fetch_one("thidua.org", "rebuild_lineage", {"units": units, "deepest": DEEPEST}, into=_Circular)
    if wrong:
        code = Unit.objects.values_list("code", flat=True).get(pk=wrong.unit_id)
        raise CircularTree(
            _("Đơn vị %(code)s sẽ nằm dưới chính nó hoặc sâu quá %(deepest)d cấp. Hãy chọn cấp trên khác.")
            % {"code": code, "deepest": DEEPEST}
        )
    rebuild_custody()


@transaction.atomic
def rebuild_custody() -> None:
    """Derive who holds the ended units today; also run each day, for endings that were dated ahead."""
    fresh = set(fresh_custody(clock.today()))
    stored = {(unit, holder): pk for pk, unit, holder in Custody.objects.values_list("pk", "unit", "holder")}
    Custody.objects.filter(pk__in=[pk for pair, pk in stored.items() if pair not in fresh]).delete()
    Custody.objects.bulk_create(
        [Custody(unit_id=unit, holder_id=holder) for unit, holder in sorted(fresh - stored.keys())],
        batch_size=5_000,
    )
