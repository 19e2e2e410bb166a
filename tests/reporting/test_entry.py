"""Typing into a report: bursts, two editors, and what can be typed."""

from dataclasses import fields, replace
from uuid import uuid4

import pytest
from django.db import transaction

from tests import people
from tests.factories import reports
from tests.factories.reports import cell
from thidua.figures.cells import Edit, KeyTaken, NotWeighable
from thidua.figures.models import CellEdit, SheetCells
from thidua.figures.rules import Scope
from thidua.indicators.models import Form
from thidua.indicators.queries import catalogue, clear_catalogue
from thidua.indicators.services.indicators import Words, edit_indicator
from thidua.reporting.errors import MalformedEdits, NotCollected, NotPlausible
from thidua.reporting.forms import read_cell
from thidua.reporting.queries.entry import entry_page
from thidua.reporting.queries.journal import journal
from thidua.reporting.rules import ReportState
from thidua.reporting.services.entry import save_cells
from thidua.reporting.services.history import Arriving, record_reports
from thidua.reporting.services.whole import Whole, send_report
from thidua.reporting.services.workflow import submit_report


def edit(code, before, after):
    return Edit(catalogue().by_code[code].pk, cell(code, before), cell(code, after))


def save(world, *edits, by=None, key=None):
    return save_cells(report_id=world.report.pk, edits=edits, by=by or world.chair, key=key or uuid4())


def test_the_four_things_a_cell_can_be(world):
    reports.typed(world.report, world.chair, {"ORG16": "62", "ORG17": "0", "ORG23": "x"})

    assert reports.texts(world.report, "ORG16", "ORG17", "ORG23", "ORG18") == ["62", "0", "NA", ""]


def test_the_slower_of_two_editors_is_told(world):
    save(world, edit("ORG16", None, "62"))

    answers = save(world, edit("ORG16", None, "70"), edit("ORG17", None, "40"), by=people.person("deputy"))

    assert [(answer.saved, answer.cell.number) for answer in answers] == [(False, 62), (True, 40)]


def test_a_burst_that_is_sent_again_changes_nothing(world):
    key = uuid4()
    save(world, edit("ORG16", None, "62"), key=key)
    save(world, edit("ORG16", "62", "63"))

    answers = save(world, edit("ORG16", None, "62"), key=key)

    assert [(answer.saved, answer.cell.number) for answer in answers] == [(True, 63)]
    assert CellEdit.objects.count() == 2


@pytest.mark.parametrize("text", ["-1", "10.000.000.000.000"])
def test_a_number_that_cannot_be_is_refused(world, text):
    with pytest.raises(NotPlausible, match="phải từ 0 đến"):
        save(world, edit("ORG16", None, text))

    assert reports.texts(world.report, "ORG16") == [""]


def test_an_indicator_of_another_form_is_refused(world):
    with pytest.raises(NotCollected):
        save(world, edit("ORG01", None, "5"))


@pytest.mark.parametrize(
    ("text", "reads"),
    [("", ""), ("  ", ""), ("x", "NA"), ("-", "NA"), ("Không có", "NA"), ("0", "0"), ("1.424", "1424")],
)
def test_reading_a_cell(world, text, reads):
    read = read_cell(text, catalogue().by_code["ORG16"])

    assert ("NA" if read.na else "" if read.number is None else str(read.number)) == reads


def test_the_journal_says_who_typed_what(world):
    save(world, edit("ORG16", None, "62"))
    save(world, edit("ORG16", "62", "x"), edit("ORG17", None, "40"), by=people.person("deputy"))

    changes = journal(world.report, catalogue().by_code["ORG16"])

    assert [(c.by, c.before_text, c.after_text) for c in changes] == [
        ("Deputy", "62", "không có"),
        ("Chair.School", "", "62"),
    ]


def test_the_page_shows_what_stands_beside_a_cell(world, settings):
    for code, members in (("2023-M05", "50"), ("2024-M03", "57"), ("2024-M04", "59")):
        reports.opened(code)
        month = reports.GOOD_MONTH | {"ORG16": "70", "ORG18": members}
        reports.accepted(reports.report_of(world.units["school"], code), world.chair, world.officer, month)
    report = reports.typed(world.report, world.chair, {"ORG18": "61", "ORG21": "2"})

    rows = {row.code: row for row in entry_page(report).rows}

    assert (rows["ORG18"].previous_text, rows["ORG18"].year_before_text) == ("59", "50")
    assert rows["ORG18"].range_text == "50 – 59"
    assert (rows["ORG18"].cumulative_text, rows["ORG21"].cumulative_text) == ("61", "4")
    assert (rows["ORG21"].seen, rows["ORG16"].seen, rows["ORG16"].missing) == ("2", "", True)


def test_a_number_far_outside_its_past_raises_a_question(world):
    for code in ("2024-M02", "2024-M03", "2024-M04"):
        reports.opened(code)
        reports.accepted(reports.report_of(world.units["school"], code), world.chair, world.officer)
    report = reports.typed(world.report, world.chair, {"WEL01": "25", "ORG16": "62"})

    assert [row.code for row in entry_page(report).surprising] == ["WEL01"]


def test_the_page_asks_a_constant_number_of_questions(world, django_assert_max_num_queries):
    city = reports.report_of(world.units["district_a"], form="upper-union-month")
    for report in (reports.completed(world.report, world.chair), city):
        with django_assert_max_num_queries(12):
            entry_page(report)


def test_a_key_that_comes_with_another_burst_is_refused(world):
    key = uuid4()
    save(world, edit("ORG16", None, "62"), key=key)

    with pytest.raises(KeyTaken):
        save(world, edit("ORG16", "62", "63"), key=key)
    with pytest.raises(KeyTaken):
        save(world, edit("ORG16", None, "62"), by=people.person("deputy"), key=key)

    assert reports.texts(world.report, "ORG16") == ["62"]


def test_a_burst_that_saves_nothing_leaves_nothing_in_the_journal(world):
    save(world, edit("ORG16", "61", "62"))

    assert not CellEdit.objects.exists()
    assert reports.fresh(world.report).started_at is None


def test_a_cell_that_comes_twice_in_a_burst_is_refused(world):
    with pytest.raises(MalformedEdits):
        save(world, edit("ORG16", None, "62"), edit("ORG16", None, "63"))

    assert reports.texts(world.report, "ORG16") == [""]


def test_a_whole_report_under_the_key_of_another_is_refused(world):
    key = uuid4()
    cells = {catalogue().by_code["ORG16"].pk: cell("ORG16", "62")}
    others = {catalogue().by_code["ORG16"].pk: cell("ORG16", "63")}
    send_report(report_id=world.report.pk, whole=Whole(cells), submit=False, by=world.chair, key=key)

    with pytest.raises(KeyTaken), transaction.atomic():
        send_report(report_id=world.report.pk, whole=Whole(others), submit=False, by=world.officer, key=key)

    assert reports.texts(world.report, "ORG16") == ["62"]


def test_an_average_too_large_to_be_weighed_is_refused(world):
    reports.opened("2024-M12")
    reports.opened("2024")
    december = reports.GOOD_MONTH | {"ORG16": "5000", "ORG18": "60", "ORG24": "1"}
    reports.accepted(reports.report_of(world.units["school"], "2024-M12"), world.chair, world.officer, december)
    year = reports.completed(reports.report_of(world.units["school"], "2024"), world.chair, {"LAW42": "5000000"})

    with pytest.raises(NotWeighable, match="Thưởng Tết"):
        submit_report(report_id=year.pk, by=world.chair)


def test_a_figure_for_the_whole_subtree_that_arrives_whole_stands_for_it(world):
    Form.objects.filter(code="upper-union-month").update(collection="subtree")
    report = reports.report_of(world.units["district_a"], form="upper-union-month")
    arriving = Arriving(
        unit_id=report.unit_id,
        period_id=report.period_id,
        cells={catalogue().by_code["LAW17"].pk: cell("LAW17", "5")},
        state=ReportState.DRAFT,
        typed_by=world.officer,
    )

    record_reports(arriving=[arriving], by=None)

    assert list(SheetCells.objects.filter(sheet=report.sheet).values_list("scope", flat=True)) == [Scope.SUBTREE]


def test_edited_limits_hold_for_forms_that_were_read_before(world):
    """What a form asks for is kept by every process; what an indicator may hold is not kept with it."""
    wel01 = catalogue().by_code["WEL01"]
    reports.typed(world.report, world.chair, {"WEL01": "12"})
    words = Words(**{field.name: getattr(wel01, field.name) for field in fields(Words)})

    administrator = people.administrator(world.units["city"])

    try:
        edit_indicator(indicator_id=wel01.pk, words=replace(words, largest=20 * 10**wel01.decimals), by=administrator)
        with pytest.raises(NotPlausible):
            reports.typed(world.report, world.chair, {"WEL01": "21"})
    finally:
        clear_catalogue()
