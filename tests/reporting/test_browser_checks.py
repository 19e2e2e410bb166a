"""The checks of a form as data, run by the page's own script in Node: it says what the server says."""

from __future__ import annotations

import json
import random
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests import people
from tests.factories import reports
from tests.factories.long_month import lengthen
from tests.factories.tree import tree
from thidua.figures.cells import count_preliminarily
from thidua.reporting.queries.browser_checks import checks_data
from thidua.reporting.queries.entry import EntryPage, entry_page

SCRIPT = Path(__file__).parents[2] / "static" / "js" / "entry-checks.js"
RUN = f"""
import {{ examine }} from {json.dumps(SCRIPT.as_uri())};
const cases = JSON.parse(await new Response(process.stdin).text());
const answers = cases.map(({{ form, cells }}) => {{
  const {{ missing, findings, surprising }} = examine(form, new Map(Object.entries(cells)));
  return {{
    missing: missing.map((row) => row.code),
    findings: findings.map(({{ severity, sentence, codes }}) => [severity, sentence, codes]),
    surprising: surprising.map(({{ row, sentence, reason }}) => [row.code, sentence, reason]),
  }};
}});
console.log(JSON.stringify(answers));
"""
# Every operator, every reading, multiples, plain numbers, and indicators with other decimals.
CHECKS = [
    ("ORG21@year", "<", "2*WEL01 - 3", "error"),
    ("WEL02", ">=", "0,5 + ORG24", "question"),
    ("WEL02@year - 1,25", ">", "WEL02@previous", "error"),
    ("ORG18@year", "!=", "60", "question"),
    ("WEL01 + 3*LAW06", "=", "WEL01@previous + LAW06@year - 2", "error"),
]
TYPED = ("", "x", "0", "1", "7", "12", "60", "59,5", "400")
CASES = 40


def said_by_server(page: EntryPage) -> dict[str, Any]:
    return {
        "missing": [row.code for row in page.missing],
        "findings": [[f.severity.value, f.sentence, list(f.codes)] for f, _rows in page.found],
        "surprising": [[row.code, row.surprising, row.reason] for row in page.surprising],
    }


@pytest.fixture
def report(db, settings):
    settings.THIDUA_TODAY = None
    reports.forms()
    sentences = {"sentence_vi": "Hãy xem lại.", "sentence_en": "Look again."}
    keys = ("left", "operator", "right", "severity")
    lengthen(14, checks=[dict(zip(keys, check, strict=True)) | sentences for check in CHECKS])
    units = tree("city > district > school")
    chair = people.chair(units["school"])
    for number, month in enumerate(("2023-M12", "2024-M01", "2024-M02", "2024-M03", "2024-M04"), start=1):
        reports.opened(month)
        values = reports.GOOD_MONTH | {"WEL01": str(number), "WEL02": f"1,{number}", "LAW06": "2"}
        values |= {"ORG18": "59", "LAW36": "x", "LAW38": "0", "ORG24": "0"}
        typed = reports.typed(reports.report_of(units["school"], month), chair, values)
        count_preliminarily(sheet_ids=[typed.sheet_id], version=1)
    reports.opened()
    return reports.report_of(units["school"]), chair


def test_the_script_finds_what_the_server_finds(report):
    month, chair = report
    cases, expected = [], []
    chance = random.Random(7)
    codes = [row.code for row in entry_page(month).rows]
    whole = [text for text in TYPED if "," not in text]
    for _case in range(CASES):
        values = {code: chance.choice(TYPED if code == "WEL02" else whole) or None for code in codes}
        page = entry_page(reports.typed(month, chair, values))
        cases.append({"form": checks_data(page), "cells": {row.code: row.seen for row in page.rows}})
        expected.append(said_by_server(page))

    ran = subprocess.run(
        ["node", "--input-type=module", "-e", RUN], input=json.dumps(cases), capture_output=True, text=True, check=True
    )

    assert json.loads(ran.stdout) == expected
    assert {severity for one in expected for severity, *_rest in one["findings"]} == {"error", "question"}
    assert any(one["surprising"] for one in expected)
