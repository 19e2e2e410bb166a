"""The words of a covenant as data: what is read, printed, signed and named by a digest."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from thidua.core import clock
from thidua.emulation.clusters.models import Cluster, Seat
from thidua.emulation.clusters.rules import SeatRole
from thidua.emulation.covenants.models import Article, Clause, Covenant, Entry, MemberTarget, Party
from thidua.emulation.covenants.rules import Measure
from thidua.indicators.queries import catalogue
from thidua.org.queries import last_names_of

SHOWN_DIGEST = 12


@dataclass(frozen=True, slots=True)
class Member:
    """A member as the paper names it: a party of a signed covenant, else who sits in the cluster today."""

    unit_id: int
    code: str
    name: str
    seat: SeatRole


@dataclass(frozen=True, slots=True)
class Words:
    """Everything that a covenant says. `targets` are the members' own amounts by (clause, unit)."""

    covenant: Covenant
    articles: tuple[Article, ...]
    clauses: Mapping[int, tuple[Clause, ...]]
    targets: Mapping[tuple[int, int], int]
    entries: tuple[Entry, ...]
    members: tuple[Member, ...]

    @property
    def all_clauses(self) -> tuple[Clause, ...]:
        """The clauses in the order of the paper."""
        return tuple(clause for article in self.articles for clause in self.clauses.get(article.pk, ()))

    def amount(self, clause: Clause, unit_id: int) -> int | None:
        """What a unit promises by a clause, scaled; None for words, or where it is not said yet."""
        return self.targets.get((clause.pk, unit_id)) if clause.per_member else clause.target

    def missing(self) -> list[tuple[Clause, Member]]:
        """Own amounts of members that nobody has said."""
        return [
            (clause, member)
            for clause in self.all_clauses
            if clause.per_member
            for member in self.members
            if (clause.pk, member.unit_id) not in self.targets
        ]


def words_of(covenant: Covenant) -> Words:
    """The words of a covenant as they stand. Six statements, whatever its length."""
    articles = tuple(covenant.articles.filter(removed_at=None).select_related("programme"))
    by_article: defaultdict[int, list[Clause]] = defaultdict(list)
    for clause in Clause.objects.filter(article__in=articles, removed_at=None).select_related("replaces"):
        by_article[clause.article_id].append(clause)
    members = tuple(members_of(covenant))
    own = MemberTarget.objects.filter(
        clause__article__in=articles, clause__removed_at=None, unit__in=[member.unit_id for member in members]
    )
    return Words(
        covenant=covenant,
        articles=articles,
        clauses={article: tuple(clauses) for article, clauses in by_article.items()},
        targets={(row.clause_id, row.unit_id): row.target for row in own},
        entries=tuple(covenant.entries.filter(removed_at=None)),
        members=members,
    )


def members_of(covenant: Covenant) -> list[Member]:
    """The parties once signing has begun, before that those who sit in the cluster today; in the order of signing."""
    parties = list(Party.objects.filter(covenant=covenant).select_related("unit")) if covenant.frozen else []
    if parties:
        return [Member(party.unit_id, party.unit.code, party.name, SeatRole(party.seat)) for party in parties]
    return seated(covenant.cluster)


def seated(cluster: Cluster) -> list[Member]:
    """Who sits in a cluster today: the lead, the deputies, the others by code."""
    order = list(SeatRole)
    seats = list(Seat.objects.filter(cluster=cluster, during__contains=clock.today()).select_related("unit"))
    seats.sort(key=lambda seat: (order.index(SeatRole(seat.role)), seat.unit.code))
    names = last_names_of([seat.unit_id for seat in seats], clock.today())
    return [
        Member(
            unit_id=seat.unit_id,
            code=seat.unit.code,
            name=names[seat.unit_id].name if seat.unit_id in names else seat.unit.code,
            seat=SeatRole(seat.role),
        )
        for seat in seats
    ]


def digest_of(words: Words) -> str:
    """SHA-256 (hex) of everything that is signed, the same for the same words at any time."""
    text = json.dumps(_as_data(words), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def mark_of(*values: object) -> str:
    """A short name of what an editor saw, to be sent back with what it changed."""
    return hashlib.sha256(repr(values).encode()).hexdigest()[:SHOWN_DIGEST]


def _as_data(words: Words) -> dict[str, Any]:
    covenant = words.covenant
    return {
        "cluster": [covenant.cluster.reference, covenant.cluster.name, covenant.cluster.year],
        "number": covenant.number,
        "amends": covenant.amends.digest if covenant.amends else "",
        "title": covenant.title,
        "preamble": covenant.preamble,
        "articles": [
            {
                "title": article.title,
                "text": article.text,
                "programme": article.programme.reference if article.programme else "",
                "clauses": [_clause_data(words, clause) for clause in words.clauses.get(article.pk, ())],
            }
            for article in words.articles
        ],
        "calendar": [[entry.on.isoformat(), entry.text] for entry in words.entries],
        "scheme": covenant.scheme.digest if covenant.scheme else "",
        "members": [[member.code, member.name, member.seat.value] for member in words.members],
    }


def _clause_data(words: Words, clause: Clause) -> dict[str, Any]:
    measured = clause.measure != Measure.WORDS
    return {
        "text": clause.text,
        "measure": clause.measure,
        "indicator": catalogue().by_id[clause.indicator_id].code if clause.indicator_id else "",
        "comparator": clause.comparator if measured else "",
        "targets": [words.amount(clause, member.unit_id) for member in words.members] if measured else [],
        "replaces": clause.replaces_id,
    }
