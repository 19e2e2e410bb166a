from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ClustersConfig(AppConfig):
    name = "thidua.emulation.clusters"
    verbose_name = _("cụm thi đua")
    default_auto_field = "django.db.models.BigAutoField"
