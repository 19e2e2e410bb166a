"""Rows of lists in and out of the database, thousands at a time."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any, TypeVar

from django.db import connection

from thidua.core import sql
from thidua.core.sealing import closed, opened

from .kinds import Judged, Line, Made
from .mapping import Row, texts_of
from .models import Intake, IntakeRow
from .rules import WRITTEN, Verdict

CHUNK = 5_000
_TABLE = "exchange_intakerow (intake_id, number, texts, verdict, flaws, changes, chosen, saved, about, before)"

Seen = tuple[str, list[dict[str, Any]]]
"""Verdict and changes of a row, as they are compared."""

T = TypeVar("T")


def keep_rows(intake: Intake, rows: Sequence[Row], *, private: bool) -> None:
    """Store the rows of a file by COPY, a third of the time that INSERT takes; `private` ones are sealed."""
    with connection.cursor() as cursor, cursor.copy(f"COPY {_TABLE} FROM STDIN") as copy:
        for number, texts in rows:
            kept = closed(texts) if private else texts
            copy.write_row((intake.pk, number, kept, "", "[]", "[]", True, False, None, "{}"))


def lines_of(intake: Intake) -> list[Line]:
    """The rows of a list by its mapping."""
    rows = IntakeRow.objects.filter(intake=intake).order_by("number").values_list("number", "texts")
    return [Line(number, texts_of(opened(texts), intake.mapping)) for number, texts in rows.iterator(CHUNK)]


def keep_verdicts(intake: Intake, judged: Sequence[Judged]) -> None:
    """Store what was judged, and count it."""
    for some in _chunks(judged):
        params = {
            "intake": intake.pk,
            "numbers": [one.row for one in some],
            "verdicts": [str(one.verdict) for one in some],
            "flaws": [json.dumps([asdict(flaw) for flaw in one.flaws]) for one in some],
            "changes": [json.dumps(_changes(one)) for one in some],
            "abouts": [one.about for one in some],
        }
        sql.run("thidua.exchange", "keep_verdicts", params)
    counts = Counter(Verdict(one.verdict) for one in judged)
    intake.new_count, intake.changed_count = counts[Verdict.NEW], counts[Verdict.CHANGED]
    intake.unchanged_count, intake.refused_count = counts[Verdict.UNCHANGED], counts[Verdict.REFUSED]


def keep_made(intake: Intake, made: Sequence[Made]) -> None:
    """Store what committing made of the rows that were written."""
    for some in _chunks(made):
        params = {
            "intake": intake.pk,
            "numbers": [one.row for one in some],
            "abouts": [one.about for one in some],
            "befores": [json.dumps(dict(one.before)) for one in some],
        }
        sql.run("thidua.exchange", "keep_made", params)


def made_by(intake: Intake) -> list[Made]:
    """What committing a list made, in the order of its rows."""
    rows = IntakeRow.objects.filter(intake=intake, saved=True, about__isnull=False).order_by("number")
    return [Made(number, about or 0, before) for number, about, before in rows.values_list("number", "about", "before")]


def seen_before(intake: Intake) -> Mapping[int, tuple[Seen, bool]]:
    """By number of the row: what was previewed and whether it is chosen; of those that would be written."""
    rows = IntakeRow.objects.filter(intake=intake, verdict__in=WRITTEN)
    return {
        number: ((verdict, changes), chosen)
        for number, verdict, changes, chosen in rows.values_list("number", "verdict", "changes", "chosen")
    }


def as_seen(judged: Judged) -> Seen:
    """A judgement as `seen_before` has it."""
    return str(judged.verdict), _changes(judged)


def _changes(judged: Judged) -> list[dict[str, Any]]:
    return [asdict(change) for change in judged.changes]


def _chunks(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(rows), CHUNK):
        yield rows[start : start + CHUNK]
