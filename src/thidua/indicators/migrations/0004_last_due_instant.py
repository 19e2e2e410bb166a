"""The due instant of a period becomes that of its last level: ten days later than that of grassroots unions."""

from django.db import migrations

FORWARDS = "UPDATE indicators_period SET due_at = due_at + interval '10 days'"
BACKWARDS = "UPDATE indicators_period SET due_at = due_at - interval '10 days'"


class Migration(migrations.Migration):
    dependencies = [("indicators", "0003_entry_and_deadlines")]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
