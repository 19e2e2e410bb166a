"""The demonstration federation: real structure and published figures, fictitious unions and people.

Everything is made from the data files beside this package, the same in every installation.
"""

from thidua.cli.demodata.building import ensure

__all__ = ["ensure"]
