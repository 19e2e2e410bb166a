"""Charts over time: the way to the year's target with its projection, and the year beside the one before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from django.utils.translation import gettext as _

from thidua.core.periods import Frequency, Span
from thidua.figures.printing import short_measure
from thidua.figures.queries import Course
from thidua.indicators.models import Indicator
from thidua.indicators.rules import Kind
from thidua.targets.rules import expected_share

from .chart_reading import ChartReading
from .charts import GRID, LEGEND, Chart, line, plain
from .marks import mark_series, marks_of, notes_of
from .tables import Head, Row, Table, amount_cell


def pace_chart(reading: ChartReading) -> Chart | None:
    """What was reached since January, an even pace to the target, and where it leads by the year's end."""
    key, whole, course = reading.key, reading.whole, reading.course
    if whole is None or course is None or not whole.target or key.kind not in {Kind.FLOW, Kind.DISTINCT}:
        return None
    year = reading.asked.period.span.whole_year()
    reached = _cumulative(course, year, key)
    if not any(value is not None for value in reached.values()):
        return None
    spans = _bases(course, year)
    even = [Fraction(round(whole.target * expected_share(year, span.ends))) for span in spans]
    values = [reached.get(span.ends) for span in spans]
    ahead = _projection(reading, spans, values)
    series = [
        line(_("Kết quả"), [plain(key, value) for value in values], "var(--td-blue)"),
        line(
            _("Nhịp đều đến chỉ tiêu"),
            [plain(key, value) for value in even],
            "var(--td-muted)",
            showSymbol=False,
            lineStyle={"type": "dashed", "width": 2, "color": "var(--td-muted)"},
        ),
    ]
    if ahead:
        course_ahead = {"type": "dotted", "width": 3, "color": "var(--td-blue)"}
        numbers = [plain(key, value) for value in ahead]
        series.append(
            line(_("Dự kiến cuối năm"), numbers, "var(--td-blue)", symbol="emptyCircle", lineStyle=course_ahead)
        )
    marks = marks_of(reading.changes, spans)
    return Chart(
        title=_("%(name)s: đường đến chỉ tiêu năm") % {"name": key.name},
        note=_("Lũy kế từ đầu năm, %(measure)s") % {"measure": short_measure(key)},
        option={
            "legend": LEGEND,
            "grid": GRID,
            "xAxis": {"type": "category", "boundaryGap": False, "data": [_bare(span) for span in spans]},
            "yAxis": {"type": "value"},
            "series": series + mark_series(marks),
        },
        table=Table(
            id="chart-pace",
            title=_("%(name)s: đường đến chỉ tiêu năm") % {"name": key.name},
            facts=reading.facts,
            corner=_("Kỳ"),
            heads=(Head(_("Kết quả")), Head(_("Nhịp đều")), *((Head(_("Dự kiến")),) if ahead else ())),
            rows=tuple(
                Row(span.short_title, tuple(amount_cell(key, number, reading.digits) for number in numbers))
                for span, *numbers in zip(spans, values, even, *((ahead,) if ahead else ()), strict=True)
            ),
            notes=notes_of(marks),
        ),
    )


def _projection(
    reading: ChartReading, spans: Sequence[Span], values: Sequence[Fraction | None]
) -> list[Fraction | None]:
    """A straight way from the last result to what the year ends with if it goes on like this; [] without one."""
    pace = reading.whole.pace if reading.whole else None
    known = [at for at, value in enumerate(values) if value is not None]
    if pace is None or pace.expected_share in {0, 1} or not known or known[-1] == len(spans) - 1:
        return []
    last, end = known[-1], len(spans) - 1
    start = values[last] or Fraction(0)
    step = (pace.projection - start) / (end - last)
    way: list[Fraction | None] = [None] * last
    return way + [Fraction(round(start + step * at)) for at in range(end - last + 1)]


def trend_chart(reading: ChartReading) -> Chart | None:
    """The figure by base period, this year beside last year."""
    key, course = reading.key, reading.course
    if course is None or key.kind == Kind.DISTINCT:
        return None
    year = reading.asked.period.span.whole_year()
    before = year.year_before()
    known = dict(zip(course.ends, course.values, strict=True))
    spans = _bases(course, year)
    now = [known.get(span.ends) for span in spans]
    then = [known.get(span.year_before().ends) for span in spans]
    if not any(value is not None for value in (*now, *then)):
        return None
    rows = tuple(
        Row(_bare(span), (amount_cell(key, value, reading.digits), amount_cell(key, past, reading.digits)))
        for span, value, past in zip(spans, now, then, strict=True)
    )
    names = [_bare(span) for span in spans]
    marks = (*marks_of(reading.changes, [span.year_before() for span in spans]), *marks_of(reading.changes, spans))
    return Chart(
        title=_("%(name)s: năm nay và năm trước") % {"name": key.name},
        note=_trend_note(key),
        option={
            "legend": LEGEND,
            "grid": GRID,
            "xAxis": {"type": "category", "boundaryGap": False, "data": names},
            "yAxis": {"type": "value", "scale": key.kind != Kind.FLOW},
            "series": [
                line(str(year.year), [plain(key, value) for value in now], "var(--td-blue)"),
                line(
                    str(before.year),
                    [plain(key, value) for value in then],
                    "var(--td-control)",
                    lineStyle={"width": 2, "color": "var(--td-control)"},
                    symbolSize=5,
                ),
                *mark_series(marks),
            ],
        },
        table=Table(
            id="chart-trend",
            title=_("%(name)s: năm nay và năm trước") % {"name": key.name},
            facts=reading.facts,
            corner=_("Kỳ"),
            heads=(Head(str(year.year)), Head(str(before.year))),
            rows=rows,
            notes=notes_of(marks),
        ),
    )


def _trend_note(key: Indicator) -> str:
    measure = short_measure(key)
    if key.kind == Kind.FLOW:
        return _("Trong từng kỳ báo cáo, %(measure)s") % {"measure": measure}
    return _("Cuối từng kỳ báo cáo, %(measure)s") % {"measure": measure}


def _bare(span: Span) -> str:
    """The name of a period without its year, for an axis that two years share."""
    return span.short_title.replace(str(span.year), "").strip(" /") or _("Cả năm")


def _bases(course: Course, year: Span) -> list[Span]:
    return [span for span in year.base(_frequency(course.ends, year)) if span.ends <= year.ends]


def _cumulative(course: Course, year: Span, indicator: Indicator) -> dict[date, Fraction | None]:
    """Cumulative values by the ends of the year's base periods; of leaves they are added up here."""
    reached: dict[date, Fraction | None] = {}
    so_far: Fraction | None = None
    for day, value, stored in zip(course.ends, course.values, course.to_date, strict=True):
        if day < year.starts:
            continue
        if value is not None:
            so_far = value if so_far is None or indicator.kind == Kind.DISTINCT else so_far + value
        reached[day] = stored if stored is not None else so_far if value is not None else None
    return reached


def _frequency(ends: Sequence[date], year: Span) -> Frequency:
    inside = {day for day in ends if year.starts <= day <= year.ends}
    for frequency in (Frequency.YEAR, Frequency.HALF, Frequency.QUARTER, Frequency.MONTH):
        if inside <= {span.ends for span in year.base(frequency)}:
            return frequency
    return Frequency.MONTH
