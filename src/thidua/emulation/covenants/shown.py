"""A covenant as its pages show it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from thidua.core import clock
from thidua.org.queries import last_names_of, percent_digits_of
from thidua.ui.tones import Tone

from .amounts import measure_text, printed, with_sign
from .forms import AnswerForm, CommentForm
from .models import Article, Clause, Comment, Covenant, Opinion, Signature
from .queries.words import Member, Words
from .rules import ClauseState, CovenantState, Measure, SignerRole

TONES = {
    CovenantState.DRAFT: Tone.QUIET,
    CovenantState.COMMENTING: Tone.INFO,
    CovenantState.AGREED: Tone.INFO,
    CovenantState.SIGNING: Tone.WARN,
    CovenantState.IN_FORCE: Tone.GOOD,
}
CLAUSE_TONES = {
    ClauseState.MET: Tone.GOOD,
    ClauseState.CONFIRMED: Tone.GOOD,
    ClauseState.ON_THE_WAY: Tone.INFO,
    ClauseState.BEHIND: Tone.BAD,
    ClauseState.NOT_DONE: Tone.BAD,
    ClauseState.WAITING: Tone.WARN,
    ClauseState.NO_REPORT: Tone.QUIET,
    ClauseState.NO_TARGET: Tone.QUIET,
}


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a covenant's way; `place` is before, now or later."""

    label: str
    place: str


@dataclass(frozen=True, slots=True)
class ShownClause:
    """A clause with what is promised in print: for everybody, or each member's own amount."""

    clause: Clause
    promise: str
    measure: str
    own: tuple[tuple[Member, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ShownComment:
    """A comment with the name of its unit."""

    comment: Comment
    unit: str
    form: AnswerForm


@dataclass(frozen=True, slots=True)
class ShownArticle:
    """An article with its clauses and what members say about it."""

    article: Article
    number: int
    clauses: tuple[ShownClause, ...]
    comments: tuple[ShownComment, ...]
    form: CommentForm


@dataclass(frozen=True, slots=True)
class ShownMember:
    """A member with its word on the draft and its signature, as far as there are any."""

    member: Member
    opinion: Opinion | None
    signature: Signature | None

    @property
    def seat(self) -> str:
        """What the member is to the cluster, in words."""
        return str(self.member.seat.label)


@dataclass(frozen=True, slots=True)
class Bound:
    """Forms that came back with errors, to be shown in their place: by article, and by comment."""

    comments: Mapping[int, CommentForm] = field(default_factory=dict)
    answers: Mapping[int, AnswerForm] = field(default_factory=dict)


def steps_of(covenant: Covenant) -> list[Step]:
    """The way of a covenant with how far it has come."""
    states = list(CovenantState)
    at = states.index(CovenantState(covenant.state))
    return [
        Step(str(state.label), "before" if place < at or covenant.in_force else "now" if place == at else "later")
        for place, state in enumerate(states)
    ]


def articles_of(words: Words, bound: Bound) -> list[ShownArticle]:
    """The articles as the page shows them. Three statements."""
    digits = percent_digits_of(words.covenant.cluster.owner)
    comments = _comments(words)
    return [
        ShownArticle(
            article=article,
            number=number,
            clauses=tuple(_clause(words, clause, digits) for clause in words.clauses.get(article.pk, ())),
            comments=tuple(
                ShownComment(one, name, bound.answers.get(one.pk, AnswerForm(prefix=f"a{one.pk}")))
                for one, name in comments.get(article.pk, ())
            ),
            form=bound.comments.get(article.pk, CommentForm(prefix=f"c{article.pk}")),
        )
        for number, article in enumerate(words.articles, start=1)
    ]


def members_shown(words: Words) -> list[ShownMember]:
    """The members with what they said and signed. Two statements."""
    covenant = words.covenant
    opinions = {one.unit_id: one for one in Opinion.objects.filter(covenant=covenant).select_related("by__person")}
    signatures = {one.unit_id: one for one in signatures_of(covenant) if one.role == SignerRole.MEMBER}
    return [
        ShownMember(member, opinions.get(member.unit_id), signatures.get(member.unit_id)) for member in words.members
    ]


def signatures_of(covenant: Covenant) -> list[Signature]:
    """The signatures that hold, in the order in which they were given."""
    return list(covenant.signatures.filter(voided_at=None).select_related("by__person", "presented_by__person", "unit"))


def _clause(words: Words, clause: Clause, digits: int) -> ShownClause:
    if clause.measure == Measure.WORDS:
        return ShownClause(clause, "", "")
    measure = measure_text(clause)
    shown = "" if measure == "%" else measure.removeprefix("% ")
    if not clause.per_member:
        return ShownClause(clause, with_sign(clause, clause.target, digits), shown)
    own = tuple((member, printed(clause, words.amount(clause, member.unit_id), digits)) for member in words.members)
    return ShownClause(clause, "", shown, own)


def _comments(words: Words) -> dict[int, list[tuple[Comment, str]]]:
    articles = [article.pk for article in words.articles]
    found = list(
        Comment.objects.filter(article__in=articles).select_related("by__person", "answered_by__person", "unit")
    )
    names = last_names_of({one.unit_id for one in found}, clock.today()) if found else {}
    by_article: defaultdict[int, list[tuple[Comment, str]]] = defaultdict(list)
    for one in found:
        name = names[one.unit_id].name if one.unit_id in names else one.unit.code
        by_article[one.article_id].append((one, name))
    return by_article
