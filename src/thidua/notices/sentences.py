"""From a notice to a sentence. Each app declares its own in `notices.py`; this module looks them up.

    # thidua/reporting/notices.py
    SENTENCES = {"report.returned": _("%(unit)s: báo cáo %(period)s bị trả lại.")}
    ICONS = {"report.returned": "arrow-back-up"}  # optional

A kind is named `noun.verbed`; its sentence may name the facts that are sent with it.
"""

from __future__ import annotations

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

from .models import Notice


@dataclass(frozen=True, slots=True)
class Declared:
    """How one kind of notice reads, and the icon beside it."""

    pattern: Promise | str
    icon: str


@cache
def declared() -> Mapping[str, Declared]:
    """Every declared kind. Raises ValueError when two apps declare the same one."""
    found: dict[str, Declared] = {}
    for config in apps.get_app_configs():
        # The frame's own `thidua.ui.notices` are messages after a redirect, not kinds.
        if not config.name.startswith("thidua.") or not module_has_submodule(config.module, "notices"):
            continue
        module = import_module(f"{config.name}.notices")
        sentences = getattr(module, "SENTENCES", {})
        if twice := found.keys() & sentences.keys():
            raise ValueError(f"{config.name} declares notices of another app: {sorted(twice)}")
        icons = getattr(module, "ICONS", {})
        found |= {kind: Declared(pattern, icons.get(kind, "bell")) for kind, pattern in sentences.items()}
    return found


def sentence(notice: Notice) -> str:
    """What happened, in the reader's language; the bare kind where no app declares it any more."""
    known = declared().get(notice.kind)
    if known is None:
        return notice.kind
    words: defaultdict[str, Any] = defaultdict(lambda: _("(không rõ)"), notice.facts)
    return str(known.pattern) % words


def icon(notice: Notice) -> str:
    """The icon of a notice's kind."""
    known = declared().get(notice.kind)
    return known.icon if known else "bell"
