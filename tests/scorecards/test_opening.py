"""Opening a round: for a cluster at once, for all units of a kind by a worker; seen before it is done."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests import people
from tests.scorecards.world import DISTRICTS, World, world
from thidua.emulation.scorecards.errors import RoundBad
from thidua.emulation.scorecards.models import Card, Round
from thidua.emulation.scorecards.rules import SMALL, RoundState, Work
from thidua.emulation.scorecards.services import opening as opening_services
from thidua.emulation.scorecards.services.opening import Opening, open_round
from thidua.emulation.scorecards.services.working import work_on
from thidua.indicators.models import Period
from thidua.org.rules import UnitKind


@pytest.fixture
def found(db: None) -> World:
    return world()


def all_schools(found: World) -> Opening:
    return Opening(
        found.units["city"],
        found.scheme,
        Period.objects.get(code="2024"),
        "Mọi công đoàn cơ sở",
        unit_kind=UnitKind.GRASSROOTS,
    )


def test_every_member_gets_a_card_and_is_told(found: World) -> None:
    assert sorted(Card.objects.values_list("unit__code", flat=True)) == list(DISTRICTS)
    assert found.members["district_b"].notices.filter(kind="round.opened").count() == 1


def test_all_units_of_a_kind_below_the_owner_take_part(found: World) -> None:
    round_ = open_round(opening=all_schools(found), by=found.officer)

    codes = sorted(round_.cards.values_list("unit__code", flat=True))
    assert codes == [f"school_{name}" for name in DISTRICTS]


def test_a_large_round_is_laid_out_by_a_worker(found: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening_services, "SMALL", 3)
    round_ = open_round(opening=all_schools(found), by=found.officer)
    assert (round_.work, round_.work_total, round_.cards.count()) == (Work.OPENING, 4, 0)

    for _again in range(2):
        work_on(round_id=round_.pk, user_id=found.officer.pk)

    round_.refresh_from_db()
    assert (round_.work, round_.cards.count()) == (Work.NONE, 4)
    assert all(card.computed_at for card in round_.cards.all())
    assert len(DISTRICTS) < SMALL


def test_the_same_round_is_not_opened_twice(found: World) -> None:
    again = Opening(found.units["city"], found.scheme, Period.objects.get(code="2024"), "Nữa", cluster=found.cluster)

    with pytest.raises(RoundBad, match="đã có đợt"):
        open_round(opening=again, by=found.officer)


def test_the_page_shows_who_takes_part_before_it_opens(found: World) -> None:
    client = Client()
    client.force_login(found.officer)
    typed = {
        "name": "Mọi công đoàn cơ sở",
        "who": f"loai:{UnitKind.GRASSROOTS}",
        "scheme": str(found.scheme.pk),
        "period": "2024",
        "year_target": "part",
    }

    seen = client.post(reverse("round-new"), {**typed, "preview": "1"})
    assert seen.status_code == 200
    assert "4 đơn vị tham gia" in seen.content.decode()
    assert "Chưa đủ thông tin" not in seen.content.decode()
    assert Round.objects.count() == 1
    assert client.post(reverse("round-new"), {**typed, "open": "1"}).status_code == 302
    assert Round.objects.filter(unit_kind=UnitKind.GRASSROOTS).count() == 1


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"name": "x", "who": "cum:none", "scheme": "1", "period": "2024"},
        {"name": "x\u202ey", "who": "loai:grassroots", "scheme": "999999999999", "period": "2024"},
        {"name": "x", "who": "loai:grassroots", "scheme": "abc", "period": "2024-Q9", "self_until": "31/31/2024"},
    ],
)
def test_what_cannot_be_read_comes_back(typed: dict[str, str], found: World) -> None:
    client = Client()
    client.force_login(found.officer)

    assert client.post(reverse("round-new"), {**typed, "open": "1"}).status_code == 422
    assert Round.objects.count() == 1


def test_a_member_sees_only_her_own_card_while_units_score_themselves(found: World) -> None:
    client = Client()
    client.force_login(found.members["district_b"])
    address = reverse("card", args=[found.round.reference, "district_c"])
    assert client.get(address).status_code == 404

    Round.objects.update(state=RoundState.CROSS)
    assert client.get(address).status_code == 200


def test_a_school_sees_its_own_card_alone(found: World) -> None:
    round_ = open_round(opening=all_schools(found), by=found.officer)
    chair = people.chair(found.units["school_district_a"])
    client = Client()
    client.force_login(chair)

    assert client.get(reverse("card", args=[round_.reference, "school_district_a"])).status_code == 200
    assert client.get(reverse("card", args=[round_.reference, "school_district_b"])).status_code == 404
    assert client.get(reverse("card", args=[found.round.reference, "district_a"])).status_code == 404
