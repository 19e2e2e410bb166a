"""The demonstration federation: real structure and published figures, fictitious unions and people.

Everything is made from the data files beside this package, the same in every installation.
"""

from importlib import import_module

STORIES = {"2024": "building", "2025": "merger"}
"""Which module fills an empty demonstration, by the name of its story; `config.settings` knows the day of each."""


def ensure(story: str) -> None:
    """Tell a story unless there are units already. Expects the catalogue and its forms."""
    import_module(f"thidua.cli.demodata.{STORIES[story]}").ensure()
