from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccessConfig(AppConfig):
    name = "thidua.access"
    verbose_name = _("quyền của người dùng")
    default_auto_field = "django.db.models.BigAutoField"
