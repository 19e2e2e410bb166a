"""The colour tokens keep the contrast of WCAG 2.1 AA on every ground that they stand on."""

import re
from pathlib import Path

import pytest
from django.conf import settings

STYLES = Path(settings.BASE_DIR) / "static" / "css"


def tokens(style: str) -> dict[str, str]:
    return dict(re.findall(r"--td-([\w-]+): (#[0-9a-f]{6});", (STYLES / style).read_text(encoding="utf-8")))


LIGHT = tokens("thidua.css")
THEMES = {"light": LIGHT, "dark": LIGHT | tokens("dark.css")}

TEXT = [
    *(("ink", ground) for ground in ("paper", "surface", "sunken", "quiet-wash")),
    *(("muted", ground) for ground in ("paper", "surface", "sunken", "quiet-wash")),
    *(("blue", ground) for ground in ("paper", "surface", "sunken", "blue-wash")),
    *((tone, f"{tone}-wash") for tone in ("good", "warn", "bad")),
    *((tone, ground) for tone in ("good", "warn", "bad") for ground in ("surface", "sunken", "paper")),
    *((text, ground) for text in ("rail-text", "rail-muted") for ground in ("rail", "rail-active")),
    *(("on-fill", ground) for ground in ("blue", "blue-dark", "bad-fill", "bad", "warn")),
    *(("ink", ground) for ground in ("now", "flash", "heat-info", "heat-warn", "heat-bad")),
    ("muted", "now"),
]
SHAPES = [
    ("control", "surface"),
    *((fill, "surface") for fill in ("good-fill", "warn-fill", "bad-fill", "blue")),
    ("ink", "track"),
]


def luminance(colour: str) -> float:
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("text", "ground"), TEXT)
def test_text_can_be_read(theme, text, ground):
    assert contrast(THEMES[theme][text], THEMES[theme][ground]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("shape", "ground"), SHAPES)
def test_a_shape_can_be_seen(theme, shape, ground):
    assert contrast(THEMES[theme][shape], THEMES[theme][ground]) >= 3
