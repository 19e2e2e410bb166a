"""A forgotten password set anew by mail, where the installation has a mail server."""

from __future__ import annotations

import importlib
import re
from types import ModuleType

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import override_settings

from tests.people import person
from thidua.audit.models import AuditInbox
from thidua.people import urls as people_urls
from thidua.web import urls as root_urls

pytestmark = pytest.mark.django_db
PAGE = "/quen-mat-khau/"
OLD, NEW = "một-mật-khẩu-dài", "một-mật-khẩu-khác"


@pytest.fixture
def by_mail():
    cache.clear()
    backend = "django.core.mail.backends.locmem.EmailBackend"
    with override_settings(EMAIL_HOST="mail.example.vn", EMAIL_BACKEND=backend):
        importlib.reload(people_urls)
        urls = ModuleType("mail_urls")
        urls.urlpatterns = [*people_urls.urlpatterns, *root_urls.urlpatterns]
        with override_settings(ROOT_URLCONF=urls):
            yield
    importlib.reload(people_urls)


@pytest.fixture
def clerk():
    user = person("clerk", OLD)
    user.email = "clerk@example.vn"
    user.save()
    return user


def test_without_a_mail_server_there_is_no_such_page(client, clerk):
    assert client.get(PAGE).status_code == 404
    assert PAGE not in client.get("/dang-nhap/").content.decode()


def test_nobody_learns_whether_an_address_is_known(client, clerk, by_mail):
    answers = [client.post(PAGE, {"email": address}) for address in ("clerk@example.vn", "nobody@example.vn")]

    assert {(answer.status_code, answer["Location"]) for answer in answers} == {(302, f"{PAGE}da-gui/")}
    assert [message.to for message in mail.outbox] == [["clerk@example.vn"]]


def test_the_link_sets_a_new_password_once(client, clerk, by_mail):
    client.post(PAGE, {"email": "clerk@example.vn"})
    assert PAGE in client.get("/dang-nhap/").content.decode()
    link = re.search(r"http://testserver(/\S+)", mail.outbox[0].body)[1]
    assert "Chào Clerk" in mail.outbox[0].body

    form = client.get(link, follow=True)
    answer = client.post(form.request["PATH_INFO"], {"password1": NEW, "password2": NEW})

    assert (answer.status_code, answer["Location"]) == (302, f"{PAGE}xong/")
    assert AuditInbox.objects.filter(event="user.password_changed", actor_id=clerk.pk).exists()
    clerk.refresh_from_db()
    assert clerk.check_password(NEW)
    client.session.flush()
    assert "đã dùng hoặc đã hết hạn" in client.get(link, follow=True).content.decode()
