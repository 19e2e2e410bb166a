"""The address under which the table of the page at hand is taken away."""

from __future__ import annotations

from django import template
from django.template.context import Context
from django.urls import reverse

from thidua.web.exports.asking import PARAMETER

register = template.Library()
NOT_SEEN = ("trang", "page")
"""Which page of a list is open says nothing of what is in the list."""


@register.simple_tag(takes_context=True)
def export_address(context: Context, table: str = "") -> str:
    """The address of the file of what is seen: the same filters and order, all pages; `table` names one of several."""
    request = context["request"]
    query = request.GET.copy()
    for name in NOT_SEEN:
        query.pop(name, None)
    if table:
        query[PARAMETER] = table
    address = reverse("export-table", args=[request.path.lstrip("/")])
    return f"{address}?{query.urlencode()}" if query else address
