"""Lists of targets: what units directly below are to reach in a year."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext_lazy as _

from thidua.access import gate
from thidua.access.rules import Permission
from thidua.core import clock
from thidua.core.errors import DomainError
from thidua.core.periods import Calendar, Frequency
from thidua.core.text import clean_line
from thidua.exchange.errors import NoSuchChoice, NotYourRows
from thidua.exchange.kinds import Field, Judged, Line, ListKind, Made, Options, Tell
from thidua.indicators.models import Period
from thidua.people.models import User
from thidua.targets.forms import LONGEST_DECISION, LONGEST_REASON
from thidua.targets.listed import FIELDS, assign_listed, judge_targets, take_listed_back
from thidua.targets.models import Target
from thidua.targets.services import Grounds


def _permitted(user: User) -> bool:
    return gate.any_unit(user, Permission.TARGET_ASSIGN)


def _years(_user: User) -> Sequence[tuple[str, str]]:
    """The years that targets may be given for, this one first."""
    years = Period.objects.filter(frequency=Frequency.YEAR, calendar=Calendar.CALENDAR).order_by("-starts")
    this = str(clock.today().year)
    codes = sorted((year.code for year in years), key=lambda code: (code != this, -int(code)))
    return [(code, code) for code in codes]


OPTIONS = (
    Field("year", _("Năm"), required=True, choices=_years),
    Field("on", _("Ngày quyết định"), hint=_("Để trống là hôm nay."), cell="day"),
    Field("decision", _("Văn bản giao"), hint=_("Ví dụ: 05/QĐ-LĐLĐ.")),
    Field("reason", _("Lý do để lại phần lệch"), hint=_("Khi tổng giao không bằng chỉ tiêu của đơn vị giao.")),
)


def _check(options: Options, _by: User) -> None:
    for name, most in {"decision": LONGEST_DECISION, "reason": LONGEST_REASON}.items():
        try:
            clean_line(options[name], most=most)
        except DomainError as error:
            raise NoSuchChoice(error.sentence, where=name) from error


def _grounds(options: Options) -> Grounds:
    """What the whole list rests on."""
    on = date.fromisoformat(options["on"]) if options["on"] else clock.today()
    return Grounds(
        on=on,
        decision=clean_line(options["decision"], most=LONGEST_DECISION),
        reason=clean_line(options["reason"], most=LONGEST_REASON),
    )


def _year(options: Options) -> Period:
    return Period.objects.get(code=options["year"], frequency=Frequency.YEAR)


def _judge(lines: Sequence[Line], by: User, options: Options, tell: Tell) -> Sequence[Judged]:
    within = gate.units_for(by, Permission.TARGET_ASSIGN)
    judged = judge_targets(lines=lines, period=_year(options), grounds=_grounds(options), within=within)
    tell(len(lines), len(lines))
    return judged


def _commit(rows: Sequence[Judged], by: User, options: Options, tell: Tell) -> Sequence[Made]:
    tell(0, len(rows))
    return assign_listed(rows=rows, period=_year(options), grounds=_grounds(options), by=by)


def _undo(made: Sequence[Made], by: User, _options: Options, tell: Tell) -> None:
    tell(0, len(made))
    units = Target.objects.filter(pk__in=[one.about for one in made]).values_list("unit", flat=True).distinct()
    if not gate.reaches_all(by, Permission.TARGET_ASSIGN, units):
        raise NotYourRows
    take_listed_back(made=made, by=by)


TARGETS = ListKind(
    name="targets",
    title=_("Chỉ tiêu"),
    noun=_("chỉ tiêu"),
    icon="target-arrow",
    hint=_("Giao chỉ tiêu cả năm cho các đơn vị trực thuộc bằng một quyết định."),
    fields=FIELDS,
    options=OPTIONS,
    permitted=_permitted,
    check=_check,
    judge=_judge,
    commit=_commit,
    undo=_undo,
    point=",",
    done_url="target-home",
)
