"""Workbooks that come back: what is recognised, how each cell is judged, written and taken back."""

from __future__ import annotations

from collections import Counter

import pytest

from tests import people
from tests.factories import reports
from tests.factories.workbooks import add_stamp, cell_of, form_book, matrix_book, stamp_of
from thidua.access.models import Grant
from thidua.reporting.errors import ChannelMissing, NothingRecognised, NothingToWrite, UploadNotOpen
from thidua.reporting.queries.upload_places import Wanted
from thidua.reporting.rules import CellVerdict, Channel, Confirmation, UploadStage
from thidua.reporting.services.upload_writing import ask_for_commit, undo_upload
from thidua.reporting.services.uploads import choose_cells, preview_upload
from thidua.reporting.tasks import write_upload
from thidua.reporting.upload_models import Upload, UploadCell
from thidua.reporting.workbooks.reading import read_books

V = CellVerdict


def preview(content, by, *, name="bao-cao.xlsx", **wanted):
    return preview_upload(files=[(name, content)], by=by, wanted=Wanted(**wanted))


def cells(upload):
    return {cell.code: cell for cell in UploadCell.objects.filter(part__upload=upload)}


def verdicts(upload):
    return Counter(UploadCell.objects.filter(part__upload=upload).values_list("verdict", flat=True))


def differing(upload):
    found = UploadCell.objects.filter(part__upload=upload).exclude(verdict=V.UNCHANGED)
    return {cell.code: cell.verdict for cell in found}


# ── judging ──────────────────────────────────────────────────────────────────


def test_only_what_was_typed_differs(world):
    reports.typed(world.report, world.chair, {"ORG16": "62", "ORG17": "48", "WEL01": "x"})
    report = reports.fresh(world.report)

    upload = preview(form_book(report, {"ORG16": 63, "ORG18": 60}), world.chair)

    assert differing(upload) == {"ORG16": V.CHANGED, "ORG18": V.NEW}
    assert sum(verdicts(upload).values()) == 13
    assert reports.texts(report, "ORG16", "ORG18") == ["62", ""]


def test_what_somebody_else_changed_meanwhile_is_kept(world):
    reports.typed(world.report, world.chair, {"ORG16": "62", "ORG18": "60"})
    book = form_book(reports.fresh(world.report), {"ORG18": 61})
    reports.typed(world.report, world.chair, {"ORG16": "70", "ORG18": "59"})

    upload = preview(book, world.chair)

    assert differing(upload) == {"ORG18": V.CONFLICT}
    found = cells(upload)
    assert "mới hơn" in found["ORG16"].sentence
    assert "là 60;" in found["ORG18"].sentence
    assert "thành 59, còn tệp ghi 61" in found["ORG18"].sentence
    with pytest.raises(NothingToWrite):
        ask_for_commit(upload_id=upload.pk, by=world.chair)


def test_a_conflict_may_be_decided_for_the_file(world):
    reports.typed(world.report, world.chair, {"ORG18": "60"})
    book = form_book(reports.fresh(world.report), {"ORG18": 61})
    reports.typed(world.report, world.chair, {"ORG18": "59"})
    upload = preview(book, world.chair)
    conflict = cells(upload)["ORG18"]

    choose_cells(upload_id=upload.pk, shown=[conflict.pk], chosen=[conflict.pk])
    ask_for_commit(upload_id=upload.pk, by=world.chair)

    assert reports.texts(world.report, "ORG18") == ["61"]


def test_a_cell_that_was_emptied_in_the_file_is_emptied(world):
    reports.typed(world.report, world.chair, {"ORG16": "62"})

    upload = preview(form_book(reports.fresh(world.report), {"ORG16": None}), world.chair)
    ask_for_commit(upload_id=upload.pk, by=world.chair)

    assert cells(upload)["ORG16"].verdict == V.CHANGED
    assert reports.texts(world.report, "ORG16") == [""]


def test_without_a_stamp_an_empty_cell_says_nothing(world):
    reports.typed(world.report, world.chair, {"ORG16": "62"})

    book = form_book(reports.fresh(world.report), {"ORG16": None, "ORG17": 48}, stamped=False)
    upload = preview(book, world.chair)

    assert differing(upload) == {"ORG17": V.NEW}


@pytest.mark.parametrize(
    ("typed", "holds", "says"),
    [
        ("1.424", "1424", ""),
        ("1 424", "1424", ""),
        ("1,424", "1424", "hiểu là 1.424"),
        (1.424, "1424", "hiểu là 1.424"),
        ("1,424,000", "1424000", "hiểu là 1.424.000"),
        (" 62 ", "62", ""),
        ("không có", "NA", ""),
        ("na", "NA", ""),
        ("x", "NA", ""),
        (62.0, "62", ""),
        (0, "0", ""),
    ],
)
def test_numbers_as_people_write_them(world, typed, holds, says):
    upload = preview(form_book(world.report, {"ORG16": typed}), world.chair)
    ask_for_commit(upload_id=upload.pk, by=world.chair)

    assert reports.texts(world.report, "ORG16") == [holds]
    assert says in cells(upload)["ORG16"].sentence


def test_an_officer_writes_for_units_below_as_if_typing_for_them(world):
    upload = preview(form_book(world.report, {"ORG16": 62}), world.officer)

    with pytest.raises(ChannelMissing):
        ask_for_commit(upload_id=upload.pk, by=world.officer)
    ask_for_commit(upload_id=upload.pk, channel=Channel.MESSAGE, by=world.officer)

    entry = world.report.behalf_entries.get()
    assert (entry.by, entry.channel, entry.confirmation) == (world.officer, Channel.MESSAGE, Confirmation.WAITING)
    assert entry.paper.name == "bao-cao.xlsx"
    assert reports.texts(world.report, "ORG16") == ["62"]


def test_a_matrix_writes_many_units(world):
    school, clinic = world.report, reports.report_of(world.units["clinic"])
    typed = {"school": {"ORG16": 62}, "clinic": {"ORG16": 31, "ORG18": 30}}

    upload = preview(matrix_book([school, clinic], typed), world.officer)
    ask_for_commit(upload_id=upload.pk, channel=Channel.PHONE, by=world.officer)

    assert verdicts(upload) == {V.NEW: 3, V.UNCHANGED: 23}
    assert reports.texts(school, "ORG16") == ["62"]
    assert reports.texts(clinic, "ORG16", "ORG18") == ["31", "30"]


def test_a_matrix_without_a_stamp_is_known_by_its_headings(world):
    school = world.report

    upload = preview(matrix_book([school], {"school": {"ORG16": 62}}, stamped=False), world.officer)

    assert differing(upload) == {"ORG16": V.NEW}


def test_undo_puts_back_what_nobody_changed_since(world):
    reports.typed(world.report, world.chair, {"ORG16": "62", "ORG18": "60"})
    book = form_book(reports.fresh(world.report), {"ORG16": 70, "ORG18": 71, "ORG17": 5})
    upload = preview(book, world.chair)
    ask_for_commit(upload_id=upload.pk, by=world.chair)
    reports.typed(world.report, world.chair, {"ORG18": "72"})

    back, left = undo_upload(upload_id=upload.pk, by=world.chair)

    assert (back, left) == (2, 1)
    assert reports.texts(world.report, "ORG16", "ORG17", "ORG18") == ["62", "", "72"]
    assert "72" in cells(upload)["ORG18"].sentence
    with pytest.raises(UploadNotOpen):
        undo_upload(upload_id=upload.pk, by=world.chair)


def test_a_cell_that_changed_after_the_preview_is_not_overwritten(world):
    upload = preview(form_book(world.report, {"ORG16": 62, "ORG17": 4}), world.chair)
    reports.typed(world.report, world.chair, {"ORG16": "99"})

    ask_for_commit(upload_id=upload.pk, by=world.chair)

    found = cells(upload)
    assert (found["ORG16"].verdict, found["ORG16"].saved) == (V.CONFLICT, False)
    assert found["ORG17"].saved
    assert reports.texts(world.report, "ORG16", "ORG17") == ["99", "4"]


@pytest.fixture
def moved():
    """Ends every grant of somebody, who keeps the pages of what she sent before."""

    def end(user):
        Grant.objects.filter(user=user).delete()

    return end


def test_who_was_moved_away_writes_nothing_of_what_she_previewed(world, moved):
    upload = preview(form_book(world.report, {"ORG16": 62}), world.chair)
    moved(world.chair)

    ask_for_commit(upload_id=upload.pk, by=world.chair)

    assert cells(upload)["ORG16"].verdict == V.REFUSED
    assert "không nhập được" in cells(upload)["ORG16"].sentence
    assert reports.texts(world.report, "ORG16") == [""]


def test_who_was_moved_away_takes_nothing_back(world, moved):
    upload = preview(form_book(world.report, {"ORG16": 62}), world.chair)
    ask_for_commit(upload_id=upload.pk, by=world.chair)
    moved(world.chair)

    assert undo_upload(upload_id=upload.pk, by=world.chair) == (0, 1)

    assert "không nhập được" in cells(upload)["ORG16"].sentence
    assert reports.texts(world.report, "ORG16") == ["62"]


def test_an_officer_who_was_moved_away_begins_no_entry_on_behalf(world, moved):
    upload = preview(form_book(world.report, {"ORG16": 62}), world.officer)
    moved(world.officer)

    ask_for_commit(upload_id=upload.pk, channel=Channel.MESSAGE, by=world.officer)

    assert not world.report.behalf_entries.exists()
    assert reports.texts(world.report, "ORG16") == [""]


def test_work_areas_that_were_narrowed_meanwhile_hold(world, moved):
    upload = preview(form_book(world.report, {"ORG16": 62, "WEL01": 5}), world.chair)
    moved(world.chair)
    Grant.objects.filter(user=people.specialist(world.units["school"], "WEL")).update(user=world.chair)

    ask_for_commit(upload_id=upload.pk, by=world.chair)

    assert {code: cells(upload)[code].saved for code in ("ORG16", "WEL01")} == {"ORG16": False, "WEL01": True}


def test_files_that_take_too_long_together_are_left_and_named(world):
    files = [(f"{number}.xlsx", form_book(world.report)) for number in range(3)]

    assert {book.status for book in read_books(files)} == {200}
    late = read_books(files, patience=0)

    assert [(book.name, book.status) for book in late] == [(name, 413) for name, _content in files]


def test_a_report_that_was_handed_in_takes_nothing(world):
    reports.submitted(world.report, world.chair)

    upload = preview(form_book(reports.fresh(world.report), {"ORG16": 1}), world.chair)

    assert differing(upload) == {"ORG16": V.REFUSED}
    assert "Chờ tiếp nhận" in cells(upload)["ORG16"].sentence


def test_a_stranger_sees_no_unit(world):
    stranger = people.chair(world.units["market"])

    upload = preview(form_book(world.report, {"ORG16": 62}), stranger)

    assert verdicts(upload) == {V.REFUSED: 13}
    assert "Không thấy đơn vị «school»" in cells(upload)["ORG16"].sentence


def test_another_unit_than_the_chosen_one_is_refused(world):
    upload = preview(form_book(world.report, {"ORG16": 62}), world.officer, unit="clinic")

    assert verdicts(upload) == {V.REFUSED: 13}
    assert "không phải clinic" in cells(upload)["ORG16"].sentence


def test_a_stamp_that_was_changed_is_refused(world):
    def tamper(book):
        book["_thidua"]["A3"] = book["_thidua"]["A3"].value.replace("school", "clinic")

    with pytest.raises(NothingRecognised, match="đã bị sửa"):
        preview(form_book(world.report, {"ORG16": 62}, change=tamper), world.officer)
    assert not Upload.objects.exists()


def test_rows_and_columns_that_were_put_in_do_no_harm(world):
    def insert(book):
        sheet = book.worksheets[0]
        sheet.insert_rows(9, 3)
        sheet.insert_cols(2, 2)
        sheet["A10"] = "Ghi chú của tôi"

    upload = preview(form_book(world.report, {"ORG16": 62}, change=insert), world.chair)

    assert differing(upload) == {"ORG16": V.NEW}


def test_a_sheet_that_was_renamed_is_found(world):
    def rename(book):
        book.worksheets[0].title = "Bản của tôi"

    upload = preview(form_book(world.report, {"ORG16": 62}, change=rename), world.chair)

    assert differing(upload) == {"ORG16": V.NEW}


def test_the_same_number_twice_is_taken_once_and_two_numbers_never(world):
    school = world.report
    first, second = form_book(school, {"ORG16": 62, "ORG17": 5}), form_book(school, {"ORG16": 62, "ORG17": 6})

    upload = preview_upload(files=[("a.xlsx", first), ("b.xlsx", second)], by=world.chair)

    found = UploadCell.objects.filter(part__upload=upload).exclude(verdict=V.UNCHANGED)
    assert sorted((cell.code, cell.verdict) for cell in found) == [
        ("ORG16", V.NEW),
        ("ORG16", V.REFUSED),
        ("ORG17", V.REFUSED),
        ("ORG17", V.REFUSED),
    ]


def test_a_formula_counts_by_what_it_was_last_worked_out(world):
    import io

    import xlsxwriter

    def book(formula, value):
        stream = io.BytesIO()
        with xlsxwriter.Workbook(stream) as made:
            sheet = made.add_worksheet("BC")
            for at, line in enumerate((("Biểu mẫu", "grassroots-month"), ("Đơn vị báo cáo", "school"))):
                sheet.write_row(at, 0, line)
            sheet.write_row(2, 0, ("Kỳ báo cáo", "Tháng 5/2024"))
            sheet.write_row(4, 0, ("Mã", "Thực hiện trong kỳ"))
            sheet.write_string(5, 0, "ORG16")
            sheet.write_formula(5, 1, formula, value=value)
        return stream.getvalue()

    counted = preview(book("=31*2", 62), world.chair)
    assert cells(counted)["ORG16"].verdict == V.NEW
    assert "công thức" in cells(counted)["ORG16"].sentence
    for formula, value in (("=31*2", ""), ("='[khac.xlsx]A'!B2", 62), ("=cmd|'/C calc'!A0", 1), ("=1/0", "#DIV/0!")):
        refused = preview(book(formula, value), world.chair)
        assert cells(refused)["ORG16"].verdict == V.REFUSED, formula


def test_everything_sent_is_counted(world):
    upload = preview(form_book(world.report, {"ORG16": 62, "ORG17": "năm"}), world.chair)
    ask_for_commit(upload_id=upload.pk, by=world.chair)

    found = list(cells(upload).values())
    saved, refused = sum(c.saved for c in found), sum(c.verdict == V.REFUSED for c in found)
    unchanged = sum(c.verdict == V.UNCHANGED for c in found)
    assert len(found) == saved + refused + unchanged == 13
    assert (saved, refused) == (1, 1)
    assert Upload.objects.get(pk=upload.pk).stage == UploadStage.COMMITTED


def test_stamp_of_an_older_workbook_with_fewer_rows(world):
    def drop(book):
        sheet = book.worksheets[0]
        sheet.delete_rows(10, 4)

    upload = preview(form_book(world.report, {"ORG16": 62}, change=drop), world.chair)

    assert differing(upload) == {"ORG16": V.NEW}
    assert sum(verdicts(upload).values()) == 9


def test_helpers_reach_the_cell(world):
    def write(book):
        cell_of(book, "WEL01").value = 12

    upload = preview(form_book(world.report, change=write), world.chair)

    assert differing(upload) == {"WEL01": V.NEW}


def test_two_sheets_of_two_units(world):
    import openpyxl

    from tests.factories.workbooks import fill_form, saved
    from thidua.reporting.workbooks.layout import Layout

    school, clinic = world.report, reports.report_of(world.units["clinic"])
    book = openpyxl.Workbook()
    fill_form(book.active, school, {"ORG16": 62})
    fill_form(book.create_sheet(), clinic, {"ORG16": 31})
    add_stamp(book, [stamp_of([report], Layout.FORM, report.unit.code) for report in (school, clinic)])

    upload = preview(saved(book), world.officer)

    assert verdicts(upload) == {V.NEW: 2, V.UNCHANGED: 24}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_tables_as_text_in_several_encodings(world, encoding, delimiter):
    lines = [
        ["Biểu mẫu", "Báo cáo tháng · Công đoàn cơ sở"],
        ["Đơn vị báo cáo", "school"],
        ["Kỳ báo cáo", "Tháng 5/2024"],
        ["Tổng số CNVCLĐ", "Thực hiện trong kỳ"],
        ["ORG16", "62"],
        ["ORG18", "1.060"],
    ]
    content = "\n".join(delimiter.join(line) for line in lines).encode(encoding)

    upload = preview(content, world.chair, name="bao-cao.csv")

    assert differing(upload) == {"ORG16": V.NEW, "ORG18": V.NEW}


def test_a_table_by_names_of_indicators_and_of_the_unit(world):
    import openpyxl

    from tests.factories.workbooks import saved

    book = openpyxl.Workbook()
    names = {row.indicator.code: row.indicator.name_vi for row in reports.rows_of(world.report)}
    unit = world.units["school"].placements.get().name
    for line in (
        ["CÔNG ĐOÀN VIỆT NAM"],
        ["Đơn vị báo cáo:", unit.upper()],
        ["Kỳ báo cáo: tháng 5/2024"],
        [],
        ["TT", "Nội dung", "Đơn vị tính", "SỐ LIỆU"],
        [1, names["ORG16"].upper(), "người", 62],
        [2, names["WEL01"], "lượt", "15"],
    ):
        book.active.append(line)

    upload = preview(saved(book), world.chair, form="grassroots-month")

    assert differing(upload) == {"ORG16": V.NEW, "WEL01": V.NEW}


def test_many_reports_are_written_by_a_worker(world, monkeypatch):
    monkeypatch.setattr("thidua.reporting.services.upload_writing.AT_ONCE", 1)
    school, clinic = world.report, reports.report_of(world.units["clinic"])
    typed = {"school": {"ORG16": 62}, "clinic": {"ORG16": 31}}
    upload = preview(matrix_book([school, clinic], typed), world.officer)

    begun = ask_for_commit(upload_id=upload.pk, channel=Channel.PHONE, by=world.officer)
    assert (begun.stage, begun.total) == (UploadStage.COMMITTING, 2)
    assert reports.texts(school, "ORG16") == [""]
    for _again in range(2):
        write_upload(upload_id=upload.pk, user_id=world.officer.pk, channel="phone", language="vi")

    upload.refresh_from_db()
    assert (upload.stage, upload.done) == (UploadStage.COMMITTED, 2)
    assert [reports.texts(one, "ORG16") for one in (school, clinic)] == [["62"], ["31"]]
