"""Words of ballots: states and acts, kinds of questions, what a vote is made of, and the codes of secret ones.

A vote answers every question of its ballot with `Marks`: one small whole number for each option, in the order of the
options. What the number means follows from the kind of the question:

    approval   1 yes, 2 no, 0 abstained
    choose     1 chosen, 0 not; as many chosen as the question allows at most, none at all is a blank vote
    rank       1 for the first place, 2 for the second …, 0 not ranked; places are given without gaps and once each

None instead of the marks is an invalid answer. It comes from paper only: the pages refuse what is not valid.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

COMMITTEE_LEAST = 3
SHARES, SHARES_NEEDED = 3, 2
KEYS_NEEDED = 2
SECRET_ROSTER_LEAST = 3
SECRET_VOTES_LEAST = 2
MOST_QUESTIONS, MOST_OPTIONS, MOST_VOTERS = 20, 60, 10_000
LONGEST_TITLE = LONGEST_NAME = 200
LONGEST_TEXT = 2_000
LONGEST_REASON = 500

# Consonants that are not taken for one another nor for digits: no code spells a word.
CODE_LETTERS = "BCDFGHJKMNPRSTVWXYZ"
CODE_LENGTH = 10

Marks = tuple[int, ...]
Votes = tuple[Marks | None, ...]
"""The answers to all questions of a ballot, in their order."""


class State(TextChoices):
    """What a ballot has come to.

    draft: everything may be edited. ready: questions, roster and committee are fixed, shares are rehearsed. open: votes
    are taken. closed: no longer, written ballots of a secret ballot are entered. counted: the results stand. void: two
    members of the committee declared that it does not count.
    """

    DRAFT = "draft", gettext_lazy("Đang soạn")
    READY = "ready", gettext_lazy("Chờ mở")
    OPEN = "open", gettext_lazy("Đang bỏ phiếu")
    CLOSED = "closed", gettext_lazy("Đã khóa phiếu")
    COUNTED = "counted", gettext_lazy("Đã kiểm phiếu")
    VOID = "void", gettext_lazy("Đã hủy kết quả")


class Secrecy(TextChoices):
    """Whether anybody may know who voted what."""

    SECRET = "secret", gettext_lazy("Bỏ phiếu kín")
    OPEN = "open", gettext_lazy("Biểu quyết công khai")


class Place(TextChoices):
    """From where votes are cast. In the room, only who was marked present may vote."""

    REMOTE = "remote", gettext_lazy("Từ xa")
    ROOM = "room", gettext_lazy("Tại hội nghị")
    BOTH = "both", gettext_lazy("Tại hội nghị và từ xa")


class How(TextChoices):
    """How a voter's vote came in."""

    REMOTE = "remote", gettext_lazy("Từ xa")
    ROOM = "room", gettext_lazy("Tại hội nghị")
    WRITING = "writing", gettext_lazy("Phiếu gửi bằng văn bản")


class Act(TextChoices):
    """What two members of the committee do together, each with an own key."""

    OPEN = "open", gettext_lazy("Mở bỏ phiếu")
    CLOSE = "close", gettext_lazy("Khóa phiếu")
    VOID = "void", gettext_lazy("Hủy cuộc bỏ phiếu")


class Kind(TextChoices):
    """What a question asks."""

    APPROVAL = "approval", gettext_lazy("Đồng ý, không đồng ý hoặc không có ý kiến từng phương án")
    CHOOSE = "choose", gettext_lazy("Chọn không quá một số phương án")
    RANK = "rank", gettext_lazy("Xếp thứ tự")


class Base(TextChoices):
    """What a threshold is a part of."""

    TOTAL = "total", gettext_lazy("tổng số thành viên có quyền bỏ phiếu")
    PRESENT = "present", gettext_lazy("số thành viên có mặt hoặc đã bỏ phiếu")
    VALID = "valid", gettext_lazy("số phiếu hợp lệ")


class QuorumOn(TextChoices):
    """What is held against the quorum."""

    CAST_OF_TOTAL = "cast_total", gettext_lazy("số người đã bỏ phiếu trên tổng số thành viên")
    PRESENT_OF_TOTAL = "present_total", gettext_lazy("số người có mặt trên tổng số thành viên")
    CAST_OF_PRESENT = "cast_present", gettext_lazy("số người đã bỏ phiếu trên số người có mặt")


class Outcome(TextChoices):
    """What became of an option."""

    PASSED = "passed", gettext_lazy("Đạt")
    FAILED = "failed", gettext_lazy("Không đạt")
    TIED = "tied", gettext_lazy("Bằng phiếu, cần bỏ phiếu lại")
    NO_QUORUM = "no_quorum", gettext_lazy("Không đủ số người bỏ phiếu")


# Which act leads where, and from which states it may be done.
ACTS: dict[Act, tuple[frozenset[State], State]] = {
    Act.OPEN: (frozenset({State.READY}), State.OPEN),
    Act.CLOSE: (frozenset({State.OPEN}), State.CLOSED),
    Act.VOID: (frozenset({State.OPEN, State.CLOSED, State.COUNTED}), State.VOID),
}


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a whole as an exact fraction: 2 of 3, 80 of 100. `strict`: more than it, not merely as much."""

    numerator: int
    denominator: int
    strict: bool = False

    def met(self, count: int, whole: int) -> bool:
        """Whether `count` of `whole` is enough; nothing is enough of nothing."""
        ours, theirs = count * self.denominator, whole * self.numerator
        return whole > 0 and (ours > theirs if self.strict else ours >= theirs)

    def least(self, whole: int) -> int:
        """The smallest count that is enough of `whole`."""
        exact, left = divmod(whole * self.numerator, self.denominator)
        return exact + 1 if left or self.strict else exact

    def __str__(self) -> str:
        words = _("quá %(part)s") if self.strict else _("ít nhất %(part)s")
        percent = 100 * self.numerator // self.denominator
        whole = 100 * self.numerator % self.denominator == 0
        return words % {"part": f"{percent}%" if whole else f"{self.numerator}/{self.denominator}"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What counting and sealing need to know of a question.

    `most` is how many options may be chosen or ranked (None: all), `seats` how many may win (None: all that reach the
    threshold).
    """

    kind: Kind
    options: int
    threshold: Part
    base: Base
    most: int | None = None
    seats: int | None = None


def fault(asked: Asked, marks: Sequence[int]) -> str:
    """What is wrong with the answer to a question, as a sentence for the voter; "" when it is valid."""
    if len(marks) != asked.options:
        return _("Phiếu không khớp với danh sách phương án. Hãy mở lại phiếu.")
    most = asked.options if asked.most is None else asked.most
    given = [mark for mark in marks if mark]
    match asked.kind:
        case Kind.APPROVAL:
            sound = all(mark in {0, 1, 2} for mark in marks)
        case Kind.CHOOSE:
            sound = all(mark in {0, 1} for mark in marks)
            if sound and len(given) > most:
                return _("Bạn chọn %(given)d phương án; chỉ được chọn không quá %(most)d.") % {
                    "given": len(given),
                    "most": most,
                }
        case Kind.RANK:
            if len(given) > most:
                return _("Bạn xếp %(given)d phương án; chỉ được xếp không quá %(most)d.") % {
                    "given": len(given),
                    "most": most,
                }
            if sorted(given) != list(range(1, len(given) + 1)):
                return _("Mỗi thứ hạng chỉ cho một phương án và không bỏ cách quãng: 1, 2, 3 …")
            sound = True
    return "" if sound else _("Có lựa chọn không đúng. Hãy mở lại phiếu và chọn lại.")


def new_code() -> str:
    """A random code of a ballot paper: ten letters, 42 bits."""
    return "".join(secrets.choice(CODE_LETTERS) for _place in range(CODE_LENGTH))


def printed_code(code: str) -> str:
    """A code as people read it: "BCDFG-HJKMN"."""
    return f"{code[:5]}-{code[5:]}"


def typed_code(text: str) -> str:
    """A code as a person typed it, in the form in which it is stored; what is no letter is passed over."""
    return "".join(letter for letter in text.upper() if letter.isalpha())
