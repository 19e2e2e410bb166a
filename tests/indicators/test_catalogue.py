"""The catalogue: what the project's data say of 253 indicators."""

from __future__ import annotations

import csv
from collections import Counter
from importlib.resources import files

import pytest

from thidua.indicators.models import BaseFrequency, Indicator, Slot
from thidua.indicators.queries import Catalogue, UnknownIndicator, indicator_by
from thidua.indicators.rules import BLOCKS, Direction, Kind
from thidua.indicators.services import install_catalogue
from thidua.indicators.services.catalogue import SlotMoved

WIDTHS = {Kind.AVERAGE: 3}


def test_every_indicator_is_there_once(installed: Catalogue) -> None:
    assert len(installed.indicators) == 253
    assert Counter(i.kind for i in installed.indicators) == {
        "flow": 155, "stock": 72, "ratio": 22, "average": 2, "extreme": 1, "distinct": 1
    }  # fmt: skip
    assert len(installed.by_key) == 52


def test_installing_again_changes_nothing(installed: Catalogue) -> None:
    tables = (Indicator, Slot, BaseFrequency)
    before = [list(table.objects.order_by("pk").values()) for table in tables]

    install_catalogue()

    assert [list(table.objects.order_by("pk").values()) for table in tables] == before


def test_everything_but_a_ratio_has_a_place_of_its_own(installed: Catalogue) -> None:
    taken = Counter()
    for indicator in installed.indicators:
        assert hasattr(indicator, "slot") == (indicator.kind != Kind.RATIO)
        if indicator.kind != Kind.RATIO:
            first, width = indicator.slot.position, WIDTHS.get(Kind(indicator.kind), 1)
            assert first + width <= 65
            taken.update((indicator.slot.block_id, position) for position in range(first, first + width))

    assert max(taken.values()) == 1


def test_a_block_combines_as_its_indicators_need(installed: Catalogue) -> None:
    for slot in Slot.objects.select_related("indicator", "block"):
        assert (slot.block.combine, slot.block.over_time) == BLOCKS[Kind(slot.indicator.kind)]


def test_a_place_is_never_given_anew(installed: Catalogue) -> None:
    Slot.objects.filter(indicator__code="ORG21").update(position=60)

    with pytest.raises(SlotMoved):
        install_catalogue()


def test_a_row_with_a_dash_is_a_part_and_reads_alone(installed: Catalogue) -> None:
    text = (files("thidua.indicators") / "data" / "indicators.csv").read_text(encoding="utf-8")
    dashed = [row for row in csv.DictReader(text.splitlines()) if row["source_name_vi"].startswith("–")]

    assert len(dashed) == 28
    for row in dashed:
        indicator = installed.by_code[row["code"]]
        assert not indicator.name_vi.startswith("–")
        assert indicator.part_of or indicator.kind == Kind.RATIO


def test_a_part_is_measured_like_its_whole(installed: Catalogue) -> None:
    for indicator in installed.indicators:
        if indicator.part_of:
            assert indicator.decimals == indicator.part_of.decimals, indicator.code


def test_ratios_know_their_parts(installed: Catalogue) -> None:
    good_or_better = installed.by_code["ORG31"]

    assert [term.code for term in good_or_better.numerator.all()] == ["ORG26", "ORG27"]
    assert good_or_better.denominator == installed.by_code["ORG01"]
    assert all(i.denominator and i.numerator.all() for i in installed.indicators if i.kind == Kind.RATIO)


def test_averages_know_their_weights(installed: Catalogue) -> None:
    weights = {i.code: i.weight.code for i in installed.indicators if i.weight}

    assert weights.keys() == {"LAW40", "LAW42"}


@pytest.mark.parametrize("code", ["ORG09", "ORG23", "LAW36", "OSH05", "LOAN07", "FIN10", "ADM03", "INS16"])
def test_less_is_better_where_it_is(installed: Catalogue, code: str) -> None:
    assert installed.by_code[code].direction == Direction.LESS


def test_one_frequency_for_each_kind_of_unit(installed: Catalogue) -> None:
    pairs = Counter(BaseFrequency.objects.values_list("indicator", "unit_kind"))

    assert max(pairs.values()) == 1


@pytest.mark.parametrize("text", ["ORG21", "org21", "members_admitted"])
def test_an_indicator_is_found_by_code_and_key(installed: Catalogue, text: str) -> None:
    assert indicator_by(text).code == "ORG21"


def test_an_unknown_indicator_is_named(installed: Catalogue) -> None:
    with pytest.raises(UnknownIndicator, match="members_lost"):
        indicator_by("members_lost")


def test_keyed_indicators_are_defined_in_both_languages(installed: Catalogue) -> None:
    assert all(i.definition_vi and i.definition_en for i in installed.by_key.values())
