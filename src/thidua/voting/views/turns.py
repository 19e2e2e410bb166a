"""What a person may do with a ballot now, said in a sentence or two, with the buttons that lead there."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from thidua.core import clock
from thidua.ui.links import Link
from thidua.ui.templatetags.formats import vitime
from thidua.voting.models import Ballot, CommitteeMember, Voter
from thidua.voting.queries import missing, unrehearsed
from thidua.voting.rules import Act, How, Place, State
from thidua.voting.standing import BallotStanding


@dataclass(slots=True)
class Turn:
    """Sentences and links; the first link is what matters most."""

    sentences: list[str] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)

    @property
    def sentence(self) -> str:
        return " ".join(self.sentences)

    def say(self, sentence: str) -> None:
        self.sentences.append(sentence)

    def offer(self, ballot: Ballot, name: str, label: str, icon: str) -> None:
        self.links.append(Link(label, reverse(name, args=[ballot.reference]), icon=icon))


def turn_of(standing: BallotStanding) -> Turn:
    """What the person may do now."""
    turn, ballot = Turn(), standing.ballot
    match State(ballot.state):
        case State.DRAFT:
            _while_drafted(turn, standing)
        case State.READY:
            _while_ready(turn, standing)
        case State.OPEN:
            _while_open(turn, standing)
        case State.CLOSED:
            _while_closed(turn, standing)
        case State.COUNTED:
            turn.say(_("Đã có kết quả kiểm phiếu."))
            turn.offer(ballot, "ballot-result", _("Xem kết quả"), "chart-bar")
            if standing.member is not None and standing.member.share and ballot.secret:
                turn.say(_("Hãy hủy mảnh khóa của bạn: xóa tệp, hủy giấy đã chép."))
        case State.VOID:
            turn.say(_("Cuộc bỏ phiếu đã bị hủy nên không còn việc gì phải làm."))
    if not turn.sentences:
        turn.say(_("Bạn theo dõi cuộc bỏ phiếu này; hiện không có việc gì phải làm."))
    return turn


def _while_drafted(turn: Turn, standing: BallotStanding) -> None:
    ballot = standing.ballot
    if not standing.manages:
        turn.say(_("Bạn có tên trong tổ kiểm phiếu. Cuộc bỏ phiếu đang được soạn, chưa cần làm gì."))
        return
    lacking = missing(ballot)
    if lacking:
        turn.say(_("Cuộc bỏ phiếu đang được soạn, chưa ai khác thấy."))
        turn.sentences += lacking
    else:
        turn.say(_("Mọi phần đã đủ. Xem lại rồi chốt để tổ kiểm phiếu mở bỏ phiếu."))
        turn.offer(ballot, "ballot-prepare", _("Xem lại và chốt"), "checks")


def _while_ready(turn: Turn, standing: BallotStanding) -> None:
    ballot, member = standing.ballot, standing.member
    waiting = unrehearsed(ballot)
    if member is not None:
        if any(one.pk == member.pk for one in waiting):
            turn.say(_("Hãy thử lại mảnh khóa của bạn để chắc rằng bạn giữ đúng mảnh khóa đó."))
            turn.offer(ballot, "ballot-open", _("Thử mảnh khóa"), "key")
        elif _turned(ballot, member, Act.OPEN):
            turn.say(_("Bạn đã xác nhận mở. Cần thêm một thành viên khác của tổ kiểm phiếu xác nhận."))
            turn.offer(ballot, "ballot-open", _("Xem việc mở phiếu"), "key")
        elif not waiting:
            turn.say(_("Hai thành viên tổ kiểm phiếu cùng xác nhận thì cuộc bỏ phiếu mở."))
            turn.offer(ballot, "ballot-open", _("Mở bỏ phiếu"), "lock-open")
    if waiting and not turn.links:
        turn.say(_("Đang chờ %(who)s thử lại mảnh khóa.") % {"who": ", ".join(one.name for one in waiting)})
    elif not waiting and member is None:
        turn.say(_("Đang chờ tổ kiểm phiếu mở bỏ phiếu."))
    if standing.voter is not None:
        turn.say(_("Bạn có tên trong danh sách bỏ phiếu và được báo khi phiếu mở."))


def _while_open(turn: Turn, standing: BallotStanding) -> None:
    ballot, voter = standing.ballot, standing.voter
    if voter is not None:
        _to_vote(turn, standing, voter)
    if standing.member is not None:
        turn.say(_("Bạn ở tổ kiểm phiếu: điểm danh, nhận phiếu gửi bằng văn bản, rồi cùng một người nữa khóa phiếu."))
        turn.offer(ballot, "ballot-roll", _("Danh sách và điểm danh"), "users")
        turn.offer(ballot, "ballot-count", _("Khóa phiếu"), "lock")
    elif standing.manages:
        turn.say(_("Cuộc bỏ phiếu đang mở; xem ai chưa bỏ phiếu để nhắc."))
        turn.offer(ballot, "ballot-roll", _("Danh sách bỏ phiếu"), "users")


def _to_vote(turn: Turn, standing: BallotStanding, voter: Voter) -> None:
    ballot, now = standing.ballot, clock.now()
    if voter.how == How.WRITING:
        turn.say(_("Phiếu gửi bằng văn bản của bạn đã được tổ kiểm phiếu nhận."))
    elif voter.voted_at is not None:
        turn.say(_("Bạn đã bỏ phiếu lúc %(at)s.") % {"at": vitime(voter.voted_at)})
    elif standing.votes_now:
        turn.say(_("Mời bạn bỏ phiếu, chỉ mất khoảng một phút."))
        turn.offer(ballot, "ballot-vote", pgettext("act", "Bỏ phiếu"), "checkbox")
    elif ballot.opens_at is not None and now < ballot.opens_at:
        turn.say(_("Phiếu được nhận từ %(at)s.") % {"at": vitime(ballot.opens_at)})
    elif ballot.closes_at is not None and ballot.closes_at <= now:
        turn.say(_("Đã hết giờ nhận phiếu lúc %(at)s.") % {"at": vitime(ballot.closes_at)})
    elif ballot.place == Place.ROOM:
        turn.say(_("Chỉ người có mặt mới bỏ phiếu. Hãy đề nghị tổ kiểm phiếu điểm danh cho bạn."))


def _while_closed(turn: Turn, standing: BallotStanding) -> None:
    ballot = standing.ballot
    if standing.member is None:
        turn.say(_("Phiếu đã khóa, đang chờ tổ kiểm phiếu kiểm phiếu."))
        return
    written = ballot.voters.filter(how=How.WRITING).count()
    if written:
        turn.say(
            ngettext(
                "Phiếu đã khóa. Hai thành viên nhập riêng từng phiếu trong %(count)d phiếu văn bản, rồi kiểm phiếu.",
                "Phiếu đã khóa. Hai thành viên nhập riêng từng phiếu trong %(count)d phiếu văn bản, rồi kiểm phiếu.",
                written,
            )
            % {"count": written}
        )
        turn.offer(ballot, "ballot-count", _("Kiểm phiếu"), "scan")
        turn.offer(ballot, "ballot-written", _("Nhập phiếu văn bản"), "file-pencil")
        return
    turn.say(
        _("Phiếu đã khóa. Kiểm phiếu khi có đủ hai mảnh khóa.")
        if ballot.secret
        else _("Phiếu đã khóa. Hãy kiểm phiếu.")
    )
    turn.offer(ballot, "ballot-count", _("Kiểm phiếu"), "scan")


def _turned(ballot: Ballot, member: CommitteeMember, act: Act) -> bool:
    return ballot.turns.filter(act=act, member=member, done=False).exists()
