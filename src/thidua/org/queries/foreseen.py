"""What carrying out a sound plan would do to the tree: how many units of which kind of change, with examples."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from thidua.org.checks import key
from thidua.org.models import Jurisdiction, Lineage, Post
from thidua.org.plans import Consequence, Plan
from thidua.org.queries.survey import Survey, Surveyed

MOST_EXAMPLES = 5


def foreseen(plan: Plan, survey: Survey) -> list[Consequence]:
    """The consequences of a plan that nothing forbids; kinds that touch nothing are left out."""
    return [note for note in _foreseen(plan, survey) if note.count]


def _foreseen(plan: Plan, survey: Survey) -> Iterator[Consequence]:
    units = {unit.code: unit for unit in survey.units.values()}
    yield _note(
        "units",
        _("Thành lập %(count)d đơn vị."),
        len(plan.founded),
        (f"{row.name} ({row.code})" for row in plan.founded),
    )
    yield _note(
        "units",
        _("Đổi tên %(count)d đơn vị."),
        len(plan.renamed),
        (f"{_called(units[code])} → {name}" for code, (name, _short) in plan.renamed.items()),
    )
    yield _note(
        "units",
        _("Chuyển %(count)d đơn vị về cấp trên khác."),
        len(plan.moved),
        (f"{_called(units[code])} → {under}" for code, under in plan.moved.items()),
    )
    yield _note(
        "units",
        _("Kết thúc %(count)d đơn vị."),
        len(plan.ended),
        (_ending(units[code], plan) for code in plan.ended),
    )
    yield _note(
        "units",
        _("Tách một phần của %(count)d đơn vị."),
        len(plan.divided),
        (_called(units[code]) for code in plan.divided),
    )
    changed = [units[code].unit_id for code in (*plan.moved, *plan.ended)]
    yield _below(changed, plan)
    yield from _ending_with(plan, survey)


def _below(changed: list[int], plan: Plan) -> Consequence:
    """All levels below the units that move or end, but for those that the plan names themselves."""
    below = (
        Lineage.objects.filter(ancestor__in=changed, depth__gt=0, during__contains=plan.on)
        .exclude(unit__in=changed)
        .values("unit")
        .distinct()
    )
    count = below.count() if changed else 0
    return _note(
        "units",
        _("%(count)d đơn vị đứng dưới các đơn vị đó đi theo."),
        count,
        (),
    )


def _ending_with(plan: Plan, survey: Survey) -> Iterator[Consequence]:
    ending = [survey.units[key(code)].unit_id for code in plan.ended]
    held = DateRange(plan.on, None)
    posts = Post.objects.filter(unit__in=ending, during__overlap=held)
    count = posts.count()
    first = posts.select_related("person", "unit").order_by("unit__code", "pk")[:MOST_EXAMPLES] if count else ()
    yield _note(
        "people",
        _("%(count)d chức vụ kết thúc cùng đơn vị."),
        count,
        (f"{post.person}, {post.title} ({post.unit.code})" for post in first),
    )
    areas = Jurisdiction.objects.filter(unit__in=ending, during__overlap=held)
    count = areas.count()
    looked_after = areas.select_related("area", "unit").order_by("unit__code", "pk")[:MOST_EXAMPLES] if count else ()
    yield _note(
        "units",
        _("%(count)d địa bàn không còn đơn vị kết thúc phụ trách."),
        count,
        (f"{row.area} ({row.unit.code})" for row in looked_after),
    )


def _ending(unit: Surveyed, plan: Plan) -> str:
    heirs = ", ".join(heir for heir, _share in plan.heirs_of(unit.code))
    return f"{_called(unit)} → {heirs}" if heirs else _("%(unit)s, không có đơn vị kế tục") % {"unit": _called(unit)}


def _called(unit: Surveyed) -> str:
    return f"{unit.short_name} ({unit.code})"


def _note(about: str, sentence: str, count: int, examples: Iterable[str]) -> Consequence:
    shown = tuple(example for example, _place in zip(examples, range(MOST_EXAMPLES), strict=False))
    return Consequence(about, sentence % {"count": count}, count, examples=shown)
