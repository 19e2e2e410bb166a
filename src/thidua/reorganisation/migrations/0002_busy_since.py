"""When work on a reorganisation was asked for, so that work that was broken off is given back."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reorganisation", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="reorganisation",
            name="busy_since",
            field=models.DateTimeField(null=True),
        ),
    ]
