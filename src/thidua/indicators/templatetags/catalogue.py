"""Words about indicators and drafts."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _

from thidua.indicators.contents import Change, CheckDraft
from thidua.indicators.queries import catalogue
from thidua.indicators.rules import Entry

register = template.Library()


@register.filter
def indicator_name(code: str) -> str:
    """The name of the indicator with a code, "" for a code that the catalogue does not know."""
    found = catalogue().by_code.get(code)
    return found.name if found else ""


@register.filter
def row_change(change: Change) -> str:
    """What of a line changed: "nhãn 1 → 2; bắt buộc → tùy chọn"."""
    before, after = change.before, change.after
    assert not isinstance(before, CheckDraft)
    assert not isinstance(after, CheckDraft)
    said = []
    if before.label != after.label:
        said.append(_("nhãn «%(before)s» → «%(after)s»") % {"before": before.label, "after": after.label})
    if before.required != after.required:
        said.append(_("tùy chọn → bắt buộc") if after.required else _("bắt buộc → tùy chọn"))
    if before.entry != after.entry:
        said.append(_("cách nhập → %(entry)s") % {"entry": Entry(after.entry).label.lower()})
    return "; ".join(said)
