"""Words of scoring: how far a round has come, which hands a point passes through."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RoundState(TextChoices):
    """How far the scoring of a round has come; it only goes forward, but for what an undo takes back."""

    SELF = "self", _("Các đơn vị tự chấm")
    CROSS = "cross", _("Chấm chéo")
    RECHECK = "recheck", _("Cụm trưởng phúc tra và các ban thẩm định")
    FROZEN = "frozen", _("Đã chốt số liệu đầu vào")
    FINAL = "final", _("Đã chốt điểm")


class Stage(TextChoices):
    """Whose points they are. The later stage counts where it has a point; the last is the conference's."""

    COMPUTED = "computed", _("Hệ thống tính")
    SELF = "self", _("Tự chấm")
    CROSS = "cross", _("Chấm chéo")
    LEAD = "lead", _("Phúc tra")
    DEPARTMENT = "department", _("Ban thẩm định")
    FINAL = "final", _("Điểm chính thức")
