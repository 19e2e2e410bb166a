from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.org.units import BASE, NEW_YEAR, new, place
from tests.people import chair, inspector, officer, person
from thidua.org.models import Unit
from thidua.org.services import move_unit, place_units, rename_unit

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def units() -> dict[str, Unit]:
    lines = ["city", "a under city", "b under city", "school under a", "works under b"]
    return {unit.code: unit for unit in place(*lines)}


@pytest.fixture
def as_inspector(client: Client, units: dict[str, Unit]) -> Client:
    client.force_login(inspector(units["city"]))
    return client


def test_the_tree_opens_its_one_top(as_inspector):
    page = as_inspector.get(reverse("tree"))

    assert page.status_code == 200
    assert "Công đoàn city" in page.text
    assert "Công đoàn a" in page.text
    assert "Công đoàn school" not in page.text


def test_a_node_is_a_page_and_a_fragment(as_inspector):
    url = reverse("tree-children", args=["a"])

    page = as_inspector.get(url)
    fragment = as_inspector.get(url, headers=HTMX)

    assert "<html" in page.text
    assert "CĐ city" in page.text  # the way up
    assert "<html" not in fragment.text
    assert "Công đoàn school" in fragment.text


def test_the_tree_of_an_earlier_day(as_inspector, units):
    move_unit(unit=units["school"], under=units["b"], on=NEW_YEAR, by=None)
    url = reverse("tree-children", args=["a"])

    assert "Công đoàn school" in as_inspector.get(url, {"as_of": "2019-12-31"}).text
    assert "Công đoàn school" in as_inspector.get(url, {"as_of": "31/12/2019"}).text
    assert "Công đoàn school" not in as_inspector.get(url).text
    before_all = as_inspector.get(reverse("tree"), {"as_of": "2001-01-01"})
    assert "chưa có đơn vị nào" in before_all.text


@pytest.mark.parametrize("day", ["31/02/2020", "0001-01-01", "9999-12-31", "hôm qua", "2020-13-01"])
@pytest.mark.parametrize("name", ["tree", "unit-search"])
def test_a_day_that_is_none_is_said_where_it_was_typed(as_inspector, day, name):
    page = as_inspector.get(reverse(name), {"as_of": day, "q": "city"})

    assert page.status_code == 422
    assert "field-error" in page.text


def test_only_visible_units_are_shown(client, units):
    client.force_login(chair(units["school"]))

    assert "Công đoàn city" in client.get(reverse("tree")).text
    below_city = client.get(reverse("tree-children", args=["city"])).text
    assert "Công đoàn a" in below_city
    assert "Công đoàn b" not in below_city
    assert client.get(reverse("tree-children", args=["b"])).status_code == 404
    assert client.get(reverse("tree-children", args=["không"])).status_code == 404
    hits = client.get(reverse("unit-search"), {"q": "cong doan"}).text
    assert "Công đoàn school" in hits
    assert "Công đoàn works" not in hits


def test_one_who_sees_a_part_sees_its_tops(client, units):
    client.force_login(inspector(units["b"]))

    page = client.get(reverse("tree")).text

    assert "Công đoàn b" in page
    assert "Công đoàn works" in page
    assert "Công đoàn city" not in page
    assert "CĐ city" not in client.get(reverse("unit-search"), {"q": "works"}).text


def test_search_finds_old_names_without_accents_and_says_so(as_inspector, units):
    rename_unit(unit=units["school"], name="Trường Mới", on=NEW_YEAR, by=None)
    url = reverse("unit-search")

    page = as_inspector.get(url, {"q": "cong doan school"})
    fragment = as_inspector.get(url, {"q": "truong moi"}, headers=HTMX)

    assert "tên cũ" in page.text
    assert "<html" not in fragment.text
    assert "Trường Mới" in fragment.text
    assert "tên cũ" not in fragment.text
    assert "Không có tên mới" in as_inspector.get(url, {"q": "<b>zzz</b>"}).text
    assert "<b>zzz" not in as_inspector.get(url, {"q": "<b>zzz</b>"}).text


@pytest.mark.parametrize("text", ["%", "'", "\\", "a" * 200, "\u202e", "!!", "(", "🙂"])
def test_search_takes_anything(as_inspector, text):
    assert as_inspector.get(reverse("unit-search"), {"q": text}).status_code == 200


def test_too_long_a_search_is_refused(as_inspector):
    assert as_inspector.get(reverse("unit-search"), {"q": "a" * 201}).status_code == 422


def test_who_holds_nothing_sees_no_unit(client, units):
    client.force_login(person("nobody"))

    assert "Công đoàn" not in client.get(reverse("tree")).text
    assert client.get(reverse("tree-children", args=["city"])).status_code == 404
    assert client.get(reverse("unit-search"), {"q": "city"}).status_code == 200


def test_strangers_are_sent_to_sign_in(client, units):
    for url in (reverse("tree"), reverse("unit-search"), reverse("tree-children", args=["city"])):
        assert client.get(url).status_code == 302


def test_a_long_list_of_children_comes_in_parts(as_inspector):
    place_units(rows=[new(f"x{i:03}", "a") for i in range(150)], by=None)
    url = reverse("tree-children", args=["a"])

    first = as_inspector.get(url, headers=HTMX).text
    rest = as_inspector.get(url, {"start": 100}, headers=HTMX).text

    assert "start=100" in first
    assert "Công đoàn x149" not in first
    assert "Công đoàn x149" in rest
    assert as_inspector.get(url, {"start": "-1"}).status_code == 422


@pytest.mark.parametrize("person_of", [inspector, officer])
@pytest.mark.parametrize("path", ["tree", "children", "search"])
def test_a_page_asks_the_same_number_of_questions_at_any_size(client, django_assert_max_num_queries, person_of, path):
    counts = set()
    city, middle = place("city", "middle under city")
    client.force_login(person_of(city))
    urls = {
        "tree": reverse("tree"),
        "children": reverse("tree-children", args=["middle"]),
        "search": reverse("unit-search") + "?q=cong+doan",
    }
    client.get(urls[path])
    total = 0
    for size in (1, 30, 1000):
        place_units(rows=[new(f"s{i}", middle.code) for i in range(total, size)], by=None)
        total = size
        with django_assert_max_num_queries(15) as captured:
            assert client.get(urls[path]).status_code == 200
        counts.add(len(captured))
    assert len(counts) == 1
    assert Unit.objects.filter(founded_on=BASE).count() == 1002
