"""Who sits in a cluster since when, in which role; and taking the last such change back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from thidua.audit.services import record
from thidua.core import clock
from thidua.core.text import clean_line
from thidua.emulation.clusters.duty_models import DutyDone
from thidua.emulation.clusters.errors import (
    AlreadySeated,
    BadTurns,
    CannotUndo,
    DayDoesNotFit,
    LeadMustPass,
    NotSeated,
)
from thidua.emulation.clusters.models import Change, Cluster, Seat, Turn
from thidua.emulation.clusters.rules import LONGEST_REASON, ChangeKind, NextLead, SeatRole
from thidua.emulation.clusters.seating import SeatLedger, changed_since, take_back
from thidua.org.models import Unit
from thidua.org.queries import last_names_of
from thidua.people.models import User

from .forming import check_below, check_day, check_elsewhere, held

UNDOABLE_FOR = timedelta(days=1)


@transaction.atomic
def join_cluster(
    *, cluster_id: int, unit: Unit, on: date, reason: str, role: SeatRole = SeatRole.MEMBER, by: User
) -> Change:
    """A unit sits in the cluster from a day on. As lead it takes the place of the present one.

    Raises AlreadySeated, NotBelowOwner, SeatedElsewhere, DayDoesNotFit, Dissolved or BadText.
    """
    cluster, reason = held(cluster_id), clean_line(reason, most=LONGEST_REASON)
    check_day(on)
    if Seat.objects.filter(cluster=cluster, unit=unit, during__endswith=None).exists():
        raise AlreadySeated(_("Đơn vị này đã là thành viên của cụm."), where="unit")
    check_below(cluster.owner_id, [unit.pk], on)
    check_elsewhere(cluster.owner_id, cluster.year, [unit.pk], but=cluster.pk)
    if Seat.objects.filter(cluster=cluster, unit=unit, during__endswith__gt=on).exists():
        raise DayDoesNotFit(_("Đơn vị còn là thành viên của cụm vào ngày này. Hãy chọn ngày muộn hơn."), where="on")
    ledger = SeatLedger()
    if role == SeatRole.LEAD:
        _make_room(cluster, on, reason, ledger)
    ledger.begin(cluster_id=cluster.pk, unit_id=unit.pk, role=role, on=on, why=reason)
    last = cluster.turns.order_by("-place").first()
    Turn.objects.get_or_create(cluster=cluster, unit=unit, defaults={"place": last.place + 1 if last else 1})
    record("cluster.joined", by=by, about=cluster, unit=cluster.owner_id, member=_name(unit.pk), on=on)
    return _noted(cluster, Change(kind=ChangeKind.JOINED, on=on, reason=reason, units=[unit.code]), ledger, by)


@transaction.atomic
def leave_cluster(*, cluster_id: int, unit: Unit, on: date, reason: str, by: User) -> Change:
    """A unit's seat ends before a day. Raises NotSeated, LeadMustPass, DayDoesNotFit, Dissolved or BadText."""
    cluster, reason = held(cluster_id), clean_line(reason, most=LONGEST_REASON)
    check_day(on)
    seat = _seat(cluster, unit)
    if seat.role == SeatRole.LEAD:
        raise LeadMustPass(_("Cụm trưởng ra khỏi cụm thì cụm cần cụm trưởng mới. Hãy giao cụm trưởng mới trước."))
    ledger = SeatLedger()
    _close(seat, on, reason, ledger)
    record("cluster.left", by=by, about=cluster, unit=cluster.owner_id, member=_name(unit.pk), on=on)
    return _noted(cluster, Change(kind=ChangeKind.LEFT, on=on, reason=reason, units=[unit.code]), ledger, by)


@transaction.atomic
def give_role(*, cluster_id: int, unit: Unit, role: SeatRole, on: date, reason: str, by: User) -> Change:
    """A member is lead, deputy or plain member from a day on; whoever led before is a plain member then.

    Raises NotSeated, AlreadySeated, LeadMustPass, DayDoesNotFit, Dissolved or BadText.
    """
    cluster, reason = held(cluster_id), clean_line(reason, most=LONGEST_REASON)
    check_day(on)
    seat = _seat(cluster, unit)
    if seat.role == role:
        raise AlreadySeated(_("Đơn vị đang giữ đúng vai trò này. Hãy chọn vai trò khác."), where="role")
    if seat.role == SeatRole.LEAD:
        raise LeadMustPass(_("Hãy giao cụm trưởng cho đơn vị khác; cụm trưởng cũ khi đó tự thành thành viên."))
    ledger = SeatLedger()
    if role == SeatRole.LEAD:
        _make_room(cluster, on, reason, ledger)
    _close(seat, on, reason, ledger)
    ledger.begin(cluster_id=cluster.pk, unit_id=unit.pk, role=role, on=on, why=reason)
    record(
        "cluster.role_given", by=by, about=cluster, unit=cluster.owner_id, member=_name(unit.pk), role=role.value, on=on
    )
    return _noted(cluster, Change(kind=ChangeKind.ROLE, on=on, reason=reason, units=[unit.code]), ledger, by)


@transaction.atomic
def undo_change(*, change_id: int, by: User) -> Change:
    """Take the last change of a cluster back as if it had never been; a cluster just formed is gone then.

    Raises CannotUndo.
    """
    change = Change.objects.select_related("cluster").get(pk=change_id)
    cluster = Cluster.objects.select_for_update().get(pk=change.cluster_id)
    last = Change.objects.filter(cluster=cluster, undone_at=None).first()
    if last is None or last.pk != change.pk or changed_since(change.ledger):
        raise CannotUndo(_("Cụm đã có thay đổi khác sau đó nên không hoàn tác được. Hãy ghi một thay đổi mới."))
    if clock.now() - change.at > UNDOABLE_FOR:
        raise CannotUndo(_("Thay đổi này đã quá một ngày nên không hoàn tác được. Hãy ghi một thay đổi mới."))
    record(
        "cluster.change_undone", by=by, about=cluster, unit=cluster.owner_id, change=str(ChangeKind(change.kind).label)
    )
    if change.kind == ChangeKind.FORMED:
        return _unformed(cluster, change)
    take_back(change.ledger)
    if change.kind == ChangeKind.DISSOLVED:
        cluster.dissolved_on = None
        cluster.save(update_fields=["dissolved_on"])
    change.undone_at = clock.now()
    change.save(update_fields=["undone_at"])
    return change


@transaction.atomic
def set_turns(*, cluster_id: int, next_lead: NextLead, order: Sequence[int], by: User) -> Cluster:
    """Say how next year's lead is found, and in which order the members (unit ids) take turns.

    Raises BadTurns or Dissolved.
    """
    cluster = held(cluster_id)
    members = set(Seat.objects.filter(cluster=cluster, during__endswith=None).values_list("unit", flat=True))
    if sorted(order) != sorted(members):
        raise BadTurns(_("Danh sách luân phiên phải có mỗi thành viên đúng một lần. Hãy xem lại thứ tự."))
    cluster.turns.all().delete()
    Turn.objects.bulk_create(Turn(cluster=cluster, unit_id=unit, place=at) for at, unit in enumerate(order, 1))
    cluster.next_lead = next_lead
    cluster.save(update_fields=["next_lead"])
    record("cluster.turns_set", by=by, about=cluster, unit=cluster.owner_id)
    return cluster


def _unformed(cluster: Cluster, change: Change) -> Change:
    begun = (cluster.posts, cluster.materials, cluster.reviews, DutyDone.objects.filter(duty__cluster=cluster))
    if any(of.exists() for of in begun):
        raise CannotUndo(_("Các thành viên đã bắt đầu làm việc trong cụm nên không hoàn tác được. Hãy giải thể cụm."))
    try:
        with transaction.atomic():
            cluster.delete()
    except ProtectedError as error:
        raise CannotUndo(
            _("Cụm đã có giao ước, đợt chấm điểm hoặc việc khác nên không hoàn tác được. Hãy giải thể cụm.")
        ) from error
    return change


def _seat(cluster: Cluster, unit: Unit) -> Seat:
    seat = Seat.objects.filter(cluster=cluster, unit=unit, during__endswith=None).first()
    if seat is None:
        raise NotSeated(_("Đơn vị này không phải thành viên của cụm. Hãy mở lại trang thành viên."), where="unit")
    return seat


def _make_room(cluster: Cluster, on: date, reason: str, ledger: SeatLedger) -> None:
    """Whoever leads is a plain member from the day on."""
    lead = Seat.objects.filter(cluster=cluster, role=SeatRole.LEAD, during__endswith=None).first()
    if lead is not None:
        _close(lead, on, reason, ledger)
        ledger.begin(cluster_id=cluster.pk, unit_id=lead.unit_id, role=SeatRole.MEMBER, on=on, why=reason)


def _close(seat: Seat, on: date, reason: str, ledger: SeatLedger) -> None:
    if seat.during.lower >= on:
        raise DayDoesNotFit(
            _("%(unit)s giữ vai trò này từ ngày %(day)s. Hãy chọn ngày sau đó.")
            % {"unit": _name(seat.unit_id), "day": f"{seat.during.lower:%d/%m/%Y}"},
            where="on",
        )
    ledger.close(seat, on, reason)


def _noted(cluster: Cluster, change: Change, ledger: SeatLedger, by: User) -> Change:
    change.cluster, change.ledger, change.by, change.at = cluster, ledger.data(), by, clock.now()
    change.save(force_insert=True)
    return change


def _name(unit_id: int) -> str:
    return last_names_of([unit_id], clock.today())[unit_id].short_name
