"""The way of a report: every transition, and every refusal."""

from uuid import uuid4

import pytest

from tests import people
from tests.factories import reports
from thidua.audit.models import AuditInbox
from thidua.figures.models import Mark
from thidua.reporting.errors import (
    CellsMissing,
    ChecksFailed,
    NotAccepted,
    NotEditable,
    NotSubmitted,
    OwnReport,
    PeriodNotOpen,
    ReasonMissing,
    ReportsWaiting,
)
from thidua.reporting.models import Submission
from thidua.reporting.rules import Outcome, ReportState
from thidua.reporting.services.entry import save_cells
from thidua.reporting.services.periods import close_period, open_period, reopen_period
from thidua.reporting.services.workflow import (
    Reason,
    accept_report,
    accept_reports,
    amend_report,
    return_report,
    submit_report,
    withdraw_report,
)


def events():
    return list(AuditInbox.objects.filter(event__startswith="report.").order_by("pk").values_list("event", flat=True))


def official(report):
    report = reports.fresh(report)
    return report.sheet.official_version, report.sheet.submitted_version


def test_from_draft_to_accepted(world):
    report = reports.completed(world.report, world.chair)
    assert report.state == ReportState.DRAFT
    assert official(report) == (None, None)

    submit_report(report_id=report.pk, by=world.chair)
    assert official(report) == (None, 1)

    accept_report(report_id=report.pk, by=world.officer)
    report = reports.fresh(report)
    assert (report.state, report.accepted_by) == (ReportState.ACCEPTED, world.officer)
    assert official(report) == (1, None)
    assert events() == ["report.started", "report.submitted", "report.accepted"]


def test_submitting_and_accepting_leave_marks_for_the_fold(world):
    report = reports.completed(world.report, world.chair)
    Mark.objects.all().delete()

    submit_report(report_id=report.pk, by=world.chair)
    accept_report(report_id=report.pk, by=world.officer)

    assert list(Mark.objects.values_list("unit", flat=True)) == [world.units["school"].pk] * 2


def test_an_unfinished_report_is_not_submitted(world):
    reports.typed(world.report, world.chair, {"ORG16": "62"})

    with pytest.raises(CellsMissing, match="Còn 12 ô") as refused:
        submit_report(report_id=world.report.pk, by=world.chair)

    assert "ORG21" in refused.value.codes
    assert reports.fresh(world.report).state == ReportState.DRAFT


def test_not_applicable_is_an_answer(world):
    report = reports.submitted(world.report, world.chair, reports.GOOD_MONTH | {"LAW36": "x", "LAW38": "x"})

    assert report.state == ReportState.SUBMITTED


def test_a_report_that_contradicts_itself_is_not_submitted(world):
    reports.completed(world.report, world.chair, reports.GOOD_MONTH | {"ORG17": "63"})

    with pytest.raises(ChecksFailed, match="lỗi cân đối") as refused:
        submit_report(report_id=world.report.pk, by=world.chair)

    assert {finding.codes for finding in refused.value.findings} == {("ORG17", "ORG16")}


def test_nobody_accepts_what_they_submitted(world):
    report = reports.submitted(world.report, world.officer)

    with pytest.raises(OwnReport):
        accept_report(report_id=report.pk, by=world.officer)

    assert reports.fresh(report).state == ReportState.SUBMITTED


def test_withdrawing_is_the_undo_of_submitting(world):
    report = reports.submitted(world.report, world.chair)

    withdraw_report(report_id=report.pk, by=world.chair)

    report = reports.fresh(report)
    assert (report.state, report.version) == (ReportState.DRAFT, 2)
    assert official(report) == (None, None)
    assert reports.texts(report, "ORG16") == ["62"]
    assert Submission.objects.get().outcome == Outcome.WITHDRAWN


def test_returning_copies_the_version_and_keeps_what_was_submitted(world):
    report = reports.submitted(world.report, world.chair)
    org18 = next(row.indicator for row in reports.rows_of(report) if row.indicator.code == "ORG18")

    return_report(
        report_id=report.pk,
        reasons=[Reason("Xem lại"), Reason("Không khớp sổ", org18.pk), Reason(" ")],
        by=world.officer,
    )
    report = reports.typed(report, world.chair, {"ORG18": "59"})

    assert (report.state, report.version) == (ReportState.RETURNED, 2)
    assert reports.texts(report, "ORG18") == ["59"]
    submission = Submission.objects.get()
    assert submission.outcome == Outcome.RETURNED
    assert list(submission.return_reasons.values_list("sentence", "indicator__code")) == [
        ("Xem lại", None),
        ("Không khớp sổ", "ORG18"),
    ]
    assert reports.read_cells(report.sheet, 1, [org18.pk])[org18.pk].number == 60


def test_returning_needs_a_reason(world):
    report = reports.submitted(world.report, world.chair)

    with pytest.raises(ReasonMissing):
        return_report(report_id=report.pk, reasons=[Reason("  ")], by=world.officer)


def test_an_amendment_keeps_the_official_figure_until_it_is_accepted(world):
    report = reports.accepted(world.report, world.chair, world.officer)
    amend_report(report_id=report.pk, by=world.chair)
    report = reports.typed(report, world.chair, {"WEL01": "20"})
    assert (report.state, report.version, official(report)) == (ReportState.AMENDING, 2, (1, None))

    with pytest.raises(ReasonMissing):
        submit_report(report_id=report.pk, by=world.chair)
    submit_report(report_id=report.pk, by=world.chair, reason="Bỏ sót một đợt thăm hỏi")
    assert official(report) == (1, 2)

    accept_report(report_id=report.pk, by=world.officer)
    assert official(report) == (2, None)
    assert Submission.objects.get(version=2).reason == "Bỏ sót một đợt thăm hỏi"


def test_an_amendment_that_is_withdrawn_is_still_an_amendment(world):
    report = reports.accepted(world.report, world.chair, world.officer)
    amend_report(report_id=report.pk, by=world.chair)
    submit_report(report_id=report.pk, by=world.chair, reason="Sửa")

    withdraw_report(report_id=report.pk, by=world.chair)

    assert reports.fresh(report).state == ReportState.AMENDING
    assert official(report) == (1, None)


@pytest.mark.parametrize(
    ("stage", "action", "error"),
    [
        ("draft", withdraw_report, NotSubmitted),
        ("draft", accept_report, NotSubmitted),
        ("draft", amend_report, NotAccepted),
        ("submitted", submit_report, NotEditable),
        ("submitted", amend_report, NotAccepted),
        ("accepted", submit_report, NotEditable),
        ("accepted", withdraw_report, NotSubmitted),
        ("accepted", accept_report, NotSubmitted),
    ],
)
def test_what_a_state_does_not_allow(world, stage, action, error):
    if stage == "submitted":
        reports.submitted(world.report, world.chair)
    elif stage == "accepted":
        reports.accepted(world.report, world.chair, world.officer)

    with pytest.raises(error):
        action(report_id=world.report.pk, by=world.officer)


def test_what_is_handed_in_is_not_typed_in(world):
    report = reports.submitted(world.report, world.chair)

    with pytest.raises(NotEditable):
        reports.typed(report, world.chair, {"ORG16": "70"})


def test_many_are_accepted_all_or_none(world):
    first = reports.submitted(world.report, world.chair)
    clinic = reports.report_of(world.units["clinic"])
    second = reports.submitted(clinic, people.chair(world.units["clinic"]))
    market = reports.report_of(world.units["market"])

    with pytest.raises(NotSubmitted):
        accept_reports(report_ids=[first.pk, second.pk, market.pk], by=world.officer)
    assert reports.fresh(first).state == ReportState.SUBMITTED

    assert accept_reports(report_ids=[first.pk, second.pk], by=world.officer) == 2
    assert {reports.fresh(r).state for r in (first, second)} == {ReportState.ACCEPTED}


def test_a_period_with_waiting_reports_does_not_close(world):
    report = reports.submitted(world.report, world.chair)

    with pytest.raises(ReportsWaiting, match="Còn 1 báo cáo"):
        close_period(period=report.period, by=world.officer)


def test_nothing_changes_in_a_closed_period_until_it_is_reopened(world):
    report = reports.accepted(world.report, world.chair, world.officer)
    clinic = reports.report_of(world.units["clinic"])
    close_period(period=report.period, by=world.officer)
    assert reports.fresh(report).state == ReportState.CLOSED

    for action in (
        lambda: save_cells(report_id=clinic.pk, edits=[], by=world.officer, key=uuid4()),
        lambda: submit_report(report_id=clinic.pk, by=world.officer),
        lambda: amend_report(report_id=report.pk, by=world.chair),
        lambda: open_period(period=report.period, by=world.officer),
        lambda: close_period(period=report.period, by=world.officer),
    ):
        with pytest.raises(PeriodNotOpen):
            action()

    reopen_period(period=report.period, reason="Bổ sung", by=world.officer)
    assert reports.fresh(report).state == ReportState.ACCEPTED
    reports.typed(clinic, world.officer, {"ORG16": "10"})


def test_opening_again_adds_only_what_is_new(world):
    assert open_period(period=world.report.period, by=world.officer) == 0


def test_late_is_measured_against_the_report_s_own_due_instant(world, settings):
    due = world.report.due_at.date()
    settings.THIDUA_TODAY = due.replace(day=due.day - 1)
    reports.submitted(world.report, world.chair)
    settings.THIDUA_TODAY = due.replace(day=due.day + 1)
    reports.submitted(reports.report_of(world.units["clinic"]), people.chair(world.units["clinic"]))

    assert list(Submission.objects.order_by("pk").values_list("late", flat=True)) == [False, True]


def test_only_the_version_that_was_seen_is_accepted(world, client):
    report = reports.submitted(world.report, world.chair)
    client.force_login(world.officer)
    address = "/bao-cao/school/2024-M05/grassroots-month/"
    assert f'name="version" value="{report.version}"' in client.get(address).content.decode()
    withdraw_report(report_id=report.pk, by=world.chair)
    submit_report(report_id=report.pk, by=world.chair)

    assert client.post(f"{address}tiep-nhan/", {"version": report.version}).status_code == 409
    assert reports.fresh(report).state == "submitted"
    assert client.post(f"{address}tiep-nhan/", {"version": report.version + 1}).status_code == 302
