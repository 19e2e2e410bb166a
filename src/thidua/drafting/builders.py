"""Which builder drafts which kind of document."""

from __future__ import annotations

from collections.abc import Mapping

from thidua.documents.rules import Kind

from .drafted import Builder
from .report import draft_report

BUILDERS: Mapping[Kind, Builder] = {Kind.REPORT: draft_report}
