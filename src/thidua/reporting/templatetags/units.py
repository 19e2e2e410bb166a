"""The cells of many units, drawn in Python: a template would spend longer on a thousand of them than on all else."""

from __future__ import annotations

from html import escape

from django import template
from django.utils.safestring import SafeString

from thidua.reporting.queries.many import Line, LineCell

register = template.Library()


@register.simple_tag
def unit_cells(line: Line) -> SafeString:
    """The cells of a unit's line: what they hold and, small below, what they held the period before."""
    return SafeString("".join(map(_cell, line.cells)))


def _cell(cell: LineCell) -> str:
    # Codes and keys are made of letters, digits and points; only texts may hold anything else.
    kind = "" if cell.locked else f' entry-cell" data-open data-state="{"empty" if cell.empty else "saved"}'
    number = "" if cell.previous_none else " data-number"
    before = f'<small class="entry-was"{number}>{escape(cell.previous)}</small>' if cell.previous else ""
    return (
        f'<td class="num entry-now{kind}" data-code="{cell.code}" data-key="{cell.key}">'
        f'<span class="entry-text">{escape(cell.text or "–")}</span>{before}</td>'
    )
