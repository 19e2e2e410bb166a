from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BackupsConfig(AppConfig):
    """Has no tables: what was copied is told by the audit log, the copies lie outside the database."""

    name = "thidua.cli.backups"
    label = "backups"
    verbose_name = _("Sao lưu")
