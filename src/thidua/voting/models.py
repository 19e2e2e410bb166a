"""Ballots: what is asked, who may vote, who counts, sealed votes and the opened ones.

No row of a secret ballot holds both who voted and what. The roll (`Voter`) says that somebody voted; a `SealedBallot`
can be opened by nobody but two members of the committee together; an `OpenedBallot` has nothing of the voter. Why that
is so, and what it does not promise, is in docs/adr/0017.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from thidua.documents.models import Document
from thidua.org.models import Unit

from .rules import (
    LONGEST_NAME,
    LONGEST_REASON,
    LONGEST_TEXT,
    LONGEST_TITLE,
    SHARES,
    Act,
    Asked,
    Base,
    How,
    Kind,
    Part,
    Place,
    QuorumOn,
    Secrecy,
    State,
)

_STARTED = [State.OPEN, State.CLOSED, State.COUNTED]


class Ballot(models.Model):
    """A ballot of a unit. Other apps point at it by a foreign key of theirs.

    `reference` is the random part of its addresses. `opens_at` and `closes_at` are when votes are taken at the earliest
    and at the latest; None leaves it to the committee. `public_key` is what votes are sealed to; its private half is
    with the committee and nowhere else. `invalid_envelopes` is how many could not be opened, known after the count, as
    are `present`, `quorum_met`, and `turnout_counted`: the numbers of the roll as `queries.Turnout`.
    """

    reference = models.CharField(max_length=22, unique=True)
    owner = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("tên cuộc bỏ phiếu"), max_length=LONGEST_TITLE)
    purpose = models.TextField(_("nội dung, căn cứ"), max_length=LONGEST_TEXT, blank=True)
    secrecy = models.CharField(_("hình thức"), max_length=6, choices=Secrecy.choices, default=Secrecy.SECRET)
    place = models.CharField(_("nơi bỏ phiếu"), max_length=6, choices=Place.choices, default=Place.BOTH)
    quorum_on = models.CharField(
        _("cách tính đủ số người"), max_length=13, choices=QuorumOn.choices, default=QuorumOn.CAST_OF_TOTAL
    )
    quorum_numerator = models.PositiveSmallIntegerField(default=2)
    quorum_denominator = models.PositiveSmallIntegerField(default=3)
    quorum_strict = models.BooleanField(default=False)
    opens_at = models.DateTimeField(_("nhận phiếu từ"), null=True, blank=True)
    closes_at = models.DateTimeField(_("nhận phiếu đến"), null=True, blank=True)
    state = models.CharField(max_length=7, choices=State.choices, default=State.DRAFT)
    public_key = models.BinaryField(max_length=32, null=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    counted_at = models.DateTimeField(null=True)
    voided_at = models.DateTimeField(null=True)
    void_because = models.CharField(max_length=LONGEST_REASON, blank=True)
    discarded_at = models.DateTimeField(null=True)
    present = models.PositiveIntegerField(null=True)
    invalid_envelopes = models.PositiveIntegerField(null=True)
    quorum_met = models.BooleanField(null=True)
    turnout_counted = models.JSONField(null=True)
    minutes = models.ForeignKey(Document, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("cuộc bỏ phiếu")
        ordering: ClassVar = ["-made_at"]
        indexes: ClassVar = [models.Index(F("owner"), F("made_at").desc(), name="ballot_of_unit")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(quorum_denominator__gt=0) & Q(quorum_numerator__lte=F("quorum_denominator")),
                name="ballot_quorum_is_a_part",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=_STARTED) | Q(opened_at__isnull=False), name="ballot_open_since"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=_STARTED, secrecy=Secrecy.SECRET) | Q(public_key__isnull=False),
                name="ballot_secret_has_a_key",
            ),
            models.CheckConstraint(
                condition=Q(state=State.VOID, voided_at__isnull=False) | (~Q(state=State.VOID) & Q(void_because="")),
                name="ballot_void_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(discarded_at__isnull=True) | Q(state=State.DRAFT), name="ballot_discarded_as_draft"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def secret(self) -> bool:
        """Whether nobody may know who voted what."""
        return self.secrecy == Secrecy.SECRET

    @property
    def quorum(self) -> Part:
        """Which part has to take part."""
        return Part(self.quorum_numerator, self.quorum_denominator, self.quorum_strict)


class Question(models.Model):
    """One thing that a ballot asks; `result` is written at the count, as `counting.Result.to_data`."""

    ballot = models.ForeignKey(Ballot, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(_("câu hỏi"), max_length=500)
    kind = models.CharField(_("cách trả lời"), max_length=8, choices=Kind.choices, default=Kind.APPROVAL)
    most = models.PositiveSmallIntegerField(_("chọn không quá"), null=True, blank=True)
    seats = models.PositiveSmallIntegerField(_("số được chọn"), null=True, blank=True)
    threshold_numerator = models.PositiveSmallIntegerField(default=1)
    threshold_denominator = models.PositiveSmallIntegerField(default=2)
    threshold_strict = models.BooleanField(default=True)
    threshold_base = models.CharField(_("tỷ lệ tính trên"), max_length=7, choices=Base.choices, default=Base.TOTAL)
    result = models.JSONField(null=True)

    class Meta:
        verbose_name = _("câu hỏi bỏ phiếu")
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint("ballot", "position", name="question_position_once"),
            models.CheckConstraint(
                condition=Q(threshold_denominator__gt=0) & Q(threshold_numerator__lte=F("threshold_denominator")),
                name="question_threshold_is_a_part",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def threshold(self) -> Part:
        """Which part of the base an option has to reach."""
        return Part(self.threshold_numerator, self.threshold_denominator, self.threshold_strict)

    def asked(self, options: int) -> Asked:
        """What counting needs to know of the question when it has so many options."""
        base = Base(self.threshold_base)
        return Asked(Kind(self.kind), options, self.threshold, base, self.most, self.seats)


class Option(models.Model):
    """A candidate or a proposal that a question puts to the vote."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="options")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(_("phương án"), max_length=LONGEST_NAME)
    detail = models.CharField(_("giới thiệu"), max_length=LONGEST_REASON, blank=True)

    class Meta:
        verbose_name = _("phương án")
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint("question", "position", name="option_position_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Voter(models.Model):
    """A line of the roll: who may vote once, with weight 1, and whether the vote is in.

    `name` and `body` are printed as they were when the roll was fixed. `token` is the digest of a random number that
    came with the vote, by which a repeated request is told from another attempt; it leads to no ballot paper.
    """

    ballot = models.ForeignKey(Ballot, on_delete=models.CASCADE, related_name="voters")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("họ và tên"), max_length=LONGEST_NAME)
    body = models.CharField(_("đơn vị, cơ quan"), max_length=LONGEST_NAME, blank=True)
    weight = models.PositiveSmallIntegerField(default=1)
    present = models.BooleanField(_("có mặt"), default=False)
    voted_at = models.DateTimeField(null=True)
    how = models.CharField(max_length=7, choices=How.choices, blank=True)
    token = models.BinaryField(max_length=32, null=True)
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("người bỏ phiếu")
        ordering: ClassVar = ["name", "pk"]
        indexes: ClassVar = [models.Index("ballot", "name", "id", name="voter_by_name")]
        constraints: ClassVar = [
            models.UniqueConstraint("ballot", "user", name="voter_once"),
            models.CheckConstraint(condition=Q(weight=1), name="voter_weighs_one"),
            models.CheckConstraint(
                condition=Q(voted_at__isnull=True, how="") | (Q(voted_at__isnull=False) & ~Q(how="")),
                name="voter_voted_somehow",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CommitteeMember(models.Model):
    """A member of the committee that opens, closes and counts.

    The first three hold a share of the key of a secret ballot. `share_digest` recognises the share when it is typed
    back: SHA-256 of 256 random bits, which tells nothing about them.
    """

    ballot = models.ForeignKey(Ballot, on_delete=models.CASCADE, related_name="committee")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("họ và tên"), max_length=LONGEST_NAME)
    position = models.PositiveSmallIntegerField()
    share = models.PositiveSmallIntegerField(null=True)
    share_digest = models.BinaryField(max_length=32, null=True)
    rehearsed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("thành viên tổ kiểm phiếu")
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint("ballot", "user", name="committee_member_once"),
            models.UniqueConstraint("ballot", "share", name="committee_share_once"),
            models.CheckConstraint(
                condition=Q(share__isnull=True) | Q(share__gte=1, share__lte=SHARES), name="committee_share_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class KeyTurn(models.Model):
    """One member's key for an act of two: it waits until another member turns hers. `done` once the act was done."""

    ballot = models.ForeignKey(Ballot, on_delete=models.CASCADE, related_name="turns")
    act = models.CharField(max_length=5, choices=Act.choices)
    member = models.ForeignKey(CommitteeMember, on_delete=models.PROTECT, related_name="turns")
    at = models.DateTimeField()
    reason = models.CharField(max_length=LONGEST_REASON, blank=True)
    done = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("chìa khóa của tổ kiểm phiếu")
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [models.UniqueConstraint("ballot", "act", "member", name="key_turned_once")]

    def __str__(self) -> str:
        return f"{self.ballot_id} {self.act} {self.member_id}"


class SealedBallot(models.Model):
    """A vote that nobody can read: libsodium's sealed box to the ballot's key. Erased at the count.

    Every one of a ballot has the same length. The key is random and there is no time.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="sealed")
    envelope = models.BinaryField()

    class Meta:
        verbose_name = _("phiếu niêm phong")

    def __str__(self) -> str:
        return str(self.id)


class WrittenEntry(models.Model):
    """What one member of the committee read on the paper ballot of an absent voter; two must read the same.

    For a secret ballot papers bear a number and no name, `voter` is None and `votes` is sealed like any vote. For an
    open one the voter is named and `votes` is JSON.
    """

    ballot = models.ForeignKey(Ballot, on_delete=models.CASCADE, related_name="written")
    paper = models.PositiveSmallIntegerField(null=True)
    voter = models.ForeignKey(Voter, on_delete=models.CASCADE, null=True, related_name="written")
    votes = models.BinaryField()
    by = models.ForeignKey(CommitteeMember, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("phiếu gửi bằng văn bản")
        constraints: ClassVar = [
            models.UniqueConstraint("ballot", "paper", "by", name="written_paper_once_a_member"),
            models.UniqueConstraint("ballot", "voter", "by", name="written_voter_once_a_member"),
            models.CheckConstraint(
                condition=Q(paper__isnull=False, voter__isnull=True) | Q(paper__isnull=True, voter__isnull=False),
                name="written_by_number_or_name",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ballot_id} {self.paper or self.voter_id}"


class OpenedBallot(models.Model):
    """A vote of a secret ballot after the count. All of a ballot are written at once, in random order.

    `code` is how the voter finds it. `votes` are the marks of all questions, null for an invalid answer.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="opened")
    code = models.CharField(max_length=10)
    votes = models.JSONField()

    class Meta:
        verbose_name = _("phiếu đã mở")
        indexes: ClassVar = [models.Index("ballot", "code", name="opened_by_code")]

    def __str__(self) -> str:
        return self.code


class OpenVote(models.Model):
    """A vote of an open ballot, by name."""

    voter = models.OneToOneField(Voter, on_delete=models.CASCADE, related_name="vote")
    votes = models.JSONField()

    class Meta:
        verbose_name = _("biểu quyết công khai")

    def __str__(self) -> str:
        return str(self.voter_id)
