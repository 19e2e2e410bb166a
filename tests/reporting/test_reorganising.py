"""Reports of units that end, move or are founded: closed, handed over, laid out, and put back as they were."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings

from tests import people
from tests.factories import reports
from tests.factories.reorganising import carried_out, founded, into, known, plan, undone
from tests.factories.tree import tree
from thidua.access import gate
from thidua.access.rules import Permission
from thidua.figures.fold import fold_marks
from thidua.figures.models import Sheet
from thidua.org.models import Unit
from thidua.org.plans import OpenReports, Weight
from thidua.reporting.models import Report
from thidua.reporting.queries.exceptions import absent_below
from thidua.reporting.queries.inbox import waiting
from thidua.reporting.queries.reminders import people_at
from thidua.reporting.reorganising import apply, obstacles, preview, undo
from thidua.reporting.services.cut_off import close_cut_off
from thidua.reporting.services.periods import close_period, reopen_period
from thidua.reporting.services.workflow import Reason, accept_report, return_report, submit_report

pytestmark = pytest.mark.django_db
ON, TODAY, LATER = date(2024, 5, 10), date(2024, 5, 18), date(2024, 6, 3)
HANDED_OVER = OpenReports.HANDED_OVER


@pytest.fixture(scope="module")
def built(module_db: None) -> Iterator[dict[str, Unit]]:
    with override_settings(THIDUA_TODAY=TODAY):
        reports.forms()
        found = tree(
            "confederation > city > district_a > school",
            "confederation > city > district_a > clinic",
            "confederation > city > district_b > market",
            *(f"confederation > city > district_c > u{number}" for number in range(12)),
        )
        reports.opened()
        yield found


@pytest.fixture
def units(built: dict[str, Unit], db: None) -> dict[str, Unit]:
    return deepcopy(built)


def stored() -> list[tuple]:
    """Every report with what decides about it."""
    return list(
        Report.objects.order_by("pk").values_list(
            "pk",
            "unit",
            "period",
            "state",
            "version",
            "cut_off",
            "due_at",
            "sheet",
            "sheet__owed",
            "sheet__official_version",
            "sheet__submitted_version",
        )
    )


def standing(unit: Unit, code: str = reports.MONTH) -> tuple:
    report = reports.report_of(unit, code)
    return report.state, report.cut_off, report.sheet.owed


def merged(heir: str = "clinic", **changes: object):
    return plan(changes.pop("on", ON), ended={"school": into(heir)}, **changes)


def url(report: Report) -> str:
    return f"/bao-cao/{report.unit.code}/{report.period.code}/{report.sheet.form_version.form.code}/"


def shown(client, user, report) -> str:
    client.force_login(user)
    return client.get(url(report)).content.decode()


class TestCutOff:
    def test_what_was_not_handed_in_is_closed_and_owed_no_more(self, units, client):
        carried_out(merged())

        assert standing(units["school"]) == ("closed", date(2024, 5, 9), False)
        assert standing(units["clinic"]) == ("draft", None, True)
        report = reports.report_of(units["school"])
        text = shown(client, people.officer(units["district_a"]), report)
        assert "Đơn vị đã kết thúc từ ngày 10/05/2024; số liệu chốt đến hết ngày 09/05/2024." in text
        assert "Hạn " not in text

    def test_undoing_opens_it_as_it_stood(self, units):
        officer, chair = people.officer(units["district_a"]), people.chair(units["school"])
        returned = reports.submitted(reports.report_of(units["school"]), chair)
        return_report(report_id=returned.pk, reasons=[Reason("Xem lại")], by=officer)
        before, planned = stored(), merged()

        ledgers = carried_out(planned)
        assert standing(units["school"])[0] == "closed"
        undone(planned, ledgers)

        assert stored() == before
        assert standing(units["school"])[0] == "returned"

    def test_totals_stop_expecting_it(self, units):
        fold_marks()
        carried_out(merged())
        fold_marks()

        assert list(Sheet.objects.filter(owed=False).values_list("unit__code", flat=True)) == ["school"]

    def test_what_was_handed_in_waits_for_who_accepts_from_the_holder(self, units):
        report = reports.submitted(reports.report_of(units["school"]), people.chair(units["school"]))
        old, new = people.officer(units["district_a"]), people.officer(units["district_b"])

        carried_out(merged("market"))

        assert standing(units["school"]) == ("submitted", None, True)
        assert not waiting(gate.units_for(old, Permission.REPORT_ACCEPT)).exists()
        assert waiting(gate.units_for(new, Permission.REPORT_ACCEPT)).get() == report

    def test_a_day_to_come_closes_it_when_it_is_over(self, units, settings, client):
        carried_out(merged(on=LATER))
        assert standing(units["school"]) == ("draft", date(2024, 6, 2), True)
        report = reports.report_of(units["school"])
        assert "Hãy nộp đến hết ngày 02/06/2024" in shown(client, people.chair(units["school"]), report)

        settings.THIDUA_TODAY = date(2024, 6, 2)
        assert close_cut_off() == 0
        settings.THIDUA_TODAY = LATER
        assert close_cut_off() == 1
        assert standing(units["school"]) == ("closed", date(2024, 6, 2), False)

    def test_what_is_laid_out_before_that_day_is_cut_off_with_it(self, units):
        carried_out(merged(on=date(2024, 7, 1)))

        reports.opened("2024-M06")

        assert standing(units["school"], "2024-M06") == ("draft", date(2024, 6, 30), True)
        assert standing(units["clinic"], "2024-M06") == ("draft", None, True)

    def test_reopening_a_period_leaves_it_closed(self, units):
        carried_out(merged())
        report = reports.report_of(units["clinic"])
        reports.accepted(report, people.chair(units["clinic"]), people.officer(units["district_a"]))
        by = people.administrator(units["confederation"])

        close_period(period=report.period, by=by)
        reopen_period(period=report.period, reason="Sửa", by=by)

        assert standing(units["school"])[0] == "closed"
        assert standing(units["clinic"])[0] == "accepted"

    def test_the_unit_above_need_not_explain_its_absence(self, units):
        carried_out(merged())

        own = Report.objects.get(unit=units["district_a"], period__code=reports.MONTH)
        assert {report.unit.code for report in absent_below(own)} == {"clinic"}


class TestHandedOver:
    def test_the_holder_goes_on_and_the_unit_above_it_accepts(self, units, client):
        people.chair(units["school"])
        holder, officer = people.chair(units["clinic"], "lan"), people.officer(units["district_a"])
        before = standing(units["school"])

        carried_out(merged(open_reports=HANDED_OVER))

        assert standing(units["school"]) == before
        report = reports.report_of(units["school"])
        text = shown(client, holder, report)
        assert "Đơn vị đã kết thúc từ ngày 10/05/2024; clinic báo cáo tiếp." in text
        assert 'name="cell-' in text
        assert report in Report.objects.filter(unit__in=gate.units_for(holder, Permission.REPORT_ENTER))
        client.force_login(holder)
        assert url(report) in client.get("/").content.decode()

        reports.completed(report, holder)
        submit_report(report_id=report.pk, by=holder)
        assert client.post(f"{url(report)}tiep-nhan/").status_code == 403
        client.force_login(officer)
        assert "school" in client.get("/hop-thu/").content.decode()
        accept_report(report_id=report.pk, by=officer)
        assert standing(units["school"])[0] == "accepted"

    def test_reminders_go_to_the_people_of_the_holder(self, units):
        holder = people.chair(units["clinic"], "lan")
        carried_out(merged(open_reports=HANDED_OVER))

        assert people_at([units["school"].pk]) == {units["school"].pk: [holder.pk]}

    def test_undoing_leaves_what_the_holder_typed_in_the_unit_s_report(self, units):
        planned = merged(open_reports=HANDED_OVER)
        ledgers = carried_out(planned)
        reports.typed(reports.report_of(units["school"]), people.chair(units["clinic"]), {"ORG18": "60"})

        undone(planned, ledgers)

        assert reports.texts(reports.report_of(units["school"]), "ORG18") == ["60"]


class TestPeriodsAfterTheEnd:
    def test_nothing_of_them_counts_and_undoing_lets_it_count_again(self, units):
        reports.opened("2024-M06")
        june = reports.report_of(units["school"], "2024-M06")
        reports.accepted(june, people.chair(units["school"]), people.officer(units["district_a"]))
        before, planned = stored(), merged(open_reports=HANDED_OVER)

        ledgers = carried_out(planned)
        assert standing(units["school"], "2024-M06") == ("closed", date(2024, 5, 9), False)
        assert reports.report_of(units["school"], "2024-M06").sheet.official_version is None
        undone(planned, ledgers)

        assert stored() == before

    def test_the_page_says_that_nothing_is_owed(self, units, client):
        reports.opened("2024-M06")
        carried_out(merged())

        report = reports.report_of(units["school"], "2024-M06")
        text = shown(client, people.officer(units["district_a"]), report)
        assert "Đơn vị đã kết thúc từ ngày 10/05/2024 nên không phải báo cáo kỳ này." in text


class TestFounded:
    def founding(self):
        return plan(ON, founded=(founded("studio", "district_a", ON),))

    def test_it_owes_the_reports_of_open_periods_and_undoing_takes_them_away(self, units):
        before, planned = stored(), self.founding()

        ledgers = carried_out(planned)
        report = Report.objects.get(unit__code="studio", period__code=reports.MONTH)
        assert (report.state, report.due_at) == ("draft", reports.report_of(units["school"]).due_at)
        undone(planned, ledgers)

        assert stored() == before
        assert not Sheet.objects.filter(unit__code="studio").exists()

    def test_a_report_that_somebody_worked_on_stands_in_the_way(self, units):
        planned = self.founding()
        ledger = carried_out(planned)["reporting"]
        report = Report.objects.get(unit__code="studio", period__code=reports.MONTH)
        reports.typed(report, people.person("lan"), {"ORG18": "3"})

        assert obstacles(known(planned), ledger) == ["1 báo cáo của đơn vị mới thành lập đã có người nhập"]


def test_a_moved_unit_s_report_waits_in_the_inbox_of_its_new_parent(units, client):
    report = reports.submitted(reports.report_of(units["school"]), people.chair(units["school"]))
    old, new = people.officer(units["district_a"]), people.officer(units["district_b"])
    before, planned = stored(), plan(ON, moved={"school": "district_b"})

    ledgers = carried_out(planned)

    assert stored() == before
    client.force_login(new)
    assert url(report) in client.get("/hop-thu/").content.decode()
    client.force_login(old)
    assert url(report) not in client.get("/hop-thu/").content.decode()
    undone(planned, ledgers)
    assert url(report) in client.get("/hop-thu/").content.decode()


class TestPreview:
    def test_it_counts_what_is_closed_and_warns_of_what_was_begun(self, units):
        reports.typed(reports.report_of(units["school"]), people.person("lan"), {"ORG18": "60"})
        before = stored()

        closed, begun = preview(merged())

        assert (closed.count, closed.weight, closed.examples) == (1, Weight.NOTE, ("school · Tháng 5/2024",))
        assert (begun.count, begun.weight) == (1, Weight.WARNING)
        assert stored() == before

    def test_it_warns_of_reports_that_nobody_would_accept(self, units):
        report = Report.objects.get(unit=units["district_a"], period__code=reports.MONTH)
        Report.objects.filter(pk=report.pk).update(
            state="submitted", submitted_at=report.due_at, submitted_by=people.person("lan")
        )
        end = plan(ON, ended={"district_a": into("confederation")}, moved={"school": "city", "clinic": "city"})

        waits, stuck = preview(end)

        assert (waits.count, stuck.count, stuck.weight) == (1, 1, Weight.WARNING)

    def test_it_counts_what_founded_units_come_to_owe(self, units):
        planned = plan(ON, founded=(founded("studio", "district_a", ON),))
        [owed] = preview(planned)

        carried_out(planned)

        assert owed.count == Report.objects.filter(unit__code="studio").count() > 0


def test_statements_do_not_grow_with_the_units(units):
    asked = []
    # What never changes is read once, with the first.
    for codes in (["u0"], ["u1"], [f"u{number}" for number in range(2, 12)]):
        planned = plan(ON, ended={code: into("market") for code in codes})
        with CaptureQueriesContext(connection) as queries:
            preview(planned)
            undo(planned, apply(planned, people.person("organiser")), people.person("organiser"))
        asked.append(len(queries))

    assert asked[1] == asked[2]
