"""The main menu and the frame of the pages."""

from dataclasses import replace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory, override_settings

from tests.people import person
from thidua.access.rules import Permission
from thidua.notices.services import notify
from thidua.ui.context import page
from thidua.web.navigation import NavItem, Waiting, links, navigation, waiting

EXISTING = "account_logout"
NOTHING = Waiting(notices=0, ballots=0)


def item(label: str = "Mục", **changes: object) -> NavItem:
    return replace(NavItem(label, "home", EXISTING), **changes)


@pytest.mark.django_db
class TestMenu:
    def test_a_page_that_does_not_exist_is_left_out(self):
        offered = links(person(), "", NOTHING, (item("Có"), item("Không", url_name="no-such-page")))

        assert [link.label for link in offered] == ["Có"]

    def test_what_is_permitted_nowhere_is_left_out(self):
        assert links(person(), "", NOTHING, (item(permission=Permission.AUDIT_VIEW),)) == []

    def test_the_entry_that_covers_most_of_the_page_is_current(self):
        items = (item("Đơn vị", covers=("unit",)), item("Nhập", covers=("unit-search",)))

        def current(name: str) -> list[str]:
            return [link.label for link in links(person(name), name, NOTHING, items) if link.current]

        assert current("unit-search-hits") == ["Nhập"]
        assert current("unit-children") == ["Đơn vị"]
        assert current("united") == []

    def test_what_waits_is_counted(self):
        assert links(person(), "", Waiting(notices=2, ballots=7), (item(count="ballots"),))[0].count == 7

    def test_notices_and_ballots_are_counted_in_one_statement(self, django_assert_num_queries):
        reader = person()
        notify(users=[reader.pk], kind="ranking.published", link="/", key="one", round="2024")
        with django_assert_num_queries(1):
            assert waiting(reader) == Waiting(notices=1, ballots=0)


def test_nobody_signed_in_has_no_menu():
    request = RequestFactory().get("/")
    request.user = AnonymousUser()

    assert navigation(request) == {"navigation": []}


def test_the_demonstration_is_clearly_marked():
    with override_settings(THIDUA_DEMO=True):
        assert page(RequestFactory().get("/"))["site"]["demo"] is True


@pytest.mark.django_db
def test_a_page_out_of_reach_still_has_the_frame():
    client = Client()
    client.force_login(person())

    answer = client.get("/khong-co-trang-nay/")

    assert answer.status_code == 404
    for part in ('class="skip-link"', 'id="main"', 'id="notices"', 'name="htmx-config"', 'lang="vi"'):
        assert part in answer.content.decode()
