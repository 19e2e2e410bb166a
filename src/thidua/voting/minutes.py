"""The minutes of a count as a document: who, when, how many, what came out, and the list of codes as an annex.

Papers are Vietnamese, whatever the language of the pages.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import count

from django.utils import translation

from thidua.core import clock
from thidua.documents.content import Block, Column, Content, Frame, Heading, PageBreak, Paragraph, Table, TableRow
from thidua.documents.frames import date_text, frame_for
from thidua.documents.rules import Kind as DocumentKind

from .counting import OptionResult, Result
from .models import Ballot, KeyTurn
from .queries import QuestionResult, Turnout, committee_of, open_votes, opened_list, results_of, turnout
from .rules import Act, Base, Kind, Outcome, Part, QuorumOn, State, printed_code

VIETNAMESE = "vi"
# A longer list is read on the ballot's page, where it can be searched.
MOST_LISTED = 1_000
# Answers to more questions stand beside each other on a page that lies across.
MOST_UPRIGHT = 2
_OUTCOMES = {
    Outcome.PASSED: "Đạt",
    Outcome.FAILED: "Không đạt",
    Outcome.TIED: "Bằng phiếu",
    Outcome.NO_QUORUM: "Không xét",
}
_BASES = {
    Base.TOTAL: "tổng số thành viên có quyền bỏ phiếu",
    Base.PRESENT: "số thành viên có mặt hoặc đã bỏ phiếu",
    Base.VALID: "số phiếu hợp lệ",
}
_QUORUMS = {
    QuorumOn.CAST_OF_TOTAL: "số người bỏ phiếu trên tổng số thành viên",
    QuorumOn.PRESENT_OF_TOTAL: "số người có mặt trên tổng số thành viên",
    QuorumOn.CAST_OF_PRESENT: "số người bỏ phiếu trên số người có mặt",
}
_ACTS = {Act.OPEN: "Mở bỏ phiếu", Act.CLOSE: "Khóa phiếu", Act.VOID: "Hủy kết quả"}
_ANSWERS = {1: "Đồng ý", 2: "Không đồng ý", 0: "Không có ý kiến"}


def minutes_of(ballot: Ballot) -> tuple[Frame, Content]:
    """The frame and the content of the minutes of a counted ballot."""
    with translation.override(VIETNAMESE):
        return _frame(ballot), Content(tuple(_blocks(ballot)))


def _frame(ballot: Ballot) -> Frame:
    frame = frame_for(ballot.owner, on=clock.today(), kind=DocumentKind.MINUTES, subject=f"Kiểm phiếu: {ballot.title}")
    return replace(
        frame,
        date_text=date_text(clock.today()),
        recipients=("- Ban Thường vụ (để báo cáo);", "- Tổ kiểm phiếu;", "- Lưu: Văn thư."),
        authority=("TM. TỔ KIỂM PHIẾU",),
        signer=next((member.name for member in committee_of(ballot)), ""),
    )


def _blocks(ballot: Ballot) -> Iterator[Block]:
    ids = map("bb{}".format, count(1))
    counts, results = turnout(ballot), results_of(ballot)
    yield Heading(next(ids), 1, "I. Thông tin chung")
    for line in _facts(ballot):
        yield Paragraph(next(ids), (line,), "item")
    yield Heading(next(ids), 1, "II. Người bỏ phiếu")
    for line in _attendance(ballot, counts):
        yield Paragraph(next(ids), (line,), "item")
    yield Heading(next(ids), 1, "III. Tổ kiểm phiếu")
    yield _committee(next(ids), ballot)
    yield Heading(next(ids), 1, "IV. Kết quả")
    for number, result in enumerate(results, 1):
        yield Heading(next(ids), 2, f"{number}. {result.question.text}")
        yield Paragraph(next(ids), (_counted(result),))
        yield _votes(next(ids), result)
        yield Paragraph(next(ids), (_concluded(result),))
    if ballot.state == State.VOID:
        yield Paragraph(next(ids), (f"Kết quả đã bị hủy lúc {_instant(ballot.voided_at)}: {ballot.void_because}.",))
    yield from _annex(ids, ballot, results)


def _facts(ballot: Ballot) -> Iterator[str]:
    yield f"Cuộc bỏ phiếu: {ballot.title}."
    if ballot.purpose:
        yield f"Nội dung, căn cứ: {ballot.purpose}"
    yield f"Hình thức: {ballot.get_secrecy_display().lower()}, {ballot.get_place_display().lower()}."
    yield f"Mở bỏ phiếu lúc {_instant(ballot.opened_at)}, khóa phiếu lúc {_instant(ballot.closed_at)}."
    yield f"Kiểm phiếu lúc {_instant(ballot.counted_at)}."


def _attendance(ballot: Ballot, counts: Turnout) -> Iterator[str]:
    yield f"Tổng số thành viên có quyền bỏ phiếu: {counts.total}, mỗi người một phiếu có giá trị như nhau."
    yield (
        f"Đã bỏ phiếu: {counts.cast}, gồm {counts.room} tại hội nghị, {counts.remote} từ xa, "
        f"{counts.writing} gửi bằng văn bản. Không bỏ phiếu: {counts.total - counts.cast}."
    )
    if ballot.invalid_envelopes:
        yield f"Phiếu niêm phong không mở được, tính là không hợp lệ: {ballot.invalid_envelopes}."
    verdict = "đủ" if ballot.quorum_met else "không đủ"
    yield f"Yêu cầu {_part(ballot.quorum)} ({_QUORUMS[QuorumOn(ballot.quorum_on)]}): {verdict} điều kiện."


def _committee(block: str, ballot: Ballot) -> Table:
    turns = list(ballot.turns.filter(done=True).order_by("at", "pk"))
    rows = [
        TableRow(((str(number),), (member.name,), (_turned([one for one in turns if one.member_id == member.pk]),)))
        for number, member in enumerate(committee_of(ballot), 1)
    ]
    columns = (Column("TT", "center", 1), Column("Họ và tên", width=5), Column("Đã xác nhận", width=8))
    return Table(block, columns, tuple(rows))


def _turned(turns: Sequence[KeyTurn]) -> str:
    return "; ".join(f"{_ACTS[Act(turn.act)]} {_instant(turn.at)}" for turn in turns)


def _counted(result: QuestionResult) -> str:
    found, question = result.result, result.question
    return (
        f"Phiếu thu vào {found.cast}, hợp lệ {found.valid}, không hợp lệ {found.invalid}, phiếu trắng {found.blank}. "
        f"Đạt khi có {_part(question.threshold)} {_BASES[Base(question.threshold_base)]}: "
        f"{found.needed}/{found.base}."
    )


def _votes(block: str, result: QuestionResult) -> Table:
    kind, found = Kind(result.question.kind), result.result
    rows = [
        TableRow(((str(number),), (option.name,), *_cells(kind, got, found)))
        for number, (option, got) in enumerate(zip(result.options, found.options, strict=True), 1)
    ]
    columns = (Column("TT", "center", 1), Column("Phương án", width=6), *_columns(kind))
    return Table(block, columns, tuple(rows))


def _columns(kind: Kind) -> tuple[Column, ...]:
    names = {
        Kind.APPROVAL: ("Đồng ý", "Không đồng ý", "Không ý kiến", "Tỷ lệ"),
        Kind.CHOOSE: ("Số phiếu", "Tỷ lệ"),
        Kind.RANK: ("Số phiếu xếp", "Điểm"),
    }[kind]
    return (*(Column(name, "right", 2) for name in names), Column("Thứ tự", "center", 2), Column("Kết luận", width=3))


def _cells(kind: Kind, got: OptionResult, found: Result) -> tuple[tuple[str], ...]:
    share = f"{_hundredths(got.voices, found.base)}%"
    numbers = {
        Kind.APPROVAL: (str(got.voices), str(got.no), str(got.abstained), share),
        Kind.CHOOSE: (str(got.voices), share),
        Kind.RANK: (str(got.voices), str(got.points)),
    }[kind]
    return tuple((text,) for text in (*numbers, str(got.place), _OUTCOMES[got.outcome]))


def _hundredths(part: int, whole: int) -> str:
    """A percentage with two digits, rounded half up, as Vietnamese papers print it."""
    if not whole:
        return "0"
    above, below = divmod((20_000 * part + whole) // (2 * whole), 100)
    return f"{above},{below:02}"


def _concluded(result: QuestionResult) -> str:
    pairs = list(zip(result.options, result.result.options, strict=True))
    named = {outcome: [option.name for option, got in pairs if got.outcome == outcome] for outcome in Outcome}
    if named[Outcome.NO_QUORUM]:
        return "Không đủ số người bỏ phiếu nên không kết luận."
    told = f"Đạt: {', '.join(named[Outcome.PASSED])}." if named[Outcome.PASSED] else "Không có phương án nào đạt."
    if named[Outcome.TIED]:
        told += f" Bằng phiếu ở suất cuối, cần bỏ phiếu lại: {', '.join(named[Outcome.TIED])}."
    return told


def _annex(ids: Iterator[str], ballot: Ballot, results: Sequence[QuestionResult]) -> Iterator[Block]:
    found = opened_list(ballot) if ballot.secret else open_votes(ballot)
    listed = found.count()
    yield PageBreak(next(ids), landscape=len(results) > MOST_UPRIGHT)
    yield Heading(next(ids), 1, "Phụ lục: Danh sách phiếu đã kiểm")
    if listed > MOST_LISTED:
        yield Paragraph(next(ids), (f"Danh sách {listed} phiếu được công bố tại trang của cuộc bỏ phiếu.",))
        return
    if ballot.secret:
        yield Paragraph(next(ids), ("Xếp theo mã phiếu; mã chỉ hiện cho người bỏ phiếu, không ghi ở nơi nào khác.",))
    columns = (
        Column("Mã phiếu" if ballot.secret else "Họ và tên", width=3),
        *(Column(f"Câu {number}", width=5) for number in range(1, len(results) + 1)),
    )
    rows = [
        TableRow(((label,), *((_answer(result, marks),) for result, marks in zip(results, votes, strict=True))))
        for label, votes in (_secret_lines(ballot) if ballot.secret else _named_lines(ballot))
    ]
    yield Table(next(ids), columns, tuple(rows))


_Line = tuple[str, list[list[int] | None]]


def _secret_lines(ballot: Ballot) -> list[_Line]:
    return [(printed_code(opened.code), opened.votes) for opened in opened_list(ballot)]


def _named_lines(ballot: Ballot) -> list[_Line]:
    return [(vote.voter.name, vote.votes) for vote in open_votes(ballot)]


def _answer(result: QuestionResult, marks: Sequence[int] | None) -> str:
    """What a vote says to a question, in words."""
    if marks is None:
        return "Không hợp lệ"
    pairs = list(zip(result.options, marks, strict=True))
    match Kind(result.question.kind):
        case Kind.APPROVAL:
            given = {mark: [option.name for option, own in pairs if own == mark] for mark in _ANSWERS}
            return "; ".join(f"{_ANSWERS[mark]}: {', '.join(names)}" for mark, names in given.items() if names)
        case Kind.CHOOSE:
            return "; ".join(option.name for option, mark in pairs if mark) or "Phiếu trắng"
        case Kind.RANK:
            ranked = sorted((mark, option.name) for option, mark in pairs if mark)
            return "; ".join(f"{place}. {name}" for place, name in ranked) or "Phiếu trắng"


def _part(part: Part) -> str:
    with translation.override(VIETNAMESE):
        return str(part)


def _instant(at: datetime | None) -> str:
    return at.astimezone(clock.VIETNAM).strftime("%H:%M ngày %d/%m/%Y") if at else "—"
