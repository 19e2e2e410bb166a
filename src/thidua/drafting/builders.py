"""Which builder drafts which kind of document."""

from __future__ import annotations

from collections.abc import Mapping

from thidua.documents.rules import Kind

from .comparison import draft_comparison
from .drafted import Builder
from .notice import draft_notice
from .profile import draft_profile
from .report import draft_report

BUILDERS: Mapping[Kind, Builder] = {
    Kind.REPORT: draft_report,
    Kind.RESULTS: draft_notice,
    Kind.COMPARISON: draft_comparison,
    Kind.PROFILE: draft_profile,
}
