"""Forms and their versions, and where an indicator stands in them: for those who edit the catalogue."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Prefetch

from thidua.core import clock
from thidua.core.periods import Frequency
from thidua.core.text import fold
from thidua.indicators.models import Form, FormRow, FormVersion, Indicator
from thidua.org.models import Placement
from thidua.org.rules import UnitKind

from .cached import catalogue


@dataclass(frozen=True, slots=True)
class FormLine:
    """A form in the list of forms; `draft` is a version that is not published yet."""

    form: Form
    kinds: tuple[str, ...]
    frequency: str
    in_force: FormVersion | None
    rows: int
    draft: FormVersion | None


def forms(today: date | None = None) -> list[FormLine]:
    """Every form that some kind of unit fills in, by its name. Three statements."""
    day = today or clock.today()
    versions = FormVersion.objects.annotate(rows=Count("sections__rows")).order_by("number")
    lines = []
    for form in (
        Form.objects.exclude(unit_kinds=[])
        .prefetch_related(Prefetch("versions", queryset=versions))
        .order_by("name_vi")
    ):
        made = list(form.versions.all())
        in_force = next((v for v in made if _in_force(v, day)), None)
        draft = next((v for v in made if v.published_at is None), None)
        lines.append(FormLine(form, kind_names(form), frequency_name(form), in_force, _rows(in_force or draft), draft))
    return lines


def kind_names(form: Form) -> tuple[str, ...]:
    """The kinds of unit that fill a form in, in words."""
    return tuple(str(UnitKind(kind).label) for kind in form.unit_kinds)


def frequency_name(form: Form) -> str:
    """How often a form is filled in, in words."""
    return str(Frequency(form.frequency).label)


def units_of_kinds(kinds: Iterable[str], day: date) -> int:
    """How many units of these kinds there are on a day."""
    return Placement.objects.filter(kind__in=list(kinds), during__contains=day).count()


def places_of(indicator: Indicator) -> list[FormRow]:
    """The lines of published and drafted forms that ask for an indicator, with their form and version."""
    rows = FormRow.objects.filter(indicator=indicator).select_related("section__version__form")
    return list(rows.order_by("section__version__form__name_vi", "-section__version__number"))


def find_indicators(text: str = "", *, area: str = "", kind: str = "") -> list[Indicator]:
    """Indicators of the catalogue whose code, key or name holds the words, in any spelling."""
    words = fold(text).split()
    return [
        indicator
        for indicator in catalogue().indicators
        if (not area or indicator.area.code == area)
        and (not kind or indicator.kind == kind)
        and all(word in _folded(indicator) for word in words)
    ]


def _folded(indicator: Indicator) -> str:
    return fold(f"{indicator.code} {indicator.key or ''} {indicator.name_vi} {indicator.name_en}")


def _in_force(version: FormVersion, day: date) -> bool:
    days = version.during
    return bool(version.published_at) and days.lower <= day and (days.upper is None or day < days.upper)


def _rows(version: FormVersion | None) -> int:
    return int(getattr(version, "rows", 0))
