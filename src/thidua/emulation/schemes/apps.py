from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SchemesConfig(AppConfig):
    name = "thidua.emulation.schemes"
    verbose_name = _("bảng điểm")
    default_auto_field = "django.db.models.BigAutoField"
