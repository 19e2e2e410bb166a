"""What the templates of reporting need beyond plain ones."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from django import template
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from thidua.core import clock
from thidua.files.models import StoredFile
from thidua.files.previews import has_preview
from thidua.files.rules import DOCX, PDF, XLSX
from thidua.reporting.models import BehalfEntry, Report
from thidua.reporting.queries.coverage import Cover, CoverRow, Timeliness
from thidua.reporting.queries.entry import Row
from thidua.reporting.queries.requests import AskedBy, request_of
from thidua.reporting.rules import Confirmation, ReportState
from thidua.ui.tones import Tone

register = template.Library()

_TONES = {
    ReportState.DRAFT: (Tone.QUIET, "pencil"),
    ReportState.SUBMITTED: (Tone.INFO, "send"),
    ReportState.RETURNED: (Tone.BAD, "arrow-back-up"),
    ReportState.ACCEPTED: (Tone.GOOD, "circle-check"),
    ReportState.AMENDING: (Tone.WARN, "edit"),
    ReportState.CLOSED: (Tone.QUIET, "lock"),
}

_COVER_ICONS = {
    Timeliness.ON_TIME: "check",
    Timeliness.LATE: "clock",
    Timeliness.MISSING: "x",
    Timeliness.NOT_YET: "point",
}

_FILE_ICONS = {PDF: "file-type-pdf", XLSX: "file-spreadsheet", DOCX: "file-type-docx"}


@register.filter
def state_tone(report: Report) -> str:
    """The tone of a report's state."""
    return _TONES[ReportState(report.state)][0]


@register.filter
def state_icon(report: Report) -> str:
    """The icon of a report's state."""
    return _TONES[ReportState(report.state)][1]


_ANSWERS = {
    Confirmation.WAITING: (Tone.INFO, "writing"),
    Confirmation.CONFIRMED: (Tone.GOOD, "circle-check"),
    Confirmation.OBJECTED: (Tone.BAD, "alert-circle"),
}


@register.filter
def behalf_tone(entry: BehalfEntry) -> str:
    """The tone of what a unit says to figures that were typed for it."""
    return _ANSWERS[Confirmation(entry.confirmation)][0]


@register.filter
def behalf_icon(entry: BehalfEntry) -> str:
    """The icon of what a unit says to figures that were typed for it."""
    return _ANSWERS[Confirmation(entry.confirmation)][1]


@register.simple_tag
def report_request(report: Report) -> AskedBy | None:
    """The request that a report answers and the unit that sent it, None for regular reports."""
    return request_of(report)


@register.filter
def report_url(report: Report) -> str:
    """The address of a report's page; the report comes with unit, period and form."""
    return _report_address(report.unit.code, report.period.code, report.sheet.form_version.form.code)


@lru_cache(maxsize=20_000)
def _report_address(unit: str, period: str, form: str) -> str:
    """Pages list hundreds of reports, and the same again when they are opened anew."""
    return reverse("report", args=[unit, period, form])


@register.simple_tag
def cover_cells(row: CoverRow) -> SafeString:
    """The cells of a unit in the heat map. A page has hundreds, so that only what differs is escaped for each."""
    nothing = format_html(
        '<td class="num"><span class="muted">–<span class="visually-hidden"> {}</span></span></td>',
        _("không phải nộp"),
    )
    drawn = {how: _cover_link(how) for how in Timeliness}
    return SafeString(
        "".join(_cover_cell(cover, *drawn[cover.timeliness]) if cover else nothing for cover in row.covers)
    )


def _cover_cell(cover: Cover, before: str, after: str) -> str:
    return f"{before}{escape(_report_address(cover.unit, cover.period, cover.form))}{after}"


def _cover_link(how: Timeliness) -> tuple[str, str]:
    """What stands before and after the address of a cell."""
    return format_html('<td class="num"><a class="cover cover-{}" href="', how), format_html(
        '" title="{0}"><i class="ti ti-{1}" aria-hidden="true"></i><span class="visually-hidden">{0}</span></a></td>',
        how.label,
        _COVER_ICONS[how],
    )


@register.filter
def steps_url(report: Report) -> str:
    """The address of the same report as a form of steps."""
    return reverse("report-steps", args=[report.unit.code, report.period.code, report.sheet.form_version.form.code])


@register.filter
def percent_with(row: Row, digits: int) -> str:
    """A row's per cent of plan with the federation's digits."""
    return row.percent_text(digits)


@register.filter
def days_left(due_at: datetime) -> str:
    """How long until something is due: "còn 2 ngày", "hạn hôm nay", "quá hạn 3 ngày"."""
    days = (due_at.astimezone(clock.VIETNAM).date() - clock.today()).days
    if days > 0:
        return ngettext("còn %(days)d ngày", "còn %(days)d ngày", days) % {"days": days}
    if days < 0:
        return ngettext("quá hạn %(days)d ngày", "quá hạn %(days)d ngày", -days) % {"days": -days}
    return _("quá hạn") if due_at < clock.now() else _("hạn hôm nay")


@register.filter
def previewed(file: StoredFile) -> bool:
    """Whether a small picture of the file can be shown."""
    return has_preview(file)


@register.filter
def file_icon(file: StoredFile) -> str:
    """The icon of a file's type."""
    if file.is_image:
        return "photo"
    return _FILE_ICONS.get(file.media_type, "file")
