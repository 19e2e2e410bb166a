"""Printing points, and what is wrong with a field of a panel."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from thidua.core.numbers import print_number

register = template.Library()


@register.filter
def points_of(value: Decimal | int | None) -> str:
    """Points as they are printed; "–" where there are none."""
    return "–" if value is None else print_number(value)


@register.simple_tag
def invalid(panel: Any, name: str) -> SafeString | str:
    """The attributes of a field that is wrong."""
    if name not in panel.errors:
        return ""
    return format_html(' aria-invalid="true" aria-describedby="wrong-{}"', name)


@register.simple_tag
def wrong(panel: Any, name: str) -> SafeString | str:
    """The sentence below a field that is wrong."""
    if name not in panel.errors:
        return ""
    pattern = (
        '<p class="field-error" id="wrong-{}"><i class="ti ti-alert-circle" aria-hidden="true"></i><span>{}</span></p>'
    )
    return format_html(pattern, name, panel.errors[name])
