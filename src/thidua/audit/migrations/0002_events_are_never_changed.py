"""A trigger refuses to change or delete an event, whoever asks.

Emptying the whole table (TRUNCATE, as tests do) is not refused: that is what the hash kept in the backup's
manifest, outside the database, brings to light.
"""

from django.db import migrations

PROTECT = """
CREATE FUNCTION audit_event_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit_event % is final: events are neither changed nor deleted', OLD.number
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER audit_event_is_final BEFORE UPDATE OR DELETE ON audit_event
    FOR EACH ROW EXECUTE FUNCTION audit_event_is_final();
"""
UNPROTECT = """
DROP TRIGGER audit_event_is_final ON audit_event;
DROP FUNCTION audit_event_is_final();
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunSQL(PROTECT, UNPROTECT)]
