"""What stands against publishing a table: the checks of its arithmetic, and those that only the database can answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from thidua.core import clock
from thidua.indicators.models import BaseFrequency, Indicator, WorkArea
from thidua.indicators.queries import catalogue
from thidua.indicators.rules import Kind
from thidua.org.models import Lineage, Placement
from thidua.scoring.checks import Severity, findings
from thidua.scoring.scheme import Bonus, Criterion, Group, Proportional, Relative, Scheme, Scorer
from thidua.targets.models import Target

from .figures import indicators_of
from .panels.choosing import GENERAL
from .tree import rows_of

TARGETED = (Proportional, Bonus, Relative)
_STEP = re.compile(r"(groups|criteria)\[(\d+)\]")
_PANELS = {"classes": "@loai", "conditions": "@dieu-kien", "tie_breaks": "@uu-tien"}


@dataclass(frozen=True, slots=True)
class Check:
    """Something to mend or to think of. `key` names the part of the editor where it is, `about` the row in words."""

    key: str
    sentence: str
    is_error: bool
    about: str = ""


def examined(table: Scheme, *, owner_id: int, year: int) -> list[Check]:
    """Everything that was found, errors first, in the order of the table; the number of statements is fixed."""
    labels = _places(table)
    found = [
        Check(key := part_at(table, one.path), one.sentence, one.severity == Severity.ERROR, labels.get(key, ""))
        for one in findings(table)
    ]
    found += [
        Check(criterion.code, sentence, is_error, labels[criterion.code])
        for criterion, sentence, is_error in _of_the_database(table, owner_id, year)
    ]
    order = {code: place for place, code in enumerate(labels)}
    return sorted(found, key=lambda check: (not check.is_error, order.get(check.key, -1)))


def _places(table: Scheme) -> dict[str, str]:
    """The number of every row with that of its topmost group, by code: II.1.2."""
    found, top = {}, ""
    for row in rows_of(table):
        top = top if row.depth else row.label
        found[row.code] = f"{top}.{row.label}" if row.depth else row.label
    return found


def errors_of(table: Scheme, *, owner_id: int, year: int) -> list[Check]:
    """What must be mended before publishing."""
    return [check for check in examined(table, owner_id=owner_id, year=year) if check.is_error]


def part_at(table: Scheme, path: str) -> str:
    """The part of the editor that a path of the JSON lies in: a row's code, or the name of a panel."""
    first = re.match(r"[a-z_]+", path)
    if first and first[0] in _PANELS:
        return _PANELS[first[0]]
    here: Scheme | Group | Criterion = table
    for kind, place in _STEP.findall(path):
        items = _inside(here, kind)
        if int(place) >= len(items):
            break
        here = items[int(place)]
    return GENERAL if isinstance(here, Scheme) else here.code


def _inside(here: Scheme | Group | Criterion, kind: str) -> Sequence[Group | Criterion]:
    """The groups or the criteria that a part of the table has."""
    if isinstance(here, Criterion):
        return ()
    if kind == "groups":
        return here.groups
    return here.criteria if isinstance(here, Group) else ()


def _of_the_database(table: Scheme, owner_id: int, year: int) -> Iterator[tuple[Criterion, str, bool]]:
    areas = set(WorkArea.objects.values_list("code", flat=True))
    indicators = indicators_of(table)
    reported = _reported_below(owner_id)
    targeted = _targeted_below(owner_id, year, indicators)
    for criterion in table.positions:
        if criterion.scorer == Scorer.DEPARTMENT and criterion.area not in areas:
            yield (
                criterion,
                _("Không có lĩnh vực «%(area)s». Hãy chọn lại ban chuyên đề.") % {"area": criterion.area},
                True,
            )
        for measure in criterion.measures:
            indicator = catalogue().by_code.get(measure.key)
            if indicator is None:
                if criterion.scorer == Scorer.SYSTEM:
                    yield criterion, _unknown(measure.key), True
            elif not _is_reported(indicator, reported):
                yield criterion, _("Không đơn vị nào bên dưới báo cáo «%(name)s».") % {"name": indicator.name}, False
            elif isinstance(criterion.formula, TARGETED) and measure.target is None and indicator.pk not in targeted:
                yield criterion, _untargeted(indicator, year), False


def _unknown(key: str) -> str:
    return _(
        "Danh mục không có chỉ tiêu «%(key)s», nên hệ thống không tự chấm được. Hãy chọn chỉ tiêu hoặc người chấm."
    ) % {"key": key}


def _untargeted(indicator: Indicator, year: int) -> str:
    return _(
        "Năm %(year)s chưa đơn vị nào có chỉ tiêu «%(name)s»; đơn vị không có chỉ tiêu thì chưa tính được điểm."
    ) % {
        "year": year,
        "name": indicator.name,
    }


def _reported_below(owner_id: int) -> set[int]:
    """The indicators that kinds of units at or below the owner report today."""
    today = clock.today()
    below = Lineage.objects.filter(ancestor=owner_id, during__contains=today).values("unit")
    kinds = Placement.objects.filter(unit__in=below, during__contains=today).values_list("kind", flat=True).distinct()
    frequencies = BaseFrequency.objects.filter(unit_kind__in=set(kinds), during__contains=today)
    return set(frequencies.values_list("indicator_id", flat=True).distinct())


def _targeted_below(owner_id: int, year: int, indicators: list[Indicator]) -> set[int]:
    """The indicators for which some unit below the owner has a target of the year."""
    below = Lineage.objects.filter(ancestor=owner_id, depth__gt=0, during__contains=clock.today()).values("unit")
    targets = Target.objects.filter(
        period__code=str(year), indicator__in=[one.pk for one in indicators], unit__in=below, assigned__isnull=False
    )
    return set(targets.values_list("indicator_id", flat=True).distinct())


def _is_reported(indicator: Indicator, reported: set[int]) -> bool:
    """Whether somebody reports it; a rate is reported where its parts are."""
    if indicator.kind != Kind.RATIO:
        return indicator.pk in reported
    return all(part.pk in reported for part in indicator.numerator.all())
