"""What point tables tell people, and the icon beside it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SENTENCES = {"trial.done": _("Đã chấm thử xong «%(scheme)s».")}
ICONS = {"trial.done": "scale"}
