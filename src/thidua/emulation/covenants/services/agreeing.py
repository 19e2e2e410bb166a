"""Members comment on a draft, agree or object, until the lead or the owner states that it is agreed."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from thidua.audit.services import record
from thidua.core import clock
from thidua.emulation.covenants.errors import NotAllAgreed, NotReady, WordsChanged
from thidua.emulation.covenants.models import Article, Comment, Covenant, Opinion
from thidua.emulation.covenants.queries.words import seated, words_of
from thidua.emulation.covenants.rules import CovenantState
from thidua.org.models import Unit
from thidua.people.models import User

from .common import lock
from .telling import tell_commented, tell_comments_asked, tell_objected, tell_reopened

S = CovenantState
# What the record keeps is Vietnamese, whatever the language of a screen.
BACK_TO_DRAFT = "Giao ước được đưa về dự thảo"


@transaction.atomic
def ask_comments(*, covenant_id: int, until: date, by: User) -> Covenant:
    """Show a draft to the members and ask what they think of it until a day, which may be moved later.

    Raises NotInState or NotReady.
    """
    covenant = lock(covenant_id, S.DRAFT, S.COMMENTING)
    if until < clock.today():
        raise NotReady(_("Hạn góp ý phải từ hôm nay trở đi. Hãy chọn lại ngày."), where="until")
    if not covenant.articles.filter(removed_at=None).exists():
        raise NotReady(_("Giao ước chưa có điều nào. Hãy soạn ít nhất một điều rồi gửi lấy ý kiến."))
    covenant.state, covenant.comment_until = S.COMMENTING, until
    covenant.save(update_fields=["state", "comment_until"])
    shown = until.strftime("%d/%m/%Y")
    record("covenant.comments_asked", by=by, about=covenant, unit=covenant.cluster.owner_id, until=shown)
    tell_comments_asked(covenant=covenant, by=by)
    return covenant


@transaction.atomic
def comment(*, article_id: int, unit: Unit, text: str, by: User) -> Comment:
    """Say something about an article in the name of a member. Raises NotInState."""
    article = Article.objects.get(pk=article_id)
    covenant = lock(article.covenant_id, S.COMMENTING)
    said = Comment.objects.create(article=article, unit=unit, text=text, by=by, at=clock.now())
    record("covenant.commented", by=by, about=covenant, unit=unit, article=article.title)
    tell_commented(covenant=covenant, comment=said, by=by)
    return said


@transaction.atomic
def take_comment_back(*, comment_id: int, by: User) -> None:
    """Withdraw a comment that nobody has answered. Raises NotInState or NotReady."""
    said = Comment.objects.select_related("article").get(pk=comment_id)
    covenant = lock(said.article.covenant_id, S.COMMENTING)
    if said.answer:
        raise NotReady(_("Góp ý này đã được trả lời nên không rút được nữa."))
    said.delete()
    record("covenant.comment_removed", by=by, about=covenant, unit=said.unit_id, article=said.article.title)


@transaction.atomic
def answer_comment(*, comment_id: int, answer: str, by: User) -> Comment:
    """Say what became of a comment; saying it again replaces the answer. Raises NotInState."""
    said = Comment.objects.select_related("article", "unit").get(pk=comment_id)
    covenant = lock(said.article.covenant_id, S.DRAFT, S.COMMENTING)
    said.answer, said.answered_by, said.answered_at = answer, by, clock.now()
    said.save(update_fields=["answer", "answered_by", "answered_at"])
    record(
        "covenant.comment_answered",
        by=by,
        about=covenant,
        unit=covenant.cluster.owner_id,
        member=said.unit.code,
        article=said.article.title,
    )
    return said


@transaction.atomic
def give_opinion(*, covenant_id: int, unit: Unit, agrees: bool, reason: str = "", seen: int, by: User) -> Opinion:
    """Agree to the draft with the revision that was read, or object with a reason; the last word counts.

    Raises NotInState, WordsChanged or NotReady.
    """
    covenant = lock(covenant_id, S.COMMENTING)
    if covenant.revision != seen:
        raise WordsChanged(_("Dự thảo vừa được sửa. Hãy đọc lại bản mới rồi cho ý kiến."))
    if not agrees and not reason:
        raise NotReady(_("Hãy ghi lý do chưa đồng ý, để cụm trưởng biết cần sửa gì."), where="reason")
    values = {"agrees": agrees, "reason": "" if agrees else reason, "by": by, "at": clock.now()}
    opinion, _new = Opinion.objects.update_or_create(covenant=covenant, unit=unit, defaults=values)
    if agrees:
        record("covenant.member_agreed", by=by, about=covenant, unit=unit)
    else:
        record("covenant.member_objected", by=by, about=covenant, unit=unit, reason=reason)
        tell_objected(covenant=covenant, opinion=opinion, by=by)
    return opinion


@transaction.atomic
def state_agreed(*, covenant_id: int, reason: str = "", by: User) -> Covenant:
    """State that a draft is agreed: every member has said so, or the owner decides with a reason.

    Raises NotInState, NotAllAgreed or NotReady.
    """
    covenant = lock(covenant_id, S.COMMENTING)
    waiting, objecting = opinions_missing(covenant)
    if (waiting or objecting) and not reason:
        raise NotAllAgreed(
            _(
                "Còn %(waiting)d đơn vị chưa trả lời và %(objecting)d đơn vị chưa đồng ý. Hãy chờ đủ ý kiến,"
                " sửa dự thảo, hoặc đề nghị đơn vị lập cụm quyết định kèm lý do."
            )
            % {"waiting": waiting, "objecting": objecting}
        )
    if missing := words_of(covenant).missing():
        clause, member = missing[0]
        raise NotReady(
            _("Cam kết «%(clause)s» chưa có mức của %(member)s. Hãy nhập đủ rồi chốt.")
            % {"clause": clause.text, "member": member.name}
        )
    covenant.state, covenant.agreed_by, covenant.agreed_at = S.AGREED, by, clock.now()
    covenant.agreed_because = reason if waiting or objecting else ""
    covenant.save(update_fields=["state", "agreed_by", "agreed_at", "agreed_because"])
    if covenant.agreed_because:
        record("covenant.agreed_by_owner", by=by, about=covenant, unit=covenant.cluster.owner_id, reason=reason)
    else:
        record("covenant.agreed", by=by, about=covenant, unit=covenant.cluster.owner_id)
    return covenant


def opinions_missing(covenant: Covenant) -> tuple[int, int]:
    """How many members have not said anything, and how many object."""
    said = dict(Opinion.objects.filter(covenant=covenant).values_list("unit_id", "agrees"))
    members = [member.unit_id for member in seated(covenant.cluster)]
    return sum(unit not in said for unit in members), sum(said.get(unit) is False for unit in members)


@transaction.atomic
def reopen(*, covenant_id: int, by: User) -> int:
    """Take a covenant that is not in force back to a draft; signatures on it are void from then on, and counted.

    Raises NotInState.
    """
    covenant = lock(covenant_id, S.COMMENTING, S.AGREED, S.SIGNING)
    voided = covenant.signatures.filter(voided_at=None).update(voided_at=clock.now(), voided_because=BACK_TO_DRAFT)
    was_shown = covenant.state
    covenant.state, covenant.digest, covenant.paper = S.DRAFT, "", None
    covenant.agreed_by, covenant.agreed_at, covenant.agreed_because = None, None, ""
    covenant.signing_since = None
    covenant.save()
    covenant.parties.all().delete()
    covenant.opinions.all().delete()
    record("covenant.reopened", by=by, about=covenant, unit=covenant.cluster.owner_id, voided=voided)
    if was_shown != S.COMMENTING:
        tell_reopened(covenant=covenant, by=by)
    return voided
