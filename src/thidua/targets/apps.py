from django.apps import AppConfig


class TargetsConfig(AppConfig):
    name = "thidua.targets"
    default_auto_field = "django.db.models.BigAutoField"
