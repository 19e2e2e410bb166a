"""Files of every stage, with the step in which they came; changes that are saved, and taken back, in one go."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("org", "0003_lists_in_exchange"),
        ("scorecards", "0003_changes_are_final"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="cardevidence",
            name="stage",
            field=models.CharField(
                choices=[
                    ("computed", "Hệ thống tính"),
                    ("self", "Tự chấm"),
                    ("cross", "Chấm chéo"),
                    ("lead", "Phúc tra"),
                    ("department", "Ban thẩm định"),
                    ("final", "Điểm chính thức"),
                ],
                default="self",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="cardevidence",
            name="step",
            field=models.CharField(
                choices=[
                    ("self", "Các đơn vị tự chấm"),
                    ("cross", "Chấm chéo"),
                    ("recheck", "Cụm trưởng phúc tra và các ban thẩm định"),
                    ("frozen", "Đã chốt số liệu đầu vào"),
                    ("final", "Đã chốt điểm"),
                ],
                default="self",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="pointchange",
            name="batch",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="pointchange",
            name="undoes",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="undone_by",
                to="scorecards.pointchange",
            ),
        ),
        migrations.AddIndex(
            model_name="pointchange",
            index=models.Index(models.F("batch"), condition=models.Q(("batch__isnull", False)), name="change_of_batch"),
        ),
    ]
