"""Somebody has everything but the committee's shares, before, during and after a ballot, and learns nothing.

The attacker holds all tables at three moments with PostgreSQL's own row headers, the raw write-ahead log, a server log
in which every statement stands in full, what the application logged, the audit trail, jobs and sessions. She may look
for choices and codes in all of it, and may match voters with opened votes by every order and length that she finds. The
same attack on careless variants succeeds, so that it is known to see what there is to see.
"""

from __future__ import annotations

import logging
import os
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import sqrt
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from psycopg import sql

from tests.factories.tree import tree
from tests.voting.ballots import Held, held
from thidua.cli.postgres import Postgres
from thidua.people.models import User
from thidua.voting import envelopes
from thidua.voting.rules import CODE_LENGTH, Act, Asked, State, Votes, printed_code
from thidua.voting.services import casting, counting
from thidua.voting.services.casting import new_slip

FULL = bool(os.environ.get("THIDUA_PROVE"))
VOTERS = 600 if FULL else 100
# Careless variants give themselves away with few.
FEW = 40
# Five standard deviations: one honest run in more than a million fails, and an attack that works is far beyond.
SIGMAS = 5
# Of voters matched by chance one is expected to be right, more than this one time in 10^9.
LUCKY = 12

pytestmark = pytest.mark.django_db(transaction=True)


# ── What the attacker holds ──────────────────────────────────────────────────


@dataclass
class Loot:
    """All tables at a moment: by table, every row as text with its row header before it."""

    tables: dict[str, list[dict[str, str]]]

    def holds(self, text: str) -> list[str]:
        """The tables in which a text stands somewhere."""
        return [name for name, everything in self.texts.items() if text in everything]

    @cached_property
    def texts(self) -> dict[str, str]:
        """By table, everything in it as one text; no text that is looked for has a line's end in it."""
        return {name: "\n".join(value for row in rows for value in row.values()) for name, rows in self.tables.items()}


def loot() -> Loot:
    """Copy every table, with ctid and xmin of every row, in the order in which the rows lie."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(
                sql.SQL(
                    "SELECT row_number() OVER (ORDER BY t.ctid) AS place, t.xmin::text AS header, t.* FROM {} t"
                ).format(sql.Identifier(table))
            )
            names = [column[0] for column in cursor.description]
            found[table] = [dict(zip(names, map(_text, row), strict=True)) for row in cursor.fetchall()]
    return Loot(found)


def _text(value: object) -> str:
    if isinstance(value, (bytes, memoryview)):
        return bytes(value).hex()
    return "" if value is None else str(value)


@dataclass
class Taken:
    """Everything that the attacker took, and what is true, which only the test knows."""

    before: Loot
    during: Loot
    after: Loot
    wal_before: bytes
    wal: bytes
    statements: str
    application: str
    codes: dict[int, str] = field(repr=False)
    choices: dict[int, int] = field(repr=False)


@pytest.fixture
def tapped(postgres: Postgres, caplog: pytest.LogCaptureFixture) -> Iterator[Callable[[], tuple[bytes, str]]]:
    """Keep the write-ahead log, log every statement, and hand out both from the beginning of the test on."""
    name = connection.settings_dict["NAME"]
    slot = f"attack_{name}"
    caplog.set_level(logging.DEBUG)
    with psycopg.connect(postgres.admin_url("postgres"), autocommit=True) as admin:
        admin.execute("SELECT pg_create_physical_replication_slot(%s, true)", [slot])
        admin.execute(sql.SQL("ALTER DATABASE {} SET log_statement = 'all'").format(sql.Identifier(name)))
        connection.close()
        begun, logged = _position(admin), postgres.place.log.stat().st_size

        def take() -> tuple[bytes, str]:
            admin.execute("SELECT pg_switch_wal()")
            with postgres.place.log.open("rb") as log:
                log.seek(logged)
                return _wal(postgres.place.cluster / "pg_wal", begun, _position(admin)), log.read().decode(
                    errors="replace"
                )

        try:
            yield take
        finally:
            admin.execute("SELECT pg_drop_replication_slot(%s)", [slot])
            admin.execute(sql.SQL("ALTER DATABASE {} RESET log_statement").format(sql.Identifier(name)))
            connection.close()


def _position(admin: psycopg.Connection) -> str:
    row = admin.execute("SELECT pg_walfile_name(pg_current_wal_insert_lsn())").fetchone()
    assert row is not None
    return str(row[0])


def _wal(folder: Path, first: str, last: str) -> bytes:
    """The raw segments one after the other."""
    names = sorted(path.name for path in folder.iterdir() if re.fullmatch("[0-9A-F]{24}", path.name))
    # The rest of a segment that was switched away from is zeros, mebibytes of them.
    return b"".join((folder / name).read_bytes().rstrip(b"\0") for name in names if first <= name <= last)


# ── The ballot ───────────────────────────────────────────────────────────────


def play(take: Callable[[], tuple[bytes, str]], caplog: pytest.LogCaptureFixture, voters: int) -> Taken:
    """A ballot of so many who vote at random by HTTP, one after the other in an order of chance; then the count."""
    made = held(tree("city > district")["district"], voters=voters)
    truth, codes = {}, {}
    order = list(made.voters)
    random.shuffle(order)
    before = loot()
    for at, voter in enumerate(order):
        truth[voter.pk] = random.randrange(3)
        codes[voter.pk] = send(made, voter, truth[voter.pk])
        if at == voters // 2:
            during = loot()
    made.both(Act.CLOSE)
    closed = loot()
    during.tables["voting_sealedballot"] = closed.tables["voting_sealedballot"]
    during.tables["voting_voter"] = closed.tables["voting_voter"]
    wal_before, _log = take()
    count(made)
    wal, statements = take()
    return Taken(before, during, loot(), wal_before, wal, statements, caplog.text, codes, truth)


def send(made: Held, voter: User, choice: int) -> str:
    """Vote by HTTP as the page does; the answer is the code that the voter saw."""
    browser = Client()
    browser.force_login(voter)
    slip = new_slip(made.ballot, voter)
    address = reverse("ballot-vote", args=[made.ballot.reference])
    answer = browser.post(address, {"slip": slip.signed, "step": "cast", "c1-1": choice})
    assert answer.status_code == 200
    return slip.code


def count(made: Held) -> None:
    """The committee counts by HTTP or by hand: what reaches the database is the same."""
    made.ballot = made.fresh()
    assert made.ballot.state == State.CLOSED
    counting.count_ballot(ballot_id=made.pk, shares=made.two, by=made.committee[0])


# ── The attack ───────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Match:
    """How the attacker pairs voters with opened votes, and how well that went."""

    right: int
    correlation: float
    choices: int
    voters: int
    expected: float
    spread: float

    @property
    def beyond_chance(self) -> bool:
        return (
            self.right > LUCKY
            or abs(self.correlation) > SIGMAS / sqrt(self.voters - 1)
            or self.choices > self.expected + SIGMAS * self.spread
        )


def attack(taken: Taken) -> dict[str, Match]:
    """Every order of voters against every order of opened votes, and lengths against choices."""
    opened = taken.after.tables["voting_openedballot"]
    found = {}
    for how, voters in orders_of_voters(taken).items():
        for what, codes in orders_of_codes(taken, opened).items():
            found[f"{how} / {what}"] = judged(taken, opened, voters, codes)
    found["length / choice"] = by_length(taken)
    return found


def orders_of_voters(taken: Taken) -> dict[str, list[int]]:
    """Ways to set voters in the order in which they voted: roll, row headers, audit, log of writes, sessions."""
    roll = [row for row in taken.during.tables["voting_voter"] if row["voted_at"]]
    keys = {row["header"]: row["id"] for row in taken.during.tables["voting_sealedballot"]}
    audit = [row for row in taken.after.tables["audit_inbox"] if row["event"] == "ballot.cast"]
    return {
        "time on the roll": [int(row["user_id"]) for row in sorted(roll, key=lambda row: row["voted_at"])],
        "header of the roll": [int(row["user_id"]) for row in sorted(roll, key=lambda row: int(row["header"]))],
        "place on the roll": [int(row["user_id"]) for row in roll],
        "number in the audit": [int(row["actor_id"]) for row in sorted(audit, key=lambda row: int(row["id"]))],
        "tokens in the log": [
            int(row["user_id"]) for row in sorted(roll, key=lambda row: taken.wal.find(bytes.fromhex(row["token"])))
        ],
        "keys of envelopes": [int(row["user_id"]) for row in sorted(roll, key=lambda row: keys[row["header"]])],
        "names": [int(row["user_id"]) for row in sorted(roll, key=lambda row: row["name"])],
    }


def orders_of_codes(taken: Taken, opened: list[dict[str, str]]) -> dict[str, list[str]]:
    """Ways to set opened votes in an order: place, header, key, code, log of writes, logged statements."""
    codes = [row["code"] for row in opened]
    return {
        "place": codes,
        "header": [row["code"] for row in sorted(opened, key=lambda row: (int(row["header"]), int(row["place"])))],
        "key": [row["code"] for row in sorted(opened, key=lambda row: row["id"])],
        "code": sorted(codes),
        "log of writes": sorted(codes, key=lambda code: taken.wal.find(code.encode())),
        "logged statements": sorted(codes, key=taken.statements.find),
    }


def judged(taken: Taken, opened: list[dict[str, str]], voters: Sequence[int], codes: Sequence[str]) -> Match:
    """Pair the n-th voter with the n-th vote, and hold that against what is true."""
    votes = {row["code"]: int(re.sub(r"\D", "", row["votes"])) for row in opened}
    guessed = dict(zip(voters, codes, strict=True))
    at = {code: place for place, code in enumerate(codes)}
    places = [at[taken.codes[voter]] for voter in voters]
    expected, spread = by_chance(list(taken.choices.values()), list(votes.values()))
    return Match(
        right=sum(code == taken.codes[voter] for voter, code in guessed.items()),
        correlation=correlation(range(len(places)), places),
        choices=sum(votes[code] == taken.choices[voter] for voter, code in guessed.items()),
        voters=len(voters),
        expected=expected,
        spread=spread,
    )


def by_length(taken: Taken) -> Match:
    """Take the length of a voter's envelope, which lies beside her mark, as her choice: the longest for the rarest."""
    sealed = {row["header"]: len(row["envelope"]) for row in taken.during.tables["voting_sealedballot"]}
    roll = [row for row in taken.during.tables["voting_voter"] if row["voted_at"]]
    lengths = {int(row["user_id"]): sealed[row["header"]] for row in roll}
    truth = [taken.choices[voter] for voter in lengths]
    # The best that lengths can tell: in every length the choice that is most frequent there.
    best = sum(
        max(Counter(taken.choices[voter] for voter, own in lengths.items() if own == length).values())
        for length in set(lengths.values())
    )
    blind = max(Counter(truth).values())
    spread = sqrt(blind * (1 - blind / len(truth)))
    return Match(0, correlation(list(lengths.values()), truth), best, len(truth), blind, spread)


def by_chance(truth: list[int], votes: list[int]) -> tuple[float, float]:
    """Mean and standard deviation of how many choices a random pairing gets right, over all permutations."""
    n, a, b = len(truth), Counter(truth), Counter(votes)
    mean = sum(a[kind] * b[kind] for kind in a) / n
    variance = sum(a[k] * b[k] * (n - a[k]) * (n - b[k]) for k in a) / (n * n * (n - 1))
    variance += sum(a[k] * b[k] * a[m] * b[m] for k in a for m in a if k != m) / (n * n * (n - 1))
    return mean, sqrt(variance)


def correlation(one: Sequence[float], other: Sequence[float]) -> float:
    """Pearson's correlation; 0 where one of both never changes."""
    n = len(one)
    mean, mean_other = sum(one) / n, sum(other) / n
    top = sum((a - mean) * (b - mean_other) for a, b in zip(one, other, strict=True))
    below = sum((a - mean) ** 2 for a in one) * sum((b - mean_other) ** 2 for b in other)
    return top / sqrt(below) if below else 0.0


# ── The proofs ───────────────────────────────────────────────────────────────


def test_nothing_but_the_shares_tells_who_voted_what(
    tapped: Callable[[], tuple[bytes, str]],
    caplog: pytest.LogCaptureFixture,
    record_property: Callable[[str, object], None],
) -> None:
    taken = play(tapped, caplog, VOTERS)

    # The attacker sees what there is: every voter's mark, every opened vote, every statement.
    assert len(taken.after.tables["voting_openedballot"]) == VOTERS == len(set(taken.codes.values()))
    assert all(taken.wal.find(code.encode()) >= 0 for code in taken.codes.values())
    assert all(code in taken.statements for code in taken.codes.values())

    # Before the count, codes and choices are nowhere: in no table, log of writes or log of statements.
    counted = taken.statements.index('INSERT INTO "voting_openedballot"')
    for code in taken.codes.values():
        assert taken.statements.index(code) > counted
        for text in (code, printed_code(code)):
            assert taken.before.holds(text) == taken.during.holds(text) == []
            assert text.encode() not in taken.wal_before
            assert text not in taken.application
        # What is published: the votes, and the list of them in the minutes, in the order of codes.
        assert taken.after.holds(code) == ["voting_openedballot"]
        assert taken.after.holds(printed_code(code)) == ["documents_version"]
    assert len({len(row["envelope"]) for row in taken.during.tables["voting_sealedballot"]}) == 1
    assert taken.after.tables["voting_sealedballot"] == []

    tried = attack(taken)
    record_property("ways tried", len(tried))
    record_property("most voters matched", max(match.right for match in tried.values()))
    assert [(how, match) for how, match in tried.items() if match.beyond_chance] == []


class _InOrder:
    """A shuffle that does not."""

    def shuffle(self, _votes: list[Any]) -> None:
        pass


def test_the_same_attack_on_votes_that_are_not_mixed_finds_every_one(
    tapped: Callable[[], tuple[bytes, str]], caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "SystemRandom", _InOrder)
    taken = play(tapped, caplog, FEW)
    tried = attack(taken)
    for how in ("time on the roll / place", "header of the roll / place", "number in the audit / logged statements"):
        assert tried[how].right == FEW, how
        assert tried[how].choices == FEW
    # Pages of indexes come between, so that the log of writes shows the order but not each pair.
    assert tried["tokens in the log / log of writes"].correlation > 1 / 2


def test_the_same_attack_on_votes_that_are_not_padded_finds_every_choice(
    tapped: Callable[[], tuple[bytes, str]], caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def in_words(_asked: Sequence[Asked], code: str, votes: Votes) -> bytes:
        return f"{code}{('không có ý kiến', 'đồng ý', 'không đồng ý')[(votes[0] or (0,))[0]]}".encode()

    def from_words(_asked: Sequence[Asked], plain: bytes) -> tuple[str, Votes]:
        words = plain[CODE_LENGTH:].decode()
        return plain[:CODE_LENGTH].decode(), ((("không có ý kiến", "đồng ý", "không đồng ý").index(words),),)

    monkeypatch.setattr(casting, "laid_out", in_words)
    monkeypatch.setattr(envelopes, "read", from_words)
    taken = play(tapped, caplog, FEW)
    told = by_length(taken)
    assert told.choices == FEW
    assert told.beyond_chance


def test_the_public_key_is_all_that_stays_of_the_election_key() -> None:
    """Neither a share nor the private key is in any table after the shares were handed out and rehearsed."""
    made = held(tree("city > district")["district"])
    stored = loot()
    for share in made.shares:
        words = share.words.split()
        assert stored.holds(share.words) == []
        # Not even a stretch of it: four words in a row are 40 bits.
        assert not any(stored.holds(" ".join(words[at : at + 4])) for at in range(len(words) - 3))
