"""`thidua manage openapi > docs/openapi.json`: the description of the API that is kept with the code."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand

from thidua.api.assembly import api


class Command(BaseCommand):
    """Print the OpenAPI description of the API."""

    help = "in mô tả OpenAPI của API"

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Print it as it is committed: two machines print the same bytes."""
        self.stdout.write(described())


def described() -> str:
    """The description of the API as text."""
    return json.dumps(api.get_openapi_schema(), ensure_ascii=False, indent=1)
