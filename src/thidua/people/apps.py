from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "thidua.people"
    default_auto_field = "django.db.models.BigAutoField"
