"""Small drawings in SVG whose geometry is in attributes, so that no style attribute is needed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from thidua.core import numbers
from thidua.ui.templatetags.formats import ABSENT, Figure, exact
from thidua.ui.tones import Tone

register = template.Library()

FULL = 100.0
LARGEST_SHARE = 200.0
TRACK = SafeString('<rect class="bullet-track" y="4" width="100%" height="6" rx="3"/>')
# A slanted gap near the end, as on an axis that is cut short.
BREAK = SafeString('<svg x="93%" width="8" height="14"><path class="bullet-goal" d="M0 14 4 0h3L3 14Z"/></svg>')
SPARK_WIDTH, SPARK_HEIGHT, SPARK_MARGIN = 80.0, 24.0, 3.0


@register.simple_tag
def bullet(share: Figure, pace: Figure = None, tone: str = Tone.INFO, digits: int = 1, label: str = "") -> SafeString:
    """A bar of completion: `share` and `pace` (expected by now) in per cent of plan.

    Over 100 the scale grows with the share and a gap marks the plan; over 200 the bar is
    drawn broken at its end. The accessible text repeats what is drawn, after `label`.
    """
    drawn = 0.0 if share is None else max(float(share), 0.0)
    scale = min(max(drawn, FULL), LARGEST_SHARE)
    parts = [TRACK]
    if drawn:
        parts.append(_bar("bullet-fill", x=0, width=min(drawn, scale) / scale * FULL, radius=3))
    if drawn > FULL:
        parts.append(_mark("bullet-goal", x=FULL / scale * FULL, y=4, height=6))
    if drawn > LARGEST_SHARE:
        parts.append(BREAK)
    if pace is not None:
        parts.append(_mark("bullet-pace", x=min(max(float(pace), 0.0), scale) / scale * FULL, y=0, height=14))
    return format_html(
        '<svg class="bullet tone-{}" role="img" aria-label="{}">{}</svg>',
        Tone(tone),
        _bullet_text(share, pace, digits, label),
        SafeString("".join(parts)),
    )


def _bar(css: str, *, x: float, width: float, radius: int) -> SafeString:
    return format_html(
        '<rect class="{}" x="{}%" y="4" width="{}%" height="6" rx="{}"/>', css, _short(x), _short(width), radius
    )


def _mark(css: str, *, x: float, y: int, height: int) -> SafeString:
    """An upright line of two pixels, centred on `x` per cent of the width."""
    return format_html(
        '<rect class="{}" x="{}%" y="{}" width="2" height="{}" transform="translate(-1)"/>',
        css,
        _short(x),
        str(y),
        str(height),
    )


def _short(value: float) -> str:
    """A coordinate with a decimal point, whatever the language of the page."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _bullet_text(share: Figure, pace: Figure, digits: int, label: str) -> str:
    if share is None:
        said = _("chưa có số liệu")
    else:
        said = _("đạt %(share)s kế hoạch") % {"share": numbers.print_percent(exact(share), digits)}
    if pace is not None:
        said = _("%(said)s, nhịp cần đạt %(pace)s") % {
            "said": said,
            "pace": numbers.print_percent(exact(pace), digits),
        }
    return f"{label}: {said}" if label else said


@register.simple_tag
def sparkline(values: Sequence[Figure], label: str = "") -> SafeString:
    """The course of a figure, oldest first; None leaves a gap in the line.

    The accessible text gives the number of periods, the lowest, the highest and the last value.
    """
    known = [float(value) for value in values if value is not None]
    if not known:
        return format_html('<span class="muted">{}</span>', ABSENT)
    lines = format_html_join("", '<polyline points="{}"/>', ((line,) for line in _lines(values)))
    last = max(place for place, value in enumerate(values) if value is not None)
    x, y = _place(last, known[-1], len(values), known)
    return format_html(
        '<svg class="sparkline" viewBox="0 0 80 24" role="img" aria-label="{}">{}<circle cx="{}" cy="{}" r="2"/></svg>',
        _sparkline_text(values, label),
        lines,
        _short(x),
        _short(y),
    )


def _lines(values: Sequence[Figure]) -> Iterator[str]:
    """The points of each unbroken stretch."""
    known = [float(value) for value in values if value is not None]
    for present, stretch in groupby(enumerate(values), key=lambda pair: pair[1] is not None):
        if present:
            places = [_place(i, float(value), len(values), known) for i, value in stretch if value is not None]
            yield " ".join(f"{_short(x)},{_short(y)}" for x, y in places)


def _place(position: int, value: float, count: int, known: Sequence[float]) -> tuple[float, float]:
    """Where a value is drawn; a flat course runs through the middle."""
    low, high = min(known), max(known)
    inner_width, inner_height = SPARK_WIDTH - 2 * SPARK_MARGIN, SPARK_HEIGHT - 2 * SPARK_MARGIN
    x = SPARK_MARGIN + (inner_width * position / (count - 1) if count > 1 else inner_width)
    height = (value - low) / (high - low) if high > low else 0.5
    return x, SPARK_HEIGHT - SPARK_MARGIN - inner_height * height


def _sparkline_text(values: Sequence[Figure], label: str) -> str:
    known = [exact(value) for value in values if value is not None]
    said = _("%(count)s kỳ, thấp nhất %(low)s, cao nhất %(high)s, gần nhất %(last)s") % {
        "count": len(values),
        "low": numbers.print_number(min(known), 2),
        "high": numbers.print_number(max(known), 2),
        "last": numbers.print_number(known[-1], 2),
    }
    return f"{label}: {said}" if label else said


@register.simple_tag
def delta(value: Figure, digits: int = 1, better: str = "more", unit: str = "%") -> SafeString:
    """A change against last year in short, "▲ 3,33%": the arrow says the way, the colour whether it is good.

    `better` is the indicator's direction, "more" or "less"; any other leaves the change uncoloured. `unit` is
    "%" or "điểm %". The words "tăng" or "giảm" are there for screen readers.
    """
    if value is None:
        return format_html('<span class="muted">{}</span>', ABSENT)
    shown = numbers.round_half_up(exact(value), digits)
    amount = numbers.print_number(abs(shown)) + (unit if unit == "%" else f" {unit}")
    if shown == 0:
        return format_html('<span class="change tone-quiet">{}</span>', amount)
    rises = shown > 0
    tone = Tone.QUIET if better not in {"more", "less"} else Tone.GOOD if rises == (better == "more") else Tone.BAD
    return format_html(
        '<span class="change tone-{}"><span aria-hidden="true">{}</span>'
        '<span class="visually-hidden">{}</span> {}</span>',
        tone,
        "▲" if rises else "▼",
        _("tăng") if rises else _("giảm"),
        amount,
    )
