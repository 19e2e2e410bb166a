"""Migrations for the tests' template, at a third of what they cost otherwise.

After each operation Django makes every class anew that stands in any relation to the one that changed: with a hundred
and fifty models that is most of half a minute, while the database itself is busy for two seconds. On an empty database
a new model needs no other class anew, and an index or a constraint none at all. `make prove` holds the schema that
comes out against one that was migrated as installations are: `tests/platform/test_harness.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db.migrations.state import ModelState, ProjectState


@contextmanager
def light_states() -> Iterator[None]:
    """Migrate within this block; nothing else belongs into it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ProjectState, "add_model", _add_model)
        patch.setattr(ProjectState, "_append_option", _append_option)
        yield


def _add_model(state: ProjectState, added: ModelState) -> None:
    key = added.app_label, added.name_lower
    state.models[key] = added
    if state._relations is not None:
        state.resolve_model_relations(key)
    if "apps" in state.__dict__:  # asking for the property would make it
        state.apps.render_multiple([added])
        state.apps.clear_cache()


def _append_option(state: ProjectState, app_label: str, model: str, option: str, added: object) -> None:
    options = state.models[app_label, model].options
    options[option] = [*options[option], added]
    if "apps" in state.__dict__:
        setattr(state.apps.get_model(app_label, model)._meta, option, options[option])
