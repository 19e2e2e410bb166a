"""The view of leaves knows units that ended and sheets that nobody owes."""

from pathlib import Path

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from thidua.core.sql import expand

VIEW = Path(__file__).with_suffix(".sql")
FORMER = Path(__file__).with_name("0002_tables.sql")


def replace(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    schema_editor.connection.cursor().execute(expand(VIEW.read_text(encoding="utf-8")))


def restore(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _before, create, view = FORMER.read_text(encoding="utf-8").partition("CREATE VIEW")
    schema_editor.connection.cursor().execute(expand(create.replace("CREATE", "CREATE OR REPLACE") + view))


class Migration(migrations.Migration):
    dependencies = [("figures", "0004_two_readings")]
    operations = [migrations.RunPython(replace, restore)]
