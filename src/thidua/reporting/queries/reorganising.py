"""What a reorganisation would do to reports, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from thidua.core.periods import Frequency
from thidua.indicators.models import Form, Period
from thidua.indicators.rules import PeriodState
from thidua.org.models import Placement
from thidua.org.plans import Consequence, OpenReports, Plan, Weight
from thidua.org.queries import last_names_of
from thidua.reporting.models import AdHocRequest, Report
from thidua.reporting.rules import EDITABLE, ReportState

from .inbox import NEVER_HANDED_IN

EXAMPLES = 5


def of_ended(plan: Plan) -> QuerySet[Report]:
    """The reports of the units that end, in periods that are open."""
    return Report.objects.filter(unit__code__in=[*plan.ended], period__state=PeriodState.OPEN)


def last_day(plan: Plan) -> date:
    """The last day of the old order."""
    return plan.on - timedelta(days=1)


def periods_to_lay_out(plan: Plan) -> QuerySet[Period]:
    """The open periods in whose trees founded units stand; windows ask only those that they were opened for."""
    regular = Period.objects.filter(state=PeriodState.OPEN).exclude(frequency=Frequency.ONCE)
    return regular.filter(ends__gte=plan.counts_from).order_by("pk")


def consequences(plan: Plan) -> list[Consequence]:
    """What happens to open reports, in the order in which it matters to whoever decides."""
    return [*_of_ended_units(plan), *_of_those_that_wait(plan), *_of_founded_units(plan)]


def _of_ended_units(plan: Plan) -> Iterator[Consequence]:
    counting = of_ended(plan).filter(period__starts__lt=plan.counts_from)
    voided = of_ended(plan).filter(period__starts__gte=plan.counts_from)
    if plan.open_reports == OpenReports.CUT_OFF:
        unfinished = counting.filter(state__in=NEVER_HANDED_IN)
        words = _("%(count)d báo cáo chưa nộp của đơn vị kết thúc bị khóa với số liệu đến hết ngày %(day)s.")
        yield from _counted(words, unfinished, plan)
        begun = unfinished.filter(started_at__isnull=False)
        words = _("%(count)d báo cáo trong đó đã có số liệu nhưng chưa nộp nên không được tính. Hãy nhắc đơn vị nộp.")
        yield from _counted(words, begun, plan, Weight.WARNING)
    else:
        words = _("%(count)d báo cáo chưa xong của đơn vị kết thúc được giao đơn vị kế tục báo cáo tiếp.")
        yield from _counted(words, counting.filter(state__in=EDITABLE), plan)
    words = _("%(count)d báo cáo của kỳ bắt đầu sau ngày sắp xếp không còn phải nộp.")
    yield from _counted(words, voided, plan)
    words = _("%(count)d báo cáo trong đó đã có số liệu, nay không được tính. Hãy xem lại ngày tính số liệu.")
    yield from _counted(words, voided.filter(started_at__isnull=False), plan, Weight.WARNING)
    sent = AdHocRequest.objects.filter(asker__code__in=[*plan.ended], ended_at=None, period__state=PeriodState.OPEN)
    if count := sent.count():
        words = _("%(count)d yêu cầu báo cáo đột xuất của đơn vị kết thúc do đơn vị kế tục theo dõi.")
        yield Consequence("reports", words % {"count": count}, count, examples=tuple(map(str, sent[:EXAMPLES])))


def _of_those_that_wait(plan: Plan) -> Iterator[Consequence]:
    waiting = of_ended(plan).filter(state=ReportState.SUBMITTED, period__starts__lt=plan.counts_from)
    words = _("%(count)d báo cáo đã nộp của đơn vị kết thúc chờ cấp trên của đơn vị kế tục tiếp nhận.")
    yield from _counted(words, waiting, plan)
    stuck = [code for code in set(waiting.values_list("unit__code", flat=True)) if code in _held_by_a_root(plan)]
    words = _("%(count)d báo cáo trong đó sẽ không có ai tiếp nhận. Hãy tiếp nhận hoặc trả lại trước khi sắp xếp.")
    yield from _counted(words, waiting.filter(unit__code__in=stuck), plan, Weight.WARNING)
    moved = Report.objects.filter(
        unit__code__in=[*plan.moved], state=ReportState.SUBMITTED, period__state=PeriodState.OPEN
    )
    words = _("%(count)d báo cáo đã nộp của đơn vị chuyển đi chờ đơn vị cấp trên mới tiếp nhận.")
    yield from _counted(words, moved, plan)


def _of_founded_units(plan: Plan) -> Iterator[Consequence]:
    kinds = Counter(unit.kind for unit in plan.founded)
    count = 0
    for period in periods_to_lay_out(plan) if kinds else ():
        forms = Form.objects.filter(
            calendar=period.calendar,
            frequency=period.frequency,
            versions__published_at__isnull=False,
            versions__during__contains=period.ends,
        ).distinct()
        count += sum(kinds[kind] for form in forms for kind in kinds if kind in form.unit_kinds)
    if count:
        words = _("%(count)d báo cáo được lập cho đơn vị mới thành lập trong các kỳ đang mở.")
        yield Consequence("reports", words % {"count": count}, count)


def _held_by_a_root(plan: Plan) -> set[str]:
    """The units that end whose reports nobody accepts from then on: a unit without one above holds them."""
    parents: dict[str, str | None] = dict(
        Placement.objects.filter(during__contains=last_day(plan)).values_list("unit__code", "parent__code")
    )
    after = parents | dict(plan.moved) | {unit.code: unit.parent for unit in plan.founded}

    def holders(code: str) -> Iterator[str]:
        if code not in plan.ended:
            yield code
        elif heirs := plan.ended[code].heirs:
            yield from (heir for heir, _share in heirs)
        elif above := parents.get(code):
            yield from holders(above)

    return {code for code in plan.ended if not any(after.get(holder) for holder in holders(code))}


def _counted(
    sentence: str, reports: QuerySet[Report], plan: Plan, weight: Weight = Weight.NOTE
) -> Iterator[Consequence]:
    """How many reports a sentence speaks of, with a few of them; nothing for none."""
    count = reports.count()
    if not count:
        return
    shown = list(reports.select_related("period").order_by("unit__code", "pk")[:EXAMPLES])
    names = last_names_of([report.unit_id for report in shown], plan.on)
    examples = tuple(f"{names[report.unit_id].short_name} · {report.period}" for report in shown)
    words = sentence % {"count": count, "day": f"{last_day(plan):%d/%m/%Y}"}
    yield Consequence("reports", words, count, weight, examples)
