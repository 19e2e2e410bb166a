"""Covenants of the browser's world, one in each state that screens show: the district owns, two schools sign."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from tests.access import covenants
from tests.browser.world import World


def furnish_covenants(world: World) -> dict[str, Any]:
    """References and keys by name, for the screens of covenants."""
    units = {"city": world.units["UH"], "district": world.units["UH-01"], "other_district": world.units["UH-02"]}
    known: Any = SimpleNamespace(units=units, people={"city": world.officer, "district": world.chair})
    return {
        "covenant-none": covenants.without(known),
        "covenant-draft": covenants.draft(known),
        "covenant-article": covenants.article(known),
        "covenant-clause": covenants.clause(known),
        "covenant-signing": covenants.being_signed(known),
        "covenant-force": covenants.in_force(known),
        "covenant-words": covenants.words(known),
    }
