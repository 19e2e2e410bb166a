"""Units answer to what they are assigned, in lines as final as the ledger's; lines of one decision belong together."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

PROTECT = """
CREATE FUNCTION targets_response_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'targets_targetresponse % is final: answers are neither changed nor deleted', OLD.id
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER targets_response_is_final BEFORE UPDATE OR DELETE ON targets_targetresponse
    FOR EACH ROW EXECUTE FUNCTION targets_response_is_final();
"""
UNPROTECT = """
DROP TRIGGER targets_response_is_final ON targets_targetresponse;
DROP FUNCTION targets_response_is_final();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("targets", "0002_ledger_is_never_changed"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="targetentry",
            name="batch",
            field=models.UUIDField(db_index=True, null=True),
        ),
        migrations.CreateModel(
            name="TargetResponse",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("accepted", "Đồng ý"), ("objected", "Có ý kiến"), ("kept", "Giữ nguyên")],
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=400, verbose_name="lý do")),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="responses", to="targets.targetentry"
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="responses", to="targets.target"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind", "accepted"), models.Q(("reason", ""), _negated=True), _connector="OR"
                        ),
                        name="target_response_reason",
                    )
                ],
            },
        ),
        migrations.RunSQL(PROTECT, UNPROTECT),
    ]
