"""Notices: told once, read by their person, forgotten in time; every kind has its sentence."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

import thidua
from tests import people
from thidua.core import clock
from thidua.notices.models import Notice
from thidua.notices.queries import unread
from thidua.notices.sentences import declared, sentence
from thidua.notices.services import KEEP_READ, KEEP_UNREAD, forget_old, mark_all_read, notify

SOURCE = Path(thidua.__file__).parent
KIND = "report.due"
FACTS = {"report": "Tháng 5/2024", "unit": "CĐCS A", "due": "05/06/2024"}


def told_kinds() -> Iterator[str]:
    """Yield the kind of every call of `notify` in the source."""
    for file in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "notify":
                for keyword in node.keywords:
                    if keyword.arg == "kind" and isinstance(keyword.value, ast.Constant):
                        yield keyword.value.value


def tell(*users, key="k1"):
    return notify(users=[user.pk for user in users], kind=KIND, link="/bao-cao/", key=key, **FACTS)


def test_every_kind_that_is_told_has_a_sentence():
    kinds = set(told_kinds())

    assert sorted(kinds - declared().keys()) == []


@pytest.mark.django_db
def test_one_thing_is_told_once_and_not_to_closed_accounts():
    ann, bob, gone = people.person("ann"), people.person("bob"), people.person("gone")
    gone.is_active = False
    gone.save()

    assert tell(ann, gone) == 1
    assert tell(ann, bob) == 1
    assert tell(ann, key="k2") == 1
    assert (unread(ann), unread(bob), unread(gone)) == (2, 1, 0)
    assert notify(users=[], kind=KIND, link="/", key="k3") == 0


def test_a_kind_that_nobody_declares_is_a_mistake():
    with pytest.raises(ValueError, match="no app declares"):
        notify(users=[1], kind="nothing.happened", link="/", key="k")


def test_a_sentence_survives_missing_facts_and_lost_kinds():
    assert "(không rõ)" in sentence(Notice(kind=KIND, facts={}))
    assert sentence(Notice(kind="gone.kind", facts={})) == "gone.kind"


@pytest.mark.django_db
def test_the_list_the_bell_and_reading(client):
    ann, bob = people.person("ann"), people.person("bob")
    tell(ann)
    tell(bob)
    client.force_login(ann)
    notice = Notice.objects.get(user=ann)

    page = client.get("/thong-bao/").content.decode()
    assert "Thông báo: 1 chưa đọc" in page
    assert "CĐCS A" in page
    assert client.post(f"/thong-bao/{notice.pk}/").url == "/bao-cao/"
    assert client.post(f"/thong-bao/{Notice.objects.get(user=bob).pk}/").status_code == 404
    assert unread(ann) == 0
    assert "Đã đọc hết thông báo" in client.get("/thong-bao/?xem=chua-doc").content.decode()


@pytest.mark.django_db
def test_all_read_is_undone_by_its_toast_and_bad_instants_change_nothing(client):
    ann = people.person("ann")
    tell(ann)
    tell(ann, key="k2")
    client.force_login(ann)

    client.post("/thong-bao/da-doc/")
    assert unread(ann) == 0
    for bad in ("", "hôm qua", "2024-99-99T00:00:00+07:00", "2024-05-18T00:00:00"):
        client.post("/thong-bao/chua-doc/", query_params={"luc": bad})
    assert unread(ann) == 0
    at = Notice.objects.filter(user=ann).first().read_at.isoformat()
    client.post("/thong-bao/chua-doc/", query_params={"luc": at})
    assert unread(ann) == 2


@pytest.mark.django_db
def test_old_notices_are_forgotten_read_ones_sooner():
    ann = people.person("ann")
    for key in ("fresh", "read", "old"):
        tell(ann, key=key)
    now = clock.now()
    Notice.objects.filter(key="read").update(read_at=now - KEEP_READ - timedelta(days=1))
    Notice.objects.filter(key="old").update(at=now - KEEP_UNREAD - timedelta(days=1))

    assert forget_old() == 2
    assert Notice.objects.get().key == "fresh"
    assert mark_all_read(user=ann)[0] == 1
