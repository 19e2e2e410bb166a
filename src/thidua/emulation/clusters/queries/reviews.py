"""How far the reviews of a cluster have come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from thidua.core import clock
from thidua.emulation.clusters.models import Cluster, Seat
from thidua.emulation.clusters.review_models import Review, ReviewPart


@dataclass(frozen=True, slots=True)
class PartOf:
    """A member's part: whether it came, or is, late, and what is `said` in it, by section."""

    seat: Seat
    part: ReviewPart | None
    late: bool
    said: tuple[tuple[str, str], ...] = ()

    @property
    def sent_at(self) -> datetime | None:
        """When the part was sent, None while it was not."""
        return self.part.sent_at if self.part else None

    @property
    def begun(self) -> bool:
        """Whether something is written but not sent."""
        return self.part is not None and self.part.sent_at is None


@dataclass(frozen=True, slots=True)
class Gathered:
    """A review with the parts of the members in the order of their seats."""

    review: Review
    parts: tuple[PartOf, ...]

    @property
    def sent(self) -> int:
        """How many have sent their part."""
        return sum(one.sent_at is not None for one in self.parts)

    @property
    def late(self) -> int:
        """How many have not sent it though its day is over."""
        return sum(one.late and one.sent_at is None for one in self.parts)


def reviews_of(cluster: Cluster, seats: Sequence[Seat]) -> list[Gathered]:
    """The reviews of a cluster, the last first. Two statements."""
    reviews = list(Review.objects.filter(cluster=cluster).select_related("document", "cluster", "asked_by__person"))
    parts = {
        (part.review_id, part.unit_id): part
        for part in ReviewPart.objects.filter(review__in=reviews).select_related("sent_by__person", "saved_by__person")
    }
    return [
        Gathered(review, tuple(_part(review, seat, parts.get((review.pk, seat.unit_id))) for seat in seats))
        for review in reviews
    ]


def _part(review: Review, seat: Seat, part: ReviewPart | None) -> PartOf:
    sent = part.sent_at.astimezone(clock.VIETNAM).date() if part and part.sent_at else None
    said = zip(review.sections, part.texts, strict=True) if part else ()
    return PartOf(
        seat, part, (sent or clock.today()) > review.due_on, tuple((title, text) for title, text in said if text)
    )
