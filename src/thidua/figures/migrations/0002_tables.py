"""The partitioned tables, the function that opens a year of them, and the view of leaves."""

from pathlib import Path

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from thidua.core.sql import expand

TABLES = Path(__file__).with_suffix(".sql")


def create(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    schema_editor.connection.cursor().execute(expand(TABLES.read_text(encoding="utf-8")))


def drop(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    schema_editor.execute("DROP VIEW figures_leaf_base")
    schema_editor.execute("DROP FUNCTION figures_open_year")
    for table in ("figures_sheetcells", "figures_basetotal", "figures_total"):
        schema_editor.execute(f"DROP TABLE {table}")


class Migration(migrations.Migration):
    dependencies = [("figures", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
