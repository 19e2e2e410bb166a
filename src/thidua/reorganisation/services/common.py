"""What every step of a reorganisation needs: its row, what its author manages, and time."""

from __future__ import annotations

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from thidua.access import gate
from thidua.access.rules import Permission
from thidua.org.models import Unit
from thidua.people.models import User
from thidua.reorganisation.errors import ReorganisationNotOpen
from thidua.reorganisation.models import Reorganisation
from thidua.reorganisation.rules import Stage

# A page may hold the database for five seconds; a list of thousands takes longer, once.
PATIENCE = "10min"


def locked(reorganisation_id: int, *stages: Stage) -> Reorganisation:
    """The row, locked. Raises ReorganisationNotOpen unless it is in one of these stages."""
    reorganisation = Reorganisation.objects.select_for_update().get(pk=reorganisation_id)
    if reorganisation.stage not in stages:
        raise ReorganisationNotOpen(
            _("Quyết định này đang ở trạng thái «%(stage)s» nên không làm được việc đó.")
            % {"stage": Stage(reorganisation.stage).label}
        )
    return reorganisation


def managed_by(user: User) -> QuerySet[Unit] | None:
    """The units that somebody may reorganise; None: everywhere, and roots may be founded too."""
    if gate.everywhere(user, Permission.UNIT_MANAGE):
        return None
    return gate.units_for(user, Permission.UNIT_MANAGE)


def allow_time() -> None:
    """Let the statements of this transaction take as long as a long list does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('statement_timeout', %s, true)", [PATIENCE])
