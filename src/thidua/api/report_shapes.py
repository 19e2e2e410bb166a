"""What requests and answers about reports are made of."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from thidua.reporting.models import Report
from thidua.reporting.rules import ReportState

from .fields import CODE, USUAL_PAGE, CellText, IndicatorName, Input, Limit, Output, Sentence

MOST_CELLS = 500
MOST_REPORTS = 1000


class ReportName(Input):
    """What a report is called by: the codes of its unit, period and form."""

    unit: Annotated[str, Field(max_length=40, pattern=CODE, description="Mã đơn vị.")]
    period: Annotated[str, Field(max_length=20, pattern=CODE, description="Mã kỳ: 2024-M05, 2024-Q1, 2020-H1.")]
    form: Annotated[str, Field(max_length=40, pattern=CODE, description="Mã biểu mẫu.")]


class ReportFilters(Input):
    """Which reports a list holds."""

    unit: Annotated[str, Field(max_length=40, description="Mã đơn vị nộp.")] | None = None
    below: Annotated[str, Field(max_length=40, description="Mã đơn vị cấp trên trực tiếp.")] | None = None
    period: Annotated[str, Field(max_length=20)] | None = None
    form: Annotated[str, Field(max_length=40)] | None = None
    state: ReportState | None = None
    after: Annotated[int, Field(ge=0, le=2**62, description="Mục next của trang trước.")] | None = None
    limit: Limit = USUAL_PAGE


Cells = Annotated[dict[IndicatorName, CellText | None], Field(max_length=MOST_CELLS)]
Exceptions = Annotated[
    dict[Annotated[str, Field(max_length=40, pattern=CODE)], Sentence], Field(max_length=MOST_REPORTS)
]
Reasons = Annotated[dict[IndicatorName, Sentence], Field(max_length=MOST_CELLS)]


class ReportRow(Output):
    """A report and how far it has come."""

    unit: str
    period: str
    form: str
    state: ReportState
    version: int
    due_at: datetime
    submitted_at: datetime | None
    accepted_at: datetime | None


class ReportPage(Output):
    """Some reports; `next` goes into `after` for those that follow, null on the last page."""

    items: list[ReportRow]
    next: int | None


class CellRow(Output):
    """A cell of the form: a decimal string, "NA" (not applicable) or null (empty)."""

    indicator: str
    code: str
    value: str | None
    required: bool


class ReportDetail(ReportRow):
    """A report with the cells of its current version, in the order of its form."""

    cells: list[CellRow]


class WholeReport(Input):
    """All cells by key or code; one that is not named is empty afterwards.

    `before` may name cells as they were last read: when one of them holds something else by now, nothing is
    written. `submit` hands the report in at once; an amendment needs a `reason`. `reasons` say why single numbers
    lie far outside the twelve periods before; without one the number passes and is a question to the acceptor.
    """

    cells: Cells
    before: Cells = Field(default_factory=dict)
    reasons: Reasons = Field(default_factory=dict)
    submit: bool = False
    reason: Sentence = ""
    exceptions: Exceptions = Field(default_factory=dict)


class CellChange(Input):
    """A cell from what it held when it was read to what it is to hold."""

    before: CellText | None
    after: CellText | None


class CellChanges(Input):
    """Single cells by key or code; all are written, or none."""

    cells: Annotated[dict[IndicatorName, CellChange], Field(min_length=1, max_length=MOST_CELLS)]


class Submission(Input):
    """Why, when the report has been accepted before; and why it goes on without reports below, by unit.

    A report below that is not accepted and of which nothing is said is listed with a standard reason.
    """

    reason: Sentence = ""
    exceptions: Exceptions = Field(default_factory=dict)


class ReturnReason(Input):
    """Why a report goes back: about an indicator, or about the whole."""

    sentence: Sentence
    indicator: IndicatorName | None = None


class Return(Input):
    """At least one reason."""

    reasons: Annotated[list[ReturnReason], Field(min_length=1, max_length=100)]


class Acceptance(Input):
    """The reports to accept: all of them, or none."""

    reports: Annotated[list[ReportName], Field(min_length=1, max_length=MOST_REPORTS)]


class Accepted(Output):
    """How many reports were accepted."""

    accepted: int


def row_of(report: Report) -> ReportRow:
    """A report as lists and answers show it; it comes with its unit, period and form."""
    return ReportRow(
        unit=report.unit.code,
        period=report.period.code,
        form=report.sheet.form_version.form.code,
        state=ReportState(report.state),
        version=report.version,
        due_at=report.due_at,
        submitted_at=report.submitted_at,
        accepted_at=report.accepted_at,
    )
