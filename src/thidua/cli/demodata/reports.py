"""The reports of the demonstration: who reported what when, and in which state it stands on the demo's day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from thidua.cli.demodata.bodies import FORM_STEMS, body_story, is_upper, upper_story
from thidua.cli.demodata.emulation.members import CLUSTER_8
from thidua.cli.demodata.files import document
from thidua.cli.demodata.people import officer_of, typist_of
from thidua.cli.demodata.stories import Cells, Story, number, story_of
from thidua.cli.demodata.units import OLD_TREES, Union, federations, unions
from thidua.cli.federation.shape import LoadedState, ReportRow
from thidua.core.periods import Span, parse
from thidua.indicators.rules import due_at

OPEN = parse("2024-M05")
CHAIR_UNION = "HN-UH-07"
"""The union whose chair the visitor may be: its open report is begun and waits to be finished."""

TYPED_BY_CHAIR = 8
NOT_ACCEPTED_YET = {"2024-Q1": ("HN-PTN", "HN-PX")}
OPEN_IN_THE_CHAIRS_DISTRICT = {
    "HN-UH": "draft",
    CHAIR_UNION: "draft",
    **dict.fromkeys(("HN-UH-10", "HN-UH-12", "HN-UH-20"), "draft"),
    **dict.fromkeys((f"HN-UH-{number:02}" for number in (2, 5, 8, 11, 13, 17, 19, 21)), "submitted"),
    **dict.fromkeys((f"HN-UH-{number:02}" for number in (1, 3, 4, 9, 14, 22, 24)), "accepted"),
    "HN-UH-16": "returned",
}
"""The open month where the visitor works: something of everything. Unions that are not named have not begun."""

ASKED_ABOUT = ("HN-UH-08", "HN-UH-17")


@dataclass(frozen=True, slots=True)
class Reporter:
    """A unit that reports, with the username of whoever accepts above it."""

    code: str
    acceptor: str


def reports() -> tuple[ReportRow, ...]:
    """Every report that has been begun, in the order of periods."""
    told = [report for reporter, story in _stories() for report in _reports_of(reporter, story)]
    ordered = sorted(told, key=lambda row: (row.period.ends, row.period.code, row.unit))
    return tuple(replace(row, path=f"reports[{index}]") for index, row in enumerate(ordered))


def returned() -> tuple[tuple[str, str], ...]:
    """The units whose submitted report of the open month is sent back, with the officer who does it."""
    return tuple((u.code, officer_of(u.upper)) for u in unions() if _lot(u.code, OPEN) == "returned")


def open_month_of(code: str) -> Cells:
    """What a union has to report for the open month, whether or not it has."""
    return recent_story(next(union for union in unions() if union.code == code))[OPEN]


def recent_story(union: Union) -> Story:
    """What a union reported since 2023, and has to report for the open month."""
    return story_of(union, _recent())


def year_so_far(year: int) -> dict[tuple[str, str], float]:
    """What units reported over a year, by unit and code of the indicator: the measure of next year's targets."""
    sums: dict[tuple[str, str], float] = {}
    for reporter, story in _stories():
        for span, cells in story.items():
            if span.year == year:
                for code, value in cells.items():
                    sums[reporter.code, code] = sums.get((reporter.code, code), 0) + number(value)
    return sums


def _stories() -> Iterator[tuple[Reporter, Story]]:
    for union in unions():
        for periods in _told_of(union.upper):
            yield Reporter(union.code, officer_of(union.upper)), story_of(union, periods)
    for unit in federations():
        if is_upper(unit) and _sees_reports(unit.code):
            clustered = [_months_and_quarters(2020, 12), _recent()]
            for periods in clustered if unit.code in CLUSTER_8 else _told_of(unit.code):
                yield Reporter(unit.code, officer_of(unit.parent)), upper_story(unit, periods)
        elif unit.kind in FORM_STEMS:
            yield Reporter(unit.code, officer_of(unit.parent)), body_story(unit, _recent())


def _sees_reports(code: str) -> bool:
    """Of Quảng Ninh only Hạ Long is told of."""
    return code.startswith("HN-") or code in OLD_TREES


def _told_of(upper: str) -> list[list[Span]]:
    """The stretches of time that are told of below an upper union."""
    return [_old(), _recent()] if upper in OLD_TREES else [_recent()]


def _old() -> list[Span]:
    return [span for year in (2019, 2020) for span in _months_and_quarters(year, 12)]


def _recent() -> list[Span]:
    return [*_months_and_quarters(2023, 12), *_months_and_quarters(2024, 5)]


def _months_and_quarters(year: int, months: int) -> list[Span]:
    return [
        *(parse(f"{year}-M{month:02}") for month in range(1, months + 1)),
        *(parse(f"{year}-Q{quarter}") for quarter in range(1, months // 3 + 1)),
    ]


def _reports_of(reporter: Reporter, story: Story) -> Iterable[ReportRow]:
    for span, cells in story.items():
        lot = _lot(reporter.code, span)
        if lot != "none":
            yield row_of(reporter, span, cells, lot)


def _lot(code: str, span: Span) -> str:
    """What has become of a unit's report: none, draft, submitted, returned or accepted."""
    if code in NOT_ACCEPTED_YET.get(span.code, ()):
        return "submitted"
    rng = Random(f"{code} {span.code} state")
    if span == OPEN:
        if code.startswith("HN-UH"):
            return OPEN_IN_THE_CHAIRS_DISTRICT.get(code, "none")
        states, weights = ["none", "draft", "submitted", "returned", "accepted"], [30, 22, 15, 4, 29]
        return rng.choices(states, weights)[0] if code.count("-") > 1 else rng.choice(["none", "draft", "submitted"])
    complete = span.year < 2023 or code.count("-") < 2
    return "accepted" if complete or rng.random() > 0.025 else "none"


def row_of(reporter: Reporter, span: Span, cells: Cells, lot: str, *, open_span: Span = OPEN) -> ReportRow:
    """A unit's report in the state that its lot says: draft, submitted, returned or accepted."""
    now = span == open_span
    row = ReportRow(
        path="",
        unit=reporter.code,
        period=span,
        state=LoadedState.DRAFT,
        cells=_begun(reporter.code, cells) if lot == "draft" else cells,
        typed_by=typist_of(reporter.code),
    )
    if lot == "draft":
        return row
    submitted_at, accepted_at = _instants(reporter.code, span, now=now)
    handed_in = replace(row, state=LoadedState.SUBMITTED, submitted_at=submitted_at)
    if lot != "accepted":
        return replace(handed_in, cells=_questionable(reporter.code, cells) if now else cells)
    return replace(
        handed_in,
        state=LoadedState.ACCEPTED,
        accepted_at=accepted_at,
        accepted_by=reporter.acceptor,
    )


def _begun(code: str, cells: Cells) -> Cells:
    """A report that somebody has not finished typing."""
    most = TYPED_BY_CHAIR if code == CHAIR_UNION else Random(f"{code} begun").randint(1, max(1, len(cells) - 1))
    return dict(list(cells.items())[:most])


def _questionable(code: str, cells: Cells) -> Cells:
    """One submitted report in five holds something that the unit above will ask about."""
    rng = Random(f"{code} question")
    if "ORG18" not in cells or (code not in ASKED_ABOUT and rng.random() > 0.2):
        return cells
    if rng.random() < 0.5:
        return cells | {"WEL01": Decimal(int(number(cells["ORG16"])) + rng.randint(3, 30))}
    return cells | {"ORG21": Decimal(int(number(cells["ORG21"])) + rng.randint(2, 6))}


def _instants(code: str, span: Span, *, now: bool) -> tuple[datetime, datetime]:
    """When a report was handed in, one in twenty-five late, and when it was accepted."""
    rng = Random(f"{code} {span.code} time")
    due = _due(code, span, now=now)
    if now:
        submitted = due - timedelta(days=4) + timedelta(hours=rng.uniform(-8, 0.5))
        return submitted, submitted + timedelta(hours=rng.uniform(0.4, 0.5))
    late = rng.random() < 0.04
    days = -rng.uniform(0.2, 3) if late else rng.uniform(0.05, 4.2)
    submitted = due - timedelta(days=days)
    return submitted, submitted + timedelta(hours=rng.uniform(2, 40))


def _due(code: str, span: Span, *, now: bool) -> datetime:
    """When a unit's report is due: the units above the unions have four days more, but for the open month."""
    union = code.count("-") > 1 or now
    return due_at(_data_until(span)) - timedelta(days=10 if union else 6)


def _data_until(span: Span) -> date:
    for entry in document("cases.json")["cut_offs"]:
        if entry["period"] == span.code:
            return date.fromisoformat(entry["data_until"])
    return span.ends
