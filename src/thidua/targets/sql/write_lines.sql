-- Lines of the ledger of one batch, each with what stood before it.
INSERT INTO targets_targetentry (target_id, kind, amount, before, "on", decision, reason, by_id, at, batch)
SELECT t.id, a.kind, a.amount, CASE WHEN a.kind = 'registered' THEN t.registered ELSE t.assigned END,
       %(on)s, %(decision)s, a.reason, %(by)s, %(at)s, %(batch)s
FROM unnest(
    %(units)s::bigint[], %(indicators)s::bigint[], %(periods)s::bigint[],
    %(kinds)s::text[], %(amounts)s::bigint[], %(reasons)s::text[]
) WITH ORDINALITY AS a (unit_id, indicator_id, period_id, kind, amount, reason, place)
JOIN targets_target t
  ON t.unit_id = a.unit_id AND t.indicator_id = a.indicator_id AND t.period_id = a.period_id
ORDER BY a.place
