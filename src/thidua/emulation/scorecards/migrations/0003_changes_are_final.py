"""Triggers refuse to change or delete a line of what was scored and what was stated, whoever asks."""

from django.db import migrations

TABLES = ("scorecards_pointchange", "scorecards_cardfact")
FUNCTION = """
CREATE FUNCTION scorecards_line_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% % is final: lines of a scorecard are neither changed nor deleted', TG_TABLE_NAME, OLD.id
        USING ERRCODE = 'restrict_violation';
END $$;
"""
PROTECT = FUNCTION + "".join(
    f"CREATE TRIGGER {table}_is_final BEFORE UPDATE OR DELETE ON {table}"
    " FOR EACH ROW EXECUTE FUNCTION scorecards_line_is_final();\n"
    for table in TABLES
)
UNPROTECT = (
    "".join(f"DROP TRIGGER {table}_is_final ON {table};\n" for table in TABLES)
    + "DROP FUNCTION scorecards_line_is_final();"
)


class Migration(migrations.Migration):
    dependencies = [("scorecards", "0002_evidence_facts_and_cross_checks")]
    operations = [migrations.RunSQL(PROTECT, UNPROTECT)]
