"""Scoring a table the slow way, straight from docs/scoring.md: JSON in, plain fractions, no code of ours.

Written apart from the engine, to catch what both would not get wrong alike.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

Json = dict[str, Any]


def fraction(value: Any) -> Fraction:
    return Fraction(str(value))


def half_up(value: Fraction, digits: int) -> Fraction:
    scaled = abs(value) * 10**digits
    whole = math.floor(scaled + Fraction(1, 2))
    return Fraction(whole if value >= 0 else -whole, 10**digits)


# ── One measure, several measures ────────────────────────────────────────────


def as_object(given: Any) -> Json:
    """A result in its long form."""
    if given is None:
        return {"missing": "not_reported"}
    if given == "NA":
        return {"missing": "NA"}
    if isinstance(given, list):
        return {"awards": given}
    return given if isinstance(given, dict) else {"value": given}


def judged(value: Fraction, target: Fraction | None, *, less: bool) -> Json:
    """met, ratio (of the target or the limit), reached (0 to 1)."""
    if target is None:
        return {"value": value, "met": None, "ratio": None, "reached": Fraction(0)}
    met = value <= target if less else value >= target
    ratio = value / target if target > 0 else None
    in_proportion = ratio is not None and not less
    reached = min(max(ratio, Fraction(0)), Fraction(1)) if in_proportion else Fraction(int(met))
    return {"value": value, "met": met, "ratio": ratio, "reached": reached}


def read(criterion: Json, given: Any) -> Json | str:
    """A result held against its target; "not_reported" or "NA" where there is none."""
    result = as_object(given)
    if result.get("missing"):
        return str(result["missing"])
    if result.get("parts"):
        return over_parts(criterion, result["parts"])
    if result.get("value") is None:
        return "not_reported"
    [(value, target, _weight)] = listed(criterion, [result])
    return judged(value, target, less=criterion.get("less_is_better", False))


def listed(criterion: Json, parts: list[Any]) -> list[tuple[Fraction | None, Fraction | None, Fraction]]:
    """Value, target and weight of the measures that apply; the measure's own target where the unit has none."""
    found = []
    measures = criterion.get("measures") or [{}]
    for measure, given in zip(measures, parts, strict=False):
        if given == "NA":
            continue
        part = as_object(given)
        target = part["target"] if part.get("target") is not None else measure.get("target")
        numbers = [None if one is None else fraction(one) for one in (part.get("value"), target)]
        found.append((numbers[0], numbers[1], fraction(measure.get("weight", 1))))
    return found


def over_parts(criterion: Json, parts: list[Any]) -> Json | str:
    """Several measures as the criterion combines them."""
    less, how = criterion.get("less_is_better", False), criterion.get("combine", "each")
    found = listed(criterion, parts)
    silent = [value is None for value, _target, _weight in found]
    if not found:
        return "NA"
    if all(silent) or (less and any(silent)):
        return "not_reported"
    pairs = [(value or Fraction(0), target) for value, target, _weight in found]
    if how != "sum" or len(pairs) == 1:
        each = [judged(value, target, less=less) for value, target in pairs]
        return each[0] if len(each) == 1 else together(each, [weight for *_, weight in found], how=how, less=less)
    aimed = [pair for pair in pairs if pair[1] is not None]
    value = sum(value for value, _target in pairs)
    if not aimed:
        return judged(value, None, less=less)
    return judged(sum(v for v, _ in aimed), sum(t for _, t in aimed), less=less) | {"value": value}


def together(each: list[Json], weights: list[Fraction], *, how: str, less: bool) -> Json:
    """Measures that are judged one by one: their mean, or the furthest from its target."""
    aimed = [one for one in each if one["met"] is not None]
    met = all(one["met"] for one in each) if aimed else None
    if how == "each":
        if not any(weights):
            weights = [Fraction(1)] * len(each)
        reached = sum(one["reached"] * w for one, w in zip(each, weights, strict=True)) / sum(weights)
        value = sum(one["value"] * w for one, w in zip(each, weights, strict=True)) / sum(weights)
        ratio = reached if aimed else None
    else:
        reached = min(one["reached"] for one in each)
        value = (max if less else min)(one["value"] for one in each)
        known = [one["reached"] if one["ratio"] is None else one["ratio"] for one in each]
        ratio = None if all(one["ratio"] is None for one in each) else min(known)
    if less:
        ratios = [one["ratio"] for one in each if one["ratio"] is not None]
        broken = any(one["ratio"] is None and one["met"] is False for one in each)
        ratio = max(ratios) if ratios and not broken else None
    return {"value": value, "met": met, "ratio": ratio, "reached": reached}


# ── Points ───────────────────────────────────────────────────────────────────


def exact_points(criterion: Json, given: Any, others: list[Any]) -> Fraction:
    """The points before rounding; `others` are the results of all units that set a standard."""
    method, result = criterion["formula"]["method"], as_object(given)
    missing: Any = result.get("missing", "")
    if not missing and method in _BY_THEMSELVES:
        return _BY_THEMSELVES[method](criterion, result)
    found = missing or read(criterion, result)
    if found == "NA":
        return fraction(criterion["max"]) if criterion.get("not_applicable") == "full" else Fraction(0)
    return Fraction(0) if isinstance(found, str) else _AGAINST_TARGETS[method](criterion, found, others)


def manual(criterion: Json, result: Json) -> Fraction:
    given = result["points"] if result.get("points") is not None else result.get("value")
    return Fraction(0) if given is None else min(max(fraction(given), Fraction(0)), fraction(criterion["max"]))


def external(criterion: Json, result: Json) -> Fraction:
    formula = criterion["formula"]
    won = [fraction(award["points"]) for award in formula["awards"] if award["code"] in result.get("awards", [])]
    worth = (max(won) if formula.get("best_only", True) else sum(won)) if won else Fraction(0)
    return min(fraction(criterion["max"]), worth)


def per_occurrence(criterion: Json, result: Json) -> Fraction:
    count = fraction(result["count"]) if result.get("count") is not None else counted(criterion, result)
    points = Fraction(0) if count is None else count * fraction(criterion["formula"]["points"])
    return max(Fraction(0), min(fraction(criterion["max"]), points))


def counted(criterion: Json, result: Json) -> Fraction | None:
    if result.get("parts"):
        values = [as_object(part).get("value") for part in result["parts"] if part != "NA"]
        known = [fraction(value) for value in values if value is not None]
        return sum(known, Fraction(0)) if known else None
    return None if result.get("value") is None else fraction(result["value"])


def plus_minus(criterion: Json, result: Json) -> Fraction:
    formula, most = criterion["formula"], fraction(criterion["max"])
    plus, minus = fraction(result.get("plus", 0)), fraction(result.get("minus", 0))
    parts = result.get("parts") or [{"value": result.get("value")}]
    for n, part in enumerate(parts):
        value = as_object(part).get("value") if part != "NA" else None
        measures = criterion.get("measures", [])
        if value is not None:
            if n < len(measures) and measures[n].get("deducts"):
                minus += fraction(value)
            else:
                plus += fraction(value)
    points = fraction(formula.get("start", 0)) + plus * fraction(formula.get("plus", 0))
    points -= minus * fraction(formula.get("minus", 0))
    return max(min(points, most), fraction(formula.get("lowest", 0)))


def beyond(criterion: Json, found: Json) -> Fraction:
    """By how much the target is exceeded; of a limit, how much is left."""
    if found["ratio"] is None or not found["met"]:
        return Fraction(0)
    return 1 - found["ratio"] if criterion.get("less_is_better") else found["ratio"] - 1


def bonus_points(bonus: Json, share: Fraction) -> Fraction:
    if share <= 0:
        return Fraction(0)
    return min(fraction(bonus["pool"]), math.floor(share * 100 / fraction(bonus["step"])) * fraction(bonus["points"]))


def binary(criterion: Json, found: Json, _others: list[Any]) -> Fraction:
    met = found["met"]
    if met is None:
        met = found["value"] <= 0 if criterion.get("less_is_better") else found["value"] > 0
    return fraction(criterion["max"]) if met else Fraction(0)


def proportional(criterion: Json, found: Json, _others: list[Any]) -> Fraction:
    if found["met"] is None:
        return Fraction(0)
    points = fraction(criterion["max"]) * found["reached"]
    bonus = criterion["formula"].get("bonus")
    return points + (bonus_points(bonus, beyond(criterion, found)) if bonus else 0)


def steps(criterion: Json, found: Json, _others: list[Any]) -> Fraction:
    formula, less = criterion["formula"], criterion.get("less_is_better", False)
    x = found["value"]
    if formula.get("on", "ratio") == "ratio":
        if found["met"] is None or (found["ratio"] is None and not found["met"]):
            return Fraction(0)
        x = Fraction(100) if found["ratio"] is None else 100 * found["ratio"]
    reached = [
        fraction(step["points"])
        for step in formula["steps"]
        if (x <= fraction(step["bound"]) if less else x >= fraction(step["bound"]))
    ]
    return min(max(reached), fraction(criterion["max"])) if reached else Fraction(0)


def bonus_alone(criterion: Json, found: Json, _others: list[Any]) -> Fraction:
    return min(fraction(criterion["max"]), bonus_points(criterion["formula"], beyond(criterion, found)))


def relative(criterion: Json, found: Json, others: list[Any]) -> Fraction:
    formula, most = criterion["formula"], fraction(criterion["max"])
    at_target = most * fraction(formula.get("met", 50)) / 100
    known = [one for one in (read(criterion, other) for other in others) if not isinstance(one, str)]
    aimed = [one for one in known if one["met"] is not None]
    if found["met"] is None:
        if criterion.get("less_is_better") or formula.get("untargeted", "met") == "nothing" or found["value"] <= 0:
            return Fraction(0)
        rivals = [one["value"] for one in known if one["met"] is None and one["value"] > 0]
        largest = max(rivals) if rivals else found["value"]
        return (at_target if aimed else most) * min(Fraction(1), found["value"] / largest)
    mine = beyond(criterion, found)
    if mine <= 0:
        return at_target * found["reached"]
    leaders = [beyond(criterion, one) for one in aimed if beyond(criterion, one) > 0]
    share = min(Fraction(1), mine / max(leaders)) if leaders else Fraction(1)
    return at_target + (most - at_target) * share


_BY_THEMSELVES = {
    "manual": manual,
    "external": external,
    "per_occurrence": per_occurrence,
    "plus_minus": plus_minus,
}
_AGAINST_TARGETS = {
    "binary": binary,
    "proportional": proportional,
    "steps": steps,
    "bonus": bonus_alone,
    "relative": relative,
}


# ── The table ────────────────────────────────────────────────────────────────


def criteria(groups: list[Json]) -> list[Json]:
    return [line for group in groups for line in [*criteria(group.get("groups", [])), *group.get("criteria", [])]]


def compare(operator: str, one: Any, other: Any) -> bool:
    return {
        "<": one < other,
        "<=": one <= other,
        ">": one > other,
        ">=": one >= other,
        "=": one == other,
        "!=": one != other,
    }[operator]


def fires(condition: Json, facts: Json) -> bool:
    """Only facts that are known can fire a condition."""
    for test in condition["when"]:
        if test["fact"] not in facts:
            return False
        fact, value = facts[test["fact"]], test["value"]
        if order := test.get("order"):
            fact, value = (order.index(fact) if fact else -1), order.index(value)
        if not compare(test["operator"], fact, value):
            return False
    return True


def group_sum(group: Json, points: dict[str, Fraction], *, bonus: bool = False) -> tuple[Fraction, Fraction]:
    """What a group gives within its maximum, and on top of it."""
    bonus = bonus or group.get("bonus", False)
    content = extra = Fraction(0)
    for inner in group.get("groups", []):
        one, other = group_sum(inner, points, bonus=bonus)
        content, extra = content + one, extra + other
    for line in group.get("criteria", []):
        given, most = points[line["code"]], fraction(line["max"])
        content, extra = content + min(given, most), extra + max(given - most, Fraction(0))
    if bonus:
        return Fraction(0), min(content + extra, fraction(group["max"]))
    return min(content, fraction(group["max"])), extra


def below_floor(points: Fraction, item: Json) -> bool:
    return fraction(item["max"]) > 0 and points * 100 < fraction(item["floor"]["least"]) * fraction(item["max"])


def every_group(groups: list[Json], *, bonus: bool = False) -> list[tuple[Json, bool]]:
    found = []
    for group in groups:
        inner = bonus or group.get("bonus", False)
        found += [(group, bonus), *every_group(group.get("groups", []), bonus=inner)]
    return found


def class_after(scheme: Json, total: Fraction, effects: list[Json]) -> tuple[str, str]:
    labels = [band["label"] for band in scheme["classes"]]
    reached = [n for n, band in enumerate(scheme["classes"]) if fraction(band["least"]) <= total]
    at = reached[0] if reached else len(labels) - 1
    if any(effect["effect"] == "exclude" for effect in effects):
        return labels[at], ""
    moved = at + max([effect.get("by", 1) for effect in effects if effect["effect"] == "demote"], default=0)
    for effect in effects:
        if effect["effect"] == "cap":
            moved = max(moved, labels.index(effect["label"]))
    return labels[at], labels[min(moved, len(labels) - 1)]


def scored(scheme: Json, units: list[Json]) -> list[Json]:
    """The rows of a table: points, total, classes, which effects fired; places without tie-breaks are `placed`."""
    lines = criteria(scheme["groups"])
    standard = [
        unit
        for unit in units
        if not any(c["effect"]["effect"] == "exclude" and fires(c, unit.get("facts", {})) for c in scheme["conditions"])
    ]
    rows = []
    for unit in units:
        points = {}
        for line in lines:
            others = [other["results"].get(line["code"]) for other in standard]
            exact = exact_points(line, unit["results"].get(line["code"]), others)
            points[line["code"]] = half_up(exact, scheme.get("digits", 2))
        rows.append(row(scheme, points, unit.get("facts", {})))
    for one in rows:
        better = sum(other["key"] > one["key"] for other in rows if other["class"] or not scheme["classes"])
        one["place"] = better + 1
    return rows


def row(scheme: Json, points: dict[str, Fraction], facts: Json) -> Json:
    sums = [group_sum(group, points) for group in scheme["groups"]]
    content, extra = sum(one for one, _ in sums), sum(other for _, other in sums)
    if scheme.get("bonus_pool") is not None:
        extra = min(extra, fraction(scheme["bonus_pool"]))
    total = content + extra
    if scheme.get("cap") is not None:
        total = min(total, fraction(scheme["cap"]))
    effects = [condition["effect"] for condition in scheme["conditions"] if fires(condition, facts)]
    for group, inside_bonus in every_group(scheme["groups"]):
        if group.get("floor") and below_floor(sum(group_sum(group, points, bonus=inside_bonus)), group):
            effects.append(group["floor"]["effect"])
    floored = [line for line in criteria(scheme["groups"]) if line.get("floor")]
    effects += [line["floor"]["effect"] for line in floored if below_floor(points[line["code"]], line)]
    by_points, after = class_after(scheme, total, effects)
    return {"points": points, "total": total, "by_points": by_points, "class": after, "key": total}
