"""Bars, sparklines and changes: geometry in attributes, meaning in words."""

import xml.etree.ElementTree as ET

import pytest
from django.template import Context, Template


def drawn(tag: str, **context: object) -> ET.Element:
    text = Template("{% load figures %}{% " + tag + " %}").render(Context(context))
    return ET.fromstring(text)


def parts(svg: ET.Element) -> dict[str, ET.Element]:
    return {part.get("class", part.tag): part for part in svg.iter() if part is not svg}


def test_a_bar_is_as_wide_as_its_share_and_marks_the_pace():
    svg = drawn("bullet 24.6 25 'good' label='Đoàn viên'")

    assert parts(svg)["bullet-fill"].get("width") == "24.6%"
    assert parts(svg)["bullet-pace"].get("x") == "25%"
    assert svg.get("class") == "bullet tone-good"
    assert svg.get("aria-label") == "Đoàn viên: đạt 24,6% kế hoạch, nhịp cần đạt 25%"


def test_over_the_plan_the_scale_grows_and_the_plan_stays_marked():
    bars = parts(drawn("bullet 160 50"))

    assert bars["bullet-fill"].get("width") == "100%"
    assert bars["bullet-goal"].get("x") == "62.5%"
    assert bars["bullet-pace"].get("x") == "31.25%"


def test_far_over_the_plan_the_bar_is_broken_but_its_words_are_exact():
    svg = drawn("bullet 333.33 50")

    assert svg.find("svg") is not None
    assert parts(svg)["bullet-pace"].get("x") == "25%"
    assert "333,3%" in svg.get("aria-label", "")


@pytest.mark.parametrize(("share", "said"), [(None, "chưa có số liệu"), (0, "đạt 0% kế hoạch")])
def test_nothing_and_zero_look_alike_and_are_said_apart(share, said):
    svg = drawn("bullet share", share=share)

    assert "bullet-fill" not in parts(svg)
    assert svg.get("aria-label") == said


def test_a_bar_refuses_a_tone_that_means_nothing():
    with pytest.raises(ValueError, match="pink"):
        drawn("bullet 10 10 'pink'")


def test_a_course_is_drawn_from_low_to_high_and_told_in_words():
    svg = drawn("sparkline values 'Kết nạp'", values=[10, 20.5, 15])

    assert [line.get("points") for line in svg.iter("polyline")] == ["3,21 40,3 77,12.43"]
    assert svg.get("aria-label") == "Kết nạp: 3 kỳ, thấp nhất 10, cao nhất 20,5, gần nhất 15"


def test_a_missing_period_breaks_the_line():
    svg = drawn("sparkline values", values=[1, 2, None, 3, None])

    assert len(list(svg.iter("polyline"))) == 2
    # The dot is on the last period that has a figure.
    assert svg.find("circle").get("cx") == "58.5"


@pytest.mark.parametrize("values", [[], [None, None]])
def test_no_course_is_a_dash(values):
    assert drawn("sparkline values", values=values).text == "–"


def test_a_flat_course_runs_through_the_middle():
    assert drawn("sparkline values", values=[5, 5]).find("polyline").get("points") == "3,12 77,12"


@pytest.mark.parametrize(
    ("tag", "tone", "said"),
    [
        ("delta 3.3265 2", "good", "▲tăng 3,33%"),
        ("delta -1.8", "bad", "▼giảm 1,8%"),
        ("delta -1.8 1 'less'", "good", "▼giảm 1,8%"),
        ("delta 5 1 'neither'", "quiet", "▲tăng 5%"),
        ("delta 2.95 2 'more' 'điểm %'", "good", "▲tăng 2,95 điểm %"),
        ("delta 0.04", "quiet", "0%"),
    ],
)
def test_a_change_has_an_arrow_a_word_and_a_colour(tag, tone, said):
    element = drawn(tag)

    assert element.get("class") == f"change tone-{tone}"
    assert "".join(element.itertext()) == said
