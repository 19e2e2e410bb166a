"""Drawing a ranking up: places by points and classes, taken from the cards of a round whose inputs are frozen."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from thidua.audit.services import record
from thidua.core import clock
from thidua.emulation.ranking.errors import AlreadyDecided, NotFrozen
from thidua.emulation.ranking.models import Place, Ranking
from thidua.emulation.ranking.rules import RankingState
from thidua.emulation.scorecards.models import Round
from thidua.emulation.scorecards.rules import RoundState
from thidua.emulation.scorecards.tables import CardRow, table_of
from thidua.people.models import User

BATCH = 2000
_FROM_TABLE = ("total", "by_points", "broken_by", "class_by_points", "conditions_class", "fired")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A ranking that was drawn up, and how many units came to another place or class by points than before."""

    ranking: Ranking
    changed: int


@transaction.atomic
def draw_up(*, round_id: int, by: User) -> Drawn:
    """Take places and classes from the cards; drawn again, what the council has set stays.

    Raises `NotFrozen` while points can still move, `AlreadyDecided` afterwards.
    """
    scored = Round.objects.select_for_update().get(pk=round_id)
    if scored.state != RoundState.FINAL:
        raise NotFrozen(_("Điểm của đợt này chưa chốt. Hãy chốt điểm ở trang chấm điểm rồi xếp hạng."))
    ranking = _ranking(scored, by)
    if ranking.state != RankingState.DRAFT:
        raise AlreadyDecided(_("Xếp hạng đã chốt. Muốn lấy lại điểm, hãy mở lại xếp hạng trước."))
    standing = {place.unit_id: place for place in ranking.places.all()}
    fresh, moved = [], []
    for row in table_of(scored).rows:
        place = standing.get(row.unit_id) or Place(ranking=ranking, unit_id=row.unit_id)
        changed = _taken_over(place, row)
        if row.unit_id not in standing:
            fresh.append(place)
        elif changed:
            moved.append(place)
    Place.objects.bulk_create(fresh, batch_size=BATCH)
    Place.objects.bulk_update(moved, _FROM_TABLE, batch_size=BATCH)
    ranking.drawn_by, ranking.drawn_at = by, clock.now()
    ranking.save(update_fields=["drawn_by", "drawn_at"])
    record("ranking.drawn", by=by, about=scored, unit=scored.owner, units=len(standing) + len(fresh))
    return Drawn(ranking, len(moved))


def _ranking(scored: Round, by: User) -> Ranking:
    found = Ranking.objects.select_for_update().filter(round=scored).first()
    return found or Ranking.objects.create(round=scored, drawn_by=by, drawn_at=clock.now())


def _taken_over(place: Place, row: CardRow) -> bool:
    """Write what the table says into a place; whether it said something else before."""
    said = {
        "total": None if row.excluded else row.total,
        "by_points": row.place,
        "broken_by": row.broken_by,
        "class_by_points": row.label_by_points,
        "conditions_class": "" if row.excluded else row.label,
        "fired": list(row.fired),
    }
    changed = any(getattr(place, name) != value for name, value in said.items())
    for name, value in said.items():
        setattr(place, name, value)
    return changed
