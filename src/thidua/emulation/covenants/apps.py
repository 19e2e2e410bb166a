from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CovenantsConfig(AppConfig):
    name = "thidua.emulation.covenants"
    verbose_name = _("giao ước thi đua")
    default_auto_field = "django.db.models.BigAutoField"
