"""From an event to a sentence. Each app declares its own in `events.py`; this one looks them up.

    # thidua/reporting/events.py
    SENTENCES = {"report.accepted": _("tiếp nhận báo cáo «%(about)s»")}

A sentence says what the actor did; it may name `%(about)s`, `%(actor)s` and the facts that are recorded.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from importlib import import_module
from typing import Any

from django.apps import apps
from django.utils.functional import Promise
from django.utils.module_loading import module_has_submodule
from django.utils.translation import gettext as _

from .models import Entry


@cache
def declared() -> dict[str, Promise | str]:
    """Every declared sentence by its event. Raises ValueError when two apps declare the same event."""
    found: dict[str, Promise | str] = {}
    for config in apps.get_app_configs():
        if not config.name.startswith("thidua.") or not module_has_submodule(config.module, "events"):
            continue
        sentences: dict[str, Promise | str] = import_module(f"{config.name}.events").SENTENCES
        if twice := found.keys() & sentences.keys():
            raise ValueError(f"{config.name} declares events of another app: {sorted(twice)}")
        found |= sentences
    return found


def sentence(entry: Entry) -> str:
    """What happened, in the reader's language; the bare name of an event that no app declares any more."""
    pattern = declared().get(entry.event)
    if pattern is None:
        return entry.event
    words: defaultdict[str, Any] = defaultdict(lambda: _("(không rõ)"), entry.facts)
    return str(pattern) % (words | {"about": entry.about_label, "actor": entry.actor_label})
