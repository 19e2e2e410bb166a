-- What the units directly below some units are assigned altogether on a day, in some years.
SELECT parent.code AS parent, t.indicator_id, t.period_id, sum(t.assigned)::bigint AS below
FROM org_placement place
JOIN org_unit parent ON parent.id = place.parent_id
JOIN targets_target t ON t.unit_id = place.unit_id
WHERE parent.code = ANY(%(parents)s) AND place.during @> %(day)s::date
  AND t.assigned IS NOT NULL AND t.period_id = ANY(%(periods)s) AND t.indicator_id = ANY(%(indicators)s)
GROUP BY parent.code, t.indicator_id, t.period_id
