"""The way of a report over the API: the same gates and the same rules as on the screens."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.api.conftest import FORM, MONTH, Api, Federation, zeros
from tests.people import officer, specialist
from thidua.api.models import Receipt
from thidua.figures.cells import NOT_APPLICABLE, Cell, read_cells
from thidua.figures.models import CellEdit
from thidua.indicators.queries import catalogue
from thidua.reporting.models import Report
from thidua.reporting.services.periods import close_period

# The token, the report, the grants, two locks, the cells, journal and blocks, the period before twice,
# the submission, what counts, the audit, the receipt; the test's savepoint stands for the transaction.
STATEMENTS = 14 + 4


def cell_of(report: Report, code: str) -> Cell:
    indicator = catalogue().by_code[code].pk
    return read_cells(report.sheet, report.version, [indicator])[indicator]


def hand_in(federation: Federation) -> None:
    status, answer = federation.chair.put(federation.path, {"cells": zeros(federation.report), "submit": True})
    assert status == 200, answer


def test_a_whole_report_is_written_and_handed_in_at_once(federation: Federation) -> None:
    cells = zeros(federation.report) | {"ORG21": "12"}

    status, answer = federation.chair.put(federation.path, {"cells": cells, "submit": True})

    assert (status, answer["state"], answer["version"]) == (200, "submitted", 1)
    report = federation.report
    assert cell_of(report, "ORG21") == Cell(12)
    assert report.sheet.submitted_version == 1
    assert report.started_at == report.submitted_at
    assert report.submissions.get().submitted_by == federation.chair.user


def test_a_whole_report_takes_a_handful_of_statements(federation: Federation) -> None:
    cells = zeros(federation.report)
    federation.chair.get("/periods")

    with CaptureQueriesContext(connection) as statements:
        federation.chair.put(federation.path, {"cells": cells, "submit": True})

    assert len(statements) <= STATEMENTS


def test_reasons_are_kept_with_their_numbers(federation: Federation) -> None:
    cells = zeros(federation.report) | {"ORG21": "12"}
    reasons = {"ORG21": " Đợt cao điểm ", "WEL01": ""}

    status, answer = federation.chair.put(federation.path, {"cells": cells, "reasons": reasons, "submit": True})

    assert (status, answer["state"]) == (200, "submitted")
    note = federation.report.cell_notes.get()
    assert (note.indicator.code, note.reason, note.reason_number) == ("ORG21", "Đợt cao điểm", 12)


def test_reasons_of_unknown_cells_change_nothing(federation: Federation) -> None:
    for reasons in ({"NONE99": "Vì"}, {"ORG01": "Vì"}):
        status, _answer = federation.chair.put(federation.path, {"cells": {"ORG21": "12"}, "reasons": reasons})
        assert status == 422
    assert cell_of(federation.report, "ORG21") == Cell()


def test_a_draft_is_replaced_and_the_journal_says_what_changed(federation: Federation) -> None:
    federation.chair.put(federation.path, {"cells": {"ORG21": "5", "ORG16": "7", "ORG18": "NA"}})
    federation.chair.put(federation.path, {"cells": {"ORG21": "6", "ORG18": "NA"}})

    report = federation.report
    codes = {row.pk: row.code for row in catalogue().indicators}
    last = CellEdit.objects.filter(sheet=report.sheet).latest("pk")
    changes = {codes[pk]: (old, new) for pk, old, new in zip(last.indicators, last.before, last.after, strict=True)}
    assert changes["ORG21"] == (5, 6)
    assert changes["ORG16"] == (7, None)
    assert "ORG18" not in changes
    assert cell_of(report, "ORG21") == Cell(6)
    assert cell_of(report, "ORG18") == NOT_APPLICABLE
    assert report.state == "draft"


def test_what_is_read_can_be_sent_back(federation: Federation) -> None:
    federation.chair.put(federation.path, {"cells": zeros(federation.report) | {"ORG21": "NA"}})

    _status, read = federation.chair.get(federation.path)
    cells = {cell["indicator"]: cell["value"] for cell in read["cells"]}
    edits = CellEdit.objects.count()
    status, _answer = federation.chair.put(federation.path, {"cells": cells, "before": cells})

    assert status == 200
    assert {cell["code"]: cell["value"] for cell in read["cells"]}["ORG21"] == "NA"
    assert CellEdit.objects.count() == edits


def test_the_second_of_two_editors_is_told_which_cell(federation: Federation) -> None:
    other = Api(officer(federation.units["school"], "second"))
    federation.chair.patch(federation.path, {"cells": {"ORG21": {"before": None, "after": "5"}}})

    change = {"ORG21": {"before": None, "after": "9"}, "ORG18": {"before": None, "after": "1"}}
    status, answer = other.patch(federation.path, {"cells": change})
    whole_status, whole = other.put(federation.path, {"cells": {"ORG21": "9"}, "before": {"ORG21": None}})

    assert (status, whole_status) == (409, 409)
    assert answer["code"] == whole["code"] == "cells-changed"
    assert [entry["path"] for entry in answer["entries"]] == ["cells.ORG21"]
    assert cell_of(federation.report, "ORG21") == Cell(5)
    assert cell_of(federation.report, "ORG18") == Cell()


def test_the_same_key_does_it_once(federation: Federation) -> None:
    key, body = uuid4(), {"cells": zeros(federation.report), "submit": True}

    first = federation.chair.put(federation.path, body, key=key)
    again = federation.chair.put(federation.path, body, key=key)
    other = federation.chair.put(federation.path, body | {"submit": False}, key=key)

    assert first == again
    assert first[0] == 200
    assert federation.report.submissions.count() == 1
    assert Receipt.objects.count() == 1
    assert (other[0], other[1]["code"]) == (422, "key-reused")


def test_the_same_key_assigns_a_target_once(federation: Federation) -> None:
    key = uuid4()
    path = "/targets/school/2024/ORG21/assign"

    answers = [federation.officer.post(path, {"amount": "40"}, key=key) for _time in range(2)]

    assert answers[0] == answers[1]
    assert answers[0][1]["assigned"] == "40"
    assert federation.units["school"].targets.get().entries.count() == 1


def test_a_report_goes_all_its_way(federation: Federation) -> None:
    name = {"unit": "school", "period": MONTH, "form": FORM}
    hand_in(federation)
    assert federation.chair.post(f"{federation.path}/withdraw")[1]["state"] == "draft"
    assert federation.chair.post(f"{federation.path}/submit", {})[1]["state"] == "submitted"
    reasons = [{"sentence": "Số đoàn viên chưa khớp.", "indicator": "ORG21"}, {"sentence": "Xem lại."}]
    assert federation.officer.post(f"{federation.path}/return", {"reasons": reasons})[1]["state"] == "returned"
    assert federation.chair.post(f"{federation.path}/submit", {})[1]["state"] == "submitted"
    assert federation.officer.post("/reports/accept", {"reports": [name]}) == (200, {"accepted": 1})
    assert federation.chair.post(f"{federation.path}/amend")[1]["state"] == "amending"
    assert federation.chair.post(f"{federation.path}/submit", {})[0] == 422
    status, answer = federation.chair.post(f"{federation.path}/submit", {"reason": "Bổ sung."})
    assert (status, answer["state"], answer["version"]) == (200, "submitted", 4)


def test_nobody_accepts_what_they_submitted(federation: Federation) -> None:
    """One account that is chair below and officer above."""
    both = Api(officer(federation.units["district_a"], federation.chair.user.username))
    hand_in(federation)

    status, answer = both.post("/reports/accept", {"reports": [{"unit": "school", "period": MONTH, "form": FORM}]})

    assert (status, answer["code"]) == (409, "own-report")
    assert federation.report.state == "submitted"


def test_only_the_unit_directly_above_accepts(federation: Federation) -> None:
    hand_in(federation)
    name = {"unit": "school", "period": MONTH, "form": FORM}

    assert federation.city.post("/reports/accept", {"reports": [name]})[0] == 403
    assert federation.chair.post("/reports/accept", {"reports": [name]})[0] == 403
    assert federation.stranger.post("/reports/accept", {"reports": [name]})[0] == 404
    assert federation.report.state == "submitted"


@pytest.mark.parametrize(
    ("method", "way", "body"),
    [
        ("PUT", "", {"cells": {}}),
        ("PATCH", "", {"cells": {"ORG21": {"before": None, "after": "1"}}}),
        ("POST", "/submit", {}),
        ("POST", "/withdraw", {}),
        ("POST", "/amend", {}),
        ("POST", "/return", {"reasons": [{"sentence": "Sai."}]}),
    ],
)
def test_a_stranger_finds_nothing_and_a_reader_changes_nothing(
    federation: Federation, method: str, way: str, body: dict[str, Any]
) -> None:
    path = f"{federation.path}{way}"

    assert federation.stranger.send(method, path, body)[0] == 404
    assert federation.city.send(method, path, body)[0] == 403
    assert Receipt.objects.count() == 0


def test_a_specialist_enters_the_cells_of_their_areas(federation: Federation) -> None:
    area = catalogue().by_code["ORG21"].area.code
    special = Api(specialist(federation.units["school"], area))
    other = next(code for code in zeros(federation.report) if catalogue().by_code[code].area.code != area)

    own = special.patch(federation.path, {"cells": {"ORG21": {"before": None, "after": "1"}}})
    foreign = special.patch(federation.path, {"cells": {other: {"before": None, "after": "1"}}})

    assert (own[0], foreign[0]) == (200, 403)
    assert special.put(federation.path, {"cells": {"ORG21": "1"}})[0] == 403
    assert special.post(f"{federation.path}/submit", {})[0] == 403


def test_an_unfinished_report_is_told_what_is_missing(federation: Federation) -> None:
    cells = zeros(federation.report)
    del cells["ORG21"]

    status, answer = federation.chair.put(federation.path, {"cells": cells, "submit": True})

    assert (status, answer["code"]) == (422, "cells-missing")
    assert [entry["path"] for entry in answer["entries"]] == ["cells.ORG21"]
    assert cell_of(federation.report, "ORG18") == Cell()


def test_a_closed_period_takes_nothing(federation: Federation) -> None:
    close_period(period=federation.report.period, by=federation.city.user)

    status, answer = federation.chair.put(federation.path, {"cells": {"ORG21": "1"}})

    assert (status, answer["code"]) == (409, "period-not-open")


def test_lists_hold_what_may_be_seen_and_page_by_key(federation: Federation) -> None:
    everything = [row["unit"] for row in federation.city.get("/reports", period=MONTH)[1]["items"]]
    first = federation.city.get("/reports", limit=2)[1]
    rest = federation.city.get("/reports", limit=200, after=first["next"])[1]

    assert {"school", "factory", "hospital"} <= set(everything)
    assert [row["unit"] for row in first["items"] + rest["items"]] == everything
    assert rest["next"] is None
    assert {row["unit"] for row in federation.stranger.get("/reports")[1]["items"]} == {"hospital"}
    assert {row["unit"] for row in federation.city.get("/reports", below="district_a")[1]["items"]} == {
        "school",
        "factory",
    }
