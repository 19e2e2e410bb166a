"""Who sits in the clusters of the demonstration. The first of each is its lead."""

from __future__ import annotations

from typing import Final

CITY: Final = "HN"
CLUSTER_2: Final = ("HN-TH", "HN-TX", "HN-HD", "HN-NTL", "HN-BTL", "HN-CG")
CLUSTER_8: Final = ("HN-GD", "HN-YT", "HN-CQ", "HN-VC", "HN-HQ", "HN-DU")
CLUSTER_6: Final = ("HN-MD", "HN-UH", "HN-PX", "HN-TO", "HN-TTN", "HN-CM")
SAMPLE: Final = "Số liệu mẫu"


def seated() -> tuple[str, ...]:
    """The codes of all units that sit in a cluster."""
    return (*CLUSTER_2, *CLUSTER_8, *CLUSTER_6)
