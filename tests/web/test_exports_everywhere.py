"""No table without its file: every template that shows data offers it, or stands in a list with the reason why not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import get_resolver

from thidua.web.exports.tables import TABLES

TEMPLATES = Path(settings.BASE_DIR) / "templates"
TABLE = re.compile(r"<c-table|<table[ >]")
# The button of a page, or that of a table of a dashboard, which has its own.
OFFERS = re.compile(r"<c-export|excel-link|excel_url")

WITHOUT: dict[str, str] = {
    "cotton/table.html": "the component itself",
    "ui/kit.html": "shows the kit to those who build pages",
    "api/tokens.html": "one's own keys, which nobody passes on",
    "people/sessions.html": "one's own sessions, which nobody passes on",
    "web/accounts/account.html": "the record of one person; the list of accounts has a file",
    "web/accounts/import_preview.html": "previews a file that the person has",
    "reporting/behalf_confirm.html": "asks one to look at figures behind a secret link, without an account",
    "reporting/behalf_second.html": "names the two or three who accept at a unit",
    "reporting/past_preview.html": "previews a file that the person has",
    "reporting/remind.html": "chooses whom to remind; who has not handed in has a file",
    "targets/answers.html": "a form to answer; the unit's targets have a file",
    "targets/copy.html": "a form that proposes; the board has a file",
    "targets/split.html": "a form that proposes; the plan and the board have files",
    "indicators/contents.html": "stands on the page of a version, which has the file",
    "documents/templates.html": "settings of a few lines, each with its own file",
    "drafting/changes.html": "belongs to one document, which is taken away as Word and PDF",
    "members/member.html": "the record of one person; the register has a file",
    "reporting/upload.html": "previews a file that the person has; refused cells come back as a workbook",
    "reporting/upload_home.html": "one's own last files; the log names them all",
    "ranking/council.html": "questions for the meeting; points and places are in the file of the ranking",
    "scorecards/point.html": "the figures behind one point; the grid has a file",
    "scorecards/round_table.html": "stands on the list, which has the file",
    "schemes/differences.html": "stands on the page of a comparison, which has the file",
    "schemes/draft.html": "a form; the page of the table has the file",
    "schemes/table.html": "stands on the page of a table, which has the file",
    "clusters/new.html": "a form to choose members; who sits in a cluster has a file",
    "clusters/plan.html": "a form; the calendar that is laid out from it has a file",
    "web/export_list.html": "the list of these files",
    "web/list_import.html": "one's own last files; the log names them all",
    "web/list_mapping.html": "previews a file that the person has",
    "web/list_past.html": "one's own last files; the log names them all",
    "web/list_preview.html": "previews a file that the person has; refused rows come back as a workbook",
    "web/reconciled.html": "an extract of the page it stands on, beside its file",
    "movements/rows.html": "stands on pages that have the file",
    "voting/papers.html": "the committee's work on paper ballots; the results have a file",
    "voting/prepare.html": "previews the roll, which has a file on its own page",
    "web/chart_card.html": "every chart has the file of its table",
}


def with_tables() -> list[str]:
    files = sorted(TEMPLATES.rglob("*.html"))
    return [str(path.relative_to(TEMPLATES)) for path in files if TABLE.search(path.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("template", with_tables())
def test_a_table_is_offered_as_a_file_or_there_is_a_reason(template):
    offers = bool(OFFERS.search((TEMPLATES / template).read_text(encoding="utf-8")))

    assert offers or template in WITHOUT, f"{template}: give it <c-export />, or say in WITHOUT why not"


def test_the_list_of_reasons_names_templates_that_have_tables():
    assert not WITHOUT.keys() - set(with_tables())


def test_every_table_belongs_to_a_page_and_is_named_once():
    pages = {pattern for pattern in get_resolver().reverse_dict if isinstance(pattern, str)}

    assert {one.page for one in TABLES} <= pages
    assert len({one.name for one in TABLES}) == len(TABLES)


@pytest.mark.parametrize(
    "template",
    [str(path.relative_to(TEMPLATES)) for path in sorted(TEMPLATES.rglob("*.html")) if path.name != "export.html"],
)
def test_a_button_names_a_table_that_there_is(template):
    named = re.findall(r'<c-export[^>]*?\btable="([^"]+)"', (TEMPLATES / template).read_text(encoding="utf-8"))

    assert set(named) <= {one.table for one in TABLES}
