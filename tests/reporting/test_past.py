"""Past totals: read from a table, shown as differences, written for a subtree with their source, undone."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date

import pytest
import xlsxwriter
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests import people
from tests.factories.catalogue import installed
from tests.factories.reports import opened
from tests.factories.tree import tree
from tests.people import officer
from thidua.audit.models import AuditInbox
from thidua.core.errors import BadEntries
from thidua.core.periods import Frequency
from thidua.exchange.tables import read_table
from thidua.figures.check import differences
from thidua.figures.queries import figures
from thidua.figures.rules import Basis
from thidua.files.services import store
from thidua.indicators.models import Form, Period
from thidua.indicators.queries import catalogue
from thidua.indicators.rules import PeriodState
from thidua.org.models import Unit
from thidua.people.models import User
from thidua.reporting.errors import PastStands, PeriodNotReported
from thidua.reporting.models import HistoryImport, Report
from thidua.reporting.past_tables import place_of, read_past
from thidua.reporting.queries.coverage import coverage_of, frequencies_below
from thidua.reporting.queries.past import PastPreview, preview_past
from thidua.reporting.queries.periods import period_rows
from thidua.reporting.services.past import HistoryChanged, SourceMissing, record_past, undo_past
from thidua.reporting.services.periods import close_period, reopen_period

Table = Sequence[Sequence[str]]
HEADING = ("Mã chỉ tiêu", "Chỉ tiêu", "2018", "2019")


@pytest.fixture
def units(db: None) -> dict[str, Unit]:
    installed()
    return tree("city > district_a > school", "city > district_b > mill")


@pytest.fixture
def clerk(units: dict[str, Unit]) -> User:
    return officer(units["city"])


def workbook(table: Sequence[Sequence[object]]) -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet = book.add_worksheet()
    for at, row in enumerate(table):
        sheet.write_row(at, 0, row)
    book.close()
    return stream.getvalue()


def seen(table: Table, unit: Unit) -> PastPreview:
    return preview_past(read_past(table), unit=unit, within=Unit.objects.all())


def written(table: Table, unit: Unit, by: User) -> HistoryImport:
    file = store(upload=SimpleUploadedFile("so-cu.xlsx", workbook(table)), by=by)
    return record_past(preview=seen(table, unit), unit=unit, file=file, source="Báo cáo tổng kết", by=by)


def value(unit: Unit, period: str, code: str) -> int | None:
    asked = Period.objects.get(code=period)
    indicator = catalogue().by_code[code]
    read = figures(units=[unit.pk], periods=[asked], indicators=[indicator], basis=Basis.OFFICIAL)
    found = read.get((unit.pk, asked.pk, indicator.pk))
    return None if found is None or found.value is None else int(found.value)


def test_past_totals_count_up_the_tree_and_are_compared_with(units: dict[str, Unit], clerk: User) -> None:
    written([HEADING, ("ORG21", "", "1.200", "1300")], units["district_a"], clerk)
    written([HEADING, ("ORG21", "", "", "700")], units["district_b"], clerk)

    assert value(units["district_a"], "2018", "ORG21") == 1200
    assert value(units["city"], "2019", "ORG21") == 2000
    assert Period.objects.get(code="2019").state == PeriodState.CLOSED
    assert differences() == []
    assert AuditInbox.objects.filter(event="history.recorded").count() == 2


def test_a_whole_stands_in_the_place_of_its_parts(units: dict[str, Unit], clerk: User) -> None:
    written([HEADING, ("ORG21", "", "", "700")], units["district_b"], clerk)
    written([HEADING, ("ORG21", "", "", "5000")], units["city"], clerk)

    assert value(units["city"], "2019", "ORG21") == 5000
    assert value(units["district_b"], "2019", "ORG21") == 700


def test_a_second_table_adds_and_changes_and_each_is_undone_for_itself(units: dict[str, Unit], clerk: User) -> None:
    first = written([HEADING, ("ORG21", "", "1200", "1300")], units["city"], clerk)
    second = written([HEADING, ("ORG21", "", "", "1350"), ("ORG16", "", "90000", "")], units["city"], clerk)
    assert [value(units["city"], "2019", "ORG21"), value(units["city"], "2018", "ORG16")] == [1350, 90000]

    with pytest.raises(HistoryChanged):
        undo_past(import_id=first.pk, by=clerk)
    undo_past(import_id=second.pk, by=clerk)
    assert [value(units["city"], "2019", "ORG21"), value(units["city"], "2018", "ORG16")] == [1300, None]
    undo_past(import_id=first.pk, by=clerk)

    assert value(units["city"], "2019", "ORG21") is None
    assert Period.objects.get(code="2019").state == PeriodState.PLANNED
    assert differences() == []
    with pytest.raises(HistoryChanged):
        undo_past(import_id=first.pk, by=clerk)


def test_coverage_counts_only_what_was_entered(units: dict[str, Unit], clerk: User) -> None:
    written([HEADING, ("ORG21", "", "1200", "")], units["city"], clerk)

    period = Period.objects.get(code="2018")
    indicators = [catalogue().by_code["ORG21"], catalogue().by_code["ORG16"]]
    read = figures(units=[units["city"].pk], periods=[period], indicators=indicators, basis=Basis.OFFICIAL)
    counted = {key[2]: (figure.expected, figure.received) for key, figure in read.items()}
    assert counted[indicators[0].pk] == (1, 1)
    assert counted.get(indicators[1].pk, (0, 0)) == (0, 0)


def test_every_version_stays_readable_with_its_source(units: dict[str, Unit], clerk: User) -> None:
    written([HEADING, ("ORG21", "", "1200", "")], units["city"], clerk)
    written([HEADING, ("ORG21", "", "1250", "")], units["city"], clerk)

    report = Report.objects.get(unit=units["city"])
    assert [submission.reason for submission in report.submissions.all()] == ["Báo cáo tổng kết"] * 2
    assert report.state == "closed"


def test_nobody_owes_the_form_of_past_totals(units: dict[str, Unit], clerk: User) -> None:
    written([HEADING, ("ORG21", "", "1200", "")], units["city"], clerk)
    opened()

    past = Form.objects.get(code="past-c-y")
    assert past.unit_kinds == []
    assert not Report.objects.filter(sheet__form_version__form=past, period__code="2024-M05").exists()


@pytest.mark.parametrize(
    ("table", "place", "sentence"),
    [
        ([("Chỉ tiêu", "2018")], "A1", "Không thấy dòng tiêu đề"),
        ([HEADING, ("XX99", "", "1", "2")], "A2", "Danh mục không có chỉ tiêu"),
        ([HEADING, ("ORG25", "", "1", "2")], "A2", "được tính lại"),
        ([HEADING, ("ORG21", "", "mười", "2")], "C2", "số"),
        ([HEADING, ("ORG21", "", "1", "2"), ("ORG21", "", "1", "")], "C3", "đã có ở một dòng khác"),
        ([("Mã", "1999"), ("ORG21", "5")], "B2", "chưa có trong cây"),
        ([("Mã", "2019", "2019-Q1"), ("ORG21", "5", "1")], "B2", "trùng ngày"),
        ([("Mã", "Mã đơn vị", "2019"), ("ORG21", "moon", "1")], "C2", "Không có đơn vị"),
    ],
)
def test_what_is_wrong_is_named_by_its_place_and_nothing_is_written(
    units: dict[str, Unit], clerk: User, table: Table, place: str, sentence: str
) -> None:
    preview = seen(table, units["city"])

    assert (place, True) in [(entry.path, sentence in entry.sentence) for entry in preview.wrong]
    file = store(upload=SimpleUploadedFile("so-cu.xlsx", workbook(table)), by=clerk)
    with pytest.raises(BadEntries):
        record_past(preview=preview, unit=units["city"], file=file, source="x", by=clerk)
    assert not Report.objects.exists()


def test_what_the_system_counts_itself_is_not_typed_again(units: dict[str, Unit], clerk: User) -> None:
    opened()

    preview = seen([("Mã", "2024"), ("ORG21", "5")], units["city"])

    assert "đã có báo cáo" in preview.wrong[0].sentence


def test_numbers_say_where_they_come_from(units: dict[str, Unit], clerk: User) -> None:
    table = [HEADING, ("ORG21", "", "1200", "")]
    file = store(upload=SimpleUploadedFile("so-cu.xlsx", workbook(table)), by=clerk)

    with pytest.raises(SourceMissing):
        record_past(preview=seen(table, units["city"]), unit=units["city"], file=file, source="  ", by=clerk)


@pytest.mark.parametrize(("at", "name"), [((0, 0), "A1"), ((6, 2), "C7"), ((0, 25), "Z1"), ((9, 26), "AA10")])
def test_places_are_named_as_excel_names_them(at: tuple[int, int], name: str) -> None:
    assert place_of(*at) == name


def test_a_workbook_is_uploaded_seen_written_and_undone(units: dict[str, Unit], clerk: User) -> None:
    page = Client()
    page.force_login(clerk)
    content = workbook([HEADING, ("ORG21", "Kết nạp", 1200, 1300), ("WEL02", "Kinh phí", 15.22, "")])
    upload = SimpleUploadedFile("so-cu.xlsx", content)

    sent = page.post("/so-lieu-cu/", {"unit": "city", "source": "BC 12", "file": upload})
    assert sent.status_code == 302
    shown = page.get(sent.url)
    assert "15,22" in shown.content.decode(), "a number of Excel keeps its decimals"
    assert page.post(sent.url, {"source": "BC 12"}).status_code == 302
    assert value(units["city"], "2018", "ORG21") == 1200
    made = HistoryImport.objects.get()
    assert page.post(f"/so-lieu-cu/hoan-tac/{made.pk}/").status_code == 302
    assert value(units["city"], "2018", "ORG21") is None
    assert page.post(f"/so-lieu-cu/hoan-tac/{made.pk}/").status_code == 409


@pytest.mark.parametrize(
    "wrong", [{"unit": "moon"}, {"source": ""}, {"file": ""}, {"file": SimpleUploadedFile("x.xlsx", b"PK\x03\x04no")}]
)
def test_a_form_that_cannot_be_taken_keeps_what_was_typed(
    units: dict[str, Unit], clerk: User, wrong: dict[str, object]
) -> None:
    page = Client()
    page.force_login(clerk)
    table = SimpleUploadedFile("so-cu.xlsx", workbook([HEADING]))

    answer = page.post("/so-lieu-cu/", {"unit": "city", "source": "BC 12", "file": table} | wrong)

    assert answer.status_code == 422
    assert ("BC 12" in answer.content.decode()) == ("source" not in wrong)


@pytest.mark.parametrize(("language", "code"), [("vi", "Mã chỉ tiêu"), ("en", "Indicator code")])
def test_the_template_can_be_filled_in_and_uploaded(
    units: dict[str, Unit], clerk: User, language: str, code: str
) -> None:
    page = Client()
    page.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    page.force_login(clerk)

    content = page.get("/so-lieu-cu/mau/").content

    table = read_table(content, point=",")
    assert read_past(table).wrong == ()
    assert table[0][0] == code


def test_a_period_is_not_reported_for_beside_its_past_totals(units: dict[str, Unit], clerk: User) -> None:
    made = written([("Mã", "2024"), ("ORG21", "5")], units["city"], clerk)

    with pytest.raises(PastStands):
        opened()
    assert not Report.objects.filter(period__code="2024-M05").exists()

    undo_past(import_id=made.pk, by=clerk)
    opened()
    assert Report.objects.filter(period__code="2024-M05").exists()


def test_past_totals_are_never_reopened_for_typing(units: dict[str, Unit], clerk: User) -> None:
    written([HEADING, ("ORG21", "", "1200", "")], units["city"], clerk)
    administrator = people.administrator(units["city"])

    with pytest.raises(PeriodNotReported):
        reopen_period(period=Period.objects.get(code="2018"), reason="sửa", by=administrator)

    # Beside reports of something else they stay closed when the period is opened again.
    period = opened()
    written([("Mã", period.code), ("EMU01", "5")], units["city"], clerk)
    close_period(period=period, by=administrator)
    reopen_period(period=period, reason="sửa", by=administrator)
    past = Report.objects.get(period=period, sheet__form_version__form__code__startswith="past-")
    assert past.state == "closed"


def test_a_preview_that_is_out_of_date_is_not_written(units: dict[str, Unit], clerk: User) -> None:
    table = [HEADING, ("ORG21", "", "1200", "")]
    early = seen(table, units["city"])
    written([HEADING, ("ORG21", "", "900", ""), ("ORG16", "", "90000", "")], units["city"], clerk)
    file = store(upload=SimpleUploadedFile("so-cu.xlsx", workbook(table)), by=clerk)

    with pytest.raises(HistoryChanged):
        record_past(preview=early, unit=units["city"], file=file, source="x", by=clerk)

    assert [value(units["city"], "2018", code) for code in ("ORG21", "ORG16")] == [900, 90000]


def test_past_totals_are_nobody_s_late_reports(units: dict[str, Unit], clerk: User) -> None:
    written([HEADING, ("ORG21", "", "1200", "1300")], units["district_a"], clerk)
    below = Unit.objects.filter(code="district_a")

    assert frequencies_below(below) == []
    assert coverage_of(below, Frequency.YEAR, until=date(2024, 5, 18)).rows == ()
    counts = {row.period.code: (row.expected, row.accepted) for row in period_rows(2019)}
    assert counts["2019"] == (0, 0)
