"""Who may do what with a covenant in each of its states; asked through the pages.

`make prove` asks every cell of the tables, `make test` each change by one who may make it and a part of the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django.plugin import DjangoDbBlocker

from tests.covenants import world as made
from tests.covenants.world import MEMBERS
from tests.rights.tables import DONE, differences, one_who_may, part_of, said, table
from thidua.emulation.covenants import urls
from thidua.emulation.covenants.models import Article, Clause, Comment, Covenant
from thidua.emulation.covenants.rules import CovenantState
from thidua.emulation.covenants.services.confirming import confirm_clause

# What each column asks, by action.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "read": ("page", "paper"),
    "live": ("live",),
    "hall": ("ceremony", "signers"),
    "desk": ("table",),
    "text": ("general", "article", "edit", "move", "remove", "clause", "edit-clause", "remove-clause", "date"),
    "ask": ("ask",),
    "note": ("comment",),
    "word": ("agree", "object"),
    "drop": ("comment-back",),
    "ans": ("answer",),
    "done": ("settle",),
    "rule": ("decide",),
    "back": ("reopen",),
    "open": ("begin",),
    "sign": ("sign", "typed", "code"),
    "void": ("unsign",),
    "seal": ("witness",),
    "more": ("annex",),
    "mark": ("confirm",),
    "undo": ("undo",),
}

# What somebody gets whose right does not fail for the state. A member asks in the name of her own unit, everybody else
# in that of district_c. The lead's leader takes part for the lead, so she writes too.
PEOPLE = table(
    """
                    read live hall desk text ask  note word drop ans  done rule back open sign void seal more mark undo
── the lead, its deputy ──
lead's officer      ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   403  ok   ok   403  403  403  ok   ok   ok
lead's leader       ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   403  ok   ok   ok   ok   403  ok   ok   ok
deputy's officer    ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   403  ok   ok   403  403  403  ok   ok   ok
── a member ──
member's officer    ok   ok   ok   ok   403  403  ok   ok   ok   403  403  403  403  403  403  403  403  403  403  403
member's leader     ok   ok   ok   ok   403  403  ok   ok   ok   403  403  403  403  403  ok   ok   403  403  403  403
── the owner of the cluster ──
owner's officer     ok   ok   ok   ok   ok   ok   403  403  403  ok   ok   ok   ok   ok   403  403  403  ok   ok   ok
owner's leader      ok   ok   ok   ok   403  403  403  403  403  403  ok   ok   403  403  403  403  ok   403  403  403
── those who look ──
inspector           ok   ok   ok   403  403  403  403  403  403  403  403  403  403  403  403  403  403  403  403  403
administrator       ok   ok   ok   403  403  403  403  403  403  403  403  403  403  403  403  403  403  403  403  403
── others ──
other cluster       404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
school's chair      404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
nobody              302  302  302  302  302  302  302  302  302  302  302  302  302  302  302  302  302  302  302  302
"""
)

# What the state makes of what somebody may do. "all said" is a draft to which every member has agreed; "signed" waits
# for the witness. Forms of writing answer 409 with what was typed; a draft is not there for who does not write it.
STATES = table(
    """
                    read live hall desk text ask  note word drop ans  done rule back open sign void seal more mark undo
draft               ok   404  404  404  ok   ok   409  409  409  ok   409  409  409  409  409  409  409  409  409  404
commenting          ok   404  404  404  ok   ok   ok   ok   ok   ok   409  ok   ok   409  409  409  409  409  409  404
all said            ok   404  404  404  ok   ok   ok   ok   ok   ok   ok   ok   ok   409  409  409  409  409  409  404
agreed              ok   404  404  404  409  409  409  409  409  409  409  409  ok   ok   409  409  409  409  409  404
signing             ok   404  ok   ok   409  409  409  409  409  409  409  409  ok   409  ok   409  409  409  409  404
signed              ok   404  ok   ok   409  409  409  409  409  409  409  409  ok   409  409  own  ok   409  409  404
in force            ok   ok   ok   404  409  409  409  409  409  409  409  409  409  409  409  409  409  ok   ok   ok
"""
)
DRAFTERS = {"lead's officer", "lead's leader", "deputy's officer", "owner's officer", "owner's leader"}
SHOWS = {"page", "paper", "live", "ceremony", "signers", "table"}
UNITS = {"lead's officer": "district_a", "lead's leader": "district_a", "deputy's officer": "district_b"}


@dataclass(frozen=True)
class World:
    """The cluster, and a browser for everybody."""

    base: made.World
    browsers: Mapping[str, Client]


@pytest.fixture(scope="module")
def everybody(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """One world for all states; what happens in it is undone."""
    before = settings.THIDUA_TODAY
    settings.THIDUA_TODAY = made.TODAY
    with django_db_blocker.unblock(), transaction.atomic():
        yield _world()
        transaction.set_rollback(True)
    settings.THIDUA_TODAY = before


def _world() -> World:
    base = made.made()
    known = {
        "lead's officer": base.people["district_a officer"],
        "lead's leader": base.people["district_a leader"],
        "deputy's officer": base.people["district_b officer"],
        "member's officer": base.people["district_c officer"],
        "member's leader": base.people["district_c leader"],
        "owner's officer": base.people["owner's officer"],
        "owner's leader": base.people["owner's leader"],
        "inspector": base.people["inspector"],
        "administrator": base.people["administrator"],
        "other cluster": base.people["other cluster's leader"],
        "school's chair": base.people["school's chair"],
    }
    browsers = {name: Client() for name in PEOPLE}
    for name, user in known.items():
        browsers[name].force_login(user)
    return World(base, browsers)


# ── How a covenant comes into each state ─────────────────────────────────────


def _all_said(world: made.World) -> Covenant:
    covenant = made.commenting(world)
    for name in MEMBERS:
        made.say(world, covenant, name)
    return covenant


MADE: Mapping[str, Callable[[made.World], Covenant]] = {
    "draft": made.drafted,
    "commenting": made.commenting,
    "all said": _all_said,
    "agreed": made.agreed,
    "signing": made.signing,
    "signed": made.signed,
    "in force": made.in_force,
}


@dataclass(frozen=True)
class Try:
    """A covenant in some state, and what a request about it needs to know."""

    covenant: Covenant
    unit: str
    article: int
    clause: int
    comment: int
    confirmation: int

    def url(self, name: str, *more: object) -> str:
        """An address of the covenant."""
        return reverse(name, args=[self.covenant.reference, *more])


def _try(world: made.World, covenant: Covenant, person: str, comment_id: int, confirmation: int) -> Try:
    clauses = Clause.objects.filter(article__covenant=covenant)
    return Try(
        covenant=covenant,
        unit=UNITS.get(person, "district_c"),
        article=Article.objects.filter(covenant=covenant).earliest("order").pk,
        clause=clauses.get(measure="words").pk,
        comment=comment_id,
        confirmation=confirmation,
    )


# ── What people try ──────────────────────────────────────────────────────────

Ask = Callable[[Client, Try], HttpResponse]


def _get(name: str) -> Ask:
    return lambda client, at: client.get(at.url(name))


def _post(name: str, key: str = "", **data: str) -> Ask:
    """`key` names what of the covenant is meant; the unit in whose name it is asked is always sent."""

    def ask(client: Client, at: Try) -> HttpResponse:
        keys = [getattr(at, key)] if key else []
        return client.post(at.url(name, *keys), {"unit": at.unit, "seen": _seen(name, at), **data})

    return ask


def _seen(name: str, at: Try) -> str:
    """What somebody sends who has just read the page."""
    from thidua.emulation.covenants.services import writing

    match name:
        case "covenant-general":
            return writing.general_mark(at.covenant)
        case "covenant-article":
            return writing.article_mark(Article.objects.get(pk=at.article))
        case "covenant-clause":
            return writing.clause_mark(Clause.objects.get(pk=at.clause))
        case "covenant-opinion":
            return str(Covenant.objects.get(pk=at.covenant.pk).revision)
        case _:
            return at.covenant.digest


def _confirm(client: Client, at: Try) -> HttpResponse:
    data = {"kept": "1", "remark": "Biên bản hội nghị"}
    return client.post(at.url("covenant-confirm", at.clause, "district_d"), data)


SIGNED = {"post": "Chủ tịch", "method": "drawn", "drawing": made.DRAWING}
TYPED = {"post": "Chủ tịch", "method": "typed"}


def _typed(client: Client, at: Try) -> HttpResponse:
    data = {"unit": at.unit, "seen": at.covenant.digest, "typed": f"Leader.{at.unit}".title(), **TYPED}
    return client.post(at.url("covenant-sign"), data)


def _comment(client: Client, at: Try) -> HttpResponse:
    data = {"unit": at.unit, f"c{at.article}-text": "Nêu rõ mốc"}
    return client.post(at.url("covenant-comment", at.article), data)


def _answer_comment(client: Client, at: Try) -> HttpResponse:
    return client.post(at.url("covenant-comment-answer", at.comment), {f"a{at.comment}-answer": "Đã bổ sung"})


# By name: the address that it drives, and the request.
ACTIONS: Mapping[str, tuple[str, Ask]] = {
    "page": ("covenant", _get("covenant")),
    "paper": ("covenant-pdf", _get("covenant-pdf")),
    "live": ("covenant-living", _get("covenant-living")),
    "ceremony": ("covenant-sign", _get("covenant-sign")),
    "signers": ("covenant-sign-state", _get("covenant-sign-state")),
    "table": ("covenant-table", _get("covenant-table")),
    "general": ("covenant-general", _post("covenant-general", title="Tên khác")),
    "article": ("covenant-article-new", _post("covenant-article-new", title="Thêm")),
    "edit": ("covenant-article", _post("covenant-article", "article", title="Sửa")),
    "move": ("covenant-article-move", _post("covenant-article-move", "article", later="1")),
    "remove": ("covenant-article-remove", _post("covenant-article-remove", "article")),
    "clause": ("covenant-clause-new", _post("covenant-clause-new", "article", text="Thêm", measure="words")),
    "edit-clause": ("covenant-clause", _post("covenant-clause", "clause", text="Sửa", measure="words")),
    "remove-clause": ("covenant-clause-remove", _post("covenant-clause-remove", "clause")),
    "date": ("covenant-entry", _post("covenant-entry", **{"lich-on": "2024-09-01", "lich-text": "Họp cụm"})),
    "ask": ("covenant-ask", _post("covenant-ask", until="2024-06-15")),
    "comment": ("covenant-comment", _comment),
    "agree": ("covenant-opinion", _post("covenant-opinion", agrees="1")),
    "object": ("covenant-opinion", _post("covenant-opinion", agrees="0", reason="Chỉ tiêu cao")),
    "comment-back": ("covenant-comment-back", _post("covenant-comment-back", "comment")),
    "answer": ("covenant-comment-answer", _answer_comment),
    "settle": ("covenant-agree", _post("covenant-agree")),
    "decide": ("covenant-agree", _post("covenant-agree", reason="Hết hạn góp ý")),
    "reopen": ("covenant-reopen", _post("covenant-reopen")),
    "begin": ("covenant-begin", _post("covenant-begin")),
    "sign": ("covenant-sign", _post("covenant-sign", **SIGNED)),
    "typed": ("covenant-sign", _typed),
    "code": ("covenant-sign-code", _post("covenant-sign-code")),
    "unsign": ("covenant-sign-back", _post("covenant-sign-back")),
    "witness": ("covenant-witness", _post("covenant-witness", **SIGNED)),
    "annex": ("covenant-annex", _post("covenant-annex", title="Phụ lục")),
    "confirm": ("covenant-confirm", _confirm),
    "undo": ("covenant-confirm-undo", _post("covenant-confirm-undo", "confirmation")),
}


def expected(state: str, person: str, action: str) -> str:
    """What a person gets who tries an action while the covenant is in a state."""
    column = next(name for name, actions in COLUMNS.items() if action in actions)
    allowed, found = PEOPLE[person][column], STATES[state][column]
    if allowed in {"302", "404"}:
        return allowed
    if state == "draft" and person not in DRAFTERS:
        return "404"
    if allowed != DONE:
        return allowed
    if found == "own":  # who signed takes her own signature back
        return DONE
    return found


@pytest.mark.parametrize("state", STATES)
def test_who_does_what(state: str, everybody: World) -> None:
    everything, turn = [(person, action) for person in PEOPLE for action in ACTIONS], list(STATES).index(state)
    changing = [cell for cell in everything if expected(state, *cell) == DONE and cell[1] not in SHOWS]
    cells = list(dict.fromkeys([*one_who_may(changing, turn), *part_of(everything, turn)]))
    with transaction.atomic():
        covenant, said_by, confirmed = _prepared(state, everybody.base)
        wanted, found = {}, {}
        for person, action in cells:
            at = _try(everybody.base, covenant, person, said_by[UNITS.get(person, "district_c")], confirmed)
            name = f"{person}, {action}"
            wanted[name] = expected(state, person, action)
            found[name] = _answer(everybody.browsers[person], at, action)
        transaction.set_rollback(True)

    assert not (wrong := differences(wanted, found)), "\n".join(wrong)


def _prepared(state: str, base: made.World) -> tuple[Covenant, dict[str, int], int]:
    """The covenant in a state; a comment of each member, and in force a confirmation, by their keys."""
    covenant = MADE["signed" if state == "in force" else state](base)
    article = Article.objects.filter(covenant=covenant).earliest("order")
    comments = {unit: _said(article, base, unit) for unit in MEMBERS[:3]}
    if state != "in force":
        return covenant, comments, 1
    made.witnessed(base, covenant)
    clause = Clause.objects.get(article__covenant=covenant, measure="words")
    by, unit = base.people["owner's officer"], base.units["district_d"]
    confirmed = confirm_clause(clause_id=clause.pk, unit=unit, kept=True, remark="Biên bản", by=by)
    return made.fresh(covenant), comments, confirmed.pk


def _said(article: Article, base: made.World, unit: str) -> int:
    """A comment from when they were asked for, before the covenant came where it is."""
    by = base.people[f"{unit} officer"]
    made_at = article.covenant.made_at
    return Comment.objects.create(article=article, unit=base.units[unit], text="Ý kiến", by=by, at=made_at).pk


def _answer(browser: Client, at: Try, action: str) -> str:
    before, cookies = _trace(at.covenant), browser.cookies.output()
    with transaction.atomic():
        response = ACTIONS[action][1](browser, at)
        changed = _trace(at.covenant) != before
        transaction.set_rollback(True)
    browser.cookies.load(cookies)
    if action in SHOWS and response.status_code == 200:
        return DONE
    if response.status_code == 302 and "/dang-nhap/" in response.headers["Location"]:
        return "302" if not changed else "302 with a trace"
    return said(response.status_code, changed=changed)


def _trace(covenant: Covenant) -> list[object]:
    """Everything that a change of a covenant leaves behind."""
    tables = (
        "covenant",
        "article",
        "clause",
        "membertarget",
        "entry",
        "comment",
        "opinion",
        "party",
        "signature",
        "tablecode",
        "confirmation",
    )
    with connection.cursor() as cursor:
        found: list[object] = []
        for name in tables:
            cursor.execute(f"SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY id), '')) FROM covenants_{name} t")
            found.append(cursor.fetchone())
    return found


# ── Nothing is forgotten ─────────────────────────────────────────────────────

# Pages that only show, and what undoes an action that is asked.
ELSEWHERE = {
    "cluster-covenant",
    "covenant-new",
    "covenant-signed-pdf",
    "covenant-evidence",
    "covenant-article-restore",
    "covenant-clause-restore",
    "covenant-entry-remove",
    "covenant-entry-restore",
}


def test_every_address_is_asked() -> None:
    asked = {name for name, _ask in ACTIONS.values()} | ELSEWHERE
    assert {pattern.name for pattern in urls.urlpatterns} == asked


def test_every_state_has_a_row() -> None:
    states = {state.replace("_", " ") for state in CovenantState.values}
    assert states <= set(STATES)


def test_every_action_has_a_column() -> None:
    assert sorted(action for actions in COLUMNS.values() for action in actions) == sorted(ACTIONS)
