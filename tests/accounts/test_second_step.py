"""The second step of signing in."""

from __future__ import annotations

import re

import pytest
import time_machine
from django.test import Client

from tests.factories.tree import tree
from tests.people import administrator, officer, person
from thidua.audit.models import AuditInbox
from thidua.people.models import SecondFactor, User
from thidua.people.rules import code_at, shared_key
from thidua.people.services import set_password

pytestmark = pytest.mark.django_db
PASSWORD = "một-mật-khẩu-dài"
SIGN_IN, SET_UP, CHECK = "/dang-nhap/", "/tai-khoan/xac-nhan-hai-buoc/bat/", "/dang-nhap/ma-xac-nhan/"
NOW = 1_716_000_000  # within a half minute that begins exactly here


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def chief(settings) -> User:
    settings.THIDUA_SECOND_FACTOR = "required"
    user = administrator(tree("city")["city"], "chief")
    set_password(user=user, password=PASSWORD, by=None)
    return user


def sign_in(client: Client, username: str = "chief"):
    return client.post(SIGN_IN, {"login": username, "password": PASSWORD})


def shown(key: str, at: int = NOW) -> str:
    return code_at(key, at // 30)


def connect(client: Client) -> str:
    """Set the app up as a person does; the answer is its key."""
    page = client.get(SET_UP).content.decode()
    key = re.search(r"<code class=\"break-anywhere\">([A-Z2-7 ]+)</code>", page)[1].replace(" ", "")
    answer = client.post(SET_UP, {"code": shown(key)})
    assert answer.status_code == 200
    return key


def recovery_codes(answer) -> list[str]:
    return re.findall(r"<li><code>([A-Z2-9-]+)</code></li>", answer.content.decode())


def test_the_codes_are_those_of_the_standard():
    # RFC 6238, appendix B, cut to six digits.
    key = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    assert [code_at(key, at // 30) for at in (59, 1_111_111_109, 20_000_000_000)] == ["287082", "081804", "353130"]


def test_one_who_administers_is_led_to_the_set_up_and_nowhere_else(client, chief):
    sign_in(client)

    assert client.get("/").headers["Location"] == f"{SET_UP}?next=/"
    assert client.get("/cay-don-vi/", headers={"HX-Request": "true"}).headers["HX-Redirect"] == SET_UP
    assert client.get("/api/v1/units").status_code == 403
    assert client.post("/dang-xuat/").status_code == 302


def test_after_the_set_up_the_way_is_open_and_the_next_sign_in_asks_for_a_code(client, chief, clock):
    sign_in(client)
    key = connect(client)
    assert client.get("/").status_code == 200

    other = Client()
    sign_in(other)
    assert other.get("/nhat-ky/").headers["Location"] == f"{CHECK}?next=/nhat-ky/"
    assert other.get(SET_UP).status_code == 302
    assert other.post(CHECK, {"code": "000000"}).status_code == 422
    assert other.post(CHECK, {"code": shown(key)}).status_code == 422, "the code of the set-up was used"

    clock.shift(30)
    answer = other.post(CHECK, {"code": shown(key, NOW + 30), "next": "/nhat-ky/"})

    assert answer.headers["Location"] == "/nhat-ky/"
    assert other.get("/nhat-ky/").status_code == 200


def test_the_check_never_leads_to_another_site(client, chief, clock):
    sign_in(client)
    key = connect(client)
    other = Client()
    sign_in(other)
    clock.shift(30)

    answer = other.post(CHECK, {"code": shown(key, NOW + 30), "next": "https://example.com/"})

    assert answer.headers["Location"] == "/"


def test_a_recovery_code_opens_once(client, chief):
    sign_in(client)
    client.get(SET_UP)
    key = shared_key(client.session["second_factor_nonce"])
    codes = recovery_codes(client.post(SET_UP, {"code": shown(key)}))
    assert len(set(codes)) == 10

    for expected in (302, 422):
        other = Client()
        sign_in(other)
        assert other.post(CHECK, {"code": codes[0].lower()}).status_code == expected
    assert AuditInbox.objects.get(event="second_factor.recovered").facts == {"left": 9}


def test_who_only_enters_is_not_asked(client, settings):
    settings.THIDUA_SECOND_FACTOR = "required"
    set_password(user=person("clerk"), password=PASSWORD, by=None)
    sign_in(client, "clerk")

    assert client.get("/").status_code == 200


@pytest.mark.parametrize(("setting", "code"), [("off", 200), ("offered", 200), ("required", 302)])
def test_the_setting_says_who_must(client, settings, setting, code):
    user = officer(tree("city")["city"], "acceptor")
    set_password(user=user, password=PASSWORD, by=None)
    settings.THIDUA_SECOND_FACTOR = setting
    sign_in(client, "acceptor")

    assert client.get("/").status_code == code


def test_turning_it_off_takes_a_code(client, chief, clock):
    sign_in(client)
    key = connect(client)
    change = "/tai-khoan/xac-nhan-hai-buoc/doi/"

    assert client.post(change, {"code": "123456", "do": "remove"}).status_code == 422
    assert SecondFactor.objects.exists()
    clock.shift(30)
    assert client.post(change, {"code": shown(key, NOW + 30), "do": "remove"}).status_code == 302
    assert not SecondFactor.objects.exists()


def test_the_table_alone_gives_no_key_away(client, chief):
    sign_in(client)
    key = connect(client)
    factor = SecondFactor.objects.get()

    assert key not in (factor.nonce, *factor.recovery)
