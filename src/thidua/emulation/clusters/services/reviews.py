"""The reviews of a cluster: asked for, written by the members, compiled by the lead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from thidua.audit.services import record
from thidua.core import clock
from thidua.core.periods import parse
from thidua.core.text import clean_line, clean_text
from thidua.documents.models import Document
from thidua.documents.rules import Kind
from thidua.documents.services.drafts import Origin, Words, draft_document
from thidua.emulation.clusters.compiling import compiled
from thidua.emulation.clusters.errors import (
    BadSections,
    NothingSent,
    NotSeated,
    PartEmpty,
    PartSent,
    ReviewTwice,
)
from thidua.emulation.clusters.models import Cluster, Seat
from thidua.emulation.clusters.review_models import Review, ReviewPart
from thidua.emulation.clusters.rules import LONGEST_PART, LONGEST_TITLE
from thidua.emulation.clusters.telling import members_of, organisers_of, people_of, tell
from thidua.org.models import Unit
from thidua.org.queries import last_names_of
from thidua.people.models import User

from .forming import check_day, held

MOST_SECTIONS = 12


@dataclass(frozen=True, slots=True)
class Asking:
    """What the lead asks for: the code of the period, the titles of the sections, the day by which it is due."""

    title: str
    period: str
    sections: Sequence[str]
    due_on: date


@transaction.atomic
def ask_for_parts(*, cluster_id: int, asking: Asking, by: User) -> Review:
    """Ask all members for their parts of a review. Raises ReviewTwice, BadSections, DayDoesNotFit or BadText."""
    cluster = held(cluster_id)
    check_day(asking.due_on)
    review = Review(
        cluster=cluster,
        title=clean_line(asking.title, most=LONGEST_TITLE),
        period=parse(asking.period).code,
        sections=_sections(asking.sections),
        due_on=asking.due_on,
        asked_by=by,
        asked_at=clock.now(),
    )
    try:
        with transaction.atomic():
            review.save()
    except IntegrityError as error:
        raise ReviewTwice(_("Cụm đã có đợt sơ kết, tổng kết của kỳ này. Hãy mở đợt đó."), where="period") from error
    users = people_of(members_of(cluster), but=by)
    _tell(users, "review.asked", review, key=f"review.asked:{review.pk}")
    record("review.asked", by=by, about=review, unit=cluster.owner_id, cluster=str(cluster), due=review.due_on)
    return review


@transaction.atomic
def withdraw_review(*, review_id: int, by: User) -> None:
    """Ask for it no more, while nobody has written anything. Raises PartSent."""
    review, cluster = _of(review_id)
    if review.parts.exists():
        raise PartSent(_("Đã có thành viên viết phần báo cáo nên không bỏ yêu cầu này được."))
    record("review.withdrawn", by=by, about=cluster, unit=cluster.owner_id, title=review.title)
    review.delete()


@transaction.atomic
def save_part(*, review_id: int, unit: Unit, texts: Sequence[str], by: User) -> ReviewPart:
    """Write a member's part, one text for each section. Raises NotSeated, PartSent, BadSections or BadText."""
    review, cluster = _of(review_id)
    if not Seat.objects.filter(cluster=cluster, unit=unit, during__contains=clock.today()).exists():
        raise NotSeated(_("Đơn vị này không phải thành viên của cụm. Hãy mở lại trang của cụm."))
    if len(texts) != len(review.sections):
        raise BadSections(_("Các mục của phần báo cáo không khớp. Hãy mở lại trang rồi viết."))
    part = ReviewPart.objects.select_for_update().filter(review=review, unit=unit).first()
    if part is not None and part.sent_at is not None:
        raise PartSent(_("Phần báo cáo này đã gửi. Hãy lấy lại trước khi sửa."))
    part = part or ReviewPart(review=review, unit=unit)
    part.texts = [clean_text(text, most=LONGEST_PART) for text in texts]
    part.saved_by, part.saved_at = by, clock.now()
    part.save()
    record("review.part_saved", by=by, about=review, unit=unit, member=_name(unit))
    return part


@transaction.atomic
def send_part(*, review_id: int, unit: Unit, by: User) -> ReviewPart:
    """Hand a member's part to the lead. Raises PartEmpty or Dissolved; sending again is harmless."""
    review, cluster = _of(review_id)
    part = ReviewPart.objects.select_for_update().filter(review=review, unit=unit).first()
    if part is None or not any(part.texts):
        raise PartEmpty(_("Phần báo cáo chưa có chữ nào. Hãy viết ít nhất một mục rồi gửi."))
    if part.sent_at is None:
        part.sent_by, part.sent_at = by, clock.now()
        part.save(update_fields=["sent_by", "sent_at"])
        _tell_compilers(review, cluster, part, by)
        record("review.part_sent", by=by, about=review, unit=unit, member=_name(unit))
    return part


@transaction.atomic
def take_part_back(*, review_id: int, unit: Unit, by: User) -> ReviewPart | None:
    """Take a sent part back to change it; what was compiled from it stays as it is."""
    review, _cluster = _of(review_id)
    part = ReviewPart.objects.select_for_update().filter(review=review, unit=unit, sent_at__isnull=False).first()
    if part is not None:
        part.sent_by, part.sent_at = None, None
        part.save(update_fields=["sent_by", "sent_at"])
        record("review.part_taken_back", by=by, about=review, unit=unit, member=_name(unit))
    return part


@transaction.atomic
def remind_of_review(*, review_id: int, by: User) -> int:
    """Remind the members whose part is missing, once a day; answers how many they are."""
    review, cluster = _of(review_id)
    sent = set(review.parts.filter(sent_at__isnull=False).values_list("unit", flat=True))
    owing = [unit for unit in members_of(cluster) if unit not in sent]
    key = f"review.reminded:{review.pk}:{clock.today():%Y%m%d}"
    _tell(people_of(owing, but=by), "review.reminded", review, key=key, who=str(by))
    record("review.reminded", by=by, about=review, unit=cluster.owner_id, units=len(owing))
    return len(owing)


@transaction.atomic
def compile_review(*, review_id: int, unit: Unit, by: User) -> Document:
    """Draft one report of `unit` (the lead, or the owner) from the parts that were sent and the accepted figures.

    Its figures are live tokens. Compiling again makes another draft; the former one stays. Raises NothingSent.
    """
    review, cluster = _of(review_id)
    parts = list(review.parts.filter(sent_at__isnull=False).select_related("unit"))
    if not parts:
        raise NothingSent(_("Chưa có thành viên nào gửi phần báo cáo. Hãy nhắc các thành viên rồi tổng hợp sau."))
    title, frame, content = compiled(review=review, unit=unit, parts=parts)
    document = draft_document(
        origin=Origin(unit, Kind.REPORT, review.period), words=Words(title, frame, content), by=by
    )
    review.document, review.compiled_at = document, clock.now()
    review.save(update_fields=["document", "compiled_at"])
    record("review.compiled", by=by, about=review, unit=cluster.owner_id, parts=len(parts))
    return document


def _of(review_id: int) -> tuple[Review, Cluster]:
    """A review with its cluster, which is held. Raises Dissolved."""
    review = Review.objects.select_related("cluster").get(pk=review_id)
    return review, held(review.cluster_id)


def _sections(titles: Sequence[str]) -> list[str]:
    cleaned = [title for text in titles if (title := clean_line(text, most=LONGEST_TITLE))]
    if not cleaned or len(set(cleaned)) != len(cleaned) or len(cleaned) > MOST_SECTIONS:
        raise BadSections(
            _("Hãy ghi từ một đến %(most)d mục, mỗi mục một dòng và không trùng nhau.") % {"most": MOST_SECTIONS},
            where="sections",
        )
    return cleaned


def _tell(users: set[int], kind: str, review: Review, *, key: str, **facts: str) -> None:
    told = facts | {"review": review.title, "due": f"{review.due_on:%d/%m/%Y}"}
    tell(users, kind, review.cluster, "cluster-reviews", key=key, **told)


def _tell_compilers(review: Review, cluster: Cluster, part: ReviewPart, by: User) -> None:
    leads = Seat.objects.filter(cluster=cluster, during__contains=clock.today()).exclude(role="member")
    users = people_of(leads.values_list("unit", flat=True), but=by) | organisers_of(cluster, but=by)
    _tell(users, "review.part_sent", review, key=f"review.part_sent:{part.pk}", unit=_name(part.unit))


def _name(unit: Unit) -> str:
    return last_names_of([unit.pk], clock.today())[unit.pk].short_name
