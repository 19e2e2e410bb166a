"""A trigger refuses to change a published edition, whoever asks; taking one back deletes its row while none uses it."""

from django.db import migrations

PROTECT = """
CREATE FUNCTION schemes_version_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'schemes_schemeversion % is published: its content never changes', OLD.id
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER schemes_version_is_final BEFORE UPDATE ON schemes_schemeversion
    FOR EACH ROW WHEN (OLD.published_at IS NOT NULL) EXECUTE FUNCTION schemes_version_is_final();
"""
UNPROTECT = """
DROP TRIGGER schemes_version_is_final ON schemes_schemeversion;
DROP FUNCTION schemes_version_is_final();
"""


class Migration(migrations.Migration):
    dependencies = [("schemes", "0002_draft_edits")]
    operations = [migrations.RunSQL(PROTECT, UNPROTECT)]
