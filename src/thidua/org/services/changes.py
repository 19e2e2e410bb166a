"""Changes of one unit: its name, its place, its end. History is closed and continued, never overwritten."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from thidua.audit.services import record
from thidua.core.text import clean_line, sort_key
from thidua.org.errors import (
    BadShares,
    BadUnit,
    ChangeTooEarly,
    CircularTree,
    LivingChildren,
    NothingChanges,
    UnitHasEnded,
)
from thidua.org.models import Lineage, Placement, Post, Succession, Unit
from thidua.org.rules import WHOLE, searchable
from thidua.org.services.lineage import lock_tree, rebuild_lineage
from thidua.people.models import User


@transaction.atomic
def rename_unit(*, unit: Unit, name: str, on: date, by: User | None, short_name: str = "") -> Placement:
    """Call a unit otherwise from a day on; without a new short name the old one stays."""
    last = _last_placement(unit, on)
    name = clean_line(name, most=200)
    short_name = clean_line(short_name, most=80) or last.short_name
    if not name:
        raise BadUnit(_("Thiếu tên. Hãy nhập tên mới của đơn vị."), where="name")
    if (name, short_name) == (last.name, last.short_name):
        raise NothingChanges(_("Đơn vị đang mang đúng tên này. Hãy nhập tên khác."))
    former = last.name
    renamed = _continue(last, on, name=name, short_name=short_name)
    record("unit.renamed", by=by, about=unit, unit=unit, name=name, former=former, on=_day(on))
    return renamed


@transaction.atomic
def move_unit(*, unit: Unit, under: Unit | None, on: date, by: User | None) -> Placement:
    """Place a unit, with all below it, under another from a day on (None: it becomes a root)."""
    last = _last_placement(unit, on)
    if last.parent_id == (under.pk if under else None):
        raise NothingChanges(_("Đơn vị đang đứng đúng ở đó. Hãy chọn đơn vị cấp trên khác."))
    if under:
        _refuse_circle(unit, under, on)
        _refuse_place_under(under, on)
    moved = _continue(last, on, parent=under)
    rebuild_lineage([unit.pk])
    record("unit.moved", by=by, about=unit, unit=unit, under=under.code if under else "", on=_day(on))
    return moved


@transaction.atomic
def end_unit(
    *, unit: Unit, on: date, reason: str, successors: Sequence[tuple[Unit, int]] = (), by: User | None
) -> None:
    """End a unit: `on` is the first day without it.

    `successors` are pairs of a living unit and its share in millionths, 1,000,000 altogether; none when
    nobody carries its figures on. Its posts end with it. Raises LivingChildren while units stand under it.
    """
    last = _last_placement(unit, on)
    unit.ended_because = clean_line(reason, most=200)
    _refuse_living_children(unit, on)
    _check_successors(unit, successors, on)
    _close(last, on)
    unit.dissolved_on = on
    unit.save(update_fields=["dissolved_on", "ended_because"])
    _end_posts(unit, on)
    Succession.objects.bulk_create(
        [Succession(predecessor=unit, successor=heir, share=share, on=on, counts_from=on) for heir, share in successors]
    )
    rebuild_lineage([unit.pk])
    heirs = ", ".join(heir.code for heir, _share in successors)
    record(
        "unit.ended",
        by=by,
        about=unit,
        unit=unit,
        on=_day(on),
        reason=unit.ended_because,
        successors=heirs,
    )


def _last_placement(unit: Unit, on: date) -> Placement:
    """The open end of the unit's history, locked, when a change on that day would continue it."""
    lock_tree()
    last = Placement.objects.select_for_update().filter(unit=unit).order_by("during").last()
    if last is None or last.during.upper is not None:
        raise UnitHasEnded(_("Đơn vị %(code)s đã kết thúc, không thay đổi được nữa.") % {"code": unit.code})
    if on <= last.during.lower:
        raise ChangeTooEarly(
            _("Ngày thay đổi phải sau %(day)s, ngày đã ghi thay đổi gần nhất. Hãy chọn ngày muộn hơn.")
            % {"day": _day(last.during.lower)}
        )
    return last


def _close(placement: Placement, on: date) -> None:
    placement.during = placement.counts = DateRange(placement.during.lower, on)
    placement.save(update_fields=["during", "counts"])


def _continue(last: Placement, on: date, **changes: object) -> Placement:
    """Close the last placement at a day and go on from there with something changed."""
    _close(last, on)
    fields = {
        "unit_id": last.unit_id,
        "parent_id": last.parent_id,
        "name": last.name,
        "short_name": last.short_name,
        "kind": last.kind,
    }
    after = Placement(**fields, during=DateRange(on, None), counts=DateRange(on, None))
    for field, value in changes.items():
        setattr(after, field, value)
    after.search = searchable(after.name, after.short_name, last.unit.code)
    after.sort_key = sort_key(after.name)
    after.save(force_insert=True)
    return after


def _refuse_circle(unit: Unit, under: Unit, on: date) -> None:
    below = Lineage.objects.filter(unit=under, ancestor=unit, during__overlap=DateRange(on, None))
    if below.exists():
        raise CircularTree(
            _("%(under)s đang nằm dưới %(unit)s nên không thể là cấp trên của nó. Hãy chọn đơn vị khác.")
            % {"under": under.code, "unit": unit.code}
        )


def _refuse_place_under(under: Unit, on: date) -> None:
    """Whatever stands somewhere must find it there from that day on, without end."""
    last = Placement.objects.filter(unit=under).order_by("during").last()
    if last is None or last.during.upper is not None:
        raise UnitHasEnded(_("Đơn vị %(code)s đã kết thúc. Hãy chọn đơn vị đang hoạt động.") % {"code": under.code})
    if not Lineage.objects.filter(unit=under, depth=0, during__contains=on).exists():
        raise ChangeTooEarly(
            _("Ngày %(day)s chưa có đơn vị %(code)s. Hãy chọn ngày muộn hơn.") % {"day": _day(on), "code": under.code}
        )


def _refuse_living_children(unit: Unit, on: date) -> None:
    living = Placement.objects.filter(parent=unit, during__overlap=DateRange(on, None)).order_by("sort_key")
    if count := living.count():
        raise LivingChildren(
            _("Còn %(count)d đơn vị đứng dưới (%(names)s…). Hãy chuyển hoặc kết thúc các đơn vị đó trước.")
            % {"count": count, "names": ", ".join(living.values_list("short_name", flat=True)[:3])}
        )


def _check_successors(unit: Unit, successors: Sequence[tuple[Unit, int]], on: date) -> None:
    if not successors:
        return
    if sum(share for _heir, share in successors) != WHOLE or min(share for _heir, share in successors) <= 0:
        raise BadShares(_("Tỷ lệ của các đơn vị kế tục phải dương và cộng lại đúng 100%. Hãy sửa tỷ lệ."))
    heirs = {heir.pk for heir, _share in successors}
    if unit.pk in heirs or len(heirs) != len(successors):
        raise BadShares(_("Mỗi đơn vị kế tục nêu một lần và phải là đơn vị khác. Hãy sửa danh sách."))
    living = Lineage.objects.filter(unit__in=heirs, depth=0, during__contains=on)
    if living.values("unit").distinct().count() != len(heirs):
        raise UnitHasEnded(_("Đơn vị kế tục phải đang hoạt động vào ngày đó. Hãy chọn đơn vị khác."))


def _end_posts(unit: Unit, on: date) -> None:
    """Posts do not outlive their unit; those that would only have begun later never come about."""
    Post.objects.filter(unit=unit, during__startswith__gte=on).delete()
    for post in Post.objects.filter(unit=unit, during__contains=on):
        post.during = DateRange(post.during.lower, on)
        post.save(update_fields=["during"])


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"
