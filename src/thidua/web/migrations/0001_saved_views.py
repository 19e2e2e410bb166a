import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("org", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SavedView",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, verbose_name="tên")),
                ("path", models.CharField(max_length=1500)),
                ("created_at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="saved_views",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "shared_with",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "góc nhìn đã lưu",
                "ordering": ["name", "pk"],
                "indexes": [
                    models.Index(
                        models.F("owner"), condition=models.Q(("removed_at__isnull", True)), name="saved_view_of_owner"
                    ),
                    models.Index(
                        models.F("shared_with"),
                        condition=models.Q(("removed_at__isnull", True), ("shared_with__isnull", False)),
                        name="saved_view_shared",
                    ),
                ],
            },
        ),
    ]
