"""Every foreign key to a unit, in any app, is answered for by one part of a reorganisation."""

from __future__ import annotations

from django.db import models

from thidua.org.models import Unit
from thidua.reorganisation.order import PARTS, UNTOUCHED


def keys_to_units() -> set[str]:
    """Every foreign key to a unit of our own apps, as ``app.Model.field``."""
    return {
        f"{relation.related_model._meta.label}.{relation.field.name}"
        for relation in Unit._meta.get_fields(include_hidden=True)
        if isinstance(relation, models.ManyToOneRel)
    }


def test_every_key_to_a_unit_is_declared():
    declared = [name for step in PARTS for name in step.holds] + list(UNTOUCHED)

    assert keys_to_units() - set(declared) == set(), (
        "say in reorganisation.order which part answers for it, or why none"
    )
    assert set(declared) - keys_to_units() == set(), "there is no such key any more"
    assert len(declared) == len(set(declared))


def test_a_key_that_needs_nothing_says_why():
    assert all(len(reason.split()) > 4 for reason in UNTOUCHED.values())
