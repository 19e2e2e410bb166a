"""From an event to a sentence. Each app declares its own in `events.py`; this module looks them up.

    # thidua/access/events.py
    SENTENCES = {"grant.given": _("giao vai trò «%(role)s» cho %(about)s")}
    LABELS = {"role": dict(Role.choices)}  # optional: the words for facts that are codes

A sentence says what the actor did; it may name `%(about)s`, `%(actor)s` and the facts that are recorded.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

from django.apps import apps
from django.utils.functional import Promise
from django.utils.module_loading import module_has_submodule
from django.utils.translation import gettext as _

from .models import Entry


@dataclass(frozen=True, slots=True)
class Declared:
    """How one event reads: its sentence, and the words for facts that are codes."""

    pattern: Promise | str
    labels: Mapping[str, Mapping[Any, Promise | str]]


@cache
def declared() -> Mapping[str, Declared]:
    """Every declared sentence by its event. Raises ValueError when two apps declare the same event."""
    found: dict[str, Declared] = {}
    for config in apps.get_app_configs():
        if not config.name.startswith("thidua.") or not module_has_submodule(config.module, "events"):
            continue
        module = import_module(f"{config.name}.events")
        if twice := found.keys() & module.SENTENCES.keys():
            raise ValueError(f"{config.name} declares events of another app: {sorted(twice)}")
        labels = getattr(module, "LABELS", {})
        found |= {event: Declared(pattern, labels) for event, pattern in module.SENTENCES.items()}
    return found


def sentence(entry: Entry) -> str:
    """What happened, in the reader's language; the bare name of an event that no app declares any more."""
    known = declared().get(entry.event)
    if known is None:
        return entry.event
    facts = {name: known.labels.get(name, {}).get(value, _told(value)) for name, value in entry.facts.items()}
    words: defaultdict[str, Any] = defaultdict(lambda: _("(không rõ)"), facts)
    told = str(known.pattern) % (words | {"about": entry.about_label, "actor": entry.actor_label})
    if absent := entry.facts.get("acting_for"):
        return _("%(told)s, thay %(absent)s") % {"told": told, "absent": absent}
    return told


def _told(value: Any) -> Any:
    return _("chưa có") if value is None else value


def titles() -> list[tuple[str, str]]:
    """(event, what it is called) of everything declared: the sentence without its facts; for choices."""
    return sorted(
        ((event, re.sub(r"\s*[«“]?%\(\w+\)s[»”]?", " …", str(known.pattern))) for event, known in declared().items()),
        key=lambda pair: pair[1],
    )
