"""What of a year's target a round over a shorter period holds results against; so far all of it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("scorecards", "0004_evidence_of_every_stage_and_undo")]
    operations = [
        migrations.AddField(
            model_name="round",
            name="year_target",
            field=models.CharField(
                choices=[("part", "Phần chỉ tiêu năm tính đến hết kỳ"), ("whole", "Toàn bộ chỉ tiêu năm")],
                default="whole",
                max_length=5,
                verbose_name="so với chỉ tiêu năm",
            ),
        ),
    ]
