"""Lists of changes and previews as pages show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from thidua.core import clock
from thidua.core.numbers import print_percent
from thidua.core.text import fold
from thidua.org.checks import key
from thidua.org.imports import read_kind
from thidua.org.models import Unit
from thidua.org.plans import Consequence, Weight
from thidua.org.queries import find_units, last_names_of
from thidua.org.rules import WHOLE
from thidua.ui.tones import Tone

from .rules import ENDING, Change, ChangeKind, Part, Stage

MOST_MATCHES = 2_000
MOST_ERRORS = 50
SHARE_DIGITS = 4
STAGE_TONES: Mapping[str, Tone] = {
    Stage.DRAFT: Tone.INFO,
    Stage.COMMITTING: Tone.WARN,
    Stage.COMMITTED: Tone.GOOD,
    Stage.UNDOING: Tone.WARN,
    Stage.UNDONE: Tone.QUIET,
}
_WEIGHT_TONES = {Weight.ERROR: Tone.BAD, Weight.WARNING: Tone.WARN, Weight.NOTE: Tone.INFO}
KIND_ICONS: Mapping[ChangeKind, str] = {
    ChangeKind.FOUND: "circle-plus",
    ChangeKind.RENAME: "pencil",
    ChangeKind.MOVE: "arrow-right",
    ChangeKind.MERGE: "arrow-merge",
    ChangeKind.SPLIT: "arrows-split",
    ChangeKind.DISSOLVE: "flag-off",
}
CHANGED = (Part.FOUNDED, Part.RENAMED, Part.MOVED, Part.DIVIDED, Part.ENDED)
# What previews speak of, in the order in which it is read.
_ABOUT: Mapping[str, Promise] = {
    "changes": gettext_lazy("Danh sách thay đổi"),
    "units": gettext_lazy("Đơn vị"),
    "members": gettext_lazy("Đoàn viên"),
    "clusters": gettext_lazy("Cụm thi đua"),
    "people": gettext_lazy("Cán bộ và quyền"),
    "reports": gettext_lazy("Báo cáo đang mở"),
    "targets": gettext_lazy("Chỉ tiêu"),
    "registrations": gettext_lazy("Đăng ký thi đua"),
    "figures": gettext_lazy("Số liệu và kỳ báo cáo"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """A unit that a row names: its code and, where it exists, its name."""

    code: str
    name: str = ""
    exists: bool = False


@dataclass(frozen=True, slots=True)
class ShownChange:
    """A row of the list in words; `heirs` are units with the shares that they take.

    `takes_children`: `under` is not where the unit itself goes but what stands below it.
    """

    change: Change
    icon: str
    unit: Place
    under: Place | None
    heirs: tuple[tuple[Place, str], ...]
    words: tuple[str, ...]
    reason: str
    takes_children: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A consequence with the colour of its weight."""

    consequence: Consequence
    tone: Tone


@dataclass(frozen=True, slots=True)
class Group:
    """Consequences of one kind of thing."""

    title: str
    lines: tuple[Line, ...]


def matching(changes: Sequence[Change], text: str, kind: str) -> list[Change]:
    """The rows of a kind ("" for all) that name a unit by these words, or hold them as a code or a new name."""
    wanted = [change for change in changes if not kind or change.kind == kind]
    words = fold(text)
    if not words:
        return wanted
    named = {found.code for found in find_units(text, most=MOST_MATCHES)}
    return [change for change in wanted if words in _spelled(change) or not named.isdisjoint(_codes(change))]


def shown(changes: Sequence[Change], whole: Sequence[Change]) -> list[ShownChange]:
    """Some rows of a whole list with the names of the units that they speak of; a few statements however many."""
    founded = {
        key(change.code): Place(change.code, change.short_name or change.name)
        for change in whole
        if change.kind is ChangeKind.FOUND
    }
    places = founded | _places({code for change in changes for code in _codes(change)})
    return [
        ShownChange(
            change=change,
            icon=KIND_ICONS[change.kind],
            unit=places.get(key(change.code), Place(change.code)),
            under=places.get(key(change.under), Place(change.under)) if change.under else None,
            heirs=tuple((places.get(key(code), Place(code)), _share(share)) for code, share in change.heirs),
            words=tuple(word for word in _words(change) if word),
            reason=change.reason,
            takes_children=change.kind in ENDING,
        )
        for change in changes
    ]


def groups_of(consequences: Sequence[Consequence]) -> list[Group]:
    """What a preview says beside its errors, by what it speaks of, warnings first."""
    said = [one for one in consequences if one.weight is not Weight.ERROR]
    abouts = [*_ABOUT, *sorted({one.about for one in said} - _ABOUT.keys())]
    groups = []
    for about in abouts:
        lines = sorted((one for one in said if one.about == about), key=lambda one: one.weight is Weight.NOTE)
        if lines:
            groups.append(Group(title_of(about), tuple(Line(one, _WEIGHT_TONES[one.weight]) for one in lines)))
    return groups


def title_of(about: str) -> str:
    """What a consequence speaks of, in words."""
    return str(_ABOUT.get(about, about))


def counts_of(parts: Mapping[Part, int]) -> list[tuple[str, int]]:
    """How many units changed in which way, in words; not those that only gave or took something."""
    return [(str(part.label).capitalize(), parts[part]) for part in CHANGED if parts.get(part)]


def _codes(change: Change) -> set[str]:
    return {code for code in (change.code, change.under, *(heir for heir, _share in change.heirs)) if code}


def _spelled(change: Change) -> str:
    return fold(" ".join((*_codes(change), change.name, change.short_name, change.reason)))


def _places(codes: set[str]) -> dict[str, Place]:
    ids = dict(Unit.objects.filter(code__in=codes).values_list("pk", "code"))
    names = last_names_of(ids, clock.today())
    return {
        key(code): Place(code, names[pk].short_name if pk in names else "", exists=True) for pk, code in ids.items()
    }


def _share(share: int) -> str:
    return "" if share == WHOLE or not share else print_percent(Fraction(share * 100, WHOLE), SHARE_DIGITS)


def _words(change: Change) -> tuple[str, ...]:
    """What a new unit is, or what a unit is called from now on."""
    if change.kind is ChangeKind.FOUND:
        kind = read_kind(change.unit_kind) if change.unit_kind else None
        return (str(kind.label) if kind else change.unit_kind,)
    return (
        (f"{change.name} ({change.short_name})",)
        if change.name and change.short_name
        else (change.name or change.short_name,)
    )
