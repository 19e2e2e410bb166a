"""What the components need beyond plain templates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms, template
from django.contrib.messages.storage.base import Message
from django.forms.boundfield import BoundField
from django.template.defaultfilters import stringfilter
from django.utils.html import format_html
from django.utils.safestring import SafeString

from thidua.core import clock
from thidua.ui import notices
from thidua.ui.templatetags.formats import ABSENT, vitime
from thidua.ui.tones import Tone

register = template.Library()

_CHOICES = (forms.CheckboxInput, forms.RadioSelect, forms.CheckboxSelectMultiple)


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """The widget of a form field with the classes of the kit; Django adds the aria attributes."""
    widget = field.field.widget
    if isinstance(widget, _CHOICES):
        return field.as_widget()
    css = "form-select" if isinstance(widget, forms.Select) else "form-control"
    return field.as_widget(attrs={"class": f"{css} {widget.attrs.get('class', '')}".strip()})


@register.filter(is_safe=True)
@stringfilter
def tied(text: str) -> str:
    """A title whose « · » never begins a line."""
    return text.replace(" · ", "\N{NO-BREAK SPACE}· ")


@register.filter
def is_check(field: BoundField) -> bool:
    """Whether the field is a single box whose label stands behind it."""
    return isinstance(field.field.widget, forms.CheckboxInput)


@register.filter
def tone_icon(tone: str) -> str:
    """The icon of a tone, so that no state is told by colour alone."""
    return Tone(tone).icon


@register.filter
def undo_url(message: Message) -> str:
    """The address that undoes what a message tells, "" without one."""
    return notices.undo_of(message.extra_tags)


@register.simple_tag
def ago(instant: datetime | None) -> SafeString:
    """An instant as text that the browser turns into "5 phút trước", counted from the server's clock."""
    if instant is None:
        return format_html("{}", ABSENT)
    return format_html(
        '<time-ago now="{}"><time datetime="{}" title="{}">{}</time></time-ago>',
        clock.now().isoformat(),
        instant.isoformat(),
        vitime(instant),
        vitime(instant),
    )


@register.filter
def at(mapping: Mapping[str, Any] | None, key: str) -> Any:
    """What a mapping holds for a key, None when nothing."""
    return mapping.get(key) if mapping else None
