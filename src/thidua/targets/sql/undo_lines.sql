-- Take the lines of a batch back by further ones: every amount as it stood before.
INSERT INTO targets_targetentry (target_id, kind, amount, before, "on", decision, reason, by_id, at, batch)
SELECT target_id,
       CASE WHEN kind = 'registered' THEN kind WHEN before IS NULL THEN 'cancelled' ELSE 'transferred' END,
       before, amount, %(on)s, decision, %(reason)s, %(by)s, %(at)s, %(undoing)s
FROM targets_targetentry
WHERE batch = %(batch)s
ORDER BY id
