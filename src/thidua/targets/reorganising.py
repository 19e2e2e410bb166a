"""What a reorganisation does to targets: those of units that end go to the units that succeed them, or are cancelled.

Targets of years that end on the first day of the new order or later are meant; earlier ones are history. Every amount
that changes gets its line in the ledger, all of them in one batch with the decision as grounds; taking them back is
a further line each. `transfers` says what goes where.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext as _

from thidua.audit.services import Subject, record_each
from thidua.core import clock, sql
from thidua.core.numbers import print_number, unscale
from thidua.core.periods import Frequency
from thidua.indicators.models import Indicator, Period
from thidua.indicators.queries import catalogue
from thidua.indicators.rules import Kind
from thidua.org.models import Unit
from thidua.org.plans import Consequence, Ledger, OpenTargets, Plan
from thidua.org.queries import last_names_of
from thidua.people.models import User

from .models import Target, TargetEntry, TargetResponse
from .rules import EntryKind, adds_up
from .splits import splits_that_break
from .transfers import Place, Transfers, giving, transfers

PACKAGE = "thidua.targets"
EXAMPLES = 5
NAMED = 3
LONGEST_REASON = 400


def preview(plan: Plan) -> list[Consequence]:
    """How many targets go elsewhere, are divided or cancelled, and which divisions no longer add up."""
    before = _standing(plan)
    moving = transfers(plan, before, additive())
    return [*_counts(plan, before, moving), *splits_that_break(plan, before, moving, additive())]


@transaction.atomic
def apply(plan: Plan, by: User) -> Ledger:
    """Write the lines of the ledger and bring the standing amounts along; `batch` says which lines they are."""
    _lock(plan)
    before = _standing(plan)
    moving = transfers(plan, before, additive())
    batch = uuid4()
    if moving.after:
        _write(plan, moving, batch, by)
    givers = set(giving(plan))
    gone = Counter(code for code, *_rest in {place[:3] for place in before if place.unit in givers})
    units = Unit.objects.filter(code__in=gone).in_bulk(field_name="code")
    facts = {"decision": plan.decision}
    record_each(
        "target.transferred",
        by=by,
        subjects=[Subject(units[code], units[code], facts | {"targets": count}) for code, count in gone.items()],
    )
    return {"batch": str(batch)}


def obstacles(plan: Plan, ledger: Ledger) -> list[str]:
    """Targets that somebody changed since, and targets of units that would never have been founded."""
    found = []
    changed = sql.fetch(PACKAGE, "changed_since", {"batch": UUID(ledger["batch"])}, _Changed)
    if changed:
        names = last_names_of({row.unit_id for row in changed[:EXAMPLES]}, plan.on)
        shown = [
            f"{catalogue().by_id[r.indicator_id].name} · {names[r.unit_id].short_name}" for r in changed[:EXAMPLES]
        ]
        words = {"count": len(changed), "targets": "; ".join(shown)}
        found.append(_("%(count)d chỉ tiêu đã đổi sau khi sắp xếp (%(targets)s)") % words)
    at_founded = Target.objects.filter(unit__code__in=[unit.code for unit in plan.founded])
    lines = TargetEntry.objects.filter(target=OuterRef("pk")).exclude(batch=ledger["batch"])
    if later := at_founded.filter(Exists(lines)).count():
        found.append(_("%(count)d chỉ tiêu đã giao cho đơn vị mới thành lập") % {"count": later})
    if said := TargetResponse.objects.filter(target__in=at_founded).values("target").distinct().count():
        found.append(_("%(count)d chỉ tiêu đã được đơn vị mới thành lập trả lời") % {"count": said})
    return found


@transaction.atomic
def undo(plan: Plan, ledger: Ledger, by: User) -> None:
    """Write every amount back as it was by further lines; what units had that were founded goes with them."""
    _lock(plan)
    batch, undoing = UUID(ledger["batch"]), uuid4()
    reason = _("Hoàn tác sắp xếp tổ chức theo %(decision)s.") % {"decision": plan.decision}
    params = {"batch": batch, "undoing": undoing, "by": by.pk, "at": clock.now(), "on": clock.today()}
    founded = [unit.code for unit in plan.founded]
    sql.run(PACKAGE, "forget_founded", {"batch": batch, "units": founded})
    Target.objects.filter(unit__code__in=founded).delete()
    sql.run(PACKAGE, "undo_lines", params | {"reason": reason[:LONGEST_REASON]})
    sql.run(PACKAGE, "settle_batch", {"batch": undoing})
    lines = TargetEntry.objects.filter(batch=batch)
    units = Unit.objects.in_bulk(list(lines.values_list("target__unit", flat=True).distinct()))
    subjects = [Subject(unit, unit, {"decision": plan.decision}) for unit in units.values()]
    record_each("target.transfer_undone", by=by, subjects=subjects)


def additive() -> frozenset[int]:
    """The indicators whose targets add up over units."""
    return frozenset(indicator.pk for indicator in catalogue().indicators if adds_up(Kind(indicator.kind)))


@dataclass(frozen=True, slots=True)
class _Changed:
    target_id: int
    unit_id: int
    indicator_id: int


def _years(plan: Plan) -> list[int]:
    """The years of which something is reported by the new tree: targets stay where the results of their year stay."""
    years = Period.objects.filter(frequency=Frequency.YEAR, ends__gte=plan.counts_from)
    return list(years.values_list("pk", flat=True))


def _concerned(plan: Plan) -> set[str]:
    """The units that give, that get, and those that are moved from one division to another."""
    heirs = {heir for code in giving(plan) for heir, _share in plan.heirs_of(code)}
    return {*giving(plan), *heirs, *plan.moved}


def _lock(plan: Plan) -> None:
    """Let nobody change the amounts until the transaction ends."""
    targets = Target.objects.filter(unit__code__in=_concerned(plan), period__in=_years(plan))
    list(targets.select_for_update(of=("self",)).order_by("pk").values_list("pk"))


def _standing(plan: Plan) -> dict[Place, int]:
    """The amounts that stand at the units that a plan concerns."""
    targets = Target.objects.filter(
        Q(assigned__isnull=False) | Q(registered__isnull=False),
        unit__code__in=_concerned(plan),
        period__in=_years(plan),
    )
    found = {}
    for code, indicator, period, assigned, registered in targets.values_list(
        F("unit__code"), "indicator", "period", "assigned", "registered"
    ):
        if assigned is not None:
            found[Place(code, indicator, period, registered=False)] = assigned
        if registered is not None:
            found[Place(code, indicator, period, registered=True)] = registered
    return found


def _write(plan: Plan, moving: Transfers, batch: UUID, by: User) -> None:
    places = sorted(moving.after)
    words = _Words(plan, moving)
    where = {
        "units": [plan.ids[place.unit] for place in places],
        "indicators": [place.indicator_id for place in places],
        "periods": [place.period_id for place in places],
    }
    lines = {
        "kinds": [_kind(moving, place) for place in places],
        "amounts": [moving.after[place] for place in places],
        "reasons": [words.reason(place) for place in places],
    }
    grounds = {"on": plan.on, "decision": plan.decision[:120], "by": by.pk, "at": clock.now(), "batch": batch}
    sql.run(PACKAGE, "make_targets", where)
    sql.run(PACKAGE, "write_lines", where | lines | grounds)
    sql.run(PACKAGE, "settle_batch", {"batch": batch})


def _kind(moving: Transfers, place: Place) -> EntryKind:
    if place.registered:
        return EntryKind.REGISTERED
    passed_on = place in moving.sent or place in moving.received
    return EntryKind.TRANSFERRED if passed_on else EntryKind.CANCELLED


class _Words:
    """The reasons of lines: who gave what to whom, both units named."""

    def __init__(self, plan: Plan, moving: Transfers) -> None:
        self.moving = moving
        self.names = unit_names(plan)

    def reason(self, place: Place) -> str:
        """Why the amount at a place changes."""
        indicator = catalogue().by_id[place.indicator_id]
        own = self.names.get(place.unit, place.unit)
        sentences = []
        if sent := self.moving.sent.get(place):
            to = {"unit": own, "others": self._listed(sent, indicator)}
            sentences.append(_("%(unit)s chuyển sang %(others)s.") % to)
        if received := self.moving.received.get(place):
            given = {"unit": own, "others": self._listed(received, indicator)}
            sentences.append(_("%(unit)s nhận từ %(others)s.") % given)
        return " ".join(sentences or [_("%(unit)s kết thúc.") % {"unit": own}])[:LONGEST_REASON]

    def _listed(self, parts: Mapping[str, int], indicator: Indicator) -> str:
        shown = [
            f"{self.names.get(code, code)} ({print_number(unscale(part, indicator.decimals))})"
            for code, part in list(parts.items())[:NAMED]
        ]
        if more := len(parts) - NAMED:
            shown += [_("%(count)d đơn vị khác") % {"count": more}] if more > 0 else []
        return ", ".join(shown)


def unit_names(plan: Plan) -> dict[str, str]:
    """The short names of the units that give and get, by code; of those to be founded as they are going to be."""
    codes = dict(Unit.objects.filter(code__in=_concerned(plan)).values_list("code", "pk"))
    names = last_names_of(codes.values(), plan.on)
    founded = {unit.code: unit.short_name or unit.name for unit in plan.founded}
    return {code: names[pk].short_name for code, pk in codes.items()} | founded


def _counts(plan: Plan, before: Mapping[Place, int], moving: Transfers) -> Iterator[Consequence]:
    givers = set(giving(plan))
    given = [place for place in before if place.unit in givers]
    whole = [place for place in given if len(moving.sent.get(place, ())) == 1]
    split = [place for place in given if len(moving.sent.get(place, ())) > 1]
    gone = [place for place in given if place in moving.after and place not in moving.sent]
    if whole:
        yield _counted(_("%(count)d chỉ tiêu chuyển sang đơn vị kế tục."), whole, before)
    if split:
        yield _counted(_("%(count)d chỉ tiêu chia cho nhiều đơn vị kế tục theo tỷ lệ."), split, before)
    if gone:
        why = (
            _("%(count)d chỉ tiêu của đơn vị kết thúc bị hủy.")
            if plan.open_targets == OpenTargets.CANCELLED
            else _("%(count)d chỉ tiêu bị hủy vì không có đơn vị kế tục, hoặc là tỷ lệ mà đơn vị kế tục đã có.")
        )
        yield _counted(why, gone, before)


def _counted(sentence: str, places: Sequence[Place], before: Mapping[Place, int]) -> Consequence:
    """A count of targets with the sums of the most frequent indicators that add up."""
    targets = {place[:3] for place in places}
    adding = additive()
    assigned = [place for place in places if not place.registered and place.indicator_id in adding]
    sums: Counter[tuple[int, int]] = Counter()
    for place in assigned:
        sums[place.indicator_id, place.period_id] += before[place]
    often = Counter((place.indicator_id, place.period_id) for place in assigned).most_common(EXAMPLES)
    years = Period.objects.in_bulk([period for (_what, period), _count in often])
    shown = [_sum(what, years[period], sums[what, period]) for (what, period), _count in often]
    return Consequence("targets", sentence % {"count": len(targets)}, len(targets), examples=tuple(shown))


def _sum(indicator_id: int, year: Period, amount: int) -> str:
    indicator = catalogue().by_id[indicator_id]
    return f"{indicator.name} {year.code}: {print_number(unscale(amount, indicator.decimals))}"
