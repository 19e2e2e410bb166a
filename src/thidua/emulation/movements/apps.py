from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MovementsConfig(AppConfig):
    name = "thidua.emulation.movements"
    verbose_name = _("phong trào thi đua")
    default_auto_field = "django.db.models.BigAutoField"
