"""How members stand to clauses through the year, by accepted figures and by hand."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import people
from tests.covenants import world as made
from tests.covenants.world import World
from tests.factories import reports
from tests.targets.conftest import give
from thidua.core.periods import parse
from thidua.emulation.covenants.errors import NotConfirmable
from thidua.emulation.covenants.models import Clause
from thidua.emulation.covenants.queries.living import Cell, living, standing_clauses
from thidua.emulation.covenants.queries.waiting import What, waiting
from thidua.emulation.covenants.rules import ClauseState, Comparator, Measure, Measured, state_of
from thidua.emulation.covenants.services.agreeing import ask_comments, give_opinion, state_agreed
from thidua.emulation.covenants.services.confirming import confirm_clause, undo_confirmation
from thidua.emulation.covenants.services.signing import begin_signing
from thidua.emulation.covenants.services.writing import (
    ArticleWords,
    General,
    Promise,
    add_article,
    add_clause,
    draft_annex,
)
from thidua.figures.cells import Cell as Figure
from thidua.figures.fold import fold_marks
from thidua.indicators.queries import catalogue
from thidua.indicators.rules import Kind
from thidua.reporting.rules import ReportState
from thidua.reporting.services.history import Arriving, record_reports

YEAR = parse("2024")
APRIL, DECEMBER = date(2024, 4, 30), date(2024, 12, 31)


@pytest.mark.parametrize(
    ("kind", "comparator", "result", "target", "day", "state"),
    [
        (Kind.FLOW, Comparator.AT_LEAST, 12, 12, APRIL, ClauseState.MET),
        (Kind.FLOW, Comparator.AT_LEAST, 4, 12, APRIL, ClauseState.ON_THE_WAY),
        (Kind.FLOW, Comparator.AT_LEAST, 1, 12, APRIL, ClauseState.BEHIND),
        (Kind.FLOW, Comparator.AT_LEAST, 11, 12, DECEMBER, ClauseState.BEHIND),
        (Kind.FLOW, Comparator.AT_LEAST, 0, 0, APRIL, ClauseState.MET),
        (Kind.RATIO, Comparator.AT_LEAST, 90, 95, APRIL, ClauseState.ON_THE_WAY),
        (Kind.RATIO, Comparator.AT_LEAST, 90, 95, DECEMBER, ClauseState.BEHIND),
        (Kind.FLOW, Comparator.AT_MOST, 3, 5, APRIL, ClauseState.ON_THE_WAY),
        (Kind.FLOW, Comparator.AT_MOST, 3, 5, DECEMBER, ClauseState.MET),
        (Kind.FLOW, Comparator.AT_MOST, 6, 5, APRIL, ClauseState.BEHIND),
        (Kind.RATIO, Comparator.AT_MOST, 5, 5, APRIL, ClauseState.MET),
        (Kind.FLOW, Comparator.AT_LEAST, None, 5, APRIL, ClauseState.NO_REPORT),
        (Kind.FLOW, Comparator.AT_LEAST, 5, None, APRIL, ClauseState.NO_TARGET),
    ],
)
def test_how_a_result_stands_to_a_promise(*, kind, comparator, result, target, day, state) -> None:
    exact = [None if number is None else Fraction(number) for number in (result, target)]
    assert state_of(Measured(exact[0], exact[1], kind, YEAR, day), comparator) is state


def cells_of(world: World, text: str, covenant) -> dict[str, Cell]:
    """The cells of a clause by unit."""
    row = next(row for row in living(covenant).rows if row.clause.text.startswith(text))
    return {cell.member.code: cell for cell in row.cells}


def reported(world: World, admitted: dict[str, int], code: str = "2024-M04") -> None:
    """Accepted figures of some districts for a month."""
    month, indicator = reports.opened(code), catalogue().by_code["ORG21"]
    record_reports(
        arriving=[
            Arriving(
                unit_id=world.units[name].pk,
                period_id=month.pk,
                cells={indicator.pk: Figure(number)},
                state=ReportState.ACCEPTED,
                typed_by=people.person("typist"),
                accepted_by=people.person("acceptor"),
            )
            for name, number in admitted.items()
        ],
        by=None,
    )
    while fold_marks():
        pass


def test_figures_that_were_accepted_say_how_members_stand(world: World) -> None:
    covenant = made.in_force(world)
    reported(world, {"school": 45})
    give(world.units["district_a"], "ORG21", 90)

    own = cells_of(world, "Kết nạp", covenant)
    assert (own["district_a"].reached, own["district_a"].promise) == ("45", "≥ 40")
    assert own["district_a"].state is ClauseState.MET
    assert own["district_a"].url.startswith("/")
    assert own["district_b"].state is ClauseState.NO_REPORT
    plan = cells_of(world, "Hoàn thành", covenant)
    assert (plan["district_a"].reached, plan["district_a"].promise) == ("50%", "≥ 100%")
    assert plan["district_a"].state is ClauseState.ON_THE_WAY
    assert plan["district_b"].state is ClauseState.NO_TARGET


def test_words_are_confirmed_by_hand_and_taken_back(world: World) -> None:
    covenant = made.in_force(world)
    clause = Clause.objects.get(article__covenant=covenant, measure=Measure.WORDS)
    by, unit = world.people["owner's officer"], world.units["district_c"]
    confirm_clause(clause_id=clause.pk, unit=unit, kept=False, remark="Chưa họp", by=by)
    later = confirm_clause(clause_id=clause.pk, unit=unit, kept=True, remark="Biên bản", by=by)
    states = {code: cell.state for code, cell in cells_of(world, "Tổ chức", covenant).items()}
    assert states["district_c"] is ClauseState.CONFIRMED
    assert states["district_d"] is ClauseState.WAITING

    undo_confirmation(confirmation_id=later.pk, by=by)
    assert cells_of(world, "Tổ chức", covenant)["district_c"].state is ClauseState.NOT_DONE
    other = world.units["district_x"]
    with pytest.raises(NotConfirmable):
        confirm_clause(clause_id=clause.pk, unit=other, kept=True, remark="Biên bản", by=by)
    measured = Clause.objects.filter(article__covenant=covenant).exclude(measure=Measure.WORDS).earliest("pk")
    with pytest.raises(NotConfirmable):
        confirm_clause(clause_id=measured.pk, unit=unit, kept=True, remark="Biên bản", by=by)


def test_an_annex_puts_its_clause_in_the_place_of_an_earlier_one(world: World) -> None:
    covenant = made.in_force(world)
    old = Clause.objects.get(article__covenant=covenant, comparator=Comparator.AT_MOST)
    by = world.people["district_a officer"]
    annex = draft_annex(covenant_id=covenant.pk, general=General("Phụ lục"), by=by)
    article = add_article(covenant_id=annex.pk, words=ArticleWords("Điều chỉnh"), by=by)
    promise = Promise("Giữ số giảm", Measure.VALUE, old.indicator, Comparator.AT_MOST, target=9, replaces=old)
    add_clause(article_id=article.pk, promise=promise, by=by)
    assert old in standing_clauses(covenant)

    ask_comments(covenant_id=annex.pk, until=made.TODAY, by=by)
    annex = made.fresh(annex)
    for name in made.MEMBERS:
        officer = world.people[f"{name} officer"]
        give_opinion(covenant_id=annex.pk, unit=world.units[name], agrees=True, seen=annex.revision, by=officer)
    state_agreed(covenant_id=annex.pk, by=by)
    annex = begin_signing(covenant_id=annex.pk, by=by)
    made.signed_by(world, annex, *made.MEMBERS)
    made.witnessed(world, annex)

    texts = [clause.text for clause in standing_clauses(covenant)]
    assert "Giữ số giảm" in texts
    assert old.text not in texts
    old.refresh_from_db()
    assert old.target == 5


def test_statements_do_not_grow_with_clauses_or_members(world: World) -> None:
    covenant = made.drafted(world, made.ARTICLES[:2])
    few = _statements(_through(world, covenant))
    other = made.clustered(world.units, "Cụm lớn", ("district_x", "district_y", *made.MEMBERS))
    by = world.people["district_a officer"]
    from thidua.emulation.covenants.services.writing import draft_covenant

    large = draft_covenant(cluster=other, general=General("Lớn"), by=by)
    article = add_article(covenant_id=large.pk, words=ArticleWords("Nhiều"), by=by)
    for indicator in catalogue().indicators[:20]:
        add_clause(article_id=article.pk, promise=Promise(indicator.name, Measure.VALUE, indicator, target=1), by=by)
    assert _statements(_through(world, large)) <= few


def _through(world: World, covenant):
    """A covenant of any cluster in force, by the owner's word."""
    by, city = world.people["district_a officer"], world.people["owner's leader"]
    ask_comments(covenant_id=covenant.pk, until=made.TODAY, by=by)
    state_agreed(covenant_id=covenant.pk, reason="Đã họp", by=city)
    covenant = begin_signing(covenant_id=covenant.pk, by=by)
    from thidua.emulation.covenants.services.signing import sign

    for party in covenant.parties.select_related("unit"):
        sign(covenant_id=covenant.pk, unit=party.unit, hand=made.hand(covenant), by=by)
    made.witnessed(world, covenant)
    return made.fresh(covenant)


def _statements(covenant) -> int:
    with CaptureQueriesContext(connection) as asked:
        living(covenant)
    return len(asked)


def test_what_waits_for_whom(world: World) -> None:
    covenant = made.commenting(world)
    officer, leader = world.people["district_c officer"], world.people["district_c leader"]
    assert [one.what for one in waiting(officer)] == [What.OPINION]
    for name in made.MEMBERS:
        made.say(world, covenant, name)
    assert waiting(officer) == []
    assert [one.what for one in waiting(world.people["district_a officer"])] == [What.SETTLE]

    state_agreed(covenant_id=covenant.pk, by=world.people["district_a officer"])
    assert [one.what for one in waiting(world.people["district_a officer"])] == [What.OPEN]
    covenant = begin_signing(covenant_id=covenant.pk, by=world.people["district_a officer"])
    assert [(one.what, one.unit_id) for one in waiting(leader)] == [(What.SIGN, world.units["district_c"].pk)]
    made.signed_by(world, covenant, *made.MEMBERS)
    assert waiting(leader) == []
    assert [one.what for one in waiting(world.people["owner's leader"])] == [What.WITNESS]
    assert waiting(world.people["inspector"]) == []


def test_an_annex_is_named_where_it_is_written_and_where_its_covenant_is_read(world: World, client: Client) -> None:
    covenant = made.in_force(world)
    by = world.people["district_a officer"]
    client.force_login(by)
    assert "Tên phụ lục" in client.get(f"/thi-dua/giao-uoc/{covenant.reference}/phu-luc/").text
    annex = draft_annex(covenant_id=covenant.pk, general=General("Phụ lục tháng 7"), by=by)
    assert "Có phụ lục: Phụ lục tháng 7" in client.get(f"/thi-dua/cum/{world.cluster.reference}/giao-uoc/").text

    page = f"/thi-dua/giao-uoc/{covenant.reference}/"
    assert "có phụ lục điều chỉnh" not in client.get(page).text
    add_article(covenant_id=annex.pk, words=ArticleWords("Điều chỉnh"), by=by)
    ask_comments(covenant_id=annex.pk, until=made.TODAY, by=by)
    assert "Giao ước này có phụ lục điều chỉnh" in client.get(page).text
