-- Take away the lines of a batch at units that are not to have been founded. The trigger that keeps the ledger lets
-- go of this one batch until the transaction ends.
WITH named AS MATERIALIZED (
    SELECT set_config('thidua.batch_undone', %(batch)s::text, true)
)
DELETE FROM targets_targetentry line
USING named, targets_target t, org_unit u
WHERE line.batch = %(batch)s AND t.id = line.target_id AND u.id = t.unit_id AND u.code = ANY(%(units)s)
