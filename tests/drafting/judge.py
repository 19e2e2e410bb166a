"""Holds every token of a drafted document against the naive walk."""

from __future__ import annotations

import re
from fractions import Fraction

from tests.drafting.oracle import Walk, What, numbers, vn
from thidua.documents.content import Token
from thidua.drafting.keys import Key, parse_key
from thidua.drafting.keys import What as Says
from thidua.indicators.queries import catalogue

WORDED = {"hơn 700", "gần 10.000"}
NAMED = re.compile(r"(?:^|, )(.+?) \(([\d.,]+)%\)")
_SENTENCES = {Says.VALUE: "value", Says.SINCE: "since", Says.BEFORE: "last_year", Says.TARGET: "target"}
_CELLS = {Says.CELL: "value", Says.CELL_SINCE: "since", Says.CELL_BEFORE: "last_year", Says.CELL_TARGET: "target"}


def wrong(walk: Walk, token: Token) -> str:
    """What is wrong with a token, "" when the walk finds the same."""
    key = parse_key(token.key)
    assert key is not None, token.key
    unit = walk.units[key.unit]
    what = walk.what.get(key.indicator)
    if what is None:
        expected = _of_unit(walk, unit, key)
        return "" if numbers(token.text) == expected else f"{token.key}: {token.text!r}, walk finds {expected}"
    if token.text in WORDED:
        return _of_words(walk, unit, what, token)
    return _of_indicator(walk, unit, what, key, token.text)


def _of_words(walk: Walk, unit: int, what: What, token: Token) -> str:
    value = walk.value(unit, what)
    bounds = {"hơn 700": (700, 800), "gần 10.000": (9_000, 10_000)}[token.text]
    return "" if value is not None and bounds[0] < value < bounds[1] else f"{token.key}: {token.text} for {value}"


def _of_indicator(walk: Walk, unit: int, what: What, key: Key, text: str) -> str:
    found = numbers(text)
    if key.what in _SENTENCES:
        value = getattr(walk, _SENTENCES[key.what])(unit, what)
        expected = None if value is None else walk.said(what, value)
    elif key.what in _CELLS:
        expected = walk.in_table(what, getattr(walk, _CELLS[key.what])(unit, what))
    elif key.what in {Says.COVER, Says.PARTLY}:
        there, due = walk.cover(unit, what)
        expected = [vn(Fraction(there), 0), vn(Fraction(due), 0)] if due else []
    elif key.what is Says.SHARE:
        percent = walk.percent(unit, what)
        expected = [] if percent is None else [vn(percent, walk.digits)]
    elif key.what is Says.NIL:
        value = walk.value(unit, what)
        expected = walk.said(what, value) if value else []
    elif key.what in {Says.GAP, Says.OVER}:
        now, target = walk.since(unit, what), walk.target(unit, what)
        expected = walk.said(what, abs(now - target)) if now is not None and target is not None else None
    elif key.what is Says.PLAN:
        return _plan(walk, unit, what, text)
    elif key.what in {Says.CHANGE, Says.DIFF}:
        return _change(walk, unit, what, text)
    else:
        return _of_below(walk, unit, what, key, text)
    return "" if found == expected else f"{key}: {text!r}, walk finds {expected}"


def _plan(walk: Walk, unit: int, what: What, text: str) -> str:
    now, target = walk.since(unit, what), walk.target(unit, what)
    assert now is not None
    assert target is not None
    if what.kind == "ratio":
        possible = {vn(abs(now - target), walk.digits), vn(target, walk.digits)}
        right = (now < target) == text.startswith("thấp hơn") or walk.cover(unit, what)[0] < walk.cover(unit, what)[1]
    else:
        percent = now * 100 / target
        possible = {vn(percent, walk.digits), vn(abs(percent - 100), walk.digits)}
        right = text.startswith("vượt") <= (percent > 100)
    return "" if right and set(numbers(text)) <= possible else f"plan of {what.code}: {text!r}, walk finds {possible}"


def _change(walk: Walk, unit: int, what: What, text: str) -> str:
    now, before = walk.since(unit, what), walk.last_year(unit, what)
    if text == "–":
        there, due = walk.cover(unit, what)
        none = now is None or before is None or before <= 0 or 10 * there < 9 * due
        return "" if none else f"no change of {what.code}: {now} after {before}"
    assert now is not None
    assert before is not None
    words = {"tăng": now > before, "gấp": now > before, "giảm": now < before, "bằng": now == before}
    right = words.get(text.split(maxsplit=1)[0], True)
    there, due = walk.cover(unit, what)
    if 10 * there < 9 * due:
        return f"change of {what.code}: {text!r} of {there} out of {due}"
    possible = walk.changes(unit, what, by_then=text.startswith(("cùng kỳ", "năm")))
    if right and set(numbers(text)) <= possible:
        return ""
    return f"change of {what.code}: {text!r} for {now} after {before}, walk finds {possible}"


def _of_below(walk: Walk, unit: int, what: What, key: Key, text: str) -> str:
    shares = {child: walk.percent(child, what) for child in walk.children(unit)}
    if key.what is Says.BELOW_NIL:
        nil = [
            child for child, share in shares.items()
            if share == 0 and len(set(walk.cover(child, what))) == 1
        ]  # fmt: skip
        return "" if text == str(len(nil)) else f"{key}: {text!r}, walk finds {len(nil)}"
    whole = walk.percent(unit, what)
    assert whole is not None
    for name, percent in NAMED.findall(text):
        share = shares[walk.names[name]]
        if share is None or vn(share, walk.digits) != percent:
            return f"{key}: {name} {percent}, walk finds {share}"
        if (share > whole) != (key.what is Says.BEST):
            return f"{key}: {name} stands on the other side of {whole}"
    return "" if NAMED.findall(text) else f"{key}: {text!r} names nobody"


def _of_unit(walk: Walk, unit: int, key: Key) -> list[str]:
    sheets = [sheet for sheet in walk.now[unit] if sheet.owed and sheet.starts >= walk.span.starts]
    units = {sheet.unit for sheet in sheets}
    incomplete = {sheet.unit for sheet in sheets if not sheet.accepted}
    accepted = sum(sheet.accepted for sheet in sheets)
    aimed = [what for (one, pk), _ in walk.targets.items() if one == unit for what in [walk.by_pk[pk]]]
    counts = {
        Says.SHEETS_OWED: len(sheets),
        Says.SHEETS_ACCEPTED: accepted,
        Says.SHEETS_MISSING: len(sheets) - accepted,
        Says.UNITS_OWED: len(units),
        Says.UNITS_COMPLETE: len(units) - len(incomplete),
        Says.UNITS_MISSING: len(incomplete),
        Says.AIMED: len(aimed),
        Says.REACHED: sum(_is_met(walk, unit, what) for what in aimed),
        Says.PACED: sum(_paced(walk, unit, what) == key.more for what in aimed),
    }
    count = counts[key.what]
    return [] if key.what is Says.REACHED and not count else [vn(Fraction(count), 0)]


def _is_met(walk: Walk, unit: int, what: What) -> bool:
    now, target = walk.since(unit, what), walk.target(unit, what)
    there, due = walk.cover(unit, what)
    return now is not None and target is not None and now >= target and (what.kind != "ratio" or there == due)


def _paced(walk: Walk, unit: int, what: What) -> str:
    if what.kind not in {"flow", "distinct"} or walk.since(unit, what) is None:
        return ""
    frequency = catalogue().frequencies[what.pk]
    over = [base.ends for base in walk.year.base(frequency) if base.ends <= walk.span.ends]
    return walk.pace(unit, what, over[-1]) if over else ""
