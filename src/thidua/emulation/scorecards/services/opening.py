"""Opening a round: for a cluster at once, for all units of a kind below an owner by a worker."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from thidua.audit.services import record
from thidua.core import clock, sql
from thidua.core.periods import parse
from thidua.core.text import clean_line
from thidua.emulation.clusters.models import Cluster
from thidua.emulation.schemes.figures import WHOLE, share_of_year
from thidua.emulation.schemes.models import SchemeVersion
from thidua.emulation.scorecards.errors import RoundBad
from thidua.emulation.scorecards.models import Card, Round
from thidua.emulation.scorecards.queries.taking_part import taking_part
from thidua.emulation.scorecards.rules import SMALL, Work, YearTarget
from thidua.indicators.models import Period
from thidua.org.models import Unit
from thidua.people.models import User

from .computing import COMPUTE, compute_now
from .locking import PACKAGE
from .telling import tell_opened

LONGEST_NAME = 200
REFERENCE_BYTES = 12


@dataclass(frozen=True, slots=True)
class Opening:
    """What a round is opened from: a cluster, or a kind of units below the owner; the dates are when stages end.

    `year_target` matters only where the period ends before its year.
    """

    owner: Unit
    scheme: SchemeVersion
    period: Period
    name: str
    cluster: Cluster | None = None
    unit_kind: str = ""
    year_target: YearTarget = YearTarget.PART
    self_until: date | None = None
    cross_until: date | None = None
    recheck_until: date | None = None


@transaction.atomic
def open_round(*, opening: Opening, by: User) -> Round:
    """Open a round: its cards are laid out and computed, at once or, where they are many, by a worker.

    Raises RoundBad for an edition that is not published, a repeated round, or where nobody takes part.
    """
    name = clean_line(opening.name, most=LONGEST_NAME)
    _refuse_bad(opening, name)
    units = taking_part(opening.owner.pk, opening.cluster, opening.unit_kind, opening.period.ends)
    count = units.count()
    if not count:
        raise RoundBad(_("Không có đơn vị nào tham gia. Hãy chọn cụm có thành viên hoặc loại đơn vị khác."))
    large = count > SMALL
    round_ = Round.objects.create(
        reference=secrets.token_urlsafe(REFERENCE_BYTES),
        owner=opening.owner,
        cluster=opening.cluster,
        scheme=opening.scheme,
        name=name,
        period=opening.period.code,
        year_target=_year_target(opening),
        unit_kind=opening.unit_kind,
        self_until=opening.self_until,
        cross_until=opening.cross_until,
        recheck_until=opening.recheck_until,
        made_by=by,
        made_at=clock.now(),
        work=Work.OPENING if large else Work.NONE,
        work_since=clock.now() if large else None,
        work_total=count if large else 0,
    )
    if large:
        app.configure_task(COMPUTE).defer(round_id=round_.pk, user_id=by.pk)
    else:
        lay_out_cards(round_)
        compute_now(round_)
        tell_opened(round_, by=by)
    record("round.opened", by=by, about=round_, unit=opening.owner, units=count)
    return round_


def lay_out_cards(round_: Round) -> int:
    """Give every unit that takes part its card; done again it adds nothing. The answer is how many there are."""
    period = Period.objects.get(code=round_.period)
    units = taking_part(round_.owner_id, round_.cluster, round_.unit_kind, period.ends)
    wanted = list(units.values_list("pk", flat=True))
    sql.run(PACKAGE, "lay_out_cards", {"round": round_.pk, "units": wanted})
    return Card.objects.filter(round=round_).count()


def _year_target(opening: Opening) -> YearTarget:
    """What was chosen; where the year is over with the period there is only one target."""
    over = share_of_year(parse(opening.period.code)) == WHOLE
    return YearTarget.WHOLE if over else opening.year_target


def _refuse_bad(opening: Opening, name: str) -> None:
    if not name:
        raise RoundBad(_("Hãy đặt tên cho đợt chấm điểm."), where="name")
    if not opening.scheme.is_published:
        raise RoundBad(_("Phiên bản bảng điểm chưa ban hành. Hãy ban hành bảng điểm rồi mở đợt chấm."), where="scheme")
    if opening.cluster is not None:
        same = Round.objects.filter(cluster=opening.cluster, period=opening.period.code, scheme=opening.scheme)
        if found := same.first():
            raise RoundBad(
                _("Cụm đã có đợt «%(name)s» với bảng điểm và kỳ này. Hãy dùng đợt ấy.") % {"name": found.name},
                where="scheme",
            )
