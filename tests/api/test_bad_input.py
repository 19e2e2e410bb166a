"""Whatever is wrong with a request gets its own status and a sentence, and changes nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from tests.api.conftest import Federation
from thidua.api.models import Receipt
from thidua.api.parsing import LARGEST_BODY
from thidua.api.throttle import PerAccount
from thidua.figures.models import CellEdit

CELLS = b'{"cells": {"ORG21": %s}}'


def test_a_number_that_cannot_be_says_where_it_stands(federation: Federation) -> None:
    status, problem = federation.chair.put(federation.path, CELLS % b'"-1"')

    assert (status, problem["code"], problem["where"]) == (422, "not-plausible", "cells.ORG21")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 422, "bad-fields"),
        (b"{", 400, "unreadable"),
        (b"\xff\xfe", 400, "unreadable"),
        (b"[" * 100_000, 400, "unreadable"),
        (CELLS % b"NaN", 400, "unreadable"),
        (CELLS % b"-Infinity", 400, "unreadable"),
        (b'{"cells": {"ORG21": "1", "ORG21": "2"}}', 400, "unreadable"),
        (b'{"cells": {"ORG21": "1"}, "cells": {}}', 400, "unreadable"),
        (b'{"cells": {}, "x": "' + b"a" * LARGEST_BODY + b'"}', 413, "body-too-large"),
        (b"[]", 422, "bad-fields"),
        (b"null", 422, "bad-fields"),
        (b'{"cells": []}', 422, "bad-fields"),
        (b'{"cells": {}, "cell": {}}', 422, "bad-fields"),
        (b'{"cells": {}, "submit": "perhaps"}', 422, "bad-fields"),
        (CELLS % b"12", 422, "bad-fields"),
        (CELLS % b"true", 422, "bad-fields"),
        (CELLS % b'{"value": "1"}', 422, "bad-fields"),
        (CELLS % b'""', 422, "bad-fields"),
        (CELLS % b'"1e3"', 422, "bad-fields"),
        (CELLS % b'"1.424,5"', 422, "bad-fields"),
        (CELLS % '"١٢"'.encode(), 422, "bad-fields"),
        (CELLS % b'"1\\u0000"', 422, "bad-fields"),
        (CELLS % b'"\\u202e12"', 422, "bad-fields"),
        (CELLS % b'"\\ud800"', 422, "bad-fields"),
        (CELLS % (b'"1' + b"0" * 30 + b'"'), 422, "bad-number"),
        (CELLS % b'"1.5"', 422, "bad-number"),
        (CELLS % b'"-1"', 422, "not-plausible"),
        (CELLS % b'"9999999999999"', 422, "not-plausible"),
        (b'{"cells": {"NO\\u0000SUCH": "1"}}', 422, "bad-cells"),
        (b'{"cells": {"ORG21": "1", "org21": "2"}}', 422, "bad-cells"),
        (b'{"cells": {"LAW65": "1"}}', 422, "not-collected"),
        (b'{"cells": {"ORG21": "1"}, "reason": "\\u202eabc"}', 422, "bad-text"),
        (b'{"cells": {"ORG21": "1"}, "reason": "a\\u0000b"}', 422, "bad-text"),
    ],
)
def test_a_bad_report_changes_nothing(federation: Federation, body: bytes, status: int, code: str) -> None:
    answer = federation.chair.put(federation.path, body)

    assert (answer[0], answer[1]["code"]) == (status, code)
    assert answer[1]["sentence"].endswith(".")
    assert not CellEdit.objects.exists()
    assert not Receipt.objects.exists()
    assert federation.report.started_at is None


def test_a_bad_field_is_named_by_its_path(federation: Federation) -> None:
    _status, answer = federation.chair.post("/reports/accept", {"reports": [{"unit": "school", "perod": "x"}]})

    paths = {entry["path"] for entry in answer["entries"]}
    assert paths == {"reports[0].period", "reports[0].form", "reports[0].perod"}


@pytest.mark.parametrize("unit", ["a\0b", "", "đơn vị", "a/b"])
def test_what_is_no_code_never_reaches_the_database(federation: Federation, unit: str) -> None:
    name = {"unit": unit, "period": "2024-M03", "form": "x"}
    status, answer = federation.chair.post("/reports/accept", {"reports": [name]})

    assert (status, answer["entries"][0]["path"]) == (422, "reports[0].unit")


def test_what_is_not_json_is_415(federation: Federation) -> None:
    headers = {
        "Authorization": f"Bearer {federation.chair.secret}",
        "Idempotency-Key": "0b0e7c1e-8a0e-4a56-9d3b-8f2f6c0f4e11",
    }
    response = Client().put(f"/api/v1{federation.path}", "a=1", content_type="text/plain", headers=headers)

    assert (response.status_code, response.json()["code"]) == (415, "not-json")


def test_a_change_without_a_key_is_refused(federation: Federation) -> None:
    headers = {"Authorization": f"Bearer {federation.chair.secret}"}
    body = json.dumps({"cells": {"ORG21": "1"}})
    response = Client().put(f"/api/v1{federation.path}", body, content_type="application/json", headers=headers)
    malformed = federation.chair.put(federation.path, {"cells": {}}, key="1")

    assert response.status_code == malformed[0] == 422
    assert response.json()["entries"][0]["path"] == malformed[1]["entries"][0]["path"] == "Idempotency-Key"


def test_a_wrong_method_says_which_are_right(federation: Federation) -> None:
    response = Client().delete("/api/v1/periods", headers={"Authorization": f"Bearer {federation.chair.secret}"})

    assert (response.status_code, response.json()["code"], response["Allow"]) == (405, "method-not-allowed", "GET")


@pytest.mark.parametrize("path", ["/units/%00", "/nothing", "/units?search=%00", "/reports/a/b"])
def test_a_wrong_address_is_answered_in_the_same_shape(federation: Federation, path: str) -> None:
    response = Client().get(f"/api/v1{path}", headers={"Authorization": f"Bearer {federation.chair.secret}"})

    assert response.status_code in {400, 404}
    assert response.json().keys() == {"code", "sentence", "where", "entries"}


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/units", {"as_of": "2024-13-01"}),
        ("/units", {"limit": "0"}),
        ("/units", {"limit": "x"}),
        ("/reports", {"state": "lost"}),
        ("/reports", {"after": str(10**30)}),
        ("/periods", {"year": "-1"}),
        ("/indicators", {"kind": "flower"}),
    ],
)
def test_a_bad_filter_is_422(federation: Federation, path: str, query: dict[str, Any]) -> None:
    status, answer = federation.chair.get(path, **query)

    assert status == 422
    assert answer["entries"][0]["path"] in query


def test_too_many_requests_are_429(federation: Federation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("thidua.api.assembly.LIMIT.most", 2)
    statuses = [federation.stranger.get("/periods")[0] for _time in range(4)]

    assert statuses[-1] == 429


def test_the_limit_counts_each_account_and_each_minute(federation: Federation, rf: Any) -> None:
    limit = PerAccount(1)
    one, other = rf.get("/"), rf.get("/")
    one.user, other.user = federation.chair.user, federation.city.user

    assert [limit.allow_request(one), limit.allow_request(one), limit.allow_request(other)] == [True, False, True]
    assert 0 < limit.wait() <= 60
