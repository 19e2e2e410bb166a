"""Saving an address under a name, sharing it, renaming and removing it with a way back."""

from __future__ import annotations

import pytest

from tests import people
from tests.factories.tree import tree
from thidua.web.models import SavedView
from thidua.web.saved_views import NotAView, clean_path

pytestmark = pytest.mark.django_db
PATH = "/so-sanh/?don-vi=city&ky=2024-Q1&tai=so-sanh"


@pytest.fixture
def units():
    return tree("city > district > school", "city > other > shop")


def test_a_view_is_kept_without_what_was_asked_for_once(units, client_of):
    client = client_of(people.officer(units["city"]))

    answer = client.post("/goc-nhin/luu/", {"name": "  Quý   một ", "path": PATH})

    view = SavedView.objects.get()
    assert (view.name, view.path) == ("Quý một", "/so-sanh/?don-vi=city&ky=2024-Q1")
    assert answer.headers["Location"] == view.path
    assert client.get(f"/goc-nhin/{view.pk}/").headers["Location"] == view.path
    assert [one.name for one, _unit in client.get("/goc-nhin/").context["own"]] == ["Quý một"]


@pytest.mark.parametrize(
    "path",
    [
        "https://example.com/so-sanh/",
        "//example.com/so-sanh/",
        "javascript:alert(1)",
        "/no/such/page/",
        "/goc-nhin/luu/",
        "/dang-xuat/",
        "so-sanh/",
        "",
    ],
)
def test_only_known_pages_of_this_site_are_kept(path, units, client_of):
    with pytest.raises(NotAView):
        clean_path(path)
    answer = client_of(people.officer(units["city"])).post("/goc-nhin/luu/", {"name": "x", "path": path})
    assert answer.status_code == 422
    assert not SavedView.objects.exists()


@pytest.mark.parametrize("name", ["", "   ", "a\x00b", "d" * 81])
def test_a_bad_name_is_refused(name, units, client_of):
    answer = client_of(people.officer(units["city"])).post("/goc-nhin/luu/", {"name": name, "path": PATH})

    assert answer.status_code == 422
    assert not SavedView.objects.exists()


def test_a_shared_view_is_found_by_who_may_see_its_unit(units, client_of):
    client_of(people.officer(units["district"])).post("/goc-nhin/luu/", {"name": "x", "path": PATH, "shared": "1"})
    view = SavedView.objects.get()

    assert view.shared_with == units["district"]
    assert client_of(people.officer(units["city"])).get(f"/goc-nhin/{view.pk}/").status_code == 302
    assert client_of(people.chair(units["school"])).get("/goc-nhin/").context["shared"]
    assert client_of(people.chair(units["shop"])).get(f"/goc-nhin/{view.pk}/").status_code == 404
    assert client_of(people.officer(units["city"])).post(f"/goc-nhin/{view.pk}/bo/").status_code == 404


def test_renaming_and_removing_with_a_way_back(units, client_of):
    client = client_of(people.officer(units["city"]))
    client.post("/goc-nhin/luu/", {"name": "một", "path": PATH})
    view = SavedView.objects.get()

    client.post(f"/goc-nhin/{view.pk}/doi-ten/", {"name": "hai"})
    client.post(f"/goc-nhin/{view.pk}/bo/")
    assert client.get("/goc-nhin/").context["own"] == []
    assert client.get(f"/goc-nhin/{view.pk}/").status_code == 404
    client.post(f"/goc-nhin/{view.pk}/lay-lai/")

    assert [one.name for one, _unit in client.get("/goc-nhin/").context["own"]] == ["hai"]


def test_there_is_room_for_many_but_not_for_all(units, client_of, monkeypatch):
    monkeypatch.setattr("thidua.web.saved_views.MOST_VIEWS", 1)
    client = client_of(people.officer(units["city"]))

    assert client.post("/goc-nhin/luu/", {"name": "một", "path": PATH}).status_code == 302
    assert client.post("/goc-nhin/luu/", {"name": "hai", "path": PATH}).status_code == 409
