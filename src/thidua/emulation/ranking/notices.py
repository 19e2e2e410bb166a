"""What rankings tell people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SENTENCES = {"ranking.published": _("Đã có kết quả thi đua «%(round)s».")}
ICONS = {"ranking.published": "trophy"}
