"""Where an account is signed in, and ending it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.people import person
from thidua.people.models import SignedIn, User
from thidua.people.rules import device
from thidua.people.services import deactivate_user, forget_ended_sessions, set_password

pytestmark = pytest.mark.django_db
PASSWORD = "một-mật-khẩu-dài"
PAGE = "/tai-khoan/phien/"
PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/125.0 Mobile Safari/537.36"
DESK = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/125.0 Safari/537.36 Edg/125.0"


@pytest.fixture
def clerk() -> User:
    return person("clerk", PASSWORD)


def browser(agent: str) -> Client:
    client = Client(headers={"User-Agent": agent})
    assert client.post("/dang-nhap/", {"login": "clerk", "password": PASSWORD}).status_code == 302
    return client


def inside(client: Client) -> bool:
    return client.get(PAGE).status_code == 200


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (PHONE, "Chrome trên Android"),
        (DESK, "Edge trên Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) Version/17.4 Safari/604.1", "Safari trên iPhone"),
        ("curl/8", "Thiết bị không rõ"),
        ("", "Thiết bị không rõ"),
    ],
)
def test_a_device_is_told_in_words(agent, words):
    assert device(agent) == words


def test_both_browsers_are_listed_and_one_is_ended(clerk):
    phone, desk = browser(PHONE), browser(DESK)
    page = desk.get(PAGE).content.decode()
    assert "Chrome trên Android" in page
    assert "Edge trên Windows" in page

    desk.post(f"{PAGE}{SignedIn.objects.get(agent=PHONE).pk}/ket-thuc/")

    assert (inside(phone), inside(desk)) == (False, True)


def test_all_others_are_ended_at_once(clerk):
    here, *others = [browser(DESK), browser(PHONE), browser(PHONE)]

    here.post(f"{PAGE}khac/ket-thuc/")

    assert inside(here)
    assert not any(map(inside, others))


def test_nobody_ends_the_session_of_another(clerk):
    phone = browser(PHONE)
    stranger = Client()
    stranger.force_login(person("stranger"))

    assert stranger.post(f"{PAGE}{SignedIn.objects.get().pk}/ket-thuc/").status_code == 404
    assert inside(phone)


def test_the_hour_is_noted_and_nothing_is_written_in_between(clerk, django_assert_max_num_queries):
    phone = browser(PHONE)
    inside(phone)
    with django_assert_max_num_queries(12) as asked:
        inside(phone)
    assert not [query["sql"] for query in asked.captured_queries if query["sql"].startswith(("UPDATE", "INSERT"))]

    before = timezone.now() - timedelta(hours=3)
    SignedIn.objects.update(seen_at=before)
    session = phone.session
    session["seen"] = before.timestamp()
    session.save()
    inside(phone)

    assert SignedIn.objects.get().seen_at > before + timedelta(hours=2)


@pytest.mark.parametrize("change", ["password", "out of use"])
def test_a_new_password_and_going_out_of_use_end_every_session(clerk, change):
    phone = browser(PHONE)

    if change == "password":
        set_password(user=clerk, password="một-mật-khẩu-khác", by=None)
    else:
        deactivate_user(user=clerk, by=None)

    assert not inside(phone)
    assert not SignedIn.objects.exists()


def test_changing_ones_own_password_keeps_this_browser(clerk):
    phone, desk = browser(PHONE), browser(DESK)

    desk.post("/doi-mat-khau/", {"present": PASSWORD, "new": "một-mật-khẩu-khác", "again": "một-mật-khẩu-khác"})

    assert (inside(phone), inside(desk)) == (False, True)
    assert SignedIn.objects.get().agent == DESK


def test_what_is_noted_goes_with_the_session(clerk):
    phone = browser(PHONE)
    phone.session.delete()

    forget_ended_sessions()

    assert not SignedIn.objects.exists()
