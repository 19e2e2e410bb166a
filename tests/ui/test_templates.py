"""What every template must keep to: the content policy, no request to other sites, icons that exist."""

import re
import runpy
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

ROOT = Path(settings.BASE_DIR) / "templates"
TEMPLATES = sorted(str(path.relative_to(ROOT)) for path in ROOT.rglob("*.html"))
ICONS = (Path(settings.BUILD_DIR) / "assets/vendor/icons/tabler-icons.min.css").read_text(encoding="utf-8")

FORBIDDEN = {
    "a style attribute": r"\sstyle\s*=",
    "a style element": r"<style\b",
    "an inline script": r"<script(?![^>]*\ssrc=)(?![^>]*type=\"application/json\")",
    "an inline handler": r"\s(?:on[a-z]+|hx-on[:\w-]*)\s*=\s*[\"']",
    "a javascript: address": r"javascript:",
    "another site": r"(?:src|href|action)=[\"'](?:https?:)?//",
    "unescaped output": r"\|\s*safe\b|\{%\s*autoescape off",
}


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_can_be_compiled(name):
    assert get_template(name).template.name == name


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_obeys_the_content_policy(name):
    text = (ROOT / name).read_text(encoding="utf-8")

    assert [what for what, pattern in FORBIDDEN.items() if re.search(pattern, text)] == []


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_icon_exists(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    named = set(re.findall(r"\bti-([a-z][a-z0-9-]*[a-z0-9])(?=[\s\"])", text))
    named |= set(re.findall(r"<c-[^>]*?\bicon=\"([a-z][a-z0-9-]*)\"", text))

    assert sorted(icon for icon in named if f".ti-{icon}:before" not in ICONS) == []


def test_the_icon_font_holds_what_is_named_anywhere_and_little_else():
    used = runpy.run_path(str(Path(settings.BASE_DIR) / "tools/icons.py"))["used"]
    whole = Path(settings.BASE_DIR) / "node_modules/@tabler/icons-webfont/dist/tabler-icons.min.css"
    font = Path(settings.BUILD_DIR) / "assets/vendor/icons/fonts/tabler-icons.woff2"

    assert used(ICONS).keys() == used(whole.read_text(encoding="utf-8")).keys(), "an icon is new: run `make setup`"
    assert font.stat().st_size < 60_000
