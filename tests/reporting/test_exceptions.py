"""A report goes on without others below, names them, and merges them once they come; versions are compared."""

from __future__ import annotations

from uuid import uuid4

import pytest

from tests import people
from tests.factories import reports
from thidua.reporting.errors import ExceptionsUnlisted, NotEditable, NothingToMerge
from thidua.reporting.queries.exceptions import exceptions_of
from thidua.reporting.services.exceptions import Without
from thidua.reporting.services.merging import merge_late
from thidua.reporting.services.reversal import undo_acceptance
from thidua.reporting.services.whole import Whole, send_report
from thidua.reporting.services.workflow import accept_report, amend_report, submit_report, withdraw_report


@pytest.fixture
def district(world):
    """The district's own report, complete; the school's is accepted, the clinic's is not begun."""
    reports.accepted(world.report, world.chair, world.officer)
    report = reports.report_of(world.units["district_a"])
    return reports.completed(report, world.officer, {})


def listed(report):
    return [
        (each.unit.code, each.exception.reason, each.exception.merged_version)
        for each in exceptions_of(reports.fresh(report)).listed
    ]


def test_a_person_says_why_the_report_goes_on_without_others(world, district):
    with pytest.raises(ExceptionsUnlisted, match="clinic"):
        submit_report(report_id=district.pk, by=world.officer, ask_reasons=True)

    submit_report(report_id=district.pk, by=world.officer, ask_reasons=True, without=Without("Mất điện"))

    assert listed(district) == [("clinic", "Mất điện", None)]


def test_a_reason_for_one_unit_stands_before_the_reason_for_all(world, district):
    submit_report(
        report_id=district.pk, by=world.officer, ask_reasons=True, without=Without("Chung", {"clinic": "Riêng"})
    )

    assert listed(district) == [("clinic", "Riêng", None)]


def test_programs_are_not_held_up_but_what_is_missing_is_listed(world, district):
    contents = {row.indicator.pk: reports.cell(row.indicator.code, "0") for row in reports.rows_of(district)}
    send_report(report_id=district.pk, whole=Whole(contents), submit=True, by=world.officer, key=uuid4())

    ((unit, reason, merged),) = listed(district)

    assert (unit, merged) == ("clinic", None)
    assert "Chưa được tiếp nhận" in reason


def test_units_without_units_below_are_asked_nothing(world):
    assert exceptions_of(world.report).absent == ()
    reports.submitted(world.report, world.chair)
    assert world.report.exceptions.count() == 0


def test_what_comes_late_is_merged_by_a_version_that_names_it(world, district, client):
    submit_report(report_id=district.pk, by=world.officer, without=Without("Mất điện"))
    accept_report(report_id=district.pk, by=people.officer(world.units["city"]))
    with pytest.raises(NothingToMerge):
        merge_late(report_id=district.pk, by=world.officer)
    clinic = reports.report_of(world.units["clinic"])
    reports.accepted(clinic, people.chair(world.units["clinic"]), world.officer)
    client.force_login(world.officer)
    address = "/bao-cao/district_a/2024-M05/upper-union-month/"
    assert "Ghép 1 đơn vị nộp bù" in client.get(address).content.decode()

    client.post(f"{address}ghep/")

    report = reports.fresh(district)
    assert (report.state, report.version) == ("submitted", 2)
    assert report.submissions.get(version=2).reason == "Ghép đơn vị nộp bù: clinic."
    assert listed(district) == [("clinic", "Mất điện", 2)]
    page = client.get(address).content.decode()
    assert "đã ghép ở bản 2" in page
    assert "Hai bản như nhau" in client.get(f"{address}so-sanh/?ban=1&voi=2").content.decode()


def test_merging_does_not_hand_in_what_somebody_is_editing(world, district):
    submit_report(report_id=district.pk, by=world.officer, without=Without("Mất điện"))
    accept_report(report_id=district.pk, by=people.officer(world.units["city"]))
    clinic = reports.report_of(world.units["clinic"])
    reports.accepted(clinic, people.chair(world.units["clinic"]), world.officer)
    amend_report(report_id=district.pk, by=world.officer)

    with pytest.raises(NotEditable):
        merge_late(report_id=district.pk, by=world.officer)

    assert reports.fresh(district).state == "amending"
    submit_report(report_id=district.pk, by=world.officer, reason="Sửa số")
    assert listed(district) == [("clinic", "Mất điện", 2)]


def test_what_was_merged_and_is_taken_back_is_missing_again(world, district):
    submit_report(report_id=district.pk, by=world.officer, without=Without("Mất điện"))
    clinic = reports.report_of(world.units["clinic"])
    reports.accepted(clinic, people.chair(world.units["clinic"]), world.officer)
    merge_late(report_id=district.pk, by=world.officer)
    withdraw_report(report_id=district.pk, by=world.officer)
    undo_acceptance(report_ids=[clinic.pk], by=world.officer)

    submit_report(report_id=district.pk, by=world.officer)

    assert listed(district) == [("clinic", "Mất điện", None)]


def test_the_page_asks_for_reasons_and_keeps_what_was_typed(world, district, client):
    client.force_login(world.officer)
    address = "/bao-cao/district_a/2024-M05/upper-union-month/"
    assert "chưa được tiếp nhận" in client.get(address).content.decode()

    refused = client.post(f"{address}nop/", {})
    assert refused.status_code == 422
    assert "Hãy ghi lý do rồi nộp" in refused.content.decode()
    assert client.post(f"{address}nop/", {"exception-clinic": "x\x00"}).status_code == 422
    assert client.post(f"{address}nop/", {"exception-reason": "Đơn vị mới thành lập"}).status_code == 302
    assert listed(district) == [("clinic", "Đơn vị mới thành lập", None)]


def test_a_comparison_shows_both_values_who_and_why(world, client):
    report = reports.submitted(world.report, world.chair)
    client.force_login(world.officer)
    client.post("/hop-thu/tra-lai/", {"report": report.pk, "reason-WEL01": "Đếm lại"})
    reports.typed(report, world.chair, {"WEL01": "14"})
    submit_report(report_id=report.pk, by=world.chair)
    address = "/bao-cao/school/2024-M05/grassroots-month/so-sanh/"

    page = client.get(f"{address}?ban=1&voi=2").content.decode()

    assert all(text in page for text in ("Đếm lại", "12 ô như nhau", "Chair.School"))
    assert client.get(address).status_code == 200
    for bad in ("?ban=2&voi=2", "?ban=1&voi=9"):
        assert client.get(address + bad).status_code == 404
