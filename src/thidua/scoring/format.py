"""Point tables as JSON, both ways. Described in docs/scoring.md.

The keys are the names of the fields of `thidua.scoring.scheme`; what equals its default may be left out, and is.
Numbers are JSON numbers or strings such as "52.5"; they stay exact.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from thidua.core.json_reading import Field, Flaws, line, one_of, optional_line, read_object

from .reading import (
    amount,
    anything,
    at_least,
    code,
    digits,
    fact_value,
    flag,
    listed,
    optional,
    points,
    share,
    steps_down,
    text,
    words,
)
from .scheme import (
    Against,
    Award,
    Binary,
    Bonus,
    CapAt,
    ClassBand,
    Combine,
    Condition,
    Criterion,
    Demote,
    Exclude,
    External,
    Floor,
    Group,
    Manual,
    Measure,
    NotApplicable,
    On,
    Operator,
    PerOccurrence,
    PlusMinus,
    Proportional,
    Relative,
    Scheme,
    Scorer,
    Step,
    Steps,
    Test,
    TieBreak,
    TieBreakBy,
    Untargeted,
)

FORMAT = "thidua-scheme-1"
CODE, NAME = 40, 500
MOST_CRITERIA, DEEPEST = 400, 6

METHODS: Mapping[str, type] = {
    "binary": Binary,
    "proportional": Proportional,
    "steps": Steps,
    "bonus": Bonus,
    "per_occurrence": PerOccurrence,
    "plus_minus": PlusMinus,
    "relative": Relative,
    "manual": Manual,
    "external": External,
}
EFFECTS: Mapping[str, type] = {"exclude": Exclude, "demote": Demote, "cap": CapAt}
_KINDS = {"method": METHODS, "effect": EFFECTS}
_TAGS = {kind: ("method", name) for name, kind in METHODS.items()} | {
    kind: ("effect", name) for name, kind in EFFECTS.items()
}


# ── Writing ──────────────────────────────────────────────────────────────────


def scheme_to(scheme: Scheme) -> dict[str, Any]:
    """A scheme as data for JSON; `scheme_from` gives the same scheme back."""
    return {"format": FORMAT, **written(scheme)}


def written(value: Any) -> Any:
    """A part of a scheme or of results as data for JSON, what equals its default left out."""
    if is_dataclass(value) and not isinstance(value, type):
        tag = dict([_TAGS[type(value)]]) if type(value) in _TAGS else {}
        return tag | {f.name: written(kept) for f in fields(value) if (kept := getattr(value, f.name)) != _default(f)}
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else format(value.normalize(), "f")
    if isinstance(value, tuple):
        return [written(item) for item in value]
    return str(value) if isinstance(value, str) else value


def _default(field: Any) -> Any:
    return field.default if field.default is not MISSING else MISSING


# ── Reading ──────────────────────────────────────────────────────────────────


def scheme_from(data: Any) -> Scheme:
    """A scheme from data of JSON. Raises BadEntries, which names every flaw by its path."""
    flaws = Flaws()
    scheme = _read_scheme(data, flaws)
    flaws.refuse(_("Bảng điểm có %(count)d chỗ chưa đọc được. Hãy sửa từng chỗ."))
    assert scheme is not None
    return scheme


def criterion_from(data: Any) -> Criterion:
    """One criterion from data of JSON. Raises BadEntries."""
    flaws = Flaws()
    criterion = _criterion(data, "", flaws)
    flaws.refuse(_("Tiêu chí có %(count)d chỗ chưa đọc được. Hãy sửa từng chỗ."))
    assert criterion is not None
    return criterion


_SCHEME = {
    "format": Field(anything, required=False),
    "code": Field(code),
    "name": Field(line(NAME)),
    "total": Field(points),
    "digits": Field(digits, required=False, default=2),
    "groups": Field(anything, required=False, default=()),
    "classes": Field(anything, required=False, default=()),
    "conditions": Field(anything, required=False, default=()),
    "tie_breaks": Field(anything, required=False, default=()),
    "cap": Field(optional(points), required=False),
    "bonus_pool": Field(optional(points), required=False),
    "source": Field(words(NAME), required=False, default=()),
    "note": Field(text, required=False, default=""),
    "verified": Field(flag, required=False, default=True),
}
_GROUP = {
    "code": Field(code),
    "name": Field(line(NAME)),
    "max": Field(points),
    "groups": Field(anything, required=False, default=()),
    "criteria": Field(anything, required=False, default=()),
    "bonus": Field(flag, required=False, default=False),
    "floor": Field(anything, required=False),
    "verified": Field(flag, required=False, default=True),
}
_CRITERION = {
    "code": Field(code),
    "name": Field(line(NAME)),
    "max": Field(points),
    "formula": Field(anything),
    "measures": Field(anything, required=False, default=()),
    "combine": Field(one_of(Combine), required=False, default=Combine.EACH),
    "less_is_better": Field(flag, required=False, default=False),
    "not_applicable": Field(one_of(NotApplicable), required=False, default=NotApplicable.ZERO),
    "scorer": Field(one_of(Scorer), required=False, default=Scorer.SYSTEM),
    "area": Field(optional_line(CODE), required=False, default=""),
    "evidence": Field(words(NAME), required=False, default=()),
    "floor": Field(anything, required=False),
    "guidance": Field(text, required=False, default=""),
    "verified": Field(flag, required=False, default=True),
}
_MEASURE = {
    "key": Field(line(80)),
    "name": Field(optional_line(NAME), required=False, default=""),
    "unit": Field(optional_line(CODE), required=False, default=""),
    "weight": Field(at_least(0), required=False, default=Decimal(1)),
    "target": Field(optional(amount), required=False),
    "against": Field(one_of(Against), required=False, default=Against.ASSIGNED),
    "deducts": Field(flag, required=False, default=False),
}
_CLASS = {
    "label": Field(line(NAME)),
    "least": Field(points),
    "verified": Field(flag, required=False, default=True),
}
_TIE_BREAK = {
    "by": Field(one_of(TieBreakBy)),
    "of": Field(line(80)),
    "less_first": Field(flag, required=False, default=False),
}
_CONDITION = {
    "code": Field(code),
    "text": Field(line(NAME)),
    "when": Field(anything),
    "effect": Field(anything),
}
_TEST = {
    "fact": Field(line(80)),
    "operator": Field(one_of(Operator)),
    "value": Field(fact_value),
    "order": Field(words(NAME), required=False, default=()),
}
_BONUS = {"step": Field(share), "points": Field(points), "pool": Field(points)}
_SHAPES: Mapping[type, Mapping[str, Field]] = {
    Binary: {},
    Proportional: {"bonus": Field(anything, required=False)},
    Steps: {"steps": Field(anything), "on": Field(one_of(On), required=False, default=On.RATIO)},
    Bonus: _BONUS,
    PerOccurrence: {"points": Field(points)},
    PlusMinus: {
        name: Field(points, required=False, default=Decimal(0)) for name in ("start", "plus", "minus", "lowest")
    },
    Relative: {
        "met": Field(share, required=False, default=Decimal(50)),
        "untargeted": Field(one_of(Untargeted), required=False, default=Untargeted.MET),
    },
    Manual: {},
    External: {"awards": Field(anything), "best_only": Field(flag, required=False, default=True)},
    Exclude: {},
    Demote: {"by": Field(steps_down, required=False, default=1)},
    CapAt: {"label": Field(line(NAME))},
}


def _read_scheme(data: Any, flaws: Flaws) -> Scheme | None:
    found = read_object(data, _SCHEME, "", flaws)
    if found is None:
        return None
    if (said := found.pop("format")) not in (None, FORMAT):
        flaws.add(
            "format", _("Không đọc được định dạng «%(said)s». Hãy ghi %(ours)s.") % {"said": said, "ours": FORMAT}
        )
    found["groups"] = listed(found["groups"], lambda *at: _group(*at, deep=1), "groups", flaws)
    found["classes"] = listed(found["classes"], _plain(ClassBand, _CLASS), "classes", flaws)
    found["conditions"] = listed(found["conditions"], _condition, "conditions", flaws)
    found["tie_breaks"] = listed(found["tie_breaks"], _plain(TieBreak, _TIE_BREAK), "tie_breaks", flaws)
    scheme = Scheme(**found)
    if len(scheme.positions) > MOST_CRITERIA:
        flaws.add("groups", _("Quá %(most)d tiêu chí. Hãy gộp bớt.") % {"most": MOST_CRITERIA})
    return scheme


def _group(value: Any, path: str, flaws: Flaws, *, deep: int) -> Group | None:
    if deep > DEEPEST:
        flaws.add(path, _("Các nhóm lồng nhau quá %(most)d tầng. Hãy gộp bớt.") % {"most": DEEPEST})
        return None
    found = read_object(value, _GROUP, path, flaws)
    if found is None:
        return None
    found["groups"] = listed(found["groups"], lambda *at: _group(*at, deep=deep + 1), f"{path}.groups", flaws)
    found["criteria"] = listed(found["criteria"], _criterion, f"{path}.criteria", flaws)
    found["floor"] = _floor(found["floor"], f"{path}.floor", flaws)
    return Group(**found)


def _criterion(value: Any, path: str, flaws: Flaws) -> Criterion | None:
    found = read_object(value, _CRITERION, path, flaws)
    if found is None:
        return None
    at = f"{path}." if path else ""
    found["formula"] = _formula(found["formula"], f"{at}formula", flaws)
    found["measures"] = listed(found["measures"], _plain(Measure, _MEASURE), f"{at}measures", flaws)
    found["floor"] = _floor(found["floor"], f"{at}floor", flaws)
    return Criterion(**found) if found["formula"] is not None else None


def _formula(value: Any, path: str, flaws: Flaws) -> Any:
    kind, found = _tagged(value, "method", path, flaws)
    if found is None:
        return None
    if kind is Proportional and found["bonus"] is not None:
        found["bonus"] = _bonus(found["bonus"], f"{path}.bonus", flaws)
    if kind is Steps:
        found["steps"] = listed(found["steps"], _plain(Step, _STEP), f"{path}.steps", flaws)
    if kind is External:
        found["awards"] = listed(found["awards"], _plain(Award, _AWARD), f"{path}.awards", flaws)
    return kind(**found)


_STEP = {"bound": Field(amount), "points": Field(points)}
_AWARD = {"code": Field(code), "name": Field(line(NAME)), "points": Field(points)}


def _bonus(value: Any, path: str, flaws: Flaws) -> Bonus | None:
    """A bonus inside another formula, which may leave out that it is one."""
    found = read_object(value, {"method": Field(anything, required=False, default="bonus"), **_BONUS}, path, flaws)
    if found is None:
        return None
    if found.pop("method") != "bonus":
        flaws.add(f"{path}.method", _("Ở đây chỉ dùng được bonus. Hãy bỏ mục này."))
        return None
    return Bonus(**found)


def _floor(value: Any, path: str, flaws: Flaws) -> Floor | None:
    if value is None:
        return None
    found = read_object(value, {"least": Field(share), "effect": Field(anything)}, path, flaws)
    effect = _effect(found["effect"], f"{path}.effect", flaws) if found else None
    return Floor(found["least"], effect) if found and effect else None


def _condition(value: Any, path: str, flaws: Flaws) -> Condition | None:
    found = read_object(value, _CONDITION, path, flaws)
    if found is None:
        return None
    found["when"] = listed(found["when"], _plain(Test, _TEST), f"{path}.when", flaws)
    found["effect"] = _effect(found["effect"], f"{path}.effect", flaws)
    return Condition(**found) if found["effect"] else None


def _effect(value: Any, path: str, flaws: Flaws) -> Any:
    kind, found = _tagged(value, "effect", path, flaws)
    return None if found is None else kind(**found)


def _tagged(value: Any, tag: str, path: str, flaws: Flaws) -> tuple[Any, dict[str, Any] | None]:
    """The class that an object names by its tag, and the values for it."""
    kinds = _KINDS[tag]
    named = value.get(tag) if isinstance(value, dict) else None
    kind = kinds.get(named) if isinstance(named, str) else None
    if kind is None:
        sentence = _("Hãy ghi một trong các từ: %(words)s.") % {"words": ", ".join(kinds)}
        flaws.add(f"{path}.{tag}", sentence)
        return None, None
    found = read_object(value, {tag: Field(anything), **_SHAPES[kind]}, path, flaws)
    if found is not None:
        del found[tag]
    return kind, found


def _plain(kind: Callable[..., Any], shape: Mapping[str, Field]) -> Callable[[Any, str, Flaws], Any]:
    """A reader of objects without anything nested."""

    def read(value: Any, path: str, flaws: Flaws) -> Any:
        found = read_object(value, shape, path, flaws)
        return None if found is None else kind(**found)

    return read
