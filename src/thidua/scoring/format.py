"""Point tables as JSON, both ways. Described in docs/scoring.md.

The keys are the names of the fields of `thidua.scoring.scheme`; what equals its default may be left out, and is.
Numbers are JSON numbers or strings such as "52.5"; they stay exact.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from decimal import Decimal
from functools import cache
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
    HALF,
    ONE,
    ZERO,
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
WORD, KEY, NAME = 40, 80, 500
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
        kept = {name: one for name, default in _defaults(type(value)) if (one := getattr(value, name)) != default}
        return tag | {name: written(one) for name, one in kept.items()}
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else format(value.normalize(), "f")
    if isinstance(value, tuple):
        return [written(item) for item in value]
    return str(value) if isinstance(value, str) else value


@cache
def _defaults(kind: Any) -> tuple[tuple[str, Any], ...]:
    """The fields of a part with what each holds unless something else is said."""
    return tuple((field.name, field.default) for field in fields(kind))


# ── Reading ──────────────────────────────────────────────────────────────────

Read = Callable[[Any, str, Flaws], Any]
_NO: Mapping[str, Any] = {}


def scheme_from(data: Any) -> Scheme:
    """A scheme from data of JSON. Raises BadEntries, which names every flaw by its path."""
    flaws = Flaws()
    said = data.get("format", FORMAT) if isinstance(data, dict) else FORMAT
    if said != FORMAT:
        flaws.add("format", _("Không đọc được định dạng này. Hãy ghi %(ours)s.") % {"ours": FORMAT})
    scheme = _SCHEME(data, "", flaws)
    if scheme and len(scheme.positions) > MOST_CRITERIA:
        flaws.add("groups", _("Quá %(most)d tiêu chí. Hãy gộp bớt.") % {"most": MOST_CRITERIA})
    flaws.refuse(_("Bảng điểm có %(count)d chỗ chưa đọc được. Hãy sửa từng chỗ."))
    assert isinstance(scheme, Scheme)
    return scheme


def criterion_from(data: Any) -> Criterion:
    """One criterion from data of JSON. Raises BadEntries."""
    flaws = Flaws()
    criterion = _CRITERION(data, "", flaws)
    flaws.refuse(_("Tiêu chí có %(count)d chỗ chưa đọc được. Hãy sửa từng chỗ."))
    assert isinstance(criterion, Criterion)
    return criterion


def _object(kind: type, plain: Mapping[str, Field], inner: Mapping[str, Read] = _NO, *, beside: str = "") -> Read:
    """A reader of objects: fields of their own, what is nested in them, and a key that says what they are.

    What is nested is read even when something beside it is wrong, so that all flaws are named at once.
    """
    optional_keys = {f.name for f in fields(kind) if f.default is not MISSING}
    shape = {**plain, **{name: Field(anything, required=name not in optional_keys) for name in inner}}
    if beside:
        shape[beside] = Field(anything, required=False)

    def read(value: Any, path: str, flaws: Flaws) -> Any:
        found = read_object(value, shape, path, flaws)
        at = f"{path}." if path else ""
        given = value if isinstance(value, dict) else {}
        nested = {name: inner[name](given[name], f"{at}{name}", flaws) for name in inner if given.get(name) is not None}
        for name in given.keys() & (inner.keys() - nested.keys() - optional_keys):
            flaws.add(f"{at}{name}", _("Thiếu mục này. Hãy bổ sung."))
            found = None
        if found is None:
            return None
        return kind(**{name: kept for name, kept in found.items() if name in plain} | nested)

    return read


def _list(read: Read) -> Read:
    """A reader of lists."""
    return lambda value, path, flaws: listed(value, read, path, flaws)


def _tagged(tag: str, kinds: Mapping[str, Read]) -> Read:
    """A reader of objects that say by a key what they are."""

    def read(value: Any, path: str, flaws: Flaws) -> Any:
        named = value.get(tag) if isinstance(value, dict) else None
        if isinstance(named, str) and named in kinds:
            return kinds[named](value, path, flaws)
        flaws.add(f"{path}.{tag}", _("Hãy ghi một trong các từ: %(words)s.") % {"words": ", ".join(kinds)})
        return None

    return read


def _group(value: Any, path: str, flaws: Flaws) -> Any:
    if path.count("groups[") > DEEPEST:
        flaws.add(path, _("Các nhóm lồng nhau quá %(most)d tầng. Hãy gộp bớt.") % {"most": DEEPEST})
        return None
    return _GROUP(value, path, flaws)


def _maybe(read: Any, default: Any = None) -> Field:
    """A field that may be left out."""
    return Field(read, required=False, default=default)


_BONUS_FIELDS = {"step": Field(share), "points": Field(points), "pool": Field(points)}
_STEP = _object(Step, {"bound": Field(amount), "points": Field(points)})
_AWARD = _object(Award, {"code": Field(code), "name": Field(line(NAME)), "points": Field(points)})
_PLUS_MINUS = {name: _maybe(points, ZERO) for name in ("start", "plus", "minus", "lowest")}
_RELATIVE = {"met": _maybe(share, HALF), "untargeted": _maybe(one_of(Untargeted), Untargeted.MET)}
_FORMULAS: Mapping[type, tuple[Mapping[str, Field], Mapping[str, Read]]] = {
    Binary: (_NO, _NO),
    # The bonus inside may leave out that it is one.
    Proportional: (_NO, {"bonus": _object(Bonus, _BONUS_FIELDS, beside="method")}),
    Steps: ({"on": _maybe(one_of(On), On.RATIO)}, {"steps": _list(_STEP)}),
    Bonus: (_BONUS_FIELDS, _NO),
    PerOccurrence: ({"points": Field(points)}, _NO),
    PlusMinus: (_PLUS_MINUS, _NO),
    Relative: (_RELATIVE, _NO),
    Manual: (_NO, _NO),
    External: ({"best_only": _maybe(flag, default=True)}, {"awards": _list(_AWARD)}),
}
_EFFECTS: Mapping[type, Mapping[str, Field]] = {
    Exclude: _NO,
    Demote: {"by": _maybe(steps_down, 1)},
    CapAt: {"label": Field(line(NAME))},
}
_FORMULA = _tagged("method", {name: _object(kind, *_FORMULAS[kind], beside="method") for name, kind in METHODS.items()})
_EFFECT = _tagged("effect", {name: _object(kind, _EFFECTS[kind], beside="effect") for name, kind in EFFECTS.items()})
_FLOOR = _object(Floor, {"least": Field(share)}, {"effect": _EFFECT})
_MEASURE = _object(
    Measure,
    {
        "key": Field(line(KEY)),
        "name": _maybe(optional_line(NAME), ""),
        "unit": _maybe(optional_line(WORD), ""),
        "weight": _maybe(at_least(0), ONE),
        "target": _maybe(optional(amount)),
        "against": _maybe(one_of(Against), Against.ASSIGNED),
        "deducts": _maybe(flag, default=False),
    },
)
_CRITERION = _object(
    Criterion,
    {
        "code": Field(code),
        "name": Field(line(NAME)),
        "max": Field(points),
        "combine": _maybe(one_of(Combine), Combine.EACH),
        "less_is_better": _maybe(flag, default=False),
        "not_applicable": _maybe(one_of(NotApplicable), NotApplicable.ZERO),
        "scorer": _maybe(one_of(Scorer), Scorer.SYSTEM),
        "area": _maybe(optional_line(WORD), ""),
        "evidence": _maybe(words(NAME), ()),
        "guidance": _maybe(text, ""),
        "verified": _maybe(flag, default=True),
    },
    {"formula": _FORMULA, "measures": _list(_MEASURE), "floor": _FLOOR},
)
_GROUP = _object(
    Group,
    {
        "code": Field(code),
        "name": Field(line(NAME)),
        "max": Field(points),
        "bonus": _maybe(flag, default=False),
        "verified": _maybe(flag, default=True),
    },
    {"groups": _list(_group), "criteria": _list(_CRITERION), "floor": _FLOOR},
)
_CLASS = _object(
    ClassBand, {"label": Field(line(NAME)), "least": Field(points), "verified": _maybe(flag, default=True)}
)
_TIE_BREAK = _object(
    TieBreak, {"by": Field(one_of(TieBreakBy)), "of": Field(line(KEY)), "less_first": _maybe(flag, default=False)}
)
_TEST = _object(
    Test,
    {
        "fact": Field(line(KEY)),
        "operator": Field(one_of(Operator)),
        "value": Field(fact_value),
        "order": _maybe(words(NAME), ()),
    },
)
_CONDITION = _object(
    Condition, {"code": Field(code), "text": Field(line(NAME))}, {"when": _list(_TEST), "effect": _EFFECT}
)
_SCHEME = _object(
    Scheme,
    {
        "code": Field(code),
        "name": Field(line(NAME)),
        "total": Field(points),
        "digits": _maybe(digits, 2),
        "cap": _maybe(optional(points)),
        "bonus_pool": _maybe(optional(points)),
        "source": _maybe(words(NAME), ()),
        "note": _maybe(text, ""),
        "verified": _maybe(flag, default=True),
    },
    {
        "groups": _list(_group),
        "classes": _list(_CLASS),
        "conditions": _list(_CONDITION),
        "tie_breaks": _list(_TIE_BREAK),
    },
    beside="format",
)
