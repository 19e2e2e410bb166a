"""A monthly form of grassroots unions as long as a test wants it: the project's own and some of the quarter's."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from importlib.resources import files
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from thidua.indicators.contents import Contents
from thidua.indicators.models import BaseFrequency, Form, FormVersion
from thidua.indicators.queries import clear_catalogue
from thidua.indicators.services import publish_form_version
from thidua.indicators.services.contents import write_contents

# What the longer month asks besides its own 13 cells, in this order; the first six happen every month.
EVERY_MONTH = {"LAW06": "2", "LAW13": "1", "LAW22": "1", "OSH01": "3", "OSH05": "2", "ORG22": "1"}
QUIET = ("LAW23", "LAW24", "LAW30", "OSH02", "OSH06", "ORG39", "WEL13", "WEL15", "WEL19", "WEL20", "PRO01")
MORE = (*EVERY_MONTH, *QUIET)
OWN = 13


def lengthen(cells: int, *, checks: Sequence[dict[str, str]] = ()) -> None:
    """Let grassroots unions report so many cells each month, with more checks; catalogue and forms are installed."""
    codes = MORE[: cells - OWN]
    BaseFrequency.objects.filter(indicator__code__in=codes, unit_kind="grassroots").update(frequency="M")
    clear_catalogue()
    FormVersion.objects.filter(form__code="grassroots-quarter").update(
        during=DateRange(date(2019, 1, 1), date(2019, 2, 1))
    )
    version = FormVersion.objects.create(
        form=Form.objects.get(code="grassroots-month"), number=2, during=DateRange(date(2023, 1, 1), None)
    )
    write_contents(version, Contents.from_data(_contents(codes, checks)))
    publish_form_version(version_id=version.pk)


def _contents(codes: tuple[str, ...], checks: Sequence[dict[str, str]]) -> dict[str, Any]:
    text = (files("thidua.indicators") / "data" / "forms" / "grassroots-month.json").read_text(encoding="utf-8")
    data: dict[str, Any] = json.loads(text)["versions"][0]
    data["checks"] += checks
    data["sections"].append(
        {"name_vi": "Các việc khác", "name_en": "Other work", "rows": [{"indicator": code} for code in codes]}
    )
    return data
