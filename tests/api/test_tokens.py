"""Tokens: shown once, kept as digests, useless the moment they are revoked, expired or their owner leaves."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.api.conftest import Api, Federation
from tests.people import person
from thidua.api.models import ApiToken
from thidua.api.services import MOST_TOKENS, NamelessToken, TokenRevoked, TooManyTokens, issue_token, revoke_token
from thidua.audit.models import AuditInbox
from thidua.core import clock
from thidua.people.services import deactivate_user

PERIODS = "/periods"


def test_only_the_digest_of_a_token_is_kept(federation: Federation) -> None:
    secret = issue_token(user=federation.chair.user, name="phần mềm", by=federation.chair.user).secret

    assert len(secret) > 40
    assert not ApiToken.objects.filter(name__contains=secret).exists()
    assert secret.encode() not in {bytes(token.digest) for token in ApiToken.objects.all()}
    event = AuditInbox.objects.filter(event="api_token.issued").last()
    assert event is not None
    assert secret not in str(event.facts)


def test_a_token_opens_the_door_and_notes_the_day(federation: Federation) -> None:
    assert federation.chair.get(PERIODS)[0] == 200
    assert federation.chair.user.api_tokens.get().last_used_on == clock.today()


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer x", "Bearer thidua_x", "Basic YTpi", "Bearer thidua_\ud83d"])
def test_nothing_else_opens_it(federation: Federation, header: str) -> None:
    response = Client().get("/api/v1/periods", headers={"Authorization": header.encode("utf-8", "replace").decode()})

    assert response.status_code == 401
    assert response.json()["code"] == "not-signed-in"
    assert response["WWW-Authenticate"].startswith("Bearer")


def test_a_revoked_token_is_useless_at_once(federation: Federation) -> None:
    token = federation.chair.user.api_tokens.get()
    revoke_token(token_id=token.pk, by=federation.chair.user)

    assert federation.chair.get(PERIODS)[0] == 401
    with pytest.raises(TokenRevoked):
        revoke_token(token_id=token.pk, by=federation.chair.user)


def test_an_expired_token_is_useless(federation: Federation) -> None:
    now = clock.now()
    federation.chair.user.api_tokens.update(created_at=now - timedelta(days=2), expires_at=now - timedelta(seconds=1))

    assert federation.chair.get(PERIODS)[0] == 401


def test_the_token_of_one_who_left_is_useless(federation: Federation) -> None:
    deactivate_user(user=federation.chair.user, by=None)

    assert federation.chair.get(PERIODS)[0] == 401


def test_a_token_has_a_name_and_an_account_not_too_many(db: None) -> None:
    user = person("clerk")
    with pytest.raises(NamelessToken):
        issue_token(user=user, name="  ", by=user)
    for number in range(MOST_TOKENS):
        issue_token(user=user, name=str(number), by=user)
    with pytest.raises(TooManyTokens):
        issue_token(user=user, name="one more", by=user)


def test_the_page_shows_a_new_token_once(federation: Federation) -> None:
    browser = Client()
    browser.force_login(federation.chair.user)

    made = browser.post(reverse("api-tokens"), {"name": "Phần mềm của trường"})

    secret = made.context["secret"]
    assert secret in made.content.decode()
    assert "no-store" in made["Cache-Control"]
    assert secret not in browser.get(reverse("api-tokens")).content.decode()
    assert Api(federation.chair.user, secret=secret).get(PERIODS)[0] == 200


def test_the_page_revokes_ones_own_tokens_only(federation: Federation) -> None:
    browser = Client()
    browser.force_login(federation.chair.user)
    own, other = federation.chair.user.api_tokens.get(), federation.city.user.api_tokens.get()

    assert browser.post(reverse("api-token-revoke", args=[other.pk])).status_code == 404
    assert browser.post(reverse("api-token-revoke", args=[own.pk])).status_code == 302
    assert federation.chair.get(PERIODS)[0] == 401
    assert federation.city.get(PERIODS)[0] == 200


def test_a_session_reads_and_does_not_write(federation: Federation) -> None:
    browser = Client()
    browser.force_login(federation.chair.user)

    assert browser.get("/api/v1/periods").status_code == 200
    assert browser.get("/api/v1/periods", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 401
    assert browser.put(f"/api/v1{federation.path}", "{}", content_type="application/json").status_code == 401
