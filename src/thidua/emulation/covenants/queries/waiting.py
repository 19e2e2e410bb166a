"""What waits for a person: drafts to comment on, revise and agree to, covenants to settle, sign and witness."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from thidua.access import gate
from thidua.access.rules import Permission
from thidua.core import clock, sql
from thidua.emulation.covenants.models import Covenant
from thidua.people.models import User

P = Permission
PACKAGE = "thidua.emulation.covenants"


class What(Enum):
    """What is to be done; the value is an icon."""

    OPINION = "message-question"
    SETTLE = "checks"
    REVISE = "pencil"
    OPEN = "player-play"
    SIGN = "signature"
    WITNESS = "eye-check"

    @property
    def label(self) -> Promise:
        """What is to be done, in words."""
        return _LABELS[self]


_LABELS = {
    What.OPINION: _("Góp ý và trả lời giao ước"),
    What.SETTLE: _("Chốt giao ước đã đủ ý kiến"),
    What.REVISE: _("Sửa dự thảo theo ý kiến chưa đồng ý"),
    What.OPEN: _("Mở lễ ký giao ước"),
    What.SIGN: _("Ký giao ước"),
    What.WITNESS: _("Chứng kiến giao ước"),
}


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits; `unit_id` is in whose name, `due` the last day where there is one.

    Of the covenant are there what names it and the id of its cluster.
    """

    what: What
    covenant: Covenant
    unit_id: int
    due: date | None = None

    @property
    def url(self) -> str:
        """Where it is done."""
        ceremony = self.what in {What.SIGN, What.WITNESS}
        return reverse("covenant-sign" if ceremony else "covenant", args=[self.covenant.reference])


@dataclass(frozen=True, slots=True)
class _Row:
    what: str
    covenant_id: int
    cluster_id: int
    reference: str
    number: int
    title: str
    unit_id: int
    due: date | None


def waiting(user: User) -> list[Waiting]:
    """Everything about covenants that waits for a person today. One statement."""
    joins, signs = gate.own_units(user, P.EMULATION_JOIN), gate.own_units(user, P.COVENANT_SIGN)
    witnesses = gate.own_units(user, P.EMULATION_CONCLUDE) & signs
    if not (joins or signs):
        return []
    params = {
        "user": user.pk,
        "today": clock.today(),
        "joins": [*joins],
        "signs": [*signs],
        "witnesses": [*witnesses],
    }
    return [_waiting(row) for row in sql.fetch(PACKAGE, "waiting", params, _Row)]


def _waiting(row: _Row) -> Waiting:
    covenant = sql.known(
        Covenant,
        id=row.covenant_id,
        cluster_id=row.cluster_id,
        reference=row.reference,
        number=row.number,
        title=row.title,
    )
    return Waiting(What[row.what.upper()], covenant, row.unit_id, row.due)
