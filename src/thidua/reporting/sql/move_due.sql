-- Give the open reports that `due_moves` counts their new instant.
UPDATE reporting_report r
SET due_at = p.due_at - make_interval(days => %(days)s)
FROM indicators_period p
WHERE p.id = r.period_id AND p.state = 'open'
  AND p.frequency = %(frequency)s AND p.ends >= %(since)s::date AND r.state IN ('draft', 'returned')
  AND r.due_at <> p.due_at - make_interval(days => %(days)s)
  AND %(kind)s = (
      SELECT kind FROM org_placement
      WHERE unit_id = r.unit_id AND during && daterange(p.starts, p.ends, '[]')
      ORDER BY lower(during) DESC LIMIT 1
  )
