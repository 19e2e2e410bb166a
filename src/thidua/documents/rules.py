"""Kinds of documents, their abbreviations, and the states that a document passes."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    """A draft may be edited; an issued one has its number and never changes; a withdrawn one says so when verified."""

    DRAFT = "draft", _("bản thảo")
    ISSUED = "issued", _("đã ban hành")
    WITHDRAWN = "withdrawn", _("đã thu hồi")


class Kind(TextChoices):
    """What a document is; `symbol` is the abbreviation in its number."""

    REPORT = "report", _("Báo cáo")
    RESULTS = "results", _("Thông báo kết quả")
    COMPARISON = "comparison", _("Bảng so sánh các đơn vị")
    PROFILE = "profile", _("Tóm tắt đơn vị")
    COVENANT = "covenant", _("Giao ước thi đua")
    MINUTES = "minutes", _("Biên bản")

    @property
    def symbol(self) -> str:
        """The abbreviation of the type of document: BC, TB …"""
        return {
            Kind.REPORT: "BC",
            Kind.RESULTS: "TB",
            Kind.COMPARISON: "BC",
            Kind.PROFILE: "BC",
            Kind.COVENANT: "GƯ",
            Kind.MINUTES: "BB",
        }[self]

    @property
    def compares(self) -> bool:
        """Whether it sets the units below its unit beside each other, and so needs some."""
        return self in {Kind.RESULTS, Kind.COMPARISON}
