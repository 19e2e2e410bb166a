from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DraftingConfig(AppConfig):
    name = "thidua.drafting"
    verbose_name = _("soạn báo cáo")
    default_auto_field = "django.db.models.BigAutoField"
