"""The cells of the tables that have hundreds of them: one tag draws a row, as a template for each cell takes longer."""

from __future__ import annotations

from collections.abc import Sequence

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from thidua.figures.printing import ABSENT
from thidua.ui.tones import Tone
from thidua.web.dashboards.area_shown import MatrixCell
from thidua.web.dashboards.unit_shown import ChildCell, ChildRow

register = template.Library()

NOTHING = SafeString(f'<td class="num"><span class="muted">{ABSENT}</span></td>')


@register.simple_tag
def matrix_cells(cells: Sequence[MatrixCell], rank_hint: str, rank_word: str) -> SafeString:
    """The cells of a unit in the matrix of a work area: figure and rank, completion, change."""
    rank = format_html(' <span class="rank" title="{}"><span class="visually-hidden">{} </span>#', rank_hint, rank_word)
    return SafeString("".join(_matrix_cell(cell, rank) for cell in cells))


def _matrix_cell(cell: MatrixCell, rank: str) -> str:
    value, percent, change = cell.value, cell.percent, cell.change
    if not value.url:
        return NOTHING
    parts = [f'<td class="num"><a class="plain strong" href="{escape(value.url)}">{escape(value.text)}</a>']
    if cell.rank:
        parts.append(f"{rank}{cell.rank}</span>")
    if percent.text != ABSENT:
        parts.append(f'<div class="child-share tone-{percent.tone or Tone.QUIET}">{escape(percent.text)}</div>')
    if change.text != ABSENT:
        tone = f" tone-text tone-{change.tone}" if change.tone else ""
        parts.append(f'<div class="child-change{tone}">{escape(change.text)}</div>')
    parts.append("</td>")
    return "".join(parts)


@register.simple_tag
def child_cells(row: ChildRow) -> SafeString:
    """The cells of a child on the page of its unit: figure and completion."""
    return SafeString("".join(_child_cell(cell, f"{row.code}-{at}") for at, cell in enumerate(row.cells, 1)))


def _child_cell(cell: ChildCell, name: str) -> str:
    figure = f'<span class="muted">{escape(cell.value)}</span>'
    if cell.url:
        figure = f'<a class="plain" href="{escape(cell.url)}" data-figure="{escape(name)}">{escape(cell.value)}</a>'
    tone = cell.standing.tone if cell.standing else ""
    share = f'<div class="child-share tone-{tone}">{escape(cell.percent)}</div>' if cell.percent else ""
    return f'<td class="num">{figure}{share}</td>'
