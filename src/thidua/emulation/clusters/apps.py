from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ClustersConfig(AppConfig):
    name = "thidua.emulation.clusters"
    verbose_name = _("cụm thi đua")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let point tables be tried on clusters."""
        from thidua.emulation.clusters.populations import clusters_of
        from thidua.emulation.schemes.populations import also_offer

        also_offer(clusters_of)
