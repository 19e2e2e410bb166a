"""Changes of the register of members: admission, transfer, leaving, correction, and taking the last of them back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from thidua.audit.services import record
from thidua.core import clock
from thidua.core.sealing import digest, seal, unseal
from thidua.core.text import clean_line, fold, sort_key
from thidua.org.models import Placement, Unit
from thidua.org.queries import last_names_of
from thidua.people.models import Person, User

from .errors import (
    AlreadyMember,
    DayDoesNotFit,
    HoldsNoMembers,
    IdentityTaken,
    LooksLikeAnother,
    MemberChanged,
    NotAMember,
    SameUnit,
    TooLateToUndo,
)
from .locks import hold_register
from .models import Member, Membership
from .queries import alike
from .rules import (
    HOLDERS,
    LONGEST_DECISION,
    SHOWN_DIGITS,
    Began,
    Details,
    Ended,
    Revealed,
    checked_course,
    checked_day,
)

UNDOABLE_FOR = timedelta(days=1)


@transaction.atomic
def admit_member(
    *, unit: Unit, details: Details, on: date, decision: str = "", another: bool = False, by: User | None
) -> Membership:
    """Make somebody a member of a unit from a day on.

    A person whose identity number is known is the same member again, transferred in when she was transferred away.
    The day may lie before the unit was founded: it is the day on which the person joined the union. `another` says
    that somebody of the same name and day of birth is meant indeed. Raises AlreadyMember, LooksLikeAnother,
    HoldsNoMembers, DayDoesNotFit, BadDetail.
    """
    checked_day(on, today=clock.today())
    checked_course(details.birth_date, on)
    hold_register()
    _hold_unit(unit)
    member = _known(details.identity)
    if member is None:
        if not another and (twin := alike(unit.pk, details)):
            raise LooksLikeAnother(
                _("Đơn vị đã có đoàn viên %(name)s cùng ngày sinh. Nếu là người khác, hãy đánh dấu rồi ghi lại.")
                % {"name": twin.person.full_name}
            )
        member, last = _new_member(details), None
    else:
        last = Membership.objects.filter(member=member).order_by("during").last()
        _check_free(last, on)
        _write_details(member, details)
    began = Began.TRANSFERRED if last and last.ended == Ended.TRANSFERRED else Began.ADMITTED
    decision = clean_line(decision, most=LONGEST_DECISION)
    span = _begin(member, unit, on=on, began=began, decision=decision, by=by)
    record("member.admitted", by=by, about=member, unit=unit, personal={"full_name": details.full_name}, on=on)
    return span


@transaction.atomic
def transfer_member(*, member_id: int, to: Unit, on: date, decision: str = "", by: User | None) -> Membership:
    """Close a member's span and continue it in another unit from a day on. Raises NotAMember, SameUnit, …"""
    checked_day(on, today=clock.today())
    hold_register()
    _hold_unit(to)
    member, span = _held(member_id)
    if span.unit_id == to.pk:
        raise SameUnit(_("Đoàn viên đang sinh hoạt ở chính đơn vị này. Hãy chọn đơn vị khác."), where="to")
    decision = clean_line(decision, most=LONGEST_DECISION)
    _close(span, on, Ended.TRANSFERRED, decision, by)
    begun = _begin(member, to, on=on, began=Began.TRANSFERRED, decision=decision, by=by)
    name = last_names_of([to.pk], on)[to.pk].short_name
    record("member.transferred", by=by, about=member, unit=span.unit_id, to=name, on=on)
    return begun


@transaction.atomic
def end_membership(*, member_id: int, on: date, reason: Ended, decision: str = "", by: User | None) -> Membership:
    """Somebody is no longer a member; `on` is the first day without. Raises NotAMember, DayDoesNotFit."""
    checked_day(on, today=clock.today())
    hold_register()
    member, span = _held(member_id)
    _close(span, on, reason, clean_line(decision, most=LONGEST_DECISION), by)
    record("member.ended", by=by, about=member, unit=span.unit_id, reason=reason.value, on=on)
    return span


@transaction.atomic
def correct_member(
    *, member_id: int, details: Details, joined: date, seen: int, forget: bool = False, by: User | None
) -> Member:
    """Correct what is known of a member, and the first day of the last span; `seen` is the version that was read.

    An empty identity or telephone number leaves what is there; `forget` erases both. Raises MemberChanged,
    IdentityTaken, DayDoesNotFit.
    """
    checked_day(joined, today=clock.today())
    checked_course(details.birth_date, joined)
    hold_register()
    member = Member.objects.select_for_update(of=("self",)).select_related("person").get(pk=member_id)
    if member.version != seen:
        raise MemberChanged(_("Người khác vừa đính chính hồ sơ này. Hãy mở lại trang rồi sửa."))
    span = Membership.objects.filter(member=member).latest("during")
    known = _known(details.identity)
    if known is not None and known.pk != member.pk:
        raise IdentityTaken(_("Số định danh này đã có trong sổ, của một đoàn viên khác."), where="identity")
    before = _told(member, span)
    _write_details(member, details)
    if forget:
        member.identity_digest, member.identity_sealed = None, ""
        member.identity_tail = member.phone_sealed = ""
    member.version += 1
    member.save()
    _move_beginning(span, joined, by)
    after = _told(member, span)
    changed = [name for name in after if after[name] != before[name]]
    personal = {
        f"{name}_{when}": told[name] for name in changed for when, told in (("before", before), ("after", after))
    }
    sensitive = bool(details.identity or details.phone or forget)
    record("member.corrected", by=by, about=member, unit=span.unit_id, personal=personal or None, sensitive=sensitive)
    return member


@transaction.atomic
def take_back(*, membership_id: int, by: User) -> Member | None:
    """Undo the last thing that was recorded of a member: an admission, a transfer, a leaving.

    The answer is the member, None when nothing is left of one who was admitted by mistake. Raises TooLateToUndo a day
    later, or when something else was recorded since.
    """
    hold_register()
    span = Membership.objects.get(pk=membership_id)
    member = Member.objects.select_for_update(of=("self",)).get(pk=span.member_id)
    spans = list(Membership.objects.filter(member=member).order_by("during"))
    span = spans[-1]
    if span.pk != membership_id or clock.now() - span.recorded_at > UNDOABLE_FOR:
        raise TooLateToUndo(_("Việc này ghi đã lâu hoặc đã có thay đổi sau đó. Hãy dùng «Đính chính»."))
    record("member.undone", by=by, about=member, unit=span.unit_id)
    if span.ended:
        _reopen(span, by)
        return member
    before = spans[-2] if len(spans) > 1 else None
    moved = span.began == Began.TRANSFERRED and before is not None and before.during.upper == span.during.lower
    span.delete()
    if before is None:
        person = member.person
        member.delete()
        person.delete()
        return None
    if moved:
        _reopen(before, by)
    return member


@transaction.atomic
def reveal(*, member_id: int, by: User) -> Revealed:
    """The numbers of a member in the clear; that somebody read them is recorded."""
    member = Member.objects.get(pk=member_id)
    span = Membership.objects.filter(member=member).latest("during")
    record("member.revealed", by=by, about=member, unit=span.unit_id)
    return Revealed(unseal(member.identity_sealed), unseal(member.phone_sealed))


# ── What the services share, with the import beside them ─────────────────────


def new_person(full_name: str) -> Person:
    """A person as `people` keeps it, not yet saved."""
    return Person(full_name=full_name, search=fold(full_name), sort_key=sort_key(full_name))


def set_details(member: Member, details: Details) -> None:
    """Put onto a member what is known; what is empty leaves what is there. Saves nothing."""
    if details.identity:
        member.identity_digest = digest(details.identity)
        member.identity_sealed = seal(details.identity)
        member.identity_tail = details.identity[-SHOWN_DIGITS:]
    if details.phone:
        member.phone_sealed = seal(details.phone)
    member.birth_date = details.birth_date or member.birth_date
    member.sex = details.sex or member.sex
    member.card_number = details.card_number or member.card_number
    member.occupation = details.occupation or member.occupation


def _known(identity: str) -> Member | None:
    """The member with an identity number, locked."""
    if not identity:
        return None
    found = Member.objects.select_for_update(of=("self",)).select_related("person")
    return found.filter(identity_digest=digest(identity)).first()


def _new_member(details: Details) -> Member:
    person = new_person(details.full_name)
    person.save()
    member = Member(person=person)
    set_details(member, details)
    try:
        with transaction.atomic():
            member.save(force_insert=True)
    except IntegrityError:
        raise IdentityTaken(
            _("Số định danh này vừa được ghi vào sổ. Hãy tìm lại theo họ tên."), where="identity"
        ) from None
    return member


def _write_details(member: Member, details: Details) -> None:
    set_details(member, details)
    try:
        with transaction.atomic():
            member.save()
    except IntegrityError as error:
        # Somebody recorded the same number at this very moment.
        raise IdentityTaken(_("Số định danh này đã có trong sổ, của một đoàn viên khác."), where="identity") from error
    if member.person.full_name != details.full_name:
        named = new_person(details.full_name)
        member.person.full_name, member.person.search = named.full_name, named.search
        member.person.sort_key = named.sort_key
        member.person.save()


def _check_free(last: Membership | None, on: date) -> None:
    """Raise AlreadyMember or DayDoesNotFit when a person's last span reaches beyond a day."""
    if last is None:
        return
    if not last.ended:
        raise AlreadyMember(
            _("Người có số định danh này đang là đoàn viên của một đơn vị. Hãy dùng «Chuyển sinh hoạt».")
        )
    if last.during.upper > on:
        raise DayDoesNotFit(
            _("Người này còn là đoàn viên đến trước ngày %(day)s. Hãy ghi ngày kết nạp từ ngày đó trở đi.")
            % {"day": f"{last.during.upper:%d/%m/%Y}"},
            where="on",
        )


def _hold_unit(unit: Unit) -> None:
    """Let nobody admit the same person twice at once, and no unit end meanwhile. Raises HoldsNoMembers."""
    held = Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    place = Placement.objects.filter(unit=held, during__contains=clock.today()).first()
    if place is None or held.dissolved_on is not None:
        raise HoldsNoMembers(_("Đơn vị này không còn hoạt động nên không nhận đoàn viên."), where="to")
    if place.kind not in HOLDERS:
        raise HoldsNoMembers(
            _("Đoàn viên sinh hoạt ở công đoàn cơ sở, công đoàn bộ phận hoặc tổ công đoàn. Hãy chọn đơn vị đó."),
            where="to",
        )


def _held(member_id: int) -> tuple[Member, Membership]:
    """A member and the open span, locked. Raises NotAMember."""
    member = Member.objects.select_for_update(of=("self",)).get(pk=member_id)
    span = Membership.objects.filter(member=member, ended="").first()
    if span is None:
        raise NotAMember(_("Người này đã ra khỏi sổ đoàn viên. Hãy mở lại trang để xem."))
    return member, span


def _begin(member: Member, unit: Unit, *, on: date, began: Began, decision: str, by: User | None) -> Membership:
    return Membership.objects.create(
        member=member,
        unit=unit,
        during=DateRange(on, None),
        began=began,
        began_by=decision,
        recorded_by=by,
        recorded_at=clock.now(),
    )


def _close(span: Membership, on: date, reason: Ended, decision: str, by: User | None) -> None:
    if on <= span.during.lower:
        raise DayDoesNotFit(
            _("Ngày này phải sau ngày vào đơn vị, %(day)s.") % {"day": f"{span.during.lower:%d/%m/%Y}"}, where="on"
        )
    span.during = DateRange(span.during.lower, on)
    span.ended, span.ended_by = reason, decision
    span.recorded_by, span.recorded_at = by, clock.now()
    span.save()


def _reopen(span: Membership, by: User | None) -> None:
    span.during = DateRange(span.during.lower, None)
    span.ended = span.ended_by = ""
    span.recorded_by, span.recorded_at = by, clock.now()
    span.save()


def _move_beginning(span: Membership, joined: date, by: User | None) -> None:
    if span.during.lower == joined:
        return
    before = Membership.objects.filter(member=span.member_id).exclude(pk=span.pk).order_by("during").last()
    if (before and before.during.upper > joined) or (span.during.upper and span.during.upper <= joined):
        raise DayDoesNotFit(_("Ngày này chồng lên quá trình đã ghi. Hãy xem lại lịch sử sinh hoạt."), where="joined")
    span.during = DateRange(joined, span.during.upper)
    span.recorded_by, span.recorded_at = by, clock.now()
    span.save()


def _told(member: Member, span: Membership) -> dict[str, Any]:
    """What a correction may be compared by; never a number that is sealed."""
    return {
        "full_name": member.person.full_name,
        "birth_date": member.birth_date,
        "sex": member.sex,
        "card_number": member.card_number,
        "occupation": member.occupation,
        "joined": span.during.lower,
    }
