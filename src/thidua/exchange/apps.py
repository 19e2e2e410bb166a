from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExchangeConfig(AppConfig):
    name = "thidua.exchange"
    verbose_name = _("nhập và xuất danh sách")
    default_auto_field = "django.db.models.BigAutoField"
