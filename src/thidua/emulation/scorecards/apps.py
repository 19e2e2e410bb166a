from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ScorecardsConfig(AppConfig):
    name = "thidua.emulation.scorecards"
    verbose_name = _("chấm điểm thi đua")
    default_auto_field = "django.db.models.BigAutoField"
