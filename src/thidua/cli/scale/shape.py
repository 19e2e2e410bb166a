"""The tree of the synthetic country. Pure: the same size and seed give the same units."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import cycle
from random import Random

from thidua.org.rules import NewUnit, Sector, UnitKind

FOUNDED = date(2015, 1, 1)
ROOT = "VN"
PROVINCES, SECTORS = 34, 17
UPPER_UNIONS = 3_400
NATIONAL = 120_000
"""The grassroots unions of the country; every other number of this module is meant for so many."""

CAPITAL, SECOND = "T01", "T02"
CAPITAL_DISTRICTS, CAPITAL_UNIONS = 40, 6_349
"""District unions that Hà Nội ended in 2025, and the grassroots unions that stood under them."""

WIDTHS = (1, 30, 1_000)
"""Upper unions of the second province have so many children: what a page costs at 1, 30 and 1,000 rows."""

# How much of the country stands below a central sector, beside an average province.
SECTOR_WEIGHT = 0.35
UPPER_KINDS = (
    *((UnitKind.DISTRICT, "LĐLĐ huyện"),) * 6,
    (UnitKind.SECTOR, "Công đoàn ngành"),
    (UnitKind.ZONE, "Công đoàn khu công nghiệp"),
    (UnitKind.AGENCY, "Công đoàn khối cơ quan"),
    (UnitKind.CORPORATION, "Công đoàn tổng công ty"),
)
OWNERS = (Sector.STATE, Sector.NON_STATE, Sector.NON_STATE, Sector.STATE, Sector.FDI)


def units_of(*, units: int, seed: int) -> list[NewUnit]:
    """Every unit of a country of `units` grassroots unions, those above before those below."""
    dice = Random(f"country {seed}")
    above = list(_below_the_root())
    fan_out = _fan_out(_uppers(above, UPPER_UNIONS * units // NATIONAL, dice), units, dice)
    return [_root(), *above, *(upper for upper, _children in fan_out), *_grassroots(fan_out)]


def upper_of_width(width: int) -> str:
    """The code of the upper union that has exactly so many children, in a country large enough for it."""
    return f"{SECOND}-W{width:04}"


def widths_of(units: int) -> tuple[int, ...]:
    """The widths that a country of this size has room for: the widest takes at most a tenth of it."""
    return tuple(width for width in WIDTHS if width * 10 <= units)


def _root() -> NewUnit:
    return _unit(ROOT, "Tổng Liên đoàn Lao động mẫu", UnitKind.CONFEDERATION, "")


def _below_the_root() -> Iterator[NewUnit]:
    for number in range(1, PROVINCES + 1):
        yield _unit(f"T{number:02}", f"LĐLĐ tỉnh số {number}", UnitKind.PROVINCE, ROOT)
    for number in range(1, SECTORS + 1):
        yield _unit(f"N{number:02}", f"Công đoàn ngành trung ương số {number}", UnitKind.CENTRAL_SECTOR, ROOT)


def _uppers(above: Sequence[NewUnit], count: int, dice: Random) -> list[NewUnit]:
    """Upper unions, shared out over provinces and sectors as unequally as people live; each has at least one."""
    shares = dict(
        zip((unit.code for unit in above), _shared_out(count, [_weight(u, dice) for u in above]), strict=True)
    )
    shares[CAPITAL] = max(shares[CAPITAL], CAPITAL_DISTRICTS)
    return [
        _unit(f"{unit.code}-U{n:03}", f"{words} số {n}, {unit.short_name}", kind, unit.code)
        for unit in above
        for n, (kind, words) in zip(range(1, max(1, shares[unit.code]) + 1), cycle(_kinds_under(unit)), strict=False)
    ]


def _weight(unit: NewUnit, dice: Random) -> float:
    return dice.uniform(0.4, 2.5) * (SECTOR_WEIGHT if unit.kind == UnitKind.CENTRAL_SECTOR else 1)


def _kinds_under(unit: NewUnit) -> Sequence[tuple[UnitKind, str]]:
    if unit.code == CAPITAL:
        return (*((UnitKind.DISTRICT, "LĐLĐ quận"),) * CAPITAL_DISTRICTS, *UPPER_KINDS[6:] * 20)
    return UPPER_KINDS[6:] if unit.kind == UnitKind.CENTRAL_SECTOR else UPPER_KINDS


def _fan_out(uppers: Sequence[NewUnit], units: int, dice: Random) -> list[tuple[NewUnit, int]]:
    """Each upper union with the number of its grassroots unions: a few large ones, many small ones."""
    districts = [unit for unit in uppers if _is_capital_district(unit)]
    others = [unit for unit in uppers if not _is_capital_district(unit)]
    wide = [
        (_unit(upper_of_width(width), f"LĐLĐ huyện có {width} CĐCS", UnitKind.DISTRICT, SECOND), width)
        for width in widths_of(units)
    ]
    in_capital = max(len(districts), CAPITAL_UNIONS * units // NATIONAL)
    rest = units - in_capital - sum(width for _upper, width in wide)
    return [
        *((unit, 1 + more) for unit, more in _unequal(districts, in_capital - len(districts), dice)),
        *_unequal(others, rest, dice),
        *wide,
    ]


def _unequal(uppers: Sequence[NewUnit], units: int, dice: Random) -> Iterator[tuple[NewUnit, int]]:
    return zip(uppers, _shared_out(units, [dice.paretovariate(1.6) for _upper in uppers]), strict=True)


def _is_capital_district(unit: NewUnit) -> bool:
    return unit.parent == CAPITAL and unit.kind == UnitKind.DISTRICT


def _grassroots(fan_out: Sequence[tuple[NewUnit, int]]) -> Iterator[NewUnit]:
    owners = cycle(OWNERS)
    for upper, count in fan_out:
        for number in range(1, count + 1):
            yield _unit(
                f"{upper.code}-{number:04}",
                f"CĐCS số {number}, {upper.short_name}",
                UnitKind.GRASSROOTS,
                upper.code,
                next(owners),
            )


def _shared_out(total: int, weights: Sequence[float]) -> list[int]:
    """Whole numbers in proportion to the weights that add up to the total."""
    whole, given, parts = sum(weights), 0, []
    reached = 0.0
    for weight in weights:
        reached += weight
        parts.append(round(total * reached / whole) - given)
        given += parts[-1]
    return parts


def _unit(code: str, name: str, kind: UnitKind, parent: str, sector: Sector = Sector.STATE) -> NewUnit:
    return NewUnit(
        code=code, name=name, short_name=name[:80], kind=kind, parent=parent, founded_on=FOUNDED, sector=sector
    )
