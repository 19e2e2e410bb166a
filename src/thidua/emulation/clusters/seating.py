"""Seats that are closed, begun and left out, with the ledger by which exactly that is taken back.

Spans are never overwritten: whoever changes roles leaves a closed span behind and begins another one.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from .models import Seat

LONGEST_WHY = 200


@dataclass(slots=True)
class SeatLedger:
    """What was done to seats: the ids and ends of those begun, of those closed what stood there, of those left out all.

    Days are ISO texts, None for an open end, so that a ledger is plain JSON.
    """

    begun: list[dict[str, Any]] = field(default_factory=list)
    closed: list[dict[str, Any]] = field(default_factory=list)
    left_out: list[dict[str, Any]] = field(default_factory=list)

    def data(self) -> dict[str, Any]:
        """The ledger as it is kept."""
        return asdict(self)

    def begin(self, *, cluster_id: int, unit_id: int, role: str, on: date, until: date | None = None, why: str) -> Seat:
        """A unit sits from a day on."""
        seat = Seat.objects.create(
            cluster_id=cluster_id,
            unit_id=unit_id,
            role=role,
            during=DateRange(on, until),
            began_by=why[:LONGEST_WHY],
        )
        self.begun.append({"id": seat.pk, "until": until.isoformat() if until else None})
        return seat

    def close(self, seat: Seat, on: date, why: str) -> None:
        """A seat ends before a day; one that would never have held is left out altogether."""
        before = {
            "id": seat.pk,
            "cluster": seat.cluster_id,
            "unit": seat.unit_id,
            "role": seat.role,
            "from": seat.during.lower.isoformat(),
            "until": seat.during.upper.isoformat() if seat.during.upper else None,
            "began_by": seat.began_by,
            "ended_by": seat.ended_by,
        }
        if seat.during.lower >= on:
            self.left_out.append(before)
            seat.delete()
            return
        self.closed.append(before | {"closed": on.isoformat()})
        seat.during, seat.ended_by = DateRange(seat.during.lower, on), why[:LONGEST_WHY]
        seat.save(update_fields=["during", "ended_by"])


def changed_since(ledger: dict[str, Any]) -> int:
    """How many seats of a ledger are no longer as it left them."""
    left = {row["id"]: row["until"] for row in ledger["begun"]} | {row["id"]: row["closed"] for row in ledger["closed"]}
    spans = dict(Seat.objects.filter(pk__in=left).values_list("pk", "during"))
    now = {pk: span.upper.isoformat() if span.upper else None for pk, span in spans.items()}
    return sum(pk not in now or now[pk] != until for pk, until in left.items())


def take_back(ledger: dict[str, Any]) -> None:
    """Leave out what was begun, open again what was closed, put back what was left out."""
    Seat.objects.filter(pk__in=[row["id"] for row in ledger["begun"]]).delete()
    seats = Seat.objects.in_bulk([row["id"] for row in ledger["closed"]])
    for row in ledger["closed"]:
        seat = seats[row["id"]]
        seat.during, seat.ended_by = _span(row), row["ended_by"]
        seat.save(update_fields=["during", "ended_by"])
    for row in ledger["left_out"]:
        Seat.objects.create(
            pk=row["id"],
            cluster_id=row["cluster"],
            unit_id=row["unit"],
            role=row["role"],
            during=_span(row),
            began_by=row["began_by"],
            ended_by=row["ended_by"],
        )


def _span(row: dict[str, Any]) -> DateRange:
    until = row["until"]
    return DateRange(date.fromisoformat(row["from"]), date.fromisoformat(until) if until else None)
