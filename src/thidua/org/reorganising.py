"""The tree's part in a reorganisation: what it would do, doing it, undoing it. See `org.plans`.

`apply` comes first of all apps, since it founds the units that others go to; `undo` comes last, when no other app
holds anything at the units that were founded.
"""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from thidua.audit.services import Subject, record_each
from thidua.org.errors import PlanBuiltUpon
from thidua.org.judgement import judged, said
from thidua.org.models import Unit
from thidua.org.plans import Consequence, Ledger, Plan, Weight
from thidua.org.queries.foreseen import foreseen
from thidua.org.queries.survey import survey_of
from thidua.org.services.lineage import allow_time, lock_tree
from thidua.org.services.standing_on import built_upon, founded_by, own_rows, rows_about
from thidua.org.services.tree import carry_out, put_back
from thidua.people.models import User


def preview(plan: Plan) -> list[Consequence]:
    """Everything that forbids the plan, each an ERROR with the unit's code as its example; else what it changes."""
    survey = survey_of(plan)
    plan, wrongs = judged(plan, survey)
    errors = [
        Consequence("units", wrong.sentence, 1, Weight.ERROR, (wrong.code,) if wrong.code else ()) for wrong in wrongs
    ]
    return errors or foreseen(plan, survey)


@transaction.atomic
def apply(plan: Plan, by: User | None) -> Ledger:
    """Change the tree, judged again under its lock. The ledger names the founded units: ``founded`` is code -> id.

    Raises the DomainError of the first thing that forbids it.
    """
    allow_time()
    return carry_out(plan, by)


def obstacles(plan: Plan, ledger: Ledger) -> list[str]:
    """What in the organisation itself stands on the plan by now; the rows of other apps are for these to name."""
    return list(built_upon(plan, ledger))


@transaction.atomic
def undo(plan: Plan, ledger: Ledger, by: User | None) -> None:
    """Put the tree back exactly as it was.

    Raises PlanBuiltUpon, which names what stands in the way, in any app: by now none may hold rows of a founded unit.
    """
    allow_time()
    lock_tree()
    if standing := [*built_upon(plan, ledger), *rows_about(founded_by(ledger), but_for=own_rows(ledger))]:
        raise PlanBuiltUpon(
            _("Không hoàn tác được vì đã có: %(what)s. Hãy bỏ những thứ đó trước, hoặc lập một quyết định mới.")
            % {"what": "; ".join(standing)}
        )
    changed = put_back(ledger, plan.on)
    back = Unit.objects.filter(pk__in=changed)
    record_each("unit.put_back", by=by, subjects=[Subject(unit, unit, {"on": said(plan.on)}) for unit in back])
