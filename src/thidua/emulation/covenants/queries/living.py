"""How every member stands to every clause today, from accepted figures and from what was confirmed by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import QuerySet
from django.urls import reverse

from thidua.core import clock
from thidua.core.numbers import print_percent
from thidua.core.periods import Span
from thidua.emulation.covenants.amounts import PLAN_DIGITS, indicator_of, promised, with_sign
from thidua.emulation.covenants.models import Article, Clause, Confirmation, Covenant, MemberTarget
from thidua.emulation.covenants.queries.words import Member, members_of
from thidua.emulation.covenants.rules import (
    PERCENT,
    ClauseState,
    Comparator,
    CovenantState,
    Measure,
    Measured,
    state_of,
)
from thidua.figures.printing import ABSENT, short_amount, short_measure
from thidua.figures.queries import ReadablePeriod, readable_periods, usual_period
from thidua.figures.rules import Basis
from thidua.indicators.queries import catalogue
from thidua.indicators.rules import Kind
from thidua.org.queries import percent_digits_of
from thidua.targets.queries import Result, judged_on, results_of

GOOD = frozenset({ClauseState.MET, ClauseState.CONFIRMED})


@dataclass(frozen=True, slots=True)
class Cell:
    """A member and a clause: where it stands, what was reached and promised in print, the page that explains it.

    `confirmation` is the last word that was confirmed by hand. `share` is result / promise, as far as both are there.
    """

    member: Member
    state: ClauseState
    reached: str
    promise: str
    url: str = ""
    confirmation: Confirmation | None = None
    share: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A clause in force with a cell for every member; `annex` is the number of the annex that it stands in, or 0."""

    clause: Clause
    article: Article
    number: int
    annex: int
    measure: str
    cells: tuple[Cell, ...]

    @property
    def kept(self) -> int:
        """How many members keep the clause already."""
        return sum(cell.state in GOOD for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Living:
    """A covenant in force as it stands in a period; `period` is None while no books of its year were opened."""

    covenant: Covenant
    period: ReadablePeriod | None
    members: tuple[Member, ...]
    rows: tuple[Row, ...]

    def kept_by(self) -> dict[int, int]:
        """How many clauses each member keeps, by unit id."""
        kept = Counter(cell.member.unit_id for row in self.rows for cell in row.cells if cell.state in GOOD)
        return {member.unit_id: kept[member.unit_id] for member in self.members}

    def counts(self) -> dict[ClauseState, int]:
        """How many cells are in each state, in the order of the states."""
        found = Counter(cell.state for row in self.rows for cell in row.cells)
        return {state: found[state] for state in ClauseState if found[state]}


def living(covenant: Covenant) -> Living:
    """The state of a covenant in force, of its newest words; the same number of statements whatever its size."""
    papers = _papers(covenant)
    members = tuple(members_of(papers[-1]))
    clauses = _standing_clauses(papers)
    period = _period(covenant)
    results = _results(clauses, members, period)
    own = _own_targets(clauses)
    confirmed = _confirmed(clauses)
    digits = percent_digits_of(covenant.cluster.owner)
    numbers = {paper.pk: paper.number for paper in papers}
    places = _article_numbers(papers)
    rows = tuple(
        Row(
            clause=clause,
            article=clause.article,
            number=places[clause.article_id],
            annex=numbers[clause.article.covenant_id],
            measure=_measure(clause),
            cells=tuple(
                _by_hand(member, confirmed.get((clause.pk, member.unit_id)))
                if clause.measure == Measure.WORDS
                else _by_figures(
                    clause,
                    member,
                    own.get((clause.pk, member.unit_id)) if clause.per_member else clause.target,
                    results.get((member.unit_id, clause.indicator_id or 0)),
                    _Reading(period, digits),
                )
                for member in members
            ),
        )
        for clause in clauses
    )
    return Living(covenant, period, members, rows)


def standing_clauses(covenant: Covenant) -> list[Clause]:
    """The clauses of a covenant and its annexes in force that no later one has replaced."""
    return _standing_clauses(_papers(covenant))


def _papers(covenant: Covenant) -> list[Covenant]:
    return [covenant, *covenant.annexes.filter(state=CovenantState.IN_FORCE).order_by("number")]


def _standing_clauses(papers: Sequence[Covenant]) -> list[Clause]:
    """Clauses of all papers but those that a later one replaces, in the order of the papers."""
    found = Clause.objects.filter(
        article__covenant__in=papers, article__removed_at=None, removed_at=None
    ).select_related("article__programme", "article__covenant")
    clauses = list(found.order_by("article__covenant__number", "article__order", "article", "order", "pk"))
    replaced = {clause.replaces_id for clause in clauses}
    return [clause for clause in clauses if clause.pk not in replaced]


def _article_numbers(papers: Sequence[Covenant]) -> dict[int, int]:
    """The number that each article bears on its paper."""
    counted: Counter[int] = Counter()
    numbers: dict[int, int] = {}
    articles = Article.objects.filter(covenant__in=papers, removed_at=None).order_by("order", "pk")
    for article, paper in articles.values_list("pk", "covenant_id"):
        counted[paper] += 1
        numbers[article] = counted[paper]
    return numbers


def clauses_in_words(covenant: Covenant) -> QuerySet[Clause]:
    """The clauses of a covenant and of its annexes that are confirmed by hand."""
    return Clause.objects.filter(article__covenant__in=_written_in(covenant), measure=Measure.WORDS, removed_at=None)


def confirmations_of(covenant: Covenant) -> QuerySet[Confirmation]:
    """What was ever confirmed by hand of a covenant and its annexes."""
    return Confirmation.objects.filter(clause__article__covenant__in=_written_in(covenant))


def confirmed_before(clause: Clause, unit_id: int) -> QuerySet[Confirmation]:
    """What was confirmed of a clause for one unit, the last first."""
    found = Confirmation.objects.filter(clause=clause, unit=unit_id)
    return found.select_related("by__person", "evidence").order_by("-pk")


def _written_in(covenant: Covenant) -> list[int]:
    return [covenant.pk, *covenant.annexes.values_list("pk", flat=True)]


def _period(covenant: Covenant) -> ReadablePeriod | None:
    """The period of the covenant's year up to which figures speak."""
    today = clock.today()
    of_year = [
        period
        for period in readable_periods(covenant.cluster.owner_id, today)
        if period.span.whole_year().code == str(covenant.cluster.year)
    ]
    return usual_period(of_year, today)


def _results(
    clauses: Sequence[Clause], members: Sequence[Member], period: ReadablePeriod | None
) -> Mapping[tuple[int, int], Result]:
    wanted = {clause.indicator_id for clause in clauses if clause.indicator_id}
    if period is None or not wanted:
        return {}
    indicators = [one for one in catalogue().indicators if one.pk in wanted]
    units = [member.unit_id for member in members]
    return results_of(unit_ids=units, period=period, basis=Basis.OFFICIAL, indicators=indicators)


def _own_targets(clauses: Sequence[Clause]) -> dict[tuple[int, int], int]:
    rows = MemberTarget.objects.filter(clause__in=[clause.pk for clause in clauses if clause.per_member])
    return {(row.clause_id, row.unit_id): row.target for row in rows}


def _confirmed(clauses: Sequence[Clause]) -> dict[tuple[int, int], Confirmation]:
    """The last confirmation that stands, by clause and unit."""
    words = [clause.pk for clause in clauses if clause.measure == Measure.WORDS]
    found = Confirmation.objects.filter(clause__in=words, undone_at=None).select_related("by__person", "evidence")
    return {(one.clause_id, one.unit_id): one for one in found.order_by("at", "pk")}


@dataclass(frozen=True, slots=True)
class _Reading:
    period: ReadablePeriod | None
    digits: int

    def year(self) -> Span:
        assert self.period is not None
        return self.period.span.whole_year()


def _by_hand(member: Member, confirmation: Confirmation | None) -> Cell:
    if confirmation is None:
        return Cell(member, ClauseState.WAITING, ABSENT, "")
    state = ClauseState.CONFIRMED if confirmation.kept else ClauseState.NOT_DONE
    return Cell(member, state, str(state.label), "", confirmation=confirmation)


def _by_figures(clause: Clause, member: Member, stored: int | None, result: Result | None, reading: _Reading) -> Cell:
    indicator = indicator_of(clause)
    plan = clause.measure == Measure.PLAN
    said = promised(clause, stored)
    promise = with_sign(clause, stored, reading.digits)
    if reading.period is None:
        return Cell(member, ClauseState.NO_REPORT, ABSENT, promise)
    reached = result.cumulative if result else None
    assigned = result.target if result else None
    target = (None if assigned is None or said is None else assigned * said / PERCENT) if plan else said
    measured = Measured(
        result=reached,
        target=target,
        kind=Kind(indicator.kind),
        year=reading.year(),
        judged_on=judged_on(indicator, reading.period.span),
    )
    if plan and reached is not None and assigned:
        text = print_percent(reached / assigned * 100, PLAN_DIGITS)
    else:
        text = short_amount(indicator, reached, reading.digits)
    return Cell(
        member=member,
        state=state_of(measured, Comparator(clause.comparator)),
        reached=text,
        promise=promise,
        url=reverse("figure", args=[member.code, reading.period.code, indicator.code]),
        share=None if reached is None or not target else reached / target,
    )


def _measure(clause: Clause) -> str:
    if clause.measure == Measure.WORDS:
        return ""
    return "%" if clause.measure == Measure.PLAN else short_measure(indicator_of(clause))
