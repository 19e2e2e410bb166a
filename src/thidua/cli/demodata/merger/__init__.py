"""The second story of the demonstration: Hà Nội in 2025, when forty upper unions ended and ward unions took over."""

from thidua.cli.demodata.merger.building import ensure

__all__ = ["ensure"]
