"""What stands on units or on a change of the tree, so that neither may be taken away."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _

from thidua.org.circles import Node, circles
from thidua.org.models import Custody, Jurisdiction, Lineage, Placement, Post, Succession, Unit
from thidua.org.plans import Ledger, Plan
from thidua.org.queries.survey import spans_above

MOST_NAMED = 3


def rows_about(units: Sequence[int], *, but_for: Mapping[type[models.Model], Collection[int]]) -> Iterator[str]:
    """The rows of any app that point to these units, as a few words each: rows of `org` counted, other apps named."""
    above: set[str] = set()
    for model, field in _pointing_models():
        options = model._meta  # noqa: SLF001 - documented
        rows = model._default_manager.filter(**{f"{field}__in": all_of(units)}).exclude(pk__in=but_for.get(model, ()))  # noqa: SLF001 - documented
        if not (count := rows.count()):
            continue
        if options.app_label == Unit._meta.app_label:  # noqa: SLF001 - documented
            yield f"{count} {options.verbose_name}"
        else:
            above.add(str(options.app_config.verbose_name))
    yield from sorted(above)


def all_of(ids: Sequence[int]) -> RawSQL:
    """Thousands of ids for `__in`, as one parameter: a statement that names each takes seconds to build and to read."""
    return RawSQL("SELECT unnest(%s::bigint[])", [list(ids)])


def founded_by(ledger: Ledger) -> list[int]:
    """The units that a plan founded."""
    return list(ledger["founded"].values())


def own_rows(ledger: Ledger) -> dict[type[models.Model], list[int]]:
    """The rows that a plan itself wrote at units, beside their places."""
    return {Succession: ledger["successions"]}


def built_upon(plan: Plan, ledger: Ledger) -> Iterator[str]:
    """What in the organisation stands on a plan that was carried out."""
    founded = founded_by(ledger)
    closed = [placement for placement, _counted in ledger["closed"]]
    former = dict(Placement.objects.filter(pk__in=closed).values_list("unit_id", "parent_id"))
    ended = {unit for unit, _dissolved_on, _reason in ledger["ended"]}
    changed = _changed_since(plan, [*former, *founded], ended)
    if changed:
        yield _("thay đổi sau đó của %(units)s") % {"units": _named(changed)}
    own = Succession.objects.filter(pk__in=ledger["successions"])
    later = Succession.objects.filter(
        Q(predecessor__in=own.values("predecessor"), on__gte=plan.on)
        | Q(predecessor__in=founded)
        | Q(successor__in=founded)
    ).exclude(pk__in=ledger["successions"])
    if units := list(later.values_list("predecessor", flat=True)):
        yield _("kế tục sau đó của %(units)s") % {"units": _named(units)}
    below = Placement.objects.filter(parent__in=founded).exclude(pk__in=ledger["made"]).exclude(unit__in=founded)
    if units := list(below.values_list("unit", flat=True)):
        yield _("đơn vị trực thuộc đơn vị mới lập: %(units)s") % {"units": _named(units)}
    if count := Post.objects.filter(unit__in=founded).count():
        yield _("%(count)d chức vụ tại đơn vị mới lập") % {"count": count}
    if count := Jurisdiction.objects.filter(unit__in=founded).count():
        yield _("%(count)d địa bàn của đơn vị mới lập") % {"count": count}
    yield from _of_former_places(plan.on, former, ended)


def _changed_since(plan: Plan, units: Sequence[int], ended: Collection[int]) -> list[int]:
    later = Placement.objects.filter(unit__in=units, during__startswith__gt=plan.on).values_list("unit", flat=True)
    gone = Unit.objects.filter(pk__in=units, dissolved_on__isnull=False).exclude(pk__in=ended)
    return [*later, *gone.values_list("pk", flat=True)]


def _of_former_places(on: date, former: Mapping[int, int | None], ended: Collection[int]) -> Iterator[str]:
    """Whatever goes back must find the unit above there still, and not below itself."""
    parents = {parent for parent in former.values() if parent is not None}
    gone = Unit.objects.filter(pk__in=parents, dissolved_on__isnull=False).exclude(pk__in=ended)
    if units := list(gone.values_list("pk", flat=True)):
        yield _("việc kết thúc cấp trên cũ %(units)s") % {"units": _named(units)}
    back: dict[Node, Node | None] = {unit: parent for unit, parent in former.items()}  # noqa: C416 - of wider types
    turning = [node for node in circles(back, spans_above(parents, on), on) if isinstance(node, int)]
    if turning:
        yield _("việc chuyển đơn vị xuống dưới %(units)s") % {"units": _named(turning)}


def _named(unit_ids: Collection[int]) -> str:
    """Up to three codes, with how many more there are."""
    codes = sorted(Unit.objects.filter(pk__in=set(unit_ids)).values_list("code", flat=True))
    shown = ", ".join(codes[:MOST_NAMED])
    if (more := len(codes) - MOST_NAMED) > 0:
        return _("%(codes)s và %(count)d đơn vị khác") % {"codes": shown, "count": more}
    return shown


def _pointing_models() -> Iterator[tuple[type[models.Model], str]]:
    """Every model with a foreign key to a unit, in any app, and the key; but for what founding itself writes.

    Keys that the database does not hold are those of derived rows: their app forgets them.
    """
    for field in Unit._meta.get_fields(include_hidden=True):  # noqa: SLF001 - documented
        if not isinstance(field, models.ManyToOneRel) or field.related_model in {Placement, Lineage, Custody}:
            continue
        if getattr(field.field, "db_constraint", True):
            yield field.related_model, field.field.name
