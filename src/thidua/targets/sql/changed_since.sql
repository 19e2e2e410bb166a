-- Targets of a batch whose amounts are no longer what its lines made them.
SELECT DISTINCT t.id AS target_id, t.unit_id, t.indicator_id
FROM targets_targetentry line
JOIN targets_target t ON t.id = line.target_id
WHERE line.batch = %(batch)s
  AND line.amount IS DISTINCT FROM CASE WHEN line.kind = 'registered' THEN t.registered ELSE t.assigned END
ORDER BY t.unit_id, t.indicator_id
