"""Covenants of the clusters of the demonstration: drafted, agreed to, signed by typing one's name, witnessed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from thidua.cli.demodata.emulation.members import CITY
from thidua.cli.demodata.files import document
from thidua.cli.demodata.people import leader_of, officer_of
from thidua.core import clock
from thidua.emulation.clusters.models import Cluster, Seat
from thidua.emulation.clusters.rules import SeatRole
from thidua.emulation.covenants.models import Article, Covenant
from thidua.emulation.covenants.rules import PERCENT, Comparator, Measure, Method
from thidua.emulation.covenants.services.agreeing import (
    answer_comment,
    ask_comments,
    comment,
    give_opinion,
    state_agreed,
)
from thidua.emulation.covenants.services.confirming import confirm_clause
from thidua.emulation.covenants.services.signing import Hand, begin_signing, sign, witness
from thidua.emulation.covenants.services.writing import (
    ArticleWords,
    General,
    Promise,
    add_article,
    add_clause,
    draft_covenant,
)
from thidua.emulation.schemes.models import SchemeVersion
from thidua.indicators.queries import catalogue
from thidua.org.models import Unit
from thidua.people.models import User

DEVICE = "Số liệu mẫu"


def sign_covenant(cluster: Cluster, scheme: SchemeVersion, on: date, users: Mapping[str, User]) -> Covenant:
    """Bring the covenant of a cluster from its first draft into force on a day."""
    covenant = begin_covenant(cluster, scheme, on - timedelta(days=21), users)
    lead, units = _units(cluster, on)
    with clock.on_day(on - timedelta(days=5)):
        for unit in units:
            agreed = users[officer_of(unit.code)]
            give_opinion(covenant_id=covenant.pk, unit=unit, agrees=True, seen=covenant.revision, by=agreed)
        state_agreed(covenant_id=covenant.pk, by=users[officer_of(lead.code)])
    with clock.on_day(on):
        frozen = begin_signing(covenant_id=covenant.pk, by=users[officer_of(lead.code)])
        for unit in units:
            signer = users[leader_of(unit.code)]
            sign(covenant_id=covenant.pk, unit=unit, hand=_hand(frozen, signer), by=signer)
        chief = users[leader_of(CITY)]
        return witness(covenant_id=covenant.pk, hand=_hand(frozen, chief), verify=_verify, by=chief)


def begin_covenant(cluster: Cluster, scheme: SchemeVersion, on: date, users: Mapping[str, User]) -> Covenant:
    """Draft the covenant of a cluster and ask its members what they think of it."""
    lead, _all = _units(cluster, on)
    by = users[officer_of(lead.code)]
    written = document("covenant.json")
    with clock.on_day(on):
        title = f"Giao ước thi đua năm {cluster.year}"
        covenant = draft_covenant(cluster=cluster, general=General(title, written["preamble"], scheme), by=by)
        for entry in written["articles"]:
            words = ArticleWords(entry["title"], entry["text"])
            article = add_article(covenant_id=covenant.pk, words=words, by=by)
            for clause in entry["clauses"]:
                add_clause(article_id=article.pk, promise=_promise(clause), by=by)
        return ask_comments(covenant_id=covenant.pk, until=on + timedelta(days=14), by=by)


def discuss(covenant: Covenant, on: date, users: Mapping[str, User]) -> None:
    """Let members say something about two articles; one is answered, one waits."""
    lead, units = _units(covenant.cluster, on)
    first, second = Article.objects.filter(covenant=covenant).order_by("order")[3:5]
    with clock.on_day(on):
        said = comment(
            article_id=first.pk,
            unit=units[-1],
            text="Đề nghị ghi rõ số cuộc đối thoại đột xuất được tính chung hay tính riêng.",
            by=users[officer_of(units[-1].code)],
        )
        answer_comment(
            comment_id=said.pk,
            answer="Tính riêng; giao ước chỉ tính đối thoại định kỳ.",
            by=users[officer_of(lead.code)],
        )
        comment(
            article_id=second.pk,
            unit=units[-2],
            text="Huyện có ít hộ khó khăn về nhà ở, đề nghị cho tính cả mái ấm sửa chữa.",
            by=users[officer_of(units[-2].code)],
        )
        for unit in units[-2:]:
            agreed = users[officer_of(unit.code)]
            give_opinion(covenant_id=covenant.pk, unit=unit, agrees=True, seen=covenant.revision, by=agreed)


def confirm_words(covenant: Covenant, on: date, users: Mapping[str, User], *, but: int = 0) -> None:
    """Confirm what is kept by hand, but for the last units."""
    lead, units = _units(covenant.cluster, on)
    with clock.on_day(on):
        for article in Article.objects.filter(covenant=covenant).prefetch_related("clauses"):
            for clause in article.clauses.filter(measure=Measure.WORDS):
                for unit in units[: len(units) - but]:
                    remark = "Số liệu mẫu: đã có kế hoạch và kết quả."
                    by = users[officer_of(lead.code)]
                    confirm_clause(clause_id=clause.pk, unit=unit, kept=True, remark=remark, by=by)


def _promise(clause: Mapping[str, Any]) -> Promise:
    indicator = catalogue().by_code[clause["indicator"]] if "indicator" in clause else None
    target = clause["percent"] * PERCENT if "percent" in clause else clause.get("target")
    if indicator is not None and "target" in clause:
        target = clause["target"] * 10**indicator.decimals
    measure, each = Measure(clause["measure"]), clause.get("each", False)
    return Promise(clause["text"], measure, indicator, Comparator.AT_LEAST, target, per_member=each)


def _units(cluster: Cluster, on: date) -> tuple[Unit, list[Unit]]:
    """The lead and all members on a day, the lead first."""
    seats = list(Seat.objects.filter(cluster=cluster, during__contains=on).select_related("unit").order_by("pk"))
    lead = next(seat.unit for seat in seats if seat.role == SeatRole.LEAD)
    return lead, [lead, *(seat.unit for seat in seats if seat.unit_id != lead.pk)]


def _hand(covenant: Covenant, by: User) -> Hand:
    return Hand(Method.TYPED, covenant.digest, post="Chủ tịch", device=DEVICE, typed=by.person.full_name)


def _verify(code: str) -> str:
    return f"/xac-thuc/{code}/"
