"""The guide: every page leads to a part that exists, in both languages, with pictures that exist; and the tour."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.test import Client
from django.urls import get_resolver, reverse

from tests.factories.catalogue import installed
from tests.factories.tree import tree
from tests.people import administrator, chair
from thidua.access.rules import Permission
from thidua.web.help import GUIDE, GUIDES, TOPICS, guide_file, help_url
from thidua.web.tour import MOST, steps_for

LANGUAGES = ("vi", "en")
CATALOGUE = settings.BASE_DIR / "locale" / "en" / "LC_MESSAGES" / "django.po"
# Names that are the same in every language.
NAMES = {"Excel"}


def anchors(slug: str, language: str) -> set[str]:
    return set(re.findall(r"\{#([a-z0-9-]+)\}", guide_file(slug, language).read_text(encoding="utf-8")))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.slug)
def test_every_guide_is_there_in_both_languages(guide, language):
    assert (GUIDE / language / f"{guide.slug}.md").is_file()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_leads_to_a_part_that_exists(language):
    missing = {topic: part for topic, part in TOPICS.items() if part[1] not in anchors(part[0], language)}

    assert not missing


def test_every_topic_is_the_beginning_of_a_pages_name():
    names = {name for name in get_resolver().reverse_dict if isinstance(name, str)}

    idle = [topic for topic in TOPICS if not any(name == topic or name.startswith(f"{topic}-") for name in names)]
    assert not idle


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.slug)
def test_every_picture_is_there_and_is_described(guide, language):
    text = guide_file(guide.slug, language).read_text(encoding="utf-8")
    pictures = re.findall(r"!\[([^\]]*)\]\(\.\./images/([^)]+)\)", text)

    assert pictures, "a guide without pictures does not show"
    assert text.count("![") == len(pictures)
    for words, name in pictures:
        assert words
        assert (GUIDE / "images" / name).is_file(), name


@pytest.fixture(scope="module")
def texts() -> dict[str, set[str]]:
    """The interface's texts, and what they are in English: several where the context decides."""
    found = defaultdict(set)
    with CATALOGUE.open("rb") as file:
        for message in read_po(file, locale="en"):
            one, english = (part if isinstance(part, tuple) else (part,) for part in (message.id, message.string))
            found[one[0].replace("%%", "%")].add(english[0].replace("%%", "%"))
    return found


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.slug)
def test_what_stands_in_bold_is_on_screen_in_both_languages(guide, texts):
    vietnamese, english = (
        re.findall(r"\*\*(.+?)\*\*", guide_file(guide.slug, language).read_text(encoding="utf-8"))
        for language in LANGUAGES
    )

    assert len(vietnamese) == len(english)
    for name, translated in zip(vietnamese, english, strict=True):
        assert name in NAMES or translated in texts[name], f"{name}: {translated}, on screen {texts[name]}"


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.slug)
def test_both_languages_have_the_same_parts_and_pictures(guide):
    vietnamese, english = (
        re.findall(r"\{#[a-z0-9-]+\}|images/[a-z0-9-]+\.png", guide_file(guide.slug, language).read_text("utf-8"))
        for language in LANGUAGES
    )

    assert vietnamese == english


def test_every_picture_is_in_a_guide():
    texts = "".join(file.read_text(encoding="utf-8") for file in GUIDE.glob("vi/*.md"))

    assert [file.name for file in (GUIDE / "images").iterdir() if f"images/{file.name})" not in texts] == []


def test_the_longest_beginning_counts():
    assert help_url("inbox-missing") == f"{reverse('help-guide', args=['can-bo'])}#nhac-don-vi"
    assert help_url("inbox-accept") == f"{reverse('help-guide', args=['can-bo'])}#hop-thu"
    assert help_url("kit") == reverse("help")


@pytest.fixture
def page(db):
    installed()
    units = tree("city > district_a > school")
    client = Client()
    client.force_login(chair(units["school"]))
    client.units = units
    return client


def test_a_guide_is_read_on_a_page(page):
    answer = page.get("/tro-giup/co-so/")

    text = answer.content.decode()
    assert 'id="nhap-bao-cao"' in text
    assert "{#" not in text
    assert page.get("/tro-giup/khong-co/").status_code == 404
    assert page.get("/tro-giup/anh/..%2f..%2fREADME.png").status_code == 404


def test_a_guide_leads_to_another(page):
    assert 'href="/tro-giup/can-bo/#hop-thu"' in page.get("/tro-giup/thuong-truc/").content.decode()


def test_links_between_guides_lead_to_parts_that_exist():
    for file in GUIDE.glob("*/*.md"):
        for slug, part in re.findall(r"\(([a-z-]+)\.md#([a-z0-9-]+)\)", file.read_text(encoding="utf-8")):
            assert part in anchors(slug, file.parent.name)


def test_a_picture_is_served(page):
    name = next((GUIDE / "images").glob("*.png")).name

    assert page.get(f"/tro-giup/anh/{name}")["Content-Type"] == "image/png"


def test_the_tour_comes_once_and_again_when_asked_for(page):
    assert page.get("/").context["tour"]
    assert page.post("/lam-quen/xong/").status_code == 302
    assert page.get("/").context["tour"] == ()
    assert page.get("/?lam-quen").context["tour"]


def test_a_person_is_told_what_concerns_them(page):
    titles = [str(step.title) for step in page.get("/").context["tour"]]
    assert "Nhập báo cáo" in titles
    assert "Quản trị" not in titles
    client = Client()
    client.force_login(administrator(page.units["city"]))
    assert "Quản trị" in [str(step.title) for step in client.get("/").context["tour"]]


def test_the_tour_is_short():
    assert len(steps_for(frozenset(Permission))) == MOST
