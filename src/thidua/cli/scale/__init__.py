"""A synthetic country of any size, the same for the same seed: what `thidua scale` builds and `make bench` measures.

The shape is that of the Vietnamese federation: one root, 34 provinces and 17 central sectors, upper unions of very
different sizes, grassroots unions below them, and one monthly form of up to 60 indicators of the catalogue. The first
province has the 40 district unions and 6,349 grassroots unions that Hà Nội reorganised in 2025.
"""

from .building import Country, Size, build

__all__ = ["Country", "Size", "build"]
