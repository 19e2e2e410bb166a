"""Many units beside each other: a few indicators of one form in one period, in a constant number of statements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from thidua.access import gate
from thidua.access.models import Grant
from thidua.access.rules import Permission, Scope
from thidua.core import clock
from thidua.core.numbers import print_number
from thidua.core.text import search_terms
from thidua.figures.cells import EMPTY, NOT_APPLICABLE, Cell
from thidua.figures.rules import in_dong
from thidua.indicators.models import Form, FormVersion, Indicator, Period
from thidua.indicators.rules import Kind, PeriodState
from thidua.org.models import Placement, Unit
from thidua.people.models import User
from thidua.reporting.models import Report
from thidua.reporting.rules import EDITABLE, ReportState

from .behalf import entries_of
from .contents import contents_of
from .entry import NONE_KEY, in_words, seen
from .progress import sheets_before, stored_cells

MOST_COLUMNS = 8
USUAL_COLUMNS = 5
MOST_LINES = 400
# Of these a sum over units says something; averages and rates need their weights.
ADDED = frozenset({Kind.FLOW, Kind.STOCK})


@dataclass(frozen=True, slots=True)
class Column:
    """An indicator of the form; `total` is the sum over the units shown, None where adding says nothing."""

    indicator: Indicator
    total: str | None
    reported: int

    @property
    def zeros(self) -> int:
        """How many zeros đồng have over the indicator's unit of measure, for amounts typed in words."""
        return len(str(in_dong(self.indicator.measure_vi))) - 1


@dataclass(frozen=True, slots=True)
class LineCell:
    """A cell of a unit: what it holds and held the period before, as texts; `key` is `queries.entry.seen` of it.

    `previous_none`: the period before said that there is none, which is nothing to begin from.
    """

    code: str
    text: str
    key: str
    previous: str
    previous_none: bool
    locked: bool

    @property
    def empty(self) -> bool:
        return not self.text


@dataclass(frozen=True, slots=True)
class Line:
    """A unit's report. `entering`: this person may type into it; `startable`: may begin to, on the unit's behalf."""

    report: Report
    name: str
    full_name: str
    cells: tuple[LineCell, ...]
    entering: bool
    startable: bool

    @property
    def state(self) -> str:
        """The state of the report in words."""
        return str(ReportState(self.report.state).label)

    @property
    def missing(self) -> bool:
        """Whether a cell that is shown holds nothing yet."""
        return any(cell.empty for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Many:
    """The lines that are shown, of `total` that there are."""

    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    total: int

    @property
    def entering(self) -> bool:
        return any(line.entering for line in self.lines)

    @property
    def startable(self) -> bool:
        return any(line.startable for line in self.lines)


def parsed(cell: LineCell, indicator: Indicator) -> Cell:
    """What a cell of a line holds."""
    if cell.key == NONE_KEY:
        return NOT_APPLICABLE
    return Cell(int(Decimal(cell.key).scaleb(indicator.decimals))) if cell.key else EMPTY


def collected(form: Form, period: Period) -> list[Indicator]:
    """The indicators that a form asks for in a period, in its order; [] where nobody reports on it then."""
    version = version_in_use(form, period)
    return list(contents_of(version.pk).indicators.values()) if version else []


def version_in_use(form: Form, period: Period) -> FormVersion | None:
    """The newest version of a form on which somebody reports in a period."""
    report = (
        Report.objects.filter(period=period, sheet__form_version__form=form)
        .order_by("-sheet__form_version__number")
        .select_related("sheet__form_version")
        .first()
    )
    return report.sheet.form_version if report else None


def many_units(
    *,
    parent: Unit,
    period: Period,
    form: Form,
    indicators: Sequence[Indicator],
    viewer: User,
    name: str = "",
    only_missing: bool = False,
    most: int | None = MOST_LINES,
) -> Many:
    """The reports of a unit and of those directly below it that a viewer may see, by name; by default all of them.

    `most` is how many lines are made (None: however many there are).
    """
    names = _names(parent, name)
    reports = _reports(period, form, names, viewer)
    shown = reports[:most]
    now = stored_cells([(report.sheet, report.version) for report in shown], indicators)
    make = _LineMaker(indicators, now, _before(shown, indicators), _Rights.of(shown, viewer))
    lines = [make(report, *names[report.unit_id]) for report in shown]
    if only_missing:
        lines = [line for line in lines if line.missing]
    return Many(tuple(_columns(lines, indicators)), tuple(lines), len(reports))


def _names(parent: Unit, name: str) -> dict[int, tuple[str, str]]:
    """What a unit and those directly below it are called today, in Vietnamese order, by unit: short and full."""
    placements = Placement.objects.filter(Q(parent=parent) | Q(unit=parent), during__contains=clock.today())
    for term in search_terms(name):
        placements = placements.filter(search__contains=term)
    rows = placements.order_by("sort_key", "unit_id").values_list("unit_id", "short_name", "name")
    return {unit: (short, full) for unit, short, full in rows}


def _reports(period: Period, form: Form, units: Mapping[int, object], viewer: User) -> list[Report]:
    """One report for each unit, on the newest version of the form, in the order of the units."""
    rows = Report.objects.filter(
        period=period,
        sheet__form_version__form=form,
        unit__in=gate.units_for(viewer, Permission.REPORT_VIEW).filter(pk__in=list(units)),
    ).select_related("unit", "sheet__form_version")
    newest = {report.unit_id: report for report in rows.order_by("sheet__form_version__number")}
    for report in newest.values():
        report.period, report.sheet.form_version.form = period, form
    return [newest[unit] for unit in units if unit in newest]


def _before(reports: Sequence[Report], indicators: Sequence[Indicator]) -> dict[int, dict[int, Cell]]:
    """What counts of the period before, by report and indicator."""
    spans = {report.pk: [report.period.span.previous()] for report in reports}
    sheets = {
        report: pair for report, found in sheets_before(reports, spans).items() for pair in found.values() if pair[1]
    }
    cells = stored_cells(sheets.values(), indicators)
    return {report: cells[sheet.pk] for report, (sheet, _version) in sheets.items()}


@dataclass(frozen=True, slots=True)
class _Rights:
    """The units into whose reports somebody types as their own, and on whose behalf; reports begun on behalf."""

    own: frozenset[int]
    behalf: frozenset[int]
    begun: frozenset[int]

    @classmethod
    def of(cls, reports: Sequence[Report], viewer: User) -> _Rights:
        units = [report.unit_id for report in reports]
        # Who answers for some work areas only finds just those cells open on the page of the report.
        narrowed = Grant.objects.filter(user=viewer, scope=Scope.AREAS).values("unit")
        own = gate.units_for(viewer, Permission.REPORT_ENTER).filter(pk__in=units).exclude(pk__in=narrowed)
        behalf = gate.units_for(viewer, Permission.REPORT_BEHALF).filter(pk__in=units)
        return cls(
            own=frozenset(own.values_list("pk", flat=True)),
            behalf=frozenset(behalf.values_list("pk", flat=True)),
            begun=frozenset(entries_of(reports)),
        )

    def enter(self, report: Report) -> bool:
        begun = report.pk in self.begun and report.unit_id in self.behalf
        return _editable(report) and (report.unit_id in self.own or begun)

    def start(self, report: Report) -> bool:
        return _editable(report) and report.unit_id in self.behalf and not self.enter(report)


def _editable(report: Report) -> bool:
    return report.state in EDITABLE and report.period.state == PeriodState.OPEN


@dataclass(frozen=True, slots=True)
class _LineMaker:
    """Puts the line of a unit together from what was read for all of them."""

    indicators: Sequence[Indicator]
    now: Mapping[int, Mapping[int, Cell]]
    before: Mapping[int, Mapping[int, Cell]]
    rights: _Rights

    def __call__(self, report: Report, short: str, full: str) -> Line:
        entering = self.rights.enter(report)
        contents = contents_of(report.sheet.form_version_id)
        # An older version of the form may not ask for everything; what is typed since the start of the year is taken
        # apart on the report's own page, where it is said how.
        asked = contents.indicators.keys() - {indicator.pk for indicator in contents.since_start}
        cells = tuple(
            self._cell(report, indicator, entering=entering and indicator.pk in asked) for indicator in self.indicators
        )
        return Line(report, short, full, cells, entering, self.rights.start(report))

    def _cell(self, report: Report, indicator: Indicator, *, entering: bool) -> LineCell:
        cell = self.now.get(report.sheet_id, {}).get(indicator.pk, EMPTY)
        then = self.before.get(report.pk, {}).get(indicator.pk, EMPTY)
        return LineCell(
            code=indicator.code,
            text=in_words(cell, indicator),
            key=seen(cell, indicator),
            previous=in_words(then, indicator),
            previous_none=then.na,
            locked=not entering,
        )


def _columns(lines: Sequence[Line], indicators: Sequence[Indicator]) -> Iterable[Column]:
    for at, indicator in enumerate(indicators):
        cells = [line.cells[at] for line in lines]
        numbers = [Decimal(cell.key) for cell in cells if cell.key not in {"", NONE_KEY}]
        total = print_number(sum(numbers)) if numbers and Kind(indicator.kind) in ADDED else None
        yield Column(indicator, total, sum(not cell.empty for cell in cells))
