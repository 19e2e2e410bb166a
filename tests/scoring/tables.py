"""Tables and results by chance, as the JSON that people would write; awkward numbers come often."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

Json = dict[str, Any]

amounts = st.one_of(
    st.sampled_from([0, 1, 2, 20, 100, -5, "0.5", "12.5", "33.3", "-0.25", 15220000000]),
    st.integers(-50, 300),
    st.integers(0, 40_000).map(lambda n: f"{n / 100:.2f}"),
)
targets = st.one_of(st.none(), st.sampled_from([0, 1, 3, 7, 20, 100, -10, "2.5"]), st.integers(1, 200))
counts = st.one_of(st.integers(0, 30), st.sampled_from(["0.5", "2.25"]))
maxima = st.sampled_from([1, 2, 5, 9, 10, "7.5", 25])
worth = st.sampled_from([1, 2, 3, "0.5", "0.25", "1.75"])


@st.composite
def formulas(draw: st.DrawFn, most: Any, *, less: bool, methods: tuple[str, ...]) -> Json:
    method = draw(st.sampled_from(methods))
    return {"method": method} | (draw(steps(less=less)) if method == "steps" else draw(_FIELDS[method](most)))


@st.composite
def steps(draw: st.DrawFn, *, less: bool) -> Json:
    """Better results never get less; the order in which steps are written is free."""
    bounds = draw(st.lists(st.sampled_from([0, 1, 5, 50, 80, "92.5", 100, 120]), min_size=1, max_size=4, unique=True))
    points = sorted(draw(st.lists(worth, min_size=len(bounds), max_size=len(bounds))), key=float)
    ordered = zip(sorted(bounds, key=float, reverse=less), points, strict=True)
    found = [{"bound": bound, "points": given} for bound, given in ordered]
    return {"steps": draw(st.permutations(found)), "on": draw(st.sampled_from(["ratio", "value"]))}


nothing = st.just({})
bonuses = st.fixed_dictionaries({"step": st.sampled_from([5, 10, "12.5"]), "points": worth, "pool": worth})
awards = st.tuples(worth, worth, worth).map(
    lambda points: [{"code": c, "name": c.upper(), "points": p} for c, p in zip("abc", points, strict=True)]
)
_FIELDS = {
    "binary": lambda _most: nothing,
    "manual": lambda _most: nothing,
    "proportional": lambda _most: nothing | bonuses.map(lambda bonus: {"bonus": bonus}),
    "bonus": lambda _most: bonuses,
    "per_occurrence": lambda _most: st.fixed_dictionaries({"points": worth}),
    "plus_minus": lambda most: st.fixed_dictionaries(
        {
            "start": st.sampled_from([0, most]),
            "plus": worth,
            "minus": worth,
            "lowest": st.sampled_from([0, -8, "-2.5"]),
        }
    ),
    "relative": lambda _most: st.fixed_dictionaries(
        {"met": st.sampled_from([50, 60, "33.3"]), "untargeted": st.sampled_from(["met", "nothing"])}
    ),
    "external": lambda _most: st.fixed_dictionaries({"awards": awards, "best_only": st.booleans()}),
}
FIGURES = ("binary", "proportional", "steps", "bonus", "relative")
ALL = (*FIGURES, "per_occurrence", "plus_minus", "manual", "external")


@st.composite
def lines(draw: st.DrawFn, code: str = "C", methods: tuple[str, ...] = ALL) -> Json:
    """A criterion."""
    most, less = draw(maxima), draw(st.booleans())
    several = draw(st.sampled_from([1, 1, 2, 3]))
    measures = [
        {"key": f"M{n}", "weight": draw(st.sampled_from([1, 2, "0.5"])), "deducts": draw(st.booleans())}
        | ({"target": draw(st.sampled_from([10, 100]))} if draw(st.booleans()) else {})
        for n in range(several)
    ]
    return {
        "code": code,
        "name": f"Tiêu chí {code}",
        "max": most,
        "formula": draw(formulas(most, less=less, methods=methods)),
        "measures": measures,
        "combine": draw(st.sampled_from(["each", "sum", "lowest"])),
        "less_is_better": less,
        "not_applicable": draw(st.sampled_from(["zero", "full"])),
    }


def results(line: Json) -> st.SearchStrategy[Any]:
    """A result of a criterion, in one of the ways to write it; now and then there is none."""
    method = line["formula"]["method"]
    own = _OWN.get(method, st.nothing())
    numbers = counts if method in ("plus_minus", "per_occurrence") else amounts
    if method in ("manual", "external"):
        figures: st.SearchStrategy[Any] = st.nothing()
    elif len(line["measures"]) > 1:
        figures = st.tuples(*(parts(numbers) for _ in line["measures"])).map(lambda found: {"parts": list(found)})
    else:
        figures = parts(numbers)
    return st.one_of(own, figures, figures, own, st.sampled_from([None, "NA"]))


_OWN: dict[str, st.SearchStrategy[Any]] = {
    "manual": st.sampled_from([0, 1, "0.755", {"points": 1}, {"points": "0.5"}]),
    "external": st.lists(st.sampled_from(["a", "b", "c"]), unique=True),
    "plus_minus": st.fixed_dictionaries({"plus": counts, "minus": counts}),
    "per_occurrence": st.fixed_dictionaries({"count": counts}),
}


@st.composite
def parts(draw: st.DrawFn, numbers: st.SearchStrategy[Any]) -> Any:
    kind = draw(st.integers(0, 9))
    if kind == 0:
        return "NA"
    if kind == 1:
        return {"target": draw(targets)}
    value, target = draw(numbers), draw(targets)
    return {"value": value} | ({} if target is None else {"target": target})


@st.composite
def tables(draw: st.DrawFn, methods: tuple[str, ...] = ALL) -> tuple[Json, list[Json]]:
    """A whole table with floors, conditions, classes, and some units with results and facts."""
    found: list[Json] = []
    for n in range(draw(st.integers(1, 3))):
        inner = [draw(lines(f"{n}.{m}", methods)) for m in range(draw(st.integers(1, 3)))]
        group: Json = {
            "code": f"G{n}",
            "name": f"Nhóm {n}",
            "max": draw(st.sampled_from([5, 10, 30])),
            "criteria": inner,
        }
        if draw(st.booleans()):
            group |= {"floor": {"least": draw(st.sampled_from([50, "66.6"])), "effect": draw(effects)}}
        if draw(st.integers(0, 3)) == 0:
            group = {"code": f"U{n}", "name": "Nhóm", "max": 20, "groups": [group]}
        if draw(st.integers(0, 3)) == 0:
            group["bonus"] = True
        found.append(group)
    scheme: Json = {
        "code": "S",
        "name": "Bảng",
        "total": 100,
        "digits": draw(st.integers(0, 3)),
        "groups": found,
        "classes": [
            {"label": label, "least": least} for label, least in (("A", 20), ("B", 10), ("C", "2.5"), ("D", 0))
        ],
        "conditions": draw(st.lists(conditions, max_size=3, unique_by=lambda c: c["code"])),
    }
    if draw(st.booleans()):
        scheme["bonus_pool"] = draw(st.sampled_from([0, 1, 5]))
    if draw(st.booleans()):
        scheme["cap"] = draw(st.sampled_from([10, 25]))
    every = [line for group in found for line in _lines(group)]
    units = [
        {"unit": f"U{n}", "facts": draw(facts), "results": {line["code"]: draw(results(line)) for line in every}}
        for n in range(draw(st.integers(1, 5)))
    ]
    return scheme, units


def _lines(group: Json) -> list[Json]:
    return [line for inner in group.get("groups", []) for line in _lines(inner)] + group.get("criteria", [])


effects = st.sampled_from(
    [{"effect": "exclude"}, {"effect": "demote"}, {"effect": "demote", "by": 2}, {"effect": "cap", "label": "C"}]
)
_ORDER = ["khiển trách", "cảnh cáo", "cách chức"]
conditions = st.one_of(
    st.builds(
        lambda operator, value, effect: {
            "code": "months",
            "text": "Chưa đủ tháng",
            "when": [{"fact": "months", "operator": operator, "value": value}],
            "effect": effect,
        },
        st.sampled_from(["<", "<=", ">", ">=", "=", "!="]),
        st.integers(0, 12),
        effects,
    ),
    st.builds(
        lambda value, effect: {
            "code": "discipline",
            "text": "Kỷ luật",
            "when": [
                {"fact": "discipline", "operator": ">=", "value": value, "order": _ORDER},
                {"fact": "registered", "operator": "=", "value": True},
            ],
            "effect": effect,
        },
        st.sampled_from(_ORDER),
        effects,
    ),
)
facts = st.fixed_dictionaries(
    {},
    optional={
        "months": st.integers(0, 12),
        "registered": st.booleans(),
        "discipline": st.sampled_from(["", *_ORDER]),
    },
)
