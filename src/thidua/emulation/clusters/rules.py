"""Words of clusters: what a seat is, how far a cluster's year has come."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SeatRole(TextChoices):
    """What a unit is to its cluster."""

    LEAD = "lead", _("Cụm trưởng")
    DEPUTY = "deputy", _("Cụm phó")
    MEMBER = "member", _("Thành viên")
