from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MembersConfig(AppConfig):
    name = "thidua.registers.members"
    verbose_name = _("sổ đoàn viên")
    default_auto_field = "django.db.models.BigAutoField"
