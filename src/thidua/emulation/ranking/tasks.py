"""What waits for its moment."""

from __future__ import annotations

from procrastinate.contrib.django import app

from .services.publishing import TELL
from .services.publishing import tell_members as tell


@app.task(name=TELL)
def tell_members(ranking_id: int) -> None:
    """Tell members of a result whose moment has come; nothing happens when it was taken back."""
    tell(ranking_id=ranking_id)
