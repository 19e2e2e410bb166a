"""Beginning a document: what is offered fits the unit."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests import people
from tests.factories.reports import forms, opened
from tests.factories.tree import tree
from thidua.documents.rules import Kind


@pytest.fixture
def units(db, settings):
    settings.THIDUA_TODAY = None
    made = tree("city > district > school")
    forms()
    opened()
    return made


@pytest.mark.parametrize(("code", "compared"), [("school", False), ("district", True)])
def test_units_are_compared_only_where_there_are_some_below(client, units, code, compared):
    client.force_login(people.officer(units[code]))

    page = client.get(reverse("document-new")).content.decode()

    assert 'value="report"' in page
    assert ('value="results"' in page) is compared
    assert ('value="comparison"' in page) is compared


def test_a_comparison_of_nothing_cannot_be_asked_for(client, units):
    client.force_login(people.chair(units["school"]))
    sent = {"unit": "school", "kind": Kind.COMPARISON, "period": "2024-M05"}

    assert client.post(reverse("document-new"), sent).status_code == 422
