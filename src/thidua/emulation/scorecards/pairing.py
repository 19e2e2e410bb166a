"""Who checks whose scoring: drawn by a seed that is shown, so that anybody can draw the same pairs again."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from django.utils.translation import gettext as _

from .errors import PairingImpossible

Pair = tuple[str, str]
FEWEST = 3


@dataclass(frozen=True, slots=True)
class Drawn:
    """Who checks whom, by the codes of the units.

    `fresh`: no two units meet that met last year, whichever of them checked the other. Otherwise only nobody checks
    the same unit again.
    """

    checks: Mapping[str, str]
    fresh: bool


def draw(members: Sequence[str], *, seed: int, last: Collection[Pair] = ()) -> Drawn:
    """Let every unit check one other one and be checked by one: never itself, and no two units each other.

    `last` are last year's pairs (checker, checked), of which none comes again. The same members, seed and pairs give
    the same answer. Raises PairingImpossible where no such pairs exist, with what can be done.
    """
    units = sorted(set(members))
    if len(units) < FEWEST:
        raise PairingImpossible(
            _(
                "Cần ít nhất 3 đơn vị để chấm chéo mà không có hai đơn vị chấm lẫn nhau; đợt này có %(count)d."
                " Hãy chuyển thẳng sang phúc tra để cụm trưởng hoặc cấp trên chấm."
            )
            % {"count": len(units)}
        )
    again = frozenset(last)
    met = again | {(checked, checker) for checker, checked in again}
    for forbidden, fresh in ((met, True), (again, False)):
        if found := _search(_wishes(units, seed, forbidden)):
            return Drawn(dict(sorted(found.items())), fresh)
    raise PairingImpossible(
        _(
            "Không có cách ghép nào tránh được mọi cặp của năm trước với %(count)d đơn vị."
            " Hãy chuyển thẳng sang phúc tra để cụm trưởng hoặc cấp trên chấm."
        )
        % {"count": len(units)}
    )


def _wishes(units: Sequence[str], seed: int, forbidden: Collection[Pair]) -> dict[str, list[str]]:
    """Whom each unit may check, in the order that the seed gives."""
    return {
        checker: sorted(
            (other for other in units if other != checker and (checker, other) not in forbidden),
            key=lambda other: _lot(seed, checker, other),
        )
        for checker in units
    }


def _lot(seed: int, checker: str, checked: str) -> bytes:
    return sha256(f"{seed}:{checker}:{checked}".encode()).digest()


def _search(wishes: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The first assignment in the order of wishes; empty when there is none.

    Whoever has the fewest left to choose from is settled first, which keeps the search short.
    """
    chosen: dict[str, str] = {}
    taken: set[str] = set()

    def left(checker: str) -> Iterator[str]:
        return (one for one in wishes[checker] if one not in taken and chosen.get(one) != checker)

    def settle() -> bool:
        waiting = [checker for checker in wishes if checker not in chosen]
        if not waiting:
            return True
        checker = min(waiting, key=lambda one: sum(1 for _other in left(one)))
        for other in list(left(checker)):
            chosen[checker] = other
            taken.add(other)
            if settle():
                return True
            del chosen[checker]
            taken.discard(other)
        return False

    return chosen if settle() else {}
