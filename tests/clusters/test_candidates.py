"""Who may sit in a cluster: the units directly below its owner, and any below it that somebody looks for."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.clusters.conftest import TODAY, World, signed_in
from thidua.emulation.clusters.models import Cluster, Seat
from thidua.emulation.clusters.queries.candidates import candidates
from thidua.emulation.clusters.views import forming

pytestmark = pytest.mark.django_db
FOUNDING = {"name": "Cụm doanh nghiệp lớn", "on": "2024-05-18", "next_lead": "rotation"}


def offered(world: World, **asked: object) -> list[tuple[str, str, str]]:
    found = candidates(world.units["city"].pk, 2024, TODAY, **asked)  # type: ignore[arg-type]
    return [(one.code, one.under, one.sits_in) for one in found]


def test_children_are_offered_with_the_cluster_that_they_sit_in(world):
    found = offered(world)

    assert [code for code, _under, _sits in found] == [f"district_{letter}" for letter in "abcdefg"]
    assert {under for _code, under, _sits in found} == {""}
    assert found[0][2] == "Cụm thi đua số 2"
    assert found[-1][2] == ""


def test_words_find_units_of_every_level_below_the_owner_and_no_others(world):
    assert offered(world, words="union") == [(f"union_{c}", f"district_{c}", "") for c in "abcdefg"]
    assert offered(world, words="other") == []
    assert offered(world, words="city") == []


def test_who_is_chosen_stays_behind_the_children(world):
    assert [code for code, *_rest in offered(world, words="district_g", chosen={"union_a"})] == [
        "district_g",
        "union_a",
    ]
    assert offered(world, chosen={"union_b", "other_district"})[-1] == ("union_b", "district_b", "")


def test_looking_for_a_unit_keeps_what_was_typed_and_judges_nothing(world):
    client, address = signed_in(world.organiser), reverse("cluster-new")
    typed = FOUNDING | {"name": "", "decision": "Số 7", "role-union_b": "lead", "lam": "tim", "tim": "union_a"}

    page = client.post(address, typed)

    assert page.status_code == 200
    assert not page.context["form"].errors
    assert page.context["form"]["decision"].value() == "Số 7"
    assert [(row["unit"].code, row["role"]) for row in page.context["rows"]] == [("union_b", "lead"), ("union_a", "")]


def test_a_search_that_shows_a_part_says_so(world, monkeypatch):
    client, address = signed_in(world.organiser), reverse("cluster-new")
    assert "hiện nhiều nhất" not in client.post(address, {"lam": "tim", "tim": "union"}).text

    monkeypatch.setattr(forming, "MOST_FOUND", 7)

    assert "hiện nhiều nhất 7 đơn vị" in client.post(address, {"lam": "tim", "tim": "union"}).text


def test_a_cluster_of_deeper_units_is_formed_and_goes_on(world):
    client = signed_in(world.organiser)
    roles = {"role-union_a": "lead", "role-union_b": "member", "role-district_g": "member"}

    client.post(reverse("cluster-new"), FOUNDING | roles | {"lam": "ghi"})

    cluster = Cluster.objects.get(name=FOUNDING["name"])
    seats = Seat.objects.filter(cluster=cluster).order_by("unit__code")
    assert list(seats.values_list("unit__code", flat=True)) == ["district_g", "union_a", "union_b"]
    page = client.get(reverse("cluster-continue", args=[cluster.reference]))
    proposed = {row["unit"].code for row in page.context["rows"] if row["role"]}
    assert proposed == {"district_g", "union_a", "union_b"}


def test_a_deeper_unit_joins(world):
    client = signed_in(world.organiser)
    address = reverse("cluster-change", args=[world.cluster.reference]) + "?viec=them"
    typed = {"role": "member", "on": "2024-06-01", "reason": ""}

    looked = client.post(address, typed | {"lam": "tim", "tim": "union_c"})
    assert looked.status_code == 200
    assert not looked.context["form"].errors
    assert ("union_c", "union_c · district_c") in looked.context["form"].fields["unit"].choices
    client.post(address, typed | {"unit": "union_c", "reason": "Quyết định 9", "lam": "ghi"})

    assert Seat.objects.filter(cluster=world.cluster, unit=world.units["union_c"]).exists()
