"""In whose tree figures are read: that of each period, today's, or that of any day.

An address says it as `cay`: nothing or "ky" for each period's own tree, "nay" for today's, a day for that day's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

PARAMETER = "cay"
OF_EACH_PERIOD, OF_TODAY = "ky", "nay"
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class History:
    """In whose tree the past is read. `on` is the day of that tree; None: each period in its own.

    `restatement_id` names the figures that were carried into the tree of `on`; None where none had to be.
    """

    on: date | None = None
    today: bool = False
    restatement_id: int | None = None

    @property
    def as_it_is(self) -> bool:
        """Whether the past is read in one tree."""
        return self.on is not None

    @property
    def value(self) -> str:
        """What an address says; "" for the usual reading."""
        if self.on is None:
            return ""
        return OF_TODAY if self.today else self.on.isoformat()

    @property
    def query(self) -> str:
        """The part of an address that says it; "" for the usual reading."""
        return f"&{PARAMETER}={self.value}" if self.value else ""

    @property
    def label(self) -> str:
        """The reading in a few words, as every page and file says it."""
        if self.on is None:
            return _("Theo cây của từng kỳ")
        return _("Theo cây hiện nay") if self.today else _("Theo cây ngày %(day)s") % {"day": f"{self.on:%d/%m/%Y}"}


AS_IT_WAS = History()


def day_of(text: str) -> date | None:
    """The day that an address names; None where it names none."""
    if not DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
