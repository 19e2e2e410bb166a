"""A row of a heat map as one small drawing."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

STEP, WIDTH, HEIGHT = 11, 9, 18


@register.simple_tag
def heat(cells: Sequence[tuple[str, str]], label: str) -> SafeString:
    """Cells as (tone, words), oldest first; the words are its accessible text and the hint of each cell."""
    drawn = SafeString("".join(_cell(at, tone, words) for at, (tone, words) in enumerate(cells)))
    said = "; ".join(words for tone, words in cells if tone != "none")
    return format_html(
        '<svg class="heat" viewBox="0 0 {} {}" role="img" aria-label="{}: {}">{}</svg>',
        len(cells) * STEP,
        HEIGHT,
        label,
        said,
        drawn,
    )


@lru_cache(maxsize=4096)
def _cell(at: int, tone: str, words: str) -> SafeString:
    """One cell; the rows of a page share a few dozen of them, and escaping each anew took a fifth of its time."""
    return format_html(
        '<rect class="heat-{}" x="{}" width="{}" height="{}" rx="2"><title>{}</title></rect>',
        tone,
        at * STEP,
        WIDTH,
        HEIGHT,
        words,
    )
