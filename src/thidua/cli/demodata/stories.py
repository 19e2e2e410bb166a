"""What each grassroots union reports, month by month, told as one story so that its balances hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from random import Random

from thidua.cli.demodata.chance import count, shared
from thidua.cli.demodata.files import document, table
from thidua.cli.demodata.units import Union, unions
from thidua.cli.federation.shape import NOT_APPLICABLE, CellValue
from thidua.core.periods import Frequency, Span
from thidua.indicators.queries import catalogue

Cells = dict[str, CellValue]
Story = dict[Span, Cells]

TET_MONTHS, WORKERS_MONTH = (1, 2), 5
_HUNDRED = 100
_MOST_PRINTED = 3


@dataclass(slots=True)
class _State:
    """Where a union stands at the end of a month."""

    workers: int
    members: int
    admitted: dict[str, int] = field(default_factory=dict)


def story_of(union: Union, periods: Iterable[Span]) -> Story:
    """The cells of a union's monthly and quarterly reports, by code, for periods in the order of time."""
    rng = Random(f"{union.code} story")
    state = _State(union.workers, round(union.workers * rng.uniform(0.84, 0.97)))
    spans = sorted(periods, key=lambda span: (span.ends, span.starts), reverse=False)
    months = [span for span in spans if span.frequency == Frequency.MONTH]
    told = {span: _month(rng, union, state, span) for span in months}
    quarters = (span for span in spans if span.frequency == Frequency.QUARTER)
    return told | {span: _quarter(rng, union, told, span) for span in quarters}


def _month(rng: Random, union: Union, state: _State, span: Span) -> Cells:
    planned = fixed_share(union.code, "ORG21", span)
    admitted = count(rng, union.workers * (0.011 if union.company else 0.004)) if planned is None else planned
    usual = union.workers * (0.008 if union.company else 0.003) if planned is None else planned * 0.6
    lost = min(count(rng, usual), state.members // 4)
    state.members += admitted - lost
    state.workers = max(state.workers + rng.randint(-1, 1), state.members)
    women = round(state.workers * union.women)
    helped = count(rng, state.workers * _care(span))
    stoppages = int(union.company and rng.random() < 0.006)
    return {
        "ORG16": Decimal(state.workers),
        "ORG17": Decimal(women),
        "ORG18": Decimal(state.members),
        "ORG19": Decimal(min(women, round(state.members * union.women))),
        "ORG21": Decimal(admitted),
        "ORG23": Decimal(lost),
        "ORG24": Decimal(admitted - lost),
        "LAW05": Decimal(int(rng.random() < 0.02)) if union.company else NOT_APPLICABLE,
        "LAW36": Decimal(stoppages) if union.company else NOT_APPLICABLE,
        "LAW37": Decimal(stoppages * (state.workers // 5)) if union.company else NOT_APPLICABLE,
        "LAW38": Decimal(stoppages) if union.company else NOT_APPLICABLE,
        "WEL01": Decimal(helped),
        "WEL02": Decimal(helped * rng.randint(22, 60)) / 100_000,
    }


def _care(span: Span) -> float:
    """The share of workers cared for in a month: most at Tết, many in Workers' Month."""
    if span.starts.month in TET_MONTHS:
        return 0.32
    return 0.12 if span.starts.month == WORKERS_MONTH else 0.04


def _quarter(rng: Random, union: Union, told: Mapping[Span, Cells], span: Span) -> Cells:
    months = [told[month] for month in span.base(Frequency.MONTH) if month in told]
    last = months[-1]
    admitted = sum(number(month["ORG21"]) for month in months)
    sizes = {"unit": 1.0, "100 workers": number(last["ORG16"]) / 100, "100 members": number(last["ORG18"]) / 100}
    applying = {"all", "company"} if union.company else {"all"}
    cells = from_profile(rng, "grassroots-quarter", sizes, applying)
    cells["ORG22"] = Decimal(round(admitted * union.women))
    cells["ORG41"] = Decimal(round(number(last["ORG18"]) * rng.uniform(0.9, 1)))
    planned = fixed_share(union.code, "ORG40", span)
    if planned is not None:
        introduced = planned + count(rng, 0.4)
        cells |= {"ORG40": Decimal(planned), "ORG39": Decimal(introduced)}
    return cells


def number(value: CellValue) -> float:
    """A cell as a number; what is not applicable or empty counts nothing."""
    return float(value) if isinstance(value, Decimal) else 0.0


def from_profile(
    rng: Random,
    form: str,
    sizes: Mapping[str, float],
    applying: Iterable[str] = ("all",),
    wholes: Mapping[str, float] | None = None,
) -> Cells:
    """Cells of a form by `profiles.csv`: a mean per unit or per hundred people, or a share of another cell."""
    cells: Cells = {}
    known = dict(wholes or {})
    for row in (row for row in table("profiles.csv") if row["form"] == form):
        code, mean = row["code"], float(row["mean"])
        if row["applies"] not in applying:
            cells[code] = NOT_APPLICABLE
            continue
        if row["share_of"]:
            whole = known[row["share_of"]]
            value = min(whole, whole * mean * rng.uniform(0.8, 1.2))
            known[code] = float(_rounded(rng, code, value, part=True))
        else:
            known[code] = float(_rounded(rng, code, mean * sizes[row["per"]], part=False))
        cells[code] = Decimal(str(known[code])) if known[code] % 1 else Decimal(int(known[code]))
    return cells


def _rounded(rng: Random, code: str, value: float, *, part: bool) -> float:
    """A value with as many decimals as the indicator has; parts stay as they are, wholes vary by chance."""
    decimals = catalogue().by_code[code].decimals
    if decimals:
        return round(value if part else value * rng.uniform(0.6, 1.4), min(decimals, _MOST_PRINTED))
    return float(int(value)) if part else float(count(rng, value))


# ── Published totals, shared over unions ─────────────────────────────────────


def fixed_share(union: str, code: str, span: Span) -> int | None:
    """A union's part of a published total in a period; None when nothing is published for it."""
    return _fixed_shares().get((union, code, span.code))


@cache
def _fixed_shares() -> dict[tuple[str, str, str], int]:
    shares = {}
    for entry in document("cases.json")["shared_over_grassroots"]:
        rng = Random(f"{entry['under']} {entry['indicator']}")
        code = catalogue().by_key[entry["indicator"]].code
        members = [union.code for union in unions() if union.upper == entry["under"]]
        keys = [f"{union} {period}" for union in members for period in entry["periods"]]
        for key, part in shared(rng, entry["total"], keys).items():
            union, period = key.split()
            shares[union, code, period] = part
    return shares
