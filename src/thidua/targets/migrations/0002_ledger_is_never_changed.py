"""A trigger refuses to change or delete a line of the ledger, whoever asks; undoing one is a further line."""

from django.db import migrations

PROTECT = """
CREATE FUNCTION targets_entry_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'targets_targetentry % is final: lines of the ledger are neither changed nor deleted', OLD.id
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER targets_entry_is_final BEFORE UPDATE OR DELETE ON targets_targetentry
    FOR EACH ROW EXECUTE FUNCTION targets_entry_is_final();
"""
UNPROTECT = """
DROP TRIGGER targets_entry_is_final ON targets_targetentry;
DROP FUNCTION targets_entry_is_final();
"""


class Migration(migrations.Migration):
    dependencies = [("targets", "0001_initial")]
    operations = [migrations.RunSQL(PROTECT, UNPROTECT)]
