from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0002_codes_sessions_second_factor")]

    operations = [
        migrations.AddField(model_name="user", name="toured_at", field=models.DateTimeField(editable=False, null=True))
    ]
