"""Facts that units entered elsewhere: who registered for a movement, who signed the covenant of its cluster."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.covenants.world import MEMBERS, TODAY, World, made, signed, signed_by, signing, witnessed
from tests.scorecards.world import SCHEME, published
from thidua.core.periods import Calendar
from thidua.emulation.movements.models import Movement
from thidua.emulation.movements.rules import MovementKind, State
from thidua.emulation.scorecards.models import Card, Round
from thidua.emulation.scorecards.queries.facts import Place, entered_facts
from thidua.emulation.scorecards.queries.previewing import preview
from thidua.emulation.scorecards.services.computing import compute_now
from thidua.emulation.scorecards.services.facts import state_fact
from thidua.emulation.scorecards.services.opening import Opening, open_round
from thidua.indicators.models import Period
from thidua.indicators.services import ensure_periods
from thidua.org.rules import UnitKind

pytestmark = pytest.mark.django_db
SIGNERS = MEMBERS[:3]
LATE = MEMBERS[3]
CONDITIONS = [
    {
        "code": code,
        "text": text,
        "when": [{"fact": fact, "operator": "=", "value": False}],
        "effect": {"effect": "exclude"},
    }
    for code, text, fact in (
        ("no-covenant", "Không ký giao ước", "covenant_signed"),
        ("no-movement", "Không đăng ký thi đua", "registered"),
    )
]


@pytest.fixture
def found(settings: Any) -> World:
    settings.THIDUA_TODAY = TODAY
    world = made()
    ensure_periods(calendar=Calendar.CALENDAR, year=2024)
    return world


def round_of(found: World, **other: Any) -> Round:
    officer = found.people["owner's officer"]
    scheme = published(found.units["city"], {**SCHEME, "conditions": CONDITIONS}, officer)
    opening = Opening(
        found.units["city"],
        scheme,
        Period.objects.get(code="2024"),
        "Chấm điểm",
        **({"cluster": found.cluster} | other),
    )
    return open_round(opening=opening, by=officer)


def facts_of(round_: Round) -> Mapping[str, Any]:
    return dict(Card.objects.filter(round=round_).order_by("unit__code").values_list("unit__code", "facts"))


def card_page(found: World, round_: Round, unit: str) -> str:
    client = Client()
    client.force_login(found.people["owner's officer"])
    return client.get(reverse("card", args=[round_.reference, unit])).content.decode()


def test_a_signature_is_read_as_soon_as_it_is_there(found: World) -> None:
    covenant = signing(found)
    round_ = round_of(found)
    assert facts_of(round_) == {key: {} for key in MEMBERS}

    signed_by(found, covenant, *SIGNERS)
    compute_now(round_)

    # Who may still sign is not judged yet.
    assert facts_of(round_) == {key: {"covenant_signed": True} for key in SIGNERS} | {LATE: {}}
    page = card_page(found, round_, SIGNERS[0])
    assert "Giao ước «Giao ước thi đua năm 2024», ngày 18/05/2024" in page


def test_a_round_over_a_kind_of_units_reads_the_covenants_of_the_owners_clusters(found: World) -> None:
    covenant = signed(found)
    witnessed(found, covenant)
    place = Place(found.units["city"].pk, None, "2024-H1")
    units = [found.units[name].pk for name in (*MEMBERS, "district_x")]

    with CaptureQueriesContext(connection) as asked:
        facts = entered_facts(place, units, {"covenant_signed"})

    assert facts == {found.units[name].pk: {"covenant_signed": True} for name in MEMBERS}
    assert len(asked) == 1
    assert entered_facts(Place(place.owner_id, None, "2023"), units, {"covenant_signed"}) == {}
    round_ = round_of(found, cluster=None, unit_kind=UnitKind.DISTRICT)
    assert facts_of(round_)["district_x"] == {}
    assert facts_of(round_)[LATE] == {"covenant_signed": True}


def test_who_did_not_register_is_left_out_and_the_movement_is_named(found: World) -> None:
    officer = found.people["owner's officer"]
    Movement.objects.create(
        reference="laodonggioi",
        owner=found.units["city"],
        kind=MovementKind.values[0],
        title="Lao động giỏi",
        calendar=Calendar.CALENDAR,
        year=2024,
        starts=date(2024, 1, 1),
        ends=date(2024, 12, 31),
        among=found.units["city"],
        kinds=[UnitKind.DISTRICT],
        register_until=date(2024, 3, 31),
        state=State.values[1],
        made_by=officer,
        made_at=found.cluster.made_at,
    )
    round_ = round_of(found)

    assert facts_of(round_) == {key: {"registered": False} for key in MEMBERS}
    page = card_page(found, round_, LATE)
    assert "Phong trào «Lao động giỏi»" in page
    shown = preview(found.units["city"], found.cluster, "", round_.scheme_id, Period.objects.get(code="2024"))
    assert [(one.text, one.count) for one in shown.ineligible] == [("Không đăng ký thi đua", 4)]
    assert shown.unknown == (("Không ký giao ước", 4),)


def test_what_the_owner_states_stands_before_what_is_read(found: World) -> None:
    signed_by(found, signing(found), *SIGNERS)
    round_ = round_of(found)
    card = Card.objects.get(round=round_, unit=found.units[SIGNERS[0]])
    officer = found.people["owner's officer"]
    state_fact(card_id=card.pk, fact="covenant_signed", value=False, grounds="Ký không đúng thẩm quyền", by=officer)

    assert facts_of(round_)[SIGNERS[0]] == {"covenant_signed": False}
    page = card_page(found, round_, SIGNERS[0])
    assert "Ký không đúng thẩm quyền" in page
    assert "Giao ước «" not in page
