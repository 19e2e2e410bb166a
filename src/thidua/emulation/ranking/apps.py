from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RankingConfig(AppConfig):
    name = "thidua.emulation.ranking"
    verbose_name = _("xếp hạng thi đua")
    default_auto_field = "django.db.models.BigAutoField"
