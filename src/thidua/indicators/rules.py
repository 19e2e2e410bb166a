"""What an indicator is: how its values add up and which way is better."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """How values of an indicator are put together over time and over units."""

    FLOW = "flow", _("Phát sinh trong kỳ")
    STOCK = "stock", _("Có đến cuối kỳ")
    RATIO = "ratio", _("Tỷ lệ")
    DISTINCT = "distinct", _("Luỹ kế không trùng")
    AVERAGE = "average", _("Bình quân")
    EXTREME = "extreme", _("Cao nhất hoặc thấp nhất")


class Direction(TextChoices):
    """Which way is better; a target where less is better is a limit."""

    MORE = "more", _("Càng nhiều càng tốt")
    LESS = "less", _("Càng ít càng tốt")
