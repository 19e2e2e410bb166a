"""Who edits an indicator keeps the words; every process hears of it through the stamp."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("indicators", "0004_last_due_instant")]

    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE indicators_catalogue_stamp",
            "DROP SEQUENCE indicators_catalogue_stamp",
        ),
        migrations.AddField(
            model_name="indicator",
            name="edited_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
    ]
