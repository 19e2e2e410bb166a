from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TargetsConfig(AppConfig):
    name = "thidua.targets"
    verbose_name = _("chỉ tiêu")
    default_auto_field = "django.db.models.BigAutoField"
