-- A target without amounts wherever there is none yet.
INSERT INTO targets_target (unit_id, indicator_id, period_id)
SELECT DISTINCT unit_id, indicator_id, period_id
FROM unnest(%(units)s::bigint[], %(indicators)s::bigint[], %(periods)s::bigint[]) AS a (unit_id, indicator_id, period_id)
ON CONFLICT (period_id, unit_id, indicator_id) DO NOTHING
