"""Menus are drawn as Django draws them."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.test.html import parse_html

from thidua.ui.rendering import FormRenderer

FLAT = [("", "Chọn <một>"), (1, 'Phù Lưu "Tế" & Hòa'), ("b", "Ứng Hòa")]
GROUPED = [("Xã hội & lao động", [("a", "A"), ("b", "B")]), ("c", "C")]


@pytest.mark.parametrize("choices", [FLAT, GROUPED, []])
@pytest.mark.parametrize("chosen", [None, "b", 1, ["a", "b"]])
@pytest.mark.parametrize("attrs", [{}, {"class": "form-select", "required": True, "disabled": False, "data-x": "'\"<"}])
@pytest.mark.parametrize("widget", [forms.Select, forms.SelectMultiple])
def test_a_menu_says_what_django_would(widget: type[forms.Select], choices: Any, chosen: Any, attrs: Any) -> None:
    menu = widget(choices=choices)
    drawn, usual = (menu.render("ten", chosen, attrs, renderer) for renderer in (FormRenderer(), DjangoTemplates()))

    assert parse_html(drawn) == parse_html(usual)


def test_forms_are_drawn_by_it() -> None:
    assert isinstance(forms.Form().renderer, FormRenderer)
