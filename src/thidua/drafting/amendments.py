"""Which reports have been accepted since a document was issued: who changed the figures that it states, and when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from thidua.core import clock
from thidua.core.periods import parse
from thidua.documents.changes import FigureChange
from thidua.indicators.queries import catalogue
from thidua.indicators.rules import Kind
from thidua.org.models import Lineage
from thidua.org.queries import last_names_of
from thidua.reporting.models import Submission
from thidua.reporting.queries.contents import contents_of
from thidua.reporting.rules import Outcome

from .keys import Key, parse_key

MOST_READ = 500
MOST_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Amendment:
    """A report that was accepted after a figure had been stated: whose, for when, by whom, and why it was changed."""

    unit: str
    period: str
    reason: str
    by: str
    accepted_at: datetime
    address: tuple[str, str, str]
    """Unit, period and form, which make the address of the report."""


def amendments_of(changes: Iterable[FigureChange], *, since: datetime) -> dict[str, list[Amendment]]:
    """The latest reports behind each changed figure, by its key: of its unit or below, of its year up to its period.

    Three statements, whatever the number of figures.
    """
    keys = {change.was.key: key for change in changes if (key := parse_key(change.was.key))}
    if not keys:
        return {}
    below = _below({key.unit for key in keys.values()})
    submissions = list(_accepted(below, since))
    names = last_names_of({one.report.unit_id for one in submissions}, clock.today())
    found: dict[str, list[Amendment]] = defaultdict(list)
    for text, key in keys.items():
        for one in submissions:
            if len(found[text]) < MOST_SHOWN and _concerns(one, key, below):
                found[text].append(_amendment(one, names[one.report.unit_id].short_name))
    return {text: amendments for text, amendments in found.items() if amendments}


def _below(codes: Iterable[str]) -> Mapping[str, set[int]]:
    """By the code of a unit, itself and everything that stands below it today."""
    below: dict[str, set[int]] = defaultdict(set)
    rows = Lineage.objects.filter(ancestor__code__in=list(codes), during__contains=clock.today())
    for code, unit in rows.values_list("ancestor__code", "unit_id"):
        below[code].add(unit)
    return below


def _accepted(below: Mapping[str, set[int]], since: datetime) -> Iterable[Submission]:
    units = set().union(*below.values())
    return (
        Submission.objects.filter(outcome=Outcome.ACCEPTED, decided_at__gt=since, report__unit__in=units)
        .select_related("report__unit", "report__period", "report__sheet__form_version__form", "submitted_by__person")
        .order_by("-decided_at")[:MOST_READ]
    )


def _concerns(submission: Submission, key: Key, below: Mapping[str, set[int]]) -> bool:
    report, span = submission.report, parse(key.span)
    asked = contents_of(report.sheet.form_version_id).indicators
    return (
        report.unit_id in below[key.unit]
        and span.whole_year().starts <= report.period.starts
        and report.period.ends <= span.ends
        and (not key.indicator or not _behind(key.indicator).isdisjoint(asked))
    )


def _behind(code: str) -> set[int]:
    """The indicators that are reported behind a figure: itself, of a ratio its parts."""
    indicator = catalogue().by_code.get(code)
    if indicator is None:
        return set()
    if indicator.kind != Kind.RATIO or indicator.denominator_id is None:
        return {indicator.pk}
    return {indicator.denominator_id, *(one.pk for one in indicator.numerator.all())}


def _amendment(submission: Submission, unit: str) -> Amendment:
    report = submission.report
    assert submission.decided_at is not None  # accepted ones are decided
    return Amendment(
        unit=unit,
        period=report.period.span.short_title,
        reason=submission.reason,
        by=str(submission.submitted_by),
        accepted_at=submission.decided_at,
        address=(report.unit.code, report.period.code, report.sheet.form_version.form.code),
    )
