from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportingConfig(AppConfig):
    name = "thidua.reporting"
    verbose_name = _("báo cáo")
    default_auto_field = "django.db.models.BigAutoField"
