"""How forms are drawn: as Django does, but menus in one go."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.renderers import DjangoTemplates
from django.forms.utils import flatatt
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


class FormRenderer(DjangoTemplates):
    """Django's templates draw two templates for each option: a menu of 200 indicators takes 40 ms of them."""

    def render(self, template_name: str, context: Mapping[str, Any], request: HttpRequest | None = None) -> str:
        """A widget or a form; menus without templates."""
        if template_name == forms.Select.template_name:
            return menu(context["widget"])
        return super().render(template_name, dict(context), request)


def menu(widget: Mapping[str, Any]) -> SafeString:
    """A `<select>` with what Django's context of the widget says."""
    groups = ((name, _options(options)) for name, options, _index in widget["optgroups"])
    content = format_html_join("\n", "{}", ((_group(name, options) if name else options,) for name, options in groups))
    return format_html('<select name="{}"{}>\n{}\n</select>', widget["name"], flatatt(widget["attrs"]), content)


def _group(name: str, options: SafeString) -> SafeString:
    return format_html('<optgroup label="{}">\n{}\n</optgroup>', name, options)


def _options(options: list[Mapping[str, Any]]) -> SafeString:
    return format_html_join(
        "\n",
        '<option value="{}"{}>{}</option>',
        ((str(one["value"]), flatatt(one["attrs"]), one["label"]) for one in options),
    )
