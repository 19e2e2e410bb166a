"""The pages: what they show to whom, what they do with what is typed."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import people
from tests.factories.tree import tree
from tests.factories.uploads import png
from tests.movements.conftest import last_entry, launched, registers
from thidua.emulation.movements.models import LateRequest, Movement, Programme, Registration
from thidua.emulation.movements.rules import ProgrammeKind, State
from thidua.emulation.movements.services.deadlines import install_deadlines
from thidua.emulation.movements.services.late import ask_late
from thidua.emulation.movements.services.programmes import About, add_programme

pytestmark = pytest.mark.django_db

ROWS = {"content": ["Sáng kiến", "", "Công trình"], "goal": ["Hai", "", ""], "measure": ["", "", ""], "plan": ["2"]}


def at(name: str, movement: Movement, *args: object) -> str:
    return reverse(name, args=[movement.reference, *args])


def typed(**changes: object) -> dict[str, object]:
    facts = {
        "kind": "movement",
        "title": "Lao động sáng tạo",
        "calendar": "C",
        "year": "2024",
        "kinds": ["grassroots"],
        "registers": "on",
        "decides": "on",
    }
    return facts | changes


class TestSettingUp:
    def test_a_movement_is_written_previewed_and_launched(self, units, officer, browser):
        install_deadlines()
        client = browser(officer)
        drafted = client.post(reverse("movement-new"), typed(among=units["city"].pk))
        movement = Movement.objects.get()

        assert drafted.url == at("movement", movement)
        assert movement.register_until == date(2024, 1, 25)
        preview = client.get(at("movement-launch", movement)).content.decode()
        assert "Sẽ tới 3 đơn vị" in preview
        client.post(at("movement-launch", movement), {"launched_on": "2024-01-10", "number": "12/HD"})
        movement.refresh_from_db()
        assert (movement.state, movement.number) == (State.LAUNCHED, "12/HD")
        assert "Chưa đăng ký" in client.get(at("movement", movement)).content.decode()

    @pytest.mark.parametrize(
        "changes",
        [
            {"year": ""},
            {"title": ""},
            {"kinds": []},
            {"kinds": ["zone_union"]},
            {"among": "99999999"},
            {"calendar": "W", "starts": "2024-03-01", "ends": "2024-02-01"},
            {"calendar": "W", "starts": "2024-03-01", "ends": "2024-04-01"},
            {"register_until": "2025-01-01"},
            {"register_until": "hôm nay"},
            {"title": "a\u202eb"},
            {"year": "99999999999"},
        ],
    )
    def test_what_does_not_fit_is_refused_and_what_was_typed_is_kept(self, units, officer, browser, changes):
        facts = typed(**({"among": units["city"].pk, "goals": "Giữ lại"} | changes))
        answer = browser(officer).post(reverse("movement-new"), facts)

        assert answer.status_code == 422
        assert "Giữ lại" in answer.content.decode()
        assert not Movement.objects.exists()

    def test_who_only_takes_part_organises_nothing(self, movement, chair, browser):
        client = browser(chair)
        assert client.get(reverse("movement-new")).status_code == 403
        assert client.get(at("movement-edit", movement)).status_code == 403
        assert client.post(at("movement-remind", movement)).status_code == 403

    def test_a_draft_is_put_away_and_taken_out_again(self, units, officer, movement, browser):
        client = browser(officer)
        client.post(at("movement-launch-undo", movement))
        client.post(at("movement-delete", movement))
        assert client.get(at("movement", movement)).status_code == 404
        client.post(at("movement-restore", movement))
        assert client.get(at("movement", movement)).status_code == 200

    def test_it_is_reviewed_and_the_toast_takes_that_back(self, movement, officer, browser):
        client = browser(officer)
        refused = client.post(at("movement-move", movement), {"to": "reviewed", "seen": "launched"})
        assert refused.status_code == 422
        client.post(at("movement-move", movement), {"to": "reviewed", "seen": "launched", "review": "Tốt"})
        assert Movement.objects.get().state == State.REVIEWED
        client.post(at("movement-move-undo", movement, "launched", "reviewed"))
        assert Movement.objects.get().state == State.LAUNCHED


class TestRegistering:
    def test_a_chair_registers_and_the_toast_takes_it_back(self, units, movement, chair, browser):
        client, school = browser(chair), units["school"]
        assert "Lao động giỏi" in client.get(reverse("movement-list")).content.decode()
        url = at("movement-registration", movement, "school")

        assert client.post(url, {"aim": "Cờ thi đua", "seen": "0"} | ROWS).status_code == 302

        found = Registration.objects.get(unit=school)
        assert [row["content"] for row in found.rows] == ["Sáng kiến", "Công trình"]
        assert "Cờ thi đua" in client.get(url).content.decode()
        client.post(at("movement-registration-undo", movement, "school", last_entry(movement, school)))
        assert not Registration.objects.get(unit=school).registered

    def test_more_lines_keep_what_was_typed_and_write_nothing(self, movement, chair, browser):
        url = at("movement-registration", movement, "school")
        page = browser(chair).post(url, {"aim": "Cờ", "seen": "0", "more": "1"} | ROWS)

        assert page.status_code == 200
        assert page.content.decode().count('name="content"') == 6
        assert not Registration.objects.exists()

    @pytest.mark.parametrize(
        "changes", [{"aim": ""}, {"content": []}, {"seen": "-1"}, {"seen": "x"}, {"content": ["a\u202e"]}]
    )
    def test_what_does_not_fit_is_refused(self, movement, chair, browser, changes):
        url = at("movement-registration", movement, "school")
        answer = browser(chair).post(url, {"aim": "Cờ", "seen": "0"} | ROWS | changes)

        assert answer.status_code == 422
        assert not Registration.objects.exists()

    def test_the_officer_above_types_it_for_a_union_on_paper(self, units, movement, browser):
        url = at("movement-registration", movement, "school")
        browser(people.officer(units["district_a"])).post(url, {"aim": "Cờ", "seen": "0"} | ROWS)

        assert Registration.objects.get().entries.get().behalf

    def test_nobody_else_registers_or_sees_a_unit(self, units, movement, officer, browser):
        url = at("movement-registration", movement, "school")
        facts = {"aim": "Cờ", "seen": "0"} | ROWS

        assert browser(people.chair(units["market"])).get(url).status_code == 404
        assert browser(people.inspector(units["city"])).get(url).status_code == 200
        assert browser(people.inspector(units["city"])).post(url, facts).status_code == 403
        assert browser(officer).post(url, facts).status_code == 403

    def test_after_the_last_day_the_page_says_why_and_takes_a_request(self, units, movement, chair, browser, settings):
        settings.THIDUA_TODAY = date(2024, 1, 26)
        client = browser(chair)
        url = at("movement-registration", movement, "school")
        assert "không được xét cuối năm" in client.get(url).content.decode()
        assert client.post(url, {"aim": "Cờ", "seen": "0"} | ROWS).status_code == 409

        asking = at("movement-registration-late", movement, "school")
        assert client.post(asking, {"reason": " "}).status_code == 422
        proof = SimpleUploadedFile("quyet-dinh.png", png())
        assert client.post(asking, {"reason": "Kiện toàn", "evidence": proof}).status_code == 302

        late = LateRequest.objects.get()
        file = at("movement-registration-file", movement, "school", late.pk)
        assert client.get(file).status_code == 200
        assert browser(people.inspector(units["city"])).get(file).status_code == 404


class TestAnswering:
    @pytest.fixture
    def late(self, units, movement, chair, settings) -> LateRequest:
        settings.THIDUA_TODAY = date(2024, 1, 26)
        return ask_late(movement_id=movement.pk, unit=units["school"], reason="Kiện toàn", by=chair)

    def test_the_owner_grants_and_takes_it_back(self, movement, late, officer, browser):
        client = browser(officer)
        assert "Kiện toàn" in client.get(reverse("movement-exceptions")).content.decode()
        key = f"late-{late.pk}"
        url = at("movement-exception-answer", movement, late.pk)
        assert client.post(url, {f"{key}-grant": "1", f"{key}-answer": "Được"}).status_code == 422
        client.post(url, {f"{key}-grant": "1", f"{key}-until": "2024-02-01", f"{key}-answer": "Được"})
        late.refresh_from_db()
        assert (late.state, late.until) == ("granted", date(2024, 2, 1))
        client.post(at("movement-exception-undo", movement, late.pk))
        late.refresh_from_db()
        assert late.state == "asked"

    def test_who_does_not_organise_answers_nothing(self, movement, late, chair, browser):
        client = browser(chair)
        assert client.get(reverse("movement-exceptions")).status_code == 403
        assert client.post(at("movement-exception-answer", movement, late.pk)).status_code == 403


class TestCounts:
    def test_a_page_asks_as_much_about_many_units_as_about_few(self, settings, browser):
        settings.THIDUA_TODAY = date(2024, 1, 10)
        many = tree(*(f"city > district_a > union_{number}" for number in range(12)))
        officer = people.officer(many["city"])
        client = browser(officer)
        movement = launched(many, officer)
        client.get(at("movement", movement))
        counts = []
        for names in (("union_1",), tuple(f"union_{number}" for number in range(2, 12))):
            for name in names:
                registers(movement, many[name], people.officer(many["district_a"]))
            with CaptureQueriesContext(connection) as asked:
                client.get(at("movement", movement))
            counts.append(len(asked))

        assert counts[0] == counts[1]


class TestProgrammes:
    def test_one_is_written_with_a_target_and_a_paper(self, units, officer, browser):
        client = browser(officer)
        facts = {"kind": "scheme", "title": "Đề án", "first_year": "2023", "last_year": "2028"}
        assert client.post(reverse("programme-new"), facts | {"last_year": "2020"}).status_code == 422
        client.post(reverse("programme-new"), facts)
        programme = Programme.objects.get()
        url = reverse("programme", args=[programme.reference])
        targets = reverse("programme-target-add", args=[programme.reference])
        assert client.post(targets, {"by_year": "2028", "counting": "year"}).status_code == 422
        client.post(targets, {"by_year": "2028", "counting": "year", "text": "100% đơn vị"})
        papers = reverse("programme-paper-add", args=[programme.reference])
        client.post(papers, {"role": "plan", "file": SimpleUploadedFile("de-an.png", png())})

        page = client.get(url).content.decode()

        assert "100% đơn vị" in page
        assert "de-an.png" in page

    def test_those_below_read_it_and_change_nothing(self, units, officer, chair, browser):
        about = About(ProgrammeKind.THEME, "Chủ đề năm", 2024, 2024)
        programme = add_programme(owner=units["city"], about=about, by=officer)
        client = browser(chair)

        assert client.get(reverse("programme", args=[programme.reference])).status_code == 200
        assert client.post(reverse("programme-delete", args=[programme.reference])).status_code == 403
        stranger = browser(people.chair(tree("province > other")["other"]))
        assert stranger.get(reverse("programme", args=[programme.reference])).status_code == 404
