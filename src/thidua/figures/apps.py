from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FiguresConfig(AppConfig):
    name = "thidua.figures"
    verbose_name = _("số liệu")
    default_auto_field = "django.db.models.BigAutoField"
