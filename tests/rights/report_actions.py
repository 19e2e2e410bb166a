"""What people try with a report, as requests; and the trace that it leaves."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.factories.uploads import upload
from tests.rights.report_world import CELL, FORM, LATER, MONTH
from thidua.reporting.models import Report

# Pages that only show what is there: who sees a report sees them. `tests/access/matrix.py` asks each of them.
ONLY_SHOW = {
    "report-list",
    "report-beside",
    "report-journal",
    "report-cell",
    "report-evidence-file",
    "report-evidence-preview",
    "report-workbook",
    "units-workbook",
    "report-compare",
    "report-behalf-paper",
    "inbox",
    "inbox-missing",
    "inbox-coverage",
}
# What other tables and tests ask: many at once is the same service, the link needs no account.
ELSEWHERE = {
    "many-units": "tests/reporting/test_many_units.py",
    "many-units-start": "tests/reporting/test_many_units.py",
    "behalf-confirm": "tests/reporting/test_behalf.py",
    "report-evidence-restore": "tests/reporting/test_evidence.py",
    "report-second": "test_separation.py",
    "report-second-end": "test_separation.py",
    "report-narrative": "tests/reporting/test_narrative.py",
    **dict.fromkeys(
        ("upload", "upload-home", "upload-choose", "upload-commit", "upload-progress", "upload-refused", "upload-undo"),
        "tests/reporting/test_upload_pages.py",
    ),
    "past": "tests/reporting/test_past.py",
    "past-template": "tests/reporting/test_past.py",
    "past-preview": "tests/reporting/test_past.py",
    "past-undo": "tests/reporting/test_past.py",
}


@dataclass(frozen=True)
class Try:
    """A report in some month, and what a request about it needs to know."""

    report: Report
    month: str = MONTH

    def url(self, name: str, **more: Any) -> str:
        """An address of the report."""
        return reverse(name, kwargs={"unit": "school", "period": self.month, "form": FORM, **more})

    def cell(self, name: str) -> str:
        """An address of one of its cells."""
        return self.url(name, code=CELL)


Ask = Callable[[Client, Try], HttpResponse]


def _post(name: str, **data: str) -> Ask:
    return lambda client, at: client.post(at.url(name), data)


def _post_cell(name: str, **data: str) -> Ask:
    return lambda client, at: client.post(at.cell(name), data)


def _type(client: Client, at: Try) -> HttpResponse:
    edit = {"key": str(uuid4()), "edits": [{"code": CELL, "before": "62", "text": "63"}]}
    return client.post(at.url("report-save"), json.dumps(edit), content_type="application/json")


def _attach(client: Client, at: Try) -> HttpResponse:
    return client.post(at.url("report-evidence"), {"file": upload(), "code": CELL})


def _detach(client: Client, at: Try) -> HttpResponse:
    attached = at.report.evidence.first()
    return client.post(at.url("report-evidence-remove", evidence=attached.pk if attached else 1))


def _inbox(name: str, **data: str) -> Ask:
    return lambda client, at: client.post(reverse(name), {"report": _number(at), **data})


def _undo(client: Client, at: Try) -> HttpResponse:
    return client.post(f"{reverse('inbox-undo')}?bc={_number(at)}")


def _remind(client: Client, at: Try) -> HttpResponse:
    return client.post(f"{reverse('inbox-remind')}?ky={at.month}", {"report": _number(at)})


def _number(at: Try) -> str:
    return str(at.report.pk) if at.month == MONTH else "0"


# By name: the address that it drives, and the request.
ACTIONS: Mapping[str, tuple[str, Ask]] = {
    "view": ("report", lambda client, at: client.get(at.url("report"))),
    "comment": ("report-comment", _post_cell("report-comment", text="Xem lại giúp")),
    "flag": ("report-mark", _post_cell("report-mark", mark="flagged", on="1")),
    "type": ("report-save", _type),
    "grid": ("report", _post("report", **{f"cell-{CELL}": "64", f"seen-{CELL}": "62"})),
    "guess": ("report-mark", _post_cell("report-mark", mark="estimated", on="1")),
    "explain": ("report-explain", _post_cell("report-explain", why="Kết nạp đợt 19/5")),
    "attach": ("report-evidence", _attach),
    "detach": ("report-evidence-remove", _detach),
    "steps": ("report-steps", _post("report-steps", **{f"cell-{CELL}": "65", f"seen-{CELL}": "62"})),
    "submit": ("report-submit", _post("report-submit", reason="Nộp lại")),
    "withdraw": ("report-withdraw", _post("report-withdraw")),
    "amend": ("report-amend", _post("report-amend")),
    "confirm": ("report-behalf-answer", _post("report-behalf-answer")),
    "object": ("report-behalf-answer", _post("report-behalf-answer", object="1", objection="Số đúng là 61")),
    "merge": ("report-merge", _post("report-merge")),
    "return": ("report-return", _post("report-return", reason="Sai số đoàn viên")),
    "accept": ("report-accept", _post("report-accept")),
    "undo": ("inbox-undo", _undo),
    "begin": ("report-behalf", _post("report-behalf", channel="phone", remark="bà Hoa đọc")),
    "link": ("report-behalf-link", _post("report-behalf-link")),
    "inbox-accept": ("inbox-accept", _inbox("inbox-accept")),
    "inbox-return": ("inbox-return", _inbox("inbox-return", reason="Sai số đoàn viên")),
    "remind": ("inbox-remind", _remind),
}

_TRACE = """
SELECT r.state, r.version, r.submitted_at, r.accepted_at,
  (SELECT count(*) FROM figures_celledit e WHERE e.sheet_id = r.sheet_id),
  (SELECT count(*) FROM reporting_cellcomment c WHERE c.report_id = r.id),
  (SELECT max(n.at) FROM reporting_cellnote n WHERE n.report_id = r.id),
  (SELECT count(*) || '-' || count(v.removed_at) FROM reporting_evidence v WHERE v.report_id = r.id),
  (SELECT string_agg(b.confirmation || b.remark || coalesce(b.link_digest, ''), ' ')
     FROM reporting_behalfentry b WHERE b.report_id = r.id),
  (SELECT count(*) FROM reporting_reminder m WHERE m.report_id = r.id)
FROM reporting_report r WHERE r.id = %s
"""


def trace(report: Report) -> tuple[Any, ...]:
    """Everything that an action on a report can leave behind."""
    with connection.cursor() as cursor:
        cursor.execute(_TRACE, [report.pk])
        row = cursor.fetchone()
    assert row is not None
    return tuple(row)


def month_of(state: str) -> str:
    """The month that is asked about."""
    return LATER if state == "planned" else MONTH
