from django.db import migrations

# Undoing a reorganisation takes the units away that it founded, and the one batch of lines that they got by it:
# whoever undoes names that batch for the length of the transaction.
LET_GO = """
CREATE OR REPLACE FUNCTION targets_entry_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND OLD.batch::text = current_setting('thidua.batch_undone', true) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'targets_targetentry % is final: lines of the ledger are neither changed nor deleted', OLD.id
        USING ERRCODE = 'restrict_violation';
END $$;
"""
KEEP = """
CREATE OR REPLACE FUNCTION targets_entry_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'targets_targetentry % is final: lines of the ledger are neither changed nor deleted', OLD.id
        USING ERRCODE = 'restrict_violation';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("targets", "0003_responses_and_batches")]
    operations = [migrations.RunSQL(LET_GO, KEEP)]
