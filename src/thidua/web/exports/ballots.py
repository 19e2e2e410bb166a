"""Tables of ballots: the list, the roll, the results and the opened votes."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from thidua.core import clock
from thidua.exchange.exports import Cells, Column, Kind, Sheet, Strong
from thidua.org.queries import last_names_of
from thidua.voting.models import Voter
from thidua.voting.queries import results_of
from thidua.voting.views.pages import seen_ballots
from thidua.voting.views.results import counted_or_404, published, shown_results, votes_of
from thidua.voting.views.roll import seen_roll
from thidua.voting.views.roster import seen_voters

from .asking import chunks


def ballots(request: HttpRequest) -> Sheet:
    """The ballots that the reader may see."""
    found = seen_ballots(request)
    return Sheet(
        title=_("Bỏ phiếu"),
        columns=(
            Column(_("Cuộc bỏ phiếu"), Kind.NAME),
            Column(_("Đơn vị tổ chức"), width=30),
            Column(_("Hình thức")),
            Column(_("Tình trạng")),
            Column(_("Nhận phiếu từ"), Kind.INSTANT),
            Column(_("Nhận phiếu đến"), Kind.INSTANT),
            Column(_("Trong danh sách"), Kind.WHOLE),
            Column(_("Đã bỏ phiếu"), Kind.WHOLE),
        ),
        rows=_ballot_rows(found),
        count=found.count(),
    )


def _ballot_rows(found: QuerySet) -> Iterator[Cells]:  # type: ignore[type-arg]  # counts are annotated to the rows
    for some in chunks(found.iterator(chunk_size=1_000)):
        names = last_names_of([ballot.owner_id for ballot in some], clock.today())
        for ballot in some:
            yield (
                ballot.title,
                names[ballot.owner_id].short_name,
                ballot.get_secrecy_display(),
                ballot.get_state_display(),
                ballot.opens_at,
                ballot.closes_at,
                ballot.roll,
                ballot.voted,
            )


def roster(request: HttpRequest, reference: str) -> Sheet:
    """Who may vote, of a draft."""
    voters = seen_voters(request, reference)
    return Sheet(
        title=_("Danh sách bỏ phiếu"),
        columns=(Column(_("Họ và tên"), Kind.NAME), Column(_("Đơn vị, cơ quan"), width=40)),
        rows=((voter.name, voter.body) for voter in voters.iterator(chunk_size=1_000)),
        count=voters.count(),
    )


def roll(request: HttpRequest, reference: str) -> Sheet:
    """Who has voted; never what."""
    voters = seen_roll(request, reference)
    return Sheet(
        title=_("Danh sách bỏ phiếu"),
        columns=(
            Column(_("Họ và tên"), Kind.NAME),
            Column(_("Đơn vị, cơ quan"), width=40),
            Column(_("Có mặt")),
            Column(_("Phiếu")),
            Column(_("Cách bỏ phiếu"), width=24),
        ),
        rows=_roll_rows(voters),
        count=voters.count(),
    )


def _roll_rows(voters: QuerySet[Voter]) -> Iterator[Cells]:
    for voter in voters.iterator(chunk_size=1_000):
        there = _("Có mặt") if voter.present else ""
        voted = _("Đã bỏ phiếu") if voter.voted_at else _("Chưa")
        yield voter.name, voter.body, there, voted, voter.get_how_display() if voter.how else ""


def results(request: HttpRequest, reference: str) -> Sheet:
    """What every option got, question by question."""
    ballot = counted_or_404(request, reference).ballot
    rows: list[Cells] = []
    for one in shown_results(results_of(ballot)):
        rows.append(Strong((f"{one.number}. {one.one.question.text}", None, None, None, None, None, one.needed)))
        rows += [
            (bar.name, bar.got.voices, bar.got.no, bar.got.abstained, bar.got.points, bar.got.place, bar.outcome)
            for bar in one.bars
        ]
    return Sheet(
        title=_("Kết quả: %(title)s") % {"title": ballot.title},
        columns=(
            Column(_("Phương án"), Kind.NAME),
            Column(_("Đồng ý, được chọn hoặc được xếp"), Kind.WHOLE),
            Column(_("Không đồng ý"), Kind.WHOLE),
            Column(_("Không có ý kiến"), Kind.WHOLE),
            Column(_("Điểm xếp hạng"), Kind.WHOLE),
            Column(_("Hạng"), Kind.WHOLE),
            Column(_("Kết quả"), width=50),
        ),
        rows=rows,
        count=len(rows),
    )


def opened(request: HttpRequest, reference: str) -> Sheet:
    """Every vote: by its code, or by the voter's name where votes are open."""
    ballot = counted_or_404(request, reference).ballot
    results, votes = results_of(ballot), published(ballot)
    return Sheet(
        title=_("Phiếu đã mở: %(title)s") % {"title": ballot.title},
        columns=(
            Column(_("Mã phiếu") if ballot.secret else _("Họ và tên"), Kind.NAME),
            *(Column(one.question.text, width=40) for one in results),
        ),
        rows=((vote.label, *vote.answers) for vote in votes_of(results, votes.iterator(chunk_size=1_000))),
        count=votes.count(),
    )
