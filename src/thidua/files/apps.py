from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FilesConfig(AppConfig):
    name = "thidua.files"
    verbose_name = _("tệp đính kèm")
    default_auto_field = "django.db.models.BigAutoField"
