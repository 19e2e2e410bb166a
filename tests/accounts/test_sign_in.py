"""Signing in, what a failure tells, rate limits, and that everything else asks for it."""

from __future__ import annotations

import importlib
from types import ModuleType

import pytest
from django.core.cache import cache
from django.test import Client, override_settings

from tests.people import person
from thidua.audit.models import AuditInbox
from thidua.people import urls as people_urls
from thidua.people.adapter import FAILED
from thidua.people.demo import demo_people
from thidua.people.models import User
from thidua.people.services import deactivate_user
from thidua.web import urls as root_urls

pytestmark = pytest.mark.django_db
PASSWORD = "một-mật-khẩu-dài"
SIGN_IN = "/dang-nhap/"


@pytest.fixture
def clerk() -> User:
    user = person("clerk", PASSWORD)
    user.email = "clerk@example.vn"
    user.save()
    return user


def attempt(client: Client, login: str = "clerk", password: str = PASSWORD, **more: str):
    return client.post(SIGN_IN, {"login": login, "password": password, **more})


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


@pytest.mark.parametrize("login", ["clerk", "CLERK", "clerk@example.vn"])
def test_a_person_signs_in_by_name_or_mail(client, clerk, login):
    answer = attempt(client, login, next="/doi-mat-khau/")

    assert (answer.status_code, answer["Location"]) == (302, "/doi-mat-khau/")
    assert signed_in(client)
    assert AuditInbox.objects.filter(event="user.signed_in", actor_id=clerk.pk).exists()


def test_signing_in_never_leads_to_another_site(client, clerk):
    assert attempt(client, next="https://example.com/")["Location"] == "/"


@pytest.mark.parametrize("case", ["no such name", "wrong password", "out of use", "mail"])
def test_every_failure_reads_alike(client, clerk, case):
    if case == "out of use":
        deactivate_user(user=clerk, by=None)
    login, password = {
        "no such name": ("nobody", PASSWORD),
        "wrong password": ("clerk", "sai"),
        "out of use": ("clerk", PASSWORD),
        "mail": ("nobody@example.vn", PASSWORD),
    }[case]

    answer = attempt(client, login, password)

    assert answer.status_code == 422
    assert answer.context["form"].non_field_errors() == [FAILED]
    assert not signed_in(client)
    failure = AuditInbox.objects.get(event="user.sign_in_failed")
    assert failure.personal == {"typed": login}
    assert failure.facts == {}


def test_guessing_is_stopped_even_with_the_right_password(client, clerk):
    cache.clear()
    for guess in range(5):
        assert attempt(client, password=f"sai {guess}").status_code == 422

    answer = attempt(client)

    assert answer.status_code == 422
    assert "quá nhiều lần" in str(answer.context["form"].errors)
    assert not signed_in(client)
    cache.clear()


def test_where_nobody_has_an_account_yet_the_first_run_page_comes_first(client):
    assert client.get(SIGN_IN)["Location"] == "/bat-dau/"


def test_nobody_signs_up(client):
    assert client.get("/accounts/signup/").status_code == 404


def test_signing_in_needs_the_token_of_the_form(clerk):
    assert attempt(Client(enforce_csrf_checks=True)).status_code == 403


def test_signing_out_takes_a_post(client, clerk):
    client.force_login(clerk)
    assert client.get("/dang-xuat/").status_code == 200
    assert signed_in(client)

    client.post("/dang-xuat/")

    assert not signed_in(client)


def test_an_account_out_of_use_is_shut_out_at_its_next_request(client, clerk):
    client.force_login(clerk)
    deactivate_user(user=clerk, by=None)

    assert client.get("/doi-mat-khau/")["Location"].startswith(SIGN_IN)


def test_a_page_leads_to_the_sign_in_page_and_a_script_is_told(client):
    assert client.get("/doi-mat-khau/")["Location"] == f"{SIGN_IN}?next=/doi-mat-khau/"

    fragment = client.get("/doi-mat-khau/", headers={"HX-Request": "true", "HX-Current-URL": "/x/"})
    assert (fragment.status_code, fragment["HX-Redirect"]) == (401, f"{SIGN_IN}?next=/x/")
    data = client.get("/doi-mat-khau/", headers={"Accept": "application/json"})
    assert (data.status_code, data.json()["code"]) == (401, "signed-out")


class TestChangingThePassword:
    NEW = "một-mật-khẩu-khác"

    def change(self, client: Client, **changes: str):
        given = {"present": PASSWORD, "new": self.NEW, "again": self.NEW}
        return client.post("/doi-mat-khau/", given | changes)

    def test_it_keeps_this_session_and_ends_the_others(self, client, clerk):
        elsewhere = Client()
        client.force_login(clerk)
        elsewhere.force_login(clerk)

        assert self.change(client).status_code == 302

        assert client.get("/doi-mat-khau/").status_code == 200
        assert elsewhere.get("/doi-mat-khau/").status_code == 302
        clerk.refresh_from_db()
        assert clerk.check_password(self.NEW)

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"present": "sai"}, "present"),
            ({"again": "khác hẳn"}, "again"),
            ({"new": "ngắn", "again": "ngắn"}, "new"),
            ({"new": "a\0bcdefghijkl", "again": "a\0bcdefghijkl"}, "new"),
        ],
    )
    def test_bad_input_is_shown_and_changes_nothing(self, client, clerk, changes, field):
        client.force_login(clerk)

        answer = self.change(client, **changes)

        assert answer.status_code == 422
        assert field in answer.context["form"].errors
        clerk.refresh_from_db()
        assert clerk.check_password(PASSWORD)


class TestLanguage:
    def test_a_browser_that_asks_for_english_is_answered_in_vietnamese(self, client, clerk):
        page = client.get(SIGN_IN, headers={"Accept-Language": "en"})

        assert '<html lang="vi"' in page.content.decode()

    def test_a_language_that_does_not_exist_is_vietnamese(self, client, clerk):
        client.cookies["django_language"] = "xx"

        assert client.get(SIGN_IN).headers["Content-Language"] == "vi"

    def test_anyone_may_switch(self, client, clerk):
        client.post("/ngon-ngu/", {"language": "en", "next": SIGN_IN})

        assert 'lang="en"' in client.get(SIGN_IN).content.decode()


class TestDemonstration:
    """The one-click sign-in is an address of the demonstration only."""

    ADDRESS = "/dang-nhap/trinh-dien/"

    @pytest.fixture
    def demo(self):
        with override_settings(THIDUA_DEMO=True):
            importlib.reload(people_urls)
            demo_urls = ModuleType("demo_urls")
            demo_urls.urlpatterns = [*people_urls.urlpatterns, *root_urls.urlpatterns]
            with override_settings(ROOT_URLCONF=demo_urls):
                yield
        importlib.reload(people_urls)

    def test_one_click_signs_in(self, client, demo):
        person("kiemtra")

        answer = client.post(self.ADDRESS, {"username": "kiemtra", "next": "/doi-mat-khau/"})

        assert (answer.status_code, answer["Location"]) == (302, "/doi-mat-khau/")
        assert signed_in(client)

    def test_the_sign_in_page_offers_its_people(self, client, clerk, demo):
        page = client.get(SIGN_IN).content.decode()

        assert all(f'value="{someone.username}"' in page for someone in demo_people())

    @pytest.mark.parametrize("username", ["clerk", "quantri", ""])
    def test_only_the_people_of_the_demonstration_can_be_chosen(self, client, clerk, demo, username):
        assert client.post(self.ADDRESS, {"username": username}).status_code == 404
        assert not signed_in(client)

    def test_a_link_does_not_sign_in(self, client, demo):
        assert client.get(self.ADDRESS).status_code == 405

    def test_elsewhere_the_address_does_not_exist(self, client):
        person("kiemtra")

        assert client.post(self.ADDRESS, {"username": "kiemtra"}).status_code == 404
        assert "kiemtra" not in client.get(SIGN_IN).content.decode()
